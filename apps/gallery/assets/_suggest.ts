/**
 * Suggestions under a search field while somebody types: a combobox with a list, as the ARIA Authoring Practices have it
 * (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/). Without them the field searches all the same.
 */
interface Suggestion {
  text: string;
  type: 'title' | 'technique' | 'subject' | 'tag';
}

const pause = 120; // milliseconds without a key, before the API is asked

let lists = 0;

class Suggestions {
  private readonly list = document.createElement('ul');
  private asked = new AbortController();
  private timer = 0;
  private active = -1;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly input: HTMLInputElement,
  ) {
    this.list.id = `suggestions-${++lists}`;
    this.list.className = 'suggestions';
    this.list.hidden = true;
    this.list.setAttribute('role', 'listbox');
    this.list.setAttribute('aria-label', input.getAttribute('aria-label') ?? '');
    form.append(this.list);
    input.setAttribute('role', 'combobox');
    input.setAttribute('aria-autocomplete', 'list');
    input.setAttribute('aria-expanded', 'false');
    input.setAttribute('aria-controls', this.list.id);
    input.addEventListener('input', () => this.typed());
    input.addEventListener('keydown', (event) => this.pressed(event));
    input.addEventListener('blur', () => this.close());
    form.addEventListener('submit', () => this.close());
    this.list.addEventListener('pointerdown', (event) => event.preventDefault()); // the field keeps the focus
    this.list.addEventListener('click', (event) => {
      const option = event.target instanceof Element && event.target.closest('li');
      if (option) this.take(option);
    });
  }

  private get options(): HTMLLIElement[] {
    return [...this.list.querySelectorAll('li')];
  }

  private typed(): void {
    this.asked.abort();
    clearTimeout(this.timer);
    const text = this.input.value.trim();
    if (text === '') this.close();
    else this.timer = window.setTimeout(() => void this.ask(text), pause);
  }

  private async ask(text: string): Promise<void> {
    this.asked = new AbortController();
    try {
      const answer = await fetch(this.form.dataset.suggestions + encodeURIComponent(text), { signal: this.asked.signal });
      if (answer.ok) this.show((await answer.json()).suggestions);
      else this.close();
    } catch {
      this.close(); // given up for the next letter, or nobody there
    }
  }

  private show(suggestions: Suggestion[]): void {
    if (document.activeElement !== this.input) return;
    this.list.replaceChildren(...suggestions.map(({ text, type }, index) => {
      const option = document.createElement('li');
      option.id = `${this.list.id}-${index}`;
      option.setAttribute('role', 'option');
      option.dataset.text = text;
      const kind = document.createElement('span');
      kind.className = 'label';
      kind.textContent = this.form.dataset[type] ?? '';
      option.append(text, ' ', kind);
      return option;
    }));
    this.point(-1);
    this.list.hidden = suggestions.length === 0;
    this.input.setAttribute('aria-expanded', String(!this.list.hidden));
  }

  private close(): void {
    clearTimeout(this.timer);
    this.asked.abort();
    this.point(-1);
    this.list.hidden = true;
    this.input.setAttribute('aria-expanded', 'false');
  }

  private point(index: number): void {
    this.active = index;
    this.options.forEach((option, at) => option.setAttribute('aria-selected', String(at === index)));
    if (index < 0) this.input.removeAttribute('aria-activedescendant');
    else this.input.setAttribute('aria-activedescendant', `${this.list.id}-${index}`);
  }

  private take(option: HTMLLIElement): void {
    this.input.value = option.dataset.text ?? '';
    this.close();
    this.form.requestSubmit();
  }

  private pressed(event: KeyboardEvent): void {
    if (this.list.hidden || event.isComposing) return;
    const count = this.options.length;
    const pointed = this.options[this.active];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      // From the field to the first or the last, and from either end back to the field.
      this.point(((this.active + 1 + step + count + 1) % (count + 1)) - 1);
    } else if (event.key === 'Enter' && pointed) {
      this.take(pointed);
    } else if (event.key === 'Escape') {
      this.close();
      event.stopPropagation(); // the first time only the list goes, not the menu around it
    } else {
      return;
    }
    event.preventDefault();
  }
}

export function suggestWords(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('form.seek')) {
    const input = form.querySelector('input');
    if (input) new Suggestions(form, input);
  }
}
