// Which prints the list shows and in which order; kept in the address, so that coming back finds the same list.

import { find } from '../shared/dom';
import { gaps } from '../shared/languages';
import type { Print } from '../shared/types';
import { titleOf, translated } from '../shared/words';

const controls = {
  q: find<HTMLInputElement>('#find'),
  state: find<HTMLSelectElement>('#state'),
  gallery: find<HTMLSelectElement>('#gallery'),
  sort: find<HTMLSelectElement>('#sort'),
};

export function readAddress(): void {
  const query = new URLSearchParams(location.search);
  for (const [name, control] of Object.entries(controls)) control.value = query.get(name) ?? (name === 'sort' ? 'new' : '');
}

export function onFilter(changed: () => void): void {
  for (const control of Object.values(controls)) {
    control.addEventListener('input', () => {
      writeAddress();
      changed();
    });
  }
}

function writeAddress(): void {
  const query = new URLSearchParams();
  for (const [name, control] of Object.entries(controls)) {
    if (control.value && !(name === 'sort' && control.value === 'new')) query.set(name, control.value);
  }
  history.replaceState(null, '', query.size ? `/?${query}` : '/');
}

export function soughtWords(): string {
  return controls.q.value;
}

export function filtering(): boolean {
  return controls.q.value !== '' || controls.state.value !== '' || controls.gallery.value !== '';
}

export function clearFilter(): void {
  controls.q.value = controls.state.value = controls.gallery.value = '';
  writeAddress();
}

// Without accents and case, so that "lov" finds "Løv" and "aa" need not be "å" to match itself.
function plain(text: string): string {
  return text.toLowerCase().replaceAll('ø', 'o').replaceAll('æ', 'ae').normalize('NFD').replace(/\p{M}/gu, '');
}

function words(print: Print): string {
  const texts = [print.translations.da, print.translations.en];
  return plain(
    [print.year, print.technique, print.medium, print.editionInfo, print.originalFileName]
      .concat(texts.flatMap((text) => [text.title ?? '', text.description ?? '', text.subject ?? '', (text.tags ?? []).join(' ')]))
      .join(' '),
  );
}

function inState(print: Print, state: string): boolean {
  if (state === '') return true;
  if (state === 'draft' || state === 'published') return print.status === state;
  if (state !== 'gaps') return print.imageProcessingStatus === state;
  const missing = gaps(print.translations, translated);
  return missing.da.length + missing.en.length > 0;
}

function inGallery(print: Print, gallery: string): boolean {
  if (gallery === '') return true;
  return gallery === 'none' ? print.galleries.length === 0 : print.galleries.some(({ id }) => id === Number(gallery));
}

// `finds` says what the search finds beyond the words that the list itself knows.
export function wanted(finds: (id: number) => boolean): (print: Print) => boolean {
  const sought = plain(controls.q.value).split(/\s+/).filter((word) => word !== '');
  const { state, gallery } = controls;
  return (print) =>
    inState(print, state.value) &&
    inGallery(print, gallery.value) &&
    (sought.length === 0 || finds(print.id) || sought.every((word) => words(print).includes(word)));
}

const collator = new Intl.Collator('da', { numeric: true });

export function sorted(prints: Print[]): Print[] {
  switch (controls.sort.value) {
    case 'title':
      return prints.sort((a, b) => collator.compare(titleOf(a), titleOf(b)));
    case 'year':
      return prints.sort((a, b) => (b.year ?? 0) - (a.year ?? 0));
    default:
      return prints.sort((a, b) => b.id - a.id);
  }
}
