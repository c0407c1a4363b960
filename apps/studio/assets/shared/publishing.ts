// The buttons of a record that is a draft or published.

import { call } from './api';
import { button, find, h } from './dom';
import { complain } from './notice';
import type { Saved, Saver } from './saver';
import { statusText } from './words';

export interface PublishOptions<T extends Saved> {
  path: string;
  saver: () => Saver<T>;
  publicUrl: string;
}

export class Publishing<T extends Saved> {
  readonly #toggle = button('Publish', () => void this.#switch());
  readonly #link: HTMLAnchorElement;

  constructor(private readonly options: PublishOptions<T>) {
    this.#link = h('a', { href: options.publicUrl, target: '_blank', rel: 'noopener' }, 'See it');
    find('#actions').prepend(this.#link);
    find('#actions').append(this.#toggle);
  }

  show(): void {
    const published = this.options.saver().record.status === 'published';
    this.#toggle.textContent = published ? 'Unpublish' : 'Publish';
    this.#toggle.classList.toggle('primary', !published);
    this.#link.hidden = !published;
    const status = find('#status');
    status.textContent = statusText(this.options.saver().record);
    status.className = `status ${this.options.saver().record.status}`;
  }

  async #switch(): Promise<void> {
    const saver = this.options.saver();
    const status = saver.record.status === 'published' ? 'draft' : 'published';
    this.#toggle.disabled = true;
    try {
      // What was typed last belongs to what is published.
      if (saver.unsaved && !(await saver.save())) return;
      saver.replace(await call<T>('PUT', this.options.path, { body: { status }, version: saver.record.version }));
    } catch (error) {
      complain(error, status === 'published' ? 'It was not published.' : 'It is still published.');
    } finally {
      this.#toggle.disabled = false;
    }
  }
}
