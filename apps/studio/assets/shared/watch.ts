// Prints whose image is being processed, asked about until it is done.

import { printsById } from './api';
import type { Print } from './types';

const everyMs = 1500;

export class Watch {
  #ids = new Set<number>();
  #timer = 0;

  constructor(private readonly changed: (print: Print) => void) {
    document.addEventListener('visibilitychange', () => this.#schedule());
  }

  see(print: Print): void {
    if (print.imageProcessingStatus === 'processing') this.#ids.add(print.id);
    else this.#ids.delete(print.id);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#timer || this.#ids.size === 0 || document.hidden) return;
    this.#timer = window.setTimeout(() => void this.#ask(), everyMs);
  }

  async #ask(): Promise<void> {
    try {
      const prints = await printsById([...this.#ids]);
      for (const print of prints) {
        if (print.imageProcessingStatus === 'processing') continue;
        this.#ids.delete(print.id);
        this.changed(print);
      }
    } catch {
      // The next round asks again.
    }
    this.#timer = 0;
    this.#schedule();
  }
}
