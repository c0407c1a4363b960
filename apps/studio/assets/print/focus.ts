// The point that square thumbnails are cut around (R2.4): a cross on the picture, moved by clicking or by arrow keys.

import { button, h } from '../shared/dom';
import type { Focus } from '../shared/types';

const step = 0.02; // of an arrow key
const quietMs = 800; // every change makes the thumbnails anew: wait until the cross stands still

export class FocusPoint {
  readonly note = h('p', { class: 'hint' });
  readonly #cross = h('button', { type: 'button', class: 'cross', 'aria-label': 'Middle of square thumbnails; arrow keys move it' });
  #focus: Focus | null = null;
  #timer = 0;

  constructor(private readonly save: (focus: Focus | null) => void) {
    this.#cross.addEventListener('keydown', (event) => this.#key(event));
  }

  // Puts the cross over a picture.
  over(picture: HTMLImageElement, focus: Focus | null): HTMLElement {
    this.#focus = focus;
    picture.addEventListener('click', (event) => {
      const box = picture.getBoundingClientRect();
      this.#move({ x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height });
    });
    this.#show();
    return h('div', { class: 'focusing' }, picture, this.#cross);
  }

  #key(event: KeyboardEvent): void {
    const by = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key];
    if (!by) return;
    event.preventDefault();
    const { x, y } = this.#focus ?? { x: 0.5, y: 0.5 };
    this.#move({ x: x + (by[0] ?? 0), y: y + (by[1] ?? 0) });
  }

  #move(to: Focus | null): void {
    const within = (part: number) => Math.round(Math.min(Math.max(part, 0), 1) * 1000) / 1000;
    this.#focus = to && { x: within(to.x), y: within(to.y) };
    this.#show();
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.save(this.#focus), quietMs);
  }

  #show(): void {
    const { x, y } = this.#focus ?? { x: 0.5, y: 0.5 };
    this.#cross.style.left = `${100 * x}%`;
    this.#cross.style.top = `${100 * y}%`;
    this.#cross.classList.toggle('chosen', this.#focus !== null);
    if (!this.#focus) this.note.replaceChildren('Click the picture where square thumbnails should have their middle.');
    else this.note.replaceChildren('Square thumbnails are cut around the cross. ', button('Leave it to the program', () => this.#move(null), 'quiet'));
  }
}
