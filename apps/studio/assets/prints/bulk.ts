// What can be done with several prints at once.

import { hang, hangings, setStatus } from '../shared/api';
import { button, find, h } from '../shared/dom';
import { complain, say } from '../shared/notice';
import { deleteLater } from '../shared/undo';
import type { Gallery, Print, Status } from '../shared/types';
import { counted, titleOf } from '../shared/words';

export interface BulkList {
  selected: () => Print[];
  galleries: () => Gallery[];
  show: (print: Print) => void;
  hide: (ids: number[], hidden: boolean) => void;
  clear: () => void;
}

const atOnce = 3;

// Runs the action for each; one that fails does not stop the others. Tells of the first failure by name.
async function forEach(prints: Print[], action: (print: Print) => Promise<void>): Promise<Print[]> {
  const queue = [...prints];
  const done: Print[] = [];
  let failure: [Print, unknown] | null = null;
  const worker = async () => {
    for (let print = queue.shift(); print; print = queue.shift()) {
      try {
        await action(print);
        done.push(print);
      } catch (error) {
        failure ??= [print, error];
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  if (failure) {
    const [print, error]: [Print, unknown] = failure;
    complain(error, `${counted(prints.length - done.length, 'print')} stayed as before, first “${titleOf(print)}”:`);
  }
  return done;
}

export class Bulk {
  readonly #bar = find('#bulk');

  constructor(private readonly list: BulkList) {}

  show(): void {
    const count = this.list.selected().length;
    this.#bar.hidden = count === 0;
    if (count === 0) return;
    const galleries = h('select', { 'aria-label': 'Add to gallery' }, h('option', { value: '' }, 'Add to gallery'),
      ...this.list.galleries().map(({ id, title }) => h('option', { value: id }, title ?? 'Untitled')));
    galleries.addEventListener('change', () => void this.#hang(Number(galleries.value)));
    this.#bar.replaceChildren(
      h('span', { role: 'status' }, `${count} selected`),
      button('Publish', () => void this.#setStatus('published')),
      button('Unpublish', () => void this.#setStatus('draft')),
      galleries,
      button('Delete', () => this.#delete()),
      button('Select none', () => this.list.clear(), 'quiet'),
    );
  }

  async #setStatus(status: Status): Promise<void> {
    const changing = this.list.selected().filter((print) => print.status !== status);
    const prints = changing.filter((print) => status === 'draft' || print.openNotices.length === 0);
    const word = status === 'published' ? 'Published' : 'Unpublished';
    // A notice is something to think about for each print.
    const left = changing.length - prints.length;
    const kept = left > 0 ? ` ${counted(left, 'print')} with an open notice ${left === 1 ? 'stays a draft' : 'stay drafts'}: decide there.` : '';
    if (prints.length === 0 && left > 0) return say(kept.trim());
    if (prints.length === 0) return say(`They are ${word.toLowerCase()} already.`);
    const apply = (to: Status) => async (print: Print) => this.list.show(await setStatus(print.id, to));
    say(status === 'published' ? 'Publishing' : 'Unpublishing', undefined, 120);
    const done = await forEach(prints, apply(status));
    if (done.length < prints.length) return;
    const back: Status = status === 'published' ? 'draft' : 'published';
    say(`${word} ${counted(done.length, 'print')}.${kept}`, { label: 'Undo', run: () => void forEach(done, apply(back)).then(() => say('Undone.')) });
  }

  async #hang(galleryId: number): Promise<void> {
    const gallery = this.list.galleries().find(({ id }) => id === galleryId);
    const prints = this.list.selected().filter((print) => !print.galleries.some(({ id }) => id === galleryId));
    this.show();
    if (!gallery) return;
    const name = gallery.title ?? 'Untitled';
    if (prints.length === 0) return say(`They hang in “${name}” already.`);
    try {
      let order = (await hangings(galleryId)).length;
      const done = await forEach(prints, async (print) => {
        await hang(galleryId, print.id, ++order);
        this.list.show({ ...print, galleries: [...print.galleries, { id: galleryId, title: gallery.title, order }] });
      });
      if (done.length === prints.length) say(`${counted(done.length, 'print')} now hang in “${name}”.`);
    } catch (error) {
      complain(error, `Nothing was added to “${name}”.`);
    }
  }

  #delete(): void {
    const prints = this.list.selected();
    const ids = prints.map(({ id }) => id);
    const first = prints[0];
    if (!first) return;
    this.list.clear();
    this.list.hide(ids, true);
    const what = prints.length === 1 ? `“${titleOf(first)}”` : counted(prints.length, 'print');
    deleteLater(what, ids.map((id) => `/prints/${id}`), () => this.list.hide(ids, false));
  }
}
