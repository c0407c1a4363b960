// In which galleries a print hangs, and where.

import { allGalleries, hang, hangings, putOrder, takeDown } from '../shared/api';
import { h } from '../shared/dom';
import { complain, say } from '../shared/notice';
import type { Gallery, Print } from '../shared/types';

export class Hanging {
  readonly element = h('fieldset', { class: 'hanging' }, h('legend', {}, 'Galleries'));
  #galleries: Gallery[] = [];
  #orders = new Map<number, number>(); // by gallery

  constructor(private readonly print: Print) {
    for (const { id, order } of print.galleries) this.#orders.set(id, order);
    void this.#load();
  }

  async #load(): Promise<void> {
    try {
      this.#galleries = await allGalleries();
      this.#show();
    } catch (error) {
      complain(error, 'The galleries could not be loaded.');
    }
  }

  #show(): void {
    const lines = this.#galleries.map((gallery) => this.#line(gallery));
    const none = h('p', { class: 'hint' }, 'No gallery yet. ', h('a', { href: '/galleries' }, 'Create one'));
    this.element.replaceChildren(h('legend', {}, 'Galleries'), ...(lines.length ? lines : [none]));
  }

  #line(gallery: Gallery): HTMLElement {
    const name = gallery.title ?? 'Untitled';
    const order = this.#orders.get(gallery.id);
    const box = h('input', { type: 'checkbox', checked: order !== undefined });
    box.addEventListener('change', () => void this.#set(gallery, box.checked));
    const line = h('div', { class: 'hang-line' }, h('label', { class: 'check' }, box, h('span', { class: 'title' }, name)),
      gallery.status === 'draft' && h('span', { class: 'status draft' }, 'Draft'));
    if (order !== undefined) line.append(this.#place(gallery, order, name));
    return line;
  }

  #place(gallery: Gallery, order: number, name: string): HTMLElement {
    const input = h('input', { type: 'text', inputmode: 'numeric', value: order, 'aria-label': `Place in ${name}` });
    input.addEventListener('change', () => void this.#move(gallery, Number(input.value)));
    input.addEventListener('keydown', (event) => event.key === 'Enter' && (event.preventDefault(), input.blur()));
    return h('span', { class: 'place' }, input, ` of ${gallery.printCount}`);
  }

  async #set(gallery: Gallery, hangs: boolean): Promise<void> {
    const name = gallery.title ?? 'Untitled';
    try {
      if (hangs) {
        const order = (await hangings(gallery.id)).length + 1;
        await hang(gallery.id, this.print.id, order);
        this.#orders.set(gallery.id, order);
      } else {
        await takeDown(gallery.id, this.print.id);
        this.#orders.delete(gallery.id);
        say(`Taken down from “${name}”.`, { label: 'Undo', run: () => void this.#set(gallery, true) });
      }
      gallery.printCount += hangs ? 1 : -1;
    } catch (error) {
      complain(error, `“${name}” was not changed.`);
    }
    this.#show();
  }

  async #move(gallery: Gallery, place: number): Promise<void> {
    try {
      const count = (await hangings(gallery.id)).length;
      const at = Number.isInteger(place) ? Math.min(Math.max(place, 1), count) : (this.#orders.get(gallery.id) ?? 1);
      await putOrder(gallery.id, [{ printId: this.print.id, newOrder: at }]);
      this.#orders.set(gallery.id, at);
      say(`Now number ${at} in “${gallery.title ?? 'Untitled'}”.`);
    } catch (error) {
      complain(error, 'The order was not changed.');
    }
    this.#show();
  }
}
