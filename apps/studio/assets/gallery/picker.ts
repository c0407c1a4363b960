// The prints that do not hang here yet, to choose from.

import { allPrints } from '../shared/api';
import { button, find, h } from '../shared/dom';
import { complain } from '../shared/notice';
import type { Print } from '../shared/types';
import { counted, titleOf } from '../shared/words';
import type { Wall } from './wall';

export class Picker {
  #prints: Print[] = [];
  readonly #chosen = new Set<number>();
  readonly #list = h('div', { class: 'candidates' });
  readonly #search = h('input', { type: 'search', placeholder: 'Find', 'aria-label': 'Find a print', autocomplete: 'off' });
  readonly #hang = button('Hang', () => void this.#hangChosen(), 'primary');

  constructor(private readonly wall: Wall) {
    const more = find<HTMLDetailsElement>('#more');
    more.addEventListener('toggle', () => more.open && this.#prints.length === 0 && void this.#load());
    this.#search.addEventListener('input', () => this.show());
    find('#picker').append(h('div', { class: 'tools' }, this.#search, this.#hang), this.#list);
  }

  async #load(): Promise<void> {
    try {
      await allPrints('', (prints) => {
        this.#prints.push(...prints);
        this.show();
      });
    } catch (error) {
      complain(error, 'The prints could not be loaded.');
    }
  }

  show(): void {
    const there = new Set(this.wall.ids);
    const sought = this.#search.value.trim().toLowerCase();
    const fitting = this.#prints.filter((print) => !there.has(print.id) && titleOf(print).toLowerCase().includes(sought));
    for (const id of there) this.#chosen.delete(id);
    this.#list.replaceChildren(...fitting.map((print) => this.#choice(print)));
    if (this.#prints.length > 0 && fitting.length === 0) this.#list.textContent = sought ? 'No print fits this.' : 'Every print hangs here.';
    this.#count();
  }

  #choice(print: Print): HTMLElement {
    const box = h('input', { type: 'checkbox', checked: this.#chosen.has(print.id) });
    box.addEventListener('change', () => {
      box.checked ? this.#chosen.add(print.id) : this.#chosen.delete(print.id);
      this.#count();
    });
    const thumb = print.thumbnailUrl
      ? h('img', { src: print.thumbnailUrl, alt: '', width: 64, height: 64, loading: 'lazy', class: 'thumb' })
      : h('span', { class: 'thumb blank' });
    return h('label', { class: 'candidate' }, box, thumb, h('span', { class: 'title' }, titleOf(print)), h('span', { class: 'year' }, print.year));
  }

  #count(): void {
    this.#hang.disabled = this.#chosen.size === 0;
    this.#hang.textContent = this.#chosen.size === 0 ? 'Hang' : `Hang ${counted(this.#chosen.size, 'print')}`;
  }

  async #hangChosen(): Promise<void> {
    const prints = this.#prints.filter(({ id }) => this.#chosen.has(id));
    this.#hang.disabled = true;
    await this.wall.add(prints);
    this.show();
  }
}
