// Files on their way: a queue that sends two at a time, and a line for each with progress and what to do about it.

import { button, find, h } from './dom';
import { Upload, refusal } from './upload';

const filesAtOnce = 2;

const stateText: Record<Upload['state'], string> = {
  waiting: 'Waiting',
  sending: 'Sending',
  paused: 'Paused',
  offline: 'No connection. Goes on by itself.',
  checking: 'Checking',
  done: 'Arrived',
  failed: '',
};

interface Line {
  upload: Upload;
  element: HTMLElement;
  preview: string;
}

export class Tray {
  #lines: Line[] = [];

  // `arrived` makes something of a finished upload; `preview` is a local URL of the picture, good until the page goes.
  constructor(
    private readonly root: HTMLElement,
    private readonly arrived: (uploadId: string, file: File, preview: string) => Promise<void>,
  ) {
    window.addEventListener('beforeunload', (event) => {
      if (this.#lines.some(({ upload }) => ['sending', 'waiting', 'checking'].includes(upload.state))) event.preventDefault();
    });
  }

  add(files: Iterable<File>): void {
    for (const file of files) {
      const preview = URL.createObjectURL(file);
      const line: Line = {
        upload: new Upload(file, (id) => this.arrived(id, file, preview), () => this.#changed(line)),
        element: h('li', { class: 'transfer' }),
        preview,
      };
      const reason = refusal(file);
      if (reason) {
        line.upload.state = 'failed';
        line.upload.refused = true;
        line.upload.message = reason;
      }
      this.#lines.push(line);
      this.#build(line);
    }
    this.#next();
    this.#summarise();
  }

  // Starting one reports its change, which comes back here: look again for each.
  #next(): void {
    const busy = this.#lines.filter(({ upload }) => ['sending', 'offline', 'checking'].includes(upload.state)).length;
    const waiting = this.#lines.find(({ upload }) => upload.state === 'waiting');
    if (waiting && busy < filesAtOnce) void waiting.upload.run();
  }

  #changed(line: Line): void {
    if (line.upload.state === 'done') this.#drop(line);
    else this.#build(line);
    this.#next();
    this.#summarise();
  }

  #drop(line: Line): void {
    line.element.remove();
    this.#lines = this.#lines.filter((other) => other !== line);
  }

  #build(line: Line): void {
    const { upload, element } = line;
    if (element.dataset.state !== upload.state) this.#rebuild(line);
    const bar = element.querySelector('progress');
    if (bar) bar.value = upload.sent;
    const percent = element.querySelector('.percent');
    if (percent) percent.textContent = `${Math.floor((100 * upload.sent) / Math.max(1, upload.file.size))} %`;
  }

  // Built anew only when the state changes, so that progress never takes the focus from a button.
  #rebuild(line: Line): void {
    const { upload, element } = line;
    element.dataset.state = upload.state;
    const failed = upload.state === 'failed';
    const again = () => ((upload.state = 'waiting'), this.#changed(line));
    const picture = h('img', { src: line.preview, alt: '', width: 44, height: 44 });
    picture.addEventListener('error', () => picture.classList.add('blank')); // HEIC, in most browsers
    element.replaceChildren(
      picture,
      h('span', { class: 'name' }, upload.file.name),
      failed ? '' : h('progress', { max: upload.file.size, 'aria-label': `Sending ${upload.file.name}` }),
      failed ? '' : h('span', { class: 'percent' }),
      h('span', { class: 'state', role: failed ? 'alert' : 'status' }, failed ? upload.message : stateText[upload.state]),
      h('span', { class: 'actions' }, ...this.#actions(line, again)),
    );
    if (!element.isConnected) find('ul', this.root).append(element);
  }

  #actions(line: Line, again: () => void): Node[] {
    const { upload } = line;
    const remove = button('Remove', () => (upload.remove(), this.#drop(line), this.#next(), this.#summarise()), 'quiet');
    switch (upload.state) {
      case 'sending':
      case 'offline':
      case 'waiting':
        return [button('Pause', () => upload.pause(), 'quiet'), remove];
      case 'paused':
        return [button('Resume', again, 'quiet'), remove];
      case 'failed':
        return upload.refused ? [remove] : [button('Try again', again, 'quiet'), remove];
      default:
        return [];
    }
  }

  #summarise(): void {
    const head = find('.summary', this.root);
    this.root.hidden = this.#lines.length === 0;
    const live = this.#lines.filter(({ upload }) => upload.state !== 'failed');
    if (live.length === 0) return head.replaceChildren();
    const total = live.reduce((sum, { upload }) => sum + upload.file.size, 0);
    const sent = live.reduce((sum, { upload }) => sum + upload.sent, 0);
    const text = `${live.length} ${live.length === 1 ? 'file' : 'files'} on the way, ${Math.floor((100 * sent) / total)} %`;
    if (!head.firstChild) head.append(h('span'), this.#all('Pause all'), this.#all('Resume all'));
    find('span', head).textContent = text;
    const [pause, resume] = head.querySelectorAll('button');
    const paused = live.filter(({ upload }) => upload.state === 'paused').length;
    if (pause) pause.hidden = live.length < 2 || paused === live.length;
    if (resume) resume.hidden = paused < 2;
  }

  #all(label: 'Pause all' | 'Resume all'): HTMLButtonElement {
    const pausing = label === 'Pause all';
    return button(label, () => {
      for (const { upload } of [...this.#lines]) {
        if (pausing && ['sending', 'offline', 'waiting'].includes(upload.state)) upload.pause();
        if (!pausing && upload.state === 'paused') upload.state = 'waiting';
      }
      for (const line of [...this.#lines]) this.#changed(line);
    }, 'quiet');
  }
}

// Files dropped anywhere on the page.
export function dropAnywhere(take: (files: File[]) => void): void {
  const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
  let depth = 0;
  const mark = (by: number) => {
    depth = Math.max(0, depth + by);
    document.body.classList.toggle('dropping', depth > 0);
  };
  window.addEventListener('dragenter', (event) => hasFiles(event) && mark(1));
  window.addEventListener('dragleave', (event) => hasFiles(event) && mark(-1));
  window.addEventListener('dragover', (event) => hasFiles(event) && event.preventDefault());
  window.addEventListener('drop', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    mark(-depth);
    take([...(event.dataTransfer?.files ?? [])]);
  });
}
