// The order of prints on a wall: by dragging, by keyboard, by number. Every change is saved a moment later.

import Sortable from 'sortablejs';
import { putOrder } from '../shared/api';
import { find } from '../shared/dom';
import { complain } from '../shared/notice';

const quietMs = 600;

export class Order {
  ids: number[] = [];
  #timer = 0;
  #saving = Promise.resolve();
  #unsaved = new Set<number>(); // prints that were moved

  // `moved` renumbers what is shown.
  constructor(
    private readonly galleryId: number,
    private readonly wall: HTMLElement,
    private readonly moved: () => void,
  ) {
    Sortable.create(wall, {
      animation: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 150,
      draggable: 'li',
      filter: 'input, button, a.title',
      preventOnFilter: false,
      onEnd: ({ item }) => {
        this.ids = [...this.wall.children].map((child) => Number((child as HTMLElement).dataset.id));
        this.#changed(Number(item.dataset.id));
      },
    });
    wall.addEventListener('keydown', (event) => this.#key(event));
    window.addEventListener('pagehide', () => this.#timer && void this.#save());
  }

  #key(event: KeyboardEvent): void {
    const item = (event.target as HTMLElement).closest<HTMLElement>('li');
    if (!item || !event.altKey) return;
    const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    this.move(Number(item.dataset.id), this.ids.indexOf(Number(item.dataset.id)) + 1 + step);
  }

  // To a place counted from 1; places outside the wall mean its ends.
  move(id: number, place: number): void {
    const from = this.ids.indexOf(id);
    const to = Math.min(Math.max(place, 1), this.ids.length) - 1;
    const item = this.wall.children[from] as HTMLElement | undefined;
    if (!item || from === to) return this.moved();
    const focused = document.activeElement instanceof HTMLElement && item.contains(document.activeElement) ? document.activeElement : null;
    this.ids.splice(to, 0, ...this.ids.splice(from, 1));
    this.wall.insertBefore(item, this.wall.children[to + (to > from ? 1 : 0)] ?? null);
    focused?.focus(); // moving an element takes the focus from it
    item.scrollIntoView({ block: 'nearest' });
    find('#spoken').textContent = `${item.dataset.title}: ${to + 1} of ${this.ids.length}`;
    this.#changed(id);
  }

  #changed(id: number): void {
    this.#unsaved.add(id);
    this.moved();
    this.#state('Not saved yet', 'unsaved');
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#save(), quietMs);
  }

  #save(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#saving = this.#saving.then(() => this.#send());
    return this.#saving;
  }

  async #send(): Promise<void> {
    this.#state('Saving', 'saving');
    const moved = [...this.#unsaved].filter((id) => this.ids.includes(id));
    this.#unsaved.clear();
    try {
      await putOrder(this.galleryId, moved.map((printId) => ({ printId, newOrder: this.ids.indexOf(printId) + 1 })));
      if (!this.#timer) this.#state('Order saved', 'saved');
    } catch (error) {
      for (const id of moved) this.#unsaved.add(id);
      this.#state('The order is not saved', 'failed');
      complain(error, 'The order was not saved.');
    }
  }

  #state(text: string, kind: string): void {
    const output = find('#order-state');
    output.textContent = text;
    output.dataset.kind = kind;
  }
}
