// One gallery: its texts in two languages and the hanging of its prints.

import { Picker } from './gallery/picker';
import { Wall } from './gallery/wall';
import { call } from './shared/api';
import { button, find, galleryUrl, h, pageId } from './shared/dom';
import { Form } from './shared/form';
import type { FieldSpec } from './shared/form';
import { applySides, gaps, swapSides } from './shared/languages';
import { complain, say } from './shared/notice';
import { startPage } from './shared/page';
import { Publishing } from './shared/publishing';
import { Saver } from './shared/saver';
import { bindSaving, showSaveState } from './shared/savestate';
import { key, listKey } from './shared/shortcuts';
import type { Gallery, GalleryTexts } from './shared/types';
import { titleOf, untitled } from './shared/words';

const path = `/galleries/${pageId}`;
const names = ['title', 'description'] as const;
const title: FieldSpec = { name: 'title', label: 'Title', serif: true };
const description: FieldSpec = { name: 'description', label: 'Description', kind: 'lines', rows: 3, serif: true };

let saver: Saver<Gallery> | undefined;
const record = () => {
  if (!saver) throw new Error('the gallery is not loaded');
  return saver;
};
const form = new Form<Gallery>(record);

function current(): Record<'da' | 'en', Partial<GalleryTexts>> {
  const side = (language: string) =>
    Object.fromEntries(names.map((name) => [name, form.value(`translations.${language}.${name}`)]));
  return { da: side('da'), en: side('en') };
}

function formChanged(): void {
  const now = current();
  form.showGaps(gaps(now, names));
  const name = now.en.title ?? now.da.title ?? untitled;
  find('#heading').textContent = name;
  document.title = `${name} · Studio`;
}

function remove(): void {
  const handed = { id: pageId, title: titleOf(record().record) };
  sessionStorage.setItem('studio.delete-gallery', JSON.stringify(handed));
  location.assign('/galleries');
}

async function chooseCover(coverPrintId: number | null): Promise<void> {
  try {
    record().replace(await call<Gallery>('PUT', path, { body: { coverPrintId } }));
    say(coverPrintId === null ? 'The first published print is the cover again.' : 'The cover is chosen.');
  } catch (error) {
    complain(error, 'The cover was not changed.');
  }
}

async function start(): Promise<void> {
  const gallery = await call<Gallery>('GET', path);
  const publicUrl = `${galleryUrl}/en/gallery/${pageId}`;
  const publishing = new Publishing<Gallery>({ path, saver: record, form, publicUrl });
  const showState = () => showSaveState(record(), form);
  saver = new Saver(path, gallery, showState, (mine) => {
    form.fill(mine);
    publishing.show();
    showState();
  });
  find('#form').append(
    h('section', { class: 'group titles' }, h('div', { class: 'sides' }, button('Swap sides', swapSides, 'quiet')), form.pair(title), form.pair(description)),
  );
  form.changed = formChanged;
  form.fill();
  publishing.show();
  showState();
  let picker: Picker | undefined;
  const wall = new Wall(pageId, { id: () => record().record.coverPrintId, choose: chooseCover }, () => picker?.show());
  picker = new Picker(wall);
  find('#remove').append(button('Delete this gallery', remove));
  await wall.load();
}

startPage();
applySides();
bindSaving(() => saver, form);
find('#where').prepend(h('a', { href: '/galleries', class: 'back' }, 'Galleries'));
key('s', 'Swap the two languages', swapSides);
listKey('Alt+←', 'Move the focused print towards the start');
listKey('Alt+→', 'Move the focused print towards the end');
find('#form').addEventListener('submit', (event) => event.preventDefault());
start().catch((error: unknown) => complain(error, 'The gallery could not be opened.'));
