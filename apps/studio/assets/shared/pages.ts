// A long list that grows by a page when asked for more.

import { call } from './api';
import { button, find } from './dom';
import { complain } from './notice';

export interface PagesOptions<T> {
  path: () => string; // with its query; page and limit are added
  name: string; // of the list in the answer
  show: (item: T) => HTMLElement;
  none: () => string;
}

export class Pages<T> {
  readonly #list = find('#list');
  readonly #more = button('Show more', () => void this.#add());
  #page = 0;

  constructor(private readonly options: PagesOptions<T>) {
    this.#more.hidden = true;
    this.#list.after(this.#more);
  }

  load(): Promise<void> {
    this.#page = 0;
    return this.#add();
  }

  async #add(): Promise<void> {
    const { path, name, show, none } = this.options;
    const page = this.#page + 1;
    const asked = path();
    try {
      const answer = await call<Record<string, T[]> & { totalPages: number }>(
        'GET', `${asked}${asked.includes('?') ? '&' : '?'}limit=50&page=${page}`);
      if (asked !== path()) return; // something else was chosen meanwhile
      this.#page = page;
      const items = (answer[name] ?? []).map(show);
      if (page === 1) this.#list.replaceChildren(...items);
      else this.#list.append(...items);
      this.#more.hidden = page >= answer.totalPages;
      const empty = find('#empty');
      empty.hidden = page > 1 || items.length > 0;
      empty.textContent = none();
    } catch (error) {
      complain(error, 'The list could not be loaded.');
    } finally {
      this.#list.removeAttribute('aria-busy');
    }
  }
}
