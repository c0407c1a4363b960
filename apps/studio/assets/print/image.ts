// The image of a print: large, with its state, what the camera wrote, replacing and trying again.

import { call } from '../shared/api';
import { button, find, h, samePicture } from '../shared/dom';
import { complain, say } from '../shared/notice';
import { Tray, dropAnywhere } from '../shared/tray';
import type { Exif, Focus, ImageVersion, Print } from '../shared/types';
import { Watch } from '../shared/watch';
import { imageText, titleOf } from '../shared/words';
import { FocusPoint } from './focus';

const wanted = ['medium', 'medium_2x', 'large'];

function sources(images: ImageVersion[]): { src: string; srcset: string } | null {
  const fitting = images.filter(({ version }) => wanted.includes(version)).sort((a, b) => a.width - b.width);
  const smallest = fitting[0] ?? images[0];
  if (!smallest) return null;
  return { src: smallest.url, srcset: fitting.map(({ url, width }) => `${url} ${width}w`).join(', ') };
}

function exifLines(exif: Exif | null): [string, string][] {
  const date = exif?.dateTimeOriginal?.replace('T', ' ').replace('Z', '');
  const lines: [string, string | number | null | undefined][] = [
    ['Camera', exif?.camera],
    ['Lens', exif?.lens],
    ['Exposure', exif?.exposureTime],
    ['Aperture', exif?.aperture],
    ['ISO', exif?.iso],
    ['Taken', date],
  ];
  return lines.filter(([, value]) => value).map(([name, value]) => [name, String(value)]);
}

export class ImagePanel {
  #preview: string | null = null; // of a replacement on its way
  readonly #watch: Watch;
  readonly #tray: Tray;
  readonly #trayRoot = h('section', { class: 'tray', 'aria-label': 'Upload', hidden: true }, h('div', { class: 'summary' }), h('ul'));
  readonly #frame = h('div', { class: 'frame' });
  readonly #focus = new FocusPoint((focus) => void this.#setFocus(focus));
  readonly #facts = h('div', { class: 'image-facts' });

  constructor(
    private readonly print: () => Print,
    private readonly changed: (print: Print) => void,
  ) {
    this.#watch = new Watch((fresh) => void this.#arrived(fresh));
    this.#tray = new Tray(this.#trayRoot, (uploadId, _file, preview) => this.#replace(uploadId, preview));
    find('#image').append(this.#frame, this.#focus.note, this.#trayRoot, this.#facts);
    dropAnywhere((files) => this.#take(files));
  }

  show(): void {
    const print = this.print();
    this.#watch.see(print);
    const source = sources(print.images);
    const src = this.#preview ?? source?.src;
    const srcset = this.#preview ? null : source?.srcset;
    const shown = this.#frame.querySelector('img')?.getAttribute('src');
    if (src && !samePicture(src, shown)) {
      const box = print.images.find(({ version }) => version === 'medium');
      const size = this.#preview ? {} : { width: box?.width, height: box?.height };
      const picture = h('img', { src, srcset, sizes: '(min-width: 1100px) 440px, 100vw', alt: titleOf(print), ...size });
      this.#frame.replaceChildren(this.#focus.over(picture, print.focus));
    } else if (!src) {
      this.#frame.replaceChildren(h('span', { class: 'blank' }, print.imageProcessingStatus === 'processing' ? 'The image is on its way' : 'No image'));
    }
    this.#focus.note.hidden = !src;
    this.#showFacts(print);
  }

  async #setFocus(focus: Focus | null): Promise<void> {
    try {
      this.changed(await call<Print>('PUT', `/prints/${this.print().id}`, { body: { focus } }));
    } catch (error) {
      complain(error, 'The thumbnails stay as they were.');
    }
  }

  #showFacts(print: Print): void {
    const failed = print.imageProcessingStatus === 'failed';
    const state = imageText(print);
    const input = h('input', { type: 'file', class: 'visually-hidden', accept: '.jpg,.jpeg,.png,.heic,.heif' });
    input.addEventListener('change', () => this.#take([...(input.files ?? [])]));
    this.#facts.replaceChildren(
      state ? h('p', { class: `processing ${print.imageProcessingStatus}`, role: 'status' }, state) : '',
      h(
        'p',
        { class: 'actions' },
        ...(failed ? [button('Try again', () => void this.#retry())] : []),
        h('label', { class: 'button' }, print.images.length ? 'Replace the image' : 'Choose an image', input),
      ),
      h(
        'dl',
        { class: 'exif' },
        ...[['File', print.originalFileName ?? ''] as [string, string], ...exifLines(print.exifData)]
          .filter(([, value]) => value)
          .flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]),
      ),
    );
  }

  #take(files: File[]): void {
    if (files.length > 1) return say('One print, one image: drop a single file here.');
    this.#tray.add(files);
  }

  async #replace(uploadId: string, preview: string): Promise<void> {
    const print = await call<Print>('POST', `/prints/${this.print().id}/image`, { body: { uploadId } });
    this.#preview = preview;
    this.changed(print);
  }

  async #retry(): Promise<void> {
    try {
      this.changed(await call<Print>('POST', `/prints/${this.print().id}/image/retry`));
    } catch (error) {
      complain(error, 'The image could not be tried again.');
    }
  }

  async #arrived(fresh: Print): Promise<void> {
    this.#preview = null;
    try {
      this.changed(await call<Print>('GET', `/prints/${fresh.id}`)); // the list leaves EXIF out
    } catch {
      this.changed(fresh);
    }
  }
}
