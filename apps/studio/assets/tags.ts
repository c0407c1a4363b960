// The artist's words: both languages of a tag on one line, saved when the field is left.

import { ApiError, call } from './shared/api';
import { button, find, h } from './shared/dom';
import { languageName, order } from './shared/languages';
import { complain, say } from './shared/notice';
import { startPage } from './shared/page';
import { Pages } from './shared/pages';
import { key } from './shared/shortcuts';
import type { Language } from './shared/types';
import { deleteLater } from './shared/undo';
import { counted } from './shared/words';

interface Tag {
  id: number;
  en: string | null;
  da: string | null;
  printCount: number;
  version: number;
}

const name = (tag: Tag) => [tag.da, tag.en].filter(Boolean).join(' / ');

function line(tag: Tag): HTMLElement {
  const field = (language: Language) => {
    const label = `${languageName[language]} word of ${name(tag)}`;
    const input = h('input', { lang: language, value: tag[language] ?? '', maxlength: 60, autocomplete: 'off', 'aria-label': label,
      placeholder: language === 'da' ? 'missing in Danish' : 'missing in English' });
    input.addEventListener('change', () => void save(language, input));
    return input;
  };
  const show = (changed: Tag) => row.replaceWith(line(changed));

  async function save(language: Language, input: HTMLInputElement): Promise<void> {
    if (input.value.trim() === '' && !tag[language === 'da' ? 'en' : 'da']) {
      input.value = tag[language] ?? '';
      return say('A tag needs a word in one language at least. Delete it if it is not wanted.');
    }
    try {
      show(await call<Tag>('PUT', `/tags/${tag.id}`, { body: { [language]: input.value }, version: tag.version }));
      say('Saved.');
    } catch (error) {
      if (error instanceof ApiError && error.status === 412) show(await call<Tag>('GET', `/tags/${tag.id}`));
      else input.setAttribute('aria-invalid', 'true');
      complain(error, 'It was not saved.');
    }
  }

  // Merging cannot be undone: it is chosen, then confirmed.
  async function offerMerge(): Promise<void> {
    if (row.querySelector('form')) return closeMerge();
    merging.disabled = true;
    try {
      const others = (await everyTag()).filter((other) => other.id !== tag.id);
      if (others.length === 0) return say('There is no other tag to merge it into.');
      const choice = h('select', { id: `into-${tag.id}` }, h('option', { value: '' }, 'Choose a tag'),
        ...others.map((other) => h('option', { value: other.id }, name(other))));
      const confirm = h('button', { class: 'button', disabled: true }, 'Merge');
      choice.addEventListener('change', () => (confirm.disabled = choice.value === ''));
      const form = h('form', { class: 'merge' }, h('label', { for: choice.id }, `Merge “${name(tag)}” into`), choice, confirm,
        button('Cancel', closeMerge, 'quiet'), h('span', { class: 'hint' }, 'This cannot be undone.'));
      form.addEventListener('submit', (event) => {
        event.preventDefault();
        confirm.disabled = true;
        void merge(Number(choice.value));
      });
      form.addEventListener('keydown', (event) => event.key === 'Escape' && closeMerge());
      row.append(form);
      merging.setAttribute('aria-expanded', 'true');
      choice.focus();
    } catch (error) {
      complain(error, 'The tags could not be loaded.');
    } finally {
      merging.disabled = false;
    }
  }

  function closeMerge(): void {
    row.querySelector('form')?.remove();
    merging.setAttribute('aria-expanded', 'false');
    merging.focus();
  }

  async function merge(into: number): Promise<void> {
    try {
      const merged = await call<Tag>('POST', `/tags/${into}/merge`, { body: { tagId: tag.id } });
      say(`Merged into ${name(merged)}.`);
      await pages.load();
    } catch (error) {
      complain(error, 'The tags were not merged.');
    }
  }

  const merging = button('Merge …', () => void offerMerge(), 'quiet');
  merging.setAttribute('aria-expanded', 'false');
  const remove = button('Delete', () => {
    row.hidden = true;
    deleteLater(`“${name(tag)}”`, [`/tags/${tag.id}`], () => (row.hidden = false));
  }, 'quiet');
  const row = h('article', { class: 'entry tag' }, ...order().map(field), h('span', { class: 'hangs' }, counted(tag.printCount, 'print')),
    h('span', { class: 'buttons' }, merging, remove));
  return row;
}

async function everyTag(): Promise<Tag[]> {
  const tags: Tag[] = [];
  for (let page = 1, count = 1; page <= count; page++) {
    const answer = await call<{ tags: Tag[]; totalPages: number }>('GET', `/tags?limit=100&page=${page}`);
    count = answer.totalPages;
    tags.push(...answer.tags);
  }
  return tags;
}

startPage();
const missing = find<HTMLSelectElement>('#missing');
const pages = new Pages<Tag>({
  path: () => (missing.value ? `/tags?missing=${missing.value}` : '/tags'),
  name: 'tags',
  show: line,
  none: () => (missing.value ? 'Nothing is missing.' : 'No tags yet. Write the first one above, or give them to a print.'),
});
missing.addEventListener('change', () => void pages.load());
void pages.load();

const fresh = { da: find<HTMLInputElement>('#new-da'), en: find<HTMLInputElement>('#new-en') };
find('#create').addEventListener('submit', (event) => {
  event.preventDefault();
  if ((fresh.da.value + fresh.en.value).trim() === '') {
    fresh[order()[0] ?? 'da'].focus();
    return say('Write the tag in Danish, in English or in both first.');
  }
  call<Tag>('POST', '/tags', { body: { da: fresh.da.value, en: fresh.en.value } }).then(
    () => ((fresh.da.value = fresh.en.value = ''), pages.load()),
    (error: unknown) => complain(error, 'The tag was not created.'));
});
key('n', 'Create a tag', () => fresh.da.focus());
