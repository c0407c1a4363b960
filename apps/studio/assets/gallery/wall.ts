// The prints of one gallery as they hang, uncropped.

import { hang, hangings, takeDown } from '../shared/api';
import { button, find, h } from '../shared/dom';
import { complain, say } from '../shared/notice';
import type { Hanging, Print } from '../shared/types';
import { counted, titleOf, untitled } from '../shared/words';
import { Order } from './order';

const height = 200; // of a picture on the wall, in CSS pixels

type Hung = Omit<Hanging, 'order'>;

function picture(print: Hung): HTMLElement {
  const image = print.images.find(({ version }) => version === 'medium');
  if (!image) return h('span', { class: 'blank' });
  const width = Math.round((height * image.width) / image.height);
  return h('img', { src: image.url, alt: '', width, height, loading: 'lazy', decoding: 'async', draggable: 'false' });
}

export class Wall {
  readonly order: Order;
  readonly #prints = new Map<number, Hung>();
  readonly #wall = find('#wall');

  constructor(
    private readonly galleryId: number,
    private readonly cover: { id: () => number | null; choose: (id: number | null) => Promise<void> },
    private readonly changed: () => void,
  ) {
    this.order = new Order(galleryId, this.#wall, () => this.#number());
  }

  get ids(): number[] {
    return this.order.ids;
  }

  async load(): Promise<void> {
    const hanging = (await hangings(this.galleryId)).sort((a, b) => a.order - b.order);
    for (const print of hanging) this.#prints.set(print.printId, print);
    this.order.ids = hanging.map(({ printId }) => printId);
    this.#show();
  }

  #show(): void {
    this.#wall.replaceChildren(...this.ids.flatMap((id) => this.#prints.get(id) ?? []).map((print) => this.#item(print)));
    this.#number();
  }

  #item(print: Hung): HTMLElement {
    const title = print.title ?? untitled;
    const place = h('input', { type: 'text', inputmode: 'numeric', class: 'place', 'aria-label': `Place of ${title}` });
    const move = () => {
      const wanted = place.value.trim();
      if (/^\d+$/.test(wanted)) this.order.move(print.printId, Number(wanted));
      else this.#number(); // what is no place changes nothing
    };
    place.addEventListener('change', move);
    place.addEventListener('keydown', (event) => event.key === 'Enter' && move());
    return h(
      'li',
      { tabindex: 0, 'data-id': print.printId, 'data-title': title },
      h('div', { class: 'mat' }, picture(print)),
      h(
        'div',
        { class: 'caption' },
        place,
        h('a', { class: 'title', href: `/prints/${print.printId}` }, title),
        h(
          'span',
          { class: 'also' },
          print.status === 'draft' && h('span', { class: 'status draft' }, 'Draft'),
          button('Cover', () => void this.#choose(print), 'quiet cover'),
          button('Take down', () => void this.#takeDown(print), 'quiet'),
        ),
      ),
    );
  }

  #number(): void {
    const count = this.ids.length;
    [...this.#wall.children].forEach((item, index) => {
      const place = item.querySelector('input');
      if (place) place.value = String(index + 1);
      item.setAttribute('aria-label', `${(item as HTMLElement).dataset.title}, ${index + 1} of ${count}`);
    });
    this.#showCover();
    find('#count').textContent = counted(count, 'print');
    find('#empty').hidden = count > 0;
    find('#empty').textContent = 'Nothing hangs here yet. Choose prints below.';
    this.changed();
  }

  #showCover(): void {
    for (const item of this.#wall.querySelectorAll<HTMLElement>('li')) {
      const pressed = Number(item.dataset.id) === this.cover.id();
      item.querySelector('.cover')?.setAttribute('aria-pressed', String(pressed));
    }
  }

  async #choose(print: Hung): Promise<void> {
    await this.cover.choose(print.printId === this.cover.id() ? null : print.printId);
    this.#showCover();
  }

  async add(prints: Print[]): Promise<void> {
    await this.#add(prints.map((print) => ({ ...print, printId: print.id, title: titleOf(print) })));
  }

  async #add(prints: Hung[]): Promise<void> {
    try {
      for (const print of prints) {
        await hang(this.galleryId, print.printId, this.ids.length + 1);
        this.#prints.set(print.printId, print);
        this.order.ids.push(print.printId);
        this.#wall.append(this.#item(print));
      }
    } catch (error) {
      complain(error, 'Not all of them were hung.');
    }
    this.#number();
  }

  async #takeDown(print: Hung): Promise<void> {
    const name = `“${print.title ?? untitled}”`;
    const place = this.ids.indexOf(print.printId) + 1;
    try {
      await takeDown(this.galleryId, print.printId);
      this.order.ids = this.ids.filter((id) => id !== print.printId);
      this.#show();
      const back = async () => {
        await this.#add([print]);
        this.order.move(print.printId, place);
      };
      say(`${name} was taken down.`, { label: 'Undo', run: () => void back() });
    } catch (error) {
      complain(error, `${name} still hangs here.`);
    }
  }
}
