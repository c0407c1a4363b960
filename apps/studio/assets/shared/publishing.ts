// The buttons of a record that is a draft or published.

import { ApiError, call } from './api';
import { button, find, h } from './dom';
import type { Form } from './form';
import { complain, say } from './notice';
import type { Saved, Saver } from './saver';
import { leadToProblem, problemNames } from './savestate';
import { statusText } from './words';

export interface PublishOptions<T extends Saved> {
  path: string;
  saver: () => Saver<T>;
  form: Form<T>;
  publicUrl: string;
  doubt?: (record: T) => string; // why it should perhaps not be published; empty when nothing speaks against it
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

  // Asks once more, on account of the doubt.
  #ask(doubt: string): void {
    const ask = find('#ask');
    const close = () => ((ask.hidden = true), this.#toggle.focus());
    const leave = button('Leave it a draft', close);
    ask.replaceChildren(
      h('p', {}, doubt),
      h('span', { class: 'buttons' }, leave, button('Publish all the same', () => (close(), void this.#switch(true)))),
    );
    ask.onkeydown = (event) => event.key === 'Escape' && close();
    ask.hidden = false;
    leave.focus();
  }

  async #switch(sure = false): Promise<void> {
    const saver = this.options.saver();
    const status = saver.record.status === 'published' ? 'draft' : 'published';
    const failed = status === 'published' ? 'It was not published.' : 'It is still published.';
    this.#toggle.disabled = true;
    try {
      // What was typed last belongs to what is published, and what cannot be saved keeps it from being published.
      if (!(await saver.save()) || (status === 'published' && saver.holdsWrong)) return this.#refuse(failed);
      const doubt = status === 'published' && !sure && this.options.doubt?.(saver.record);
      if (doubt) return this.#ask(doubt);
      saver.replace(await call<T>('PUT', this.options.path, { body: { status }, version: saver.record.version }));
    } catch (error) {
      if (error instanceof ApiError && error.status === 412) await saver.reload().catch(() => undefined);
      complain(error, failed);
    } finally {
      this.#toggle.disabled = false;
    }
  }

  #refuse(failed: string): void {
    const { state } = this.options.saver();
    if (state.kind === 'conflict') say(`${failed} Choose first which words stay.`);
    else if (state.kind === 'failed' && state.problems.length > 0) say(`${failed} Correct ${problemNames(state.problems, this.options.form)} first.`);
    else say('message' in state ? `${failed} ${state.message}` : failed);
    leadToProblem(this.options.saver(), this.options.form);
  }
}
