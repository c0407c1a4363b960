// All galleries, and a line to create one.

import { allGalleries, call, printsById } from './shared/api';
import { find, h } from './shared/dom';
import { gaps, gapText } from './shared/languages';
import { complain } from './shared/notice';
import { startPage } from './shared/page';
import { key } from './shared/shortcuts';
import type { Gallery, Hanging } from './shared/types';
import { deleteLater } from './shared/undo';
import { counted, statusText, titleOf } from './shared/words';

const list = find('#list');
let galleries: Gallery[] = [];

// The chosen cover, else what hangs first; it may come a moment later than the line.
function picture(gallery: Gallery): HTMLElement {
  const frame = h('span', { class: 'thumb blank' });
  void coverUrl(gallery).then((src) => {
    if (src) frame.replaceWith(h('img', { src, alt: '', width: 96, height: 96, class: 'thumb' }));
  }, () => undefined);
  return frame;
}

async function coverUrl(gallery: Gallery): Promise<string | null> {
  if (gallery.coverPrintId) return (await printsById([gallery.coverPrintId]))[0]?.thumbnailUrl ?? null;
  if (gallery.printCount === 0) return null;
  const first = await call<{ prints: Hanging[] }>('GET', `/galleries/${gallery.id}/prints?limit=1`);
  return first.prints[0]?.thumbnailUrl ?? null;
}

function line(gallery: Gallery): HTMLElement {
  const href = `/galleries/${gallery.id}`;
  const missing = gapText(gaps(gallery.translations, ['title', 'description']));
  return h(
    'article',
    { class: 'row' },
    h('a', { href, class: 'picture', tabindex: -1, 'aria-hidden': 'true' }, picture(gallery)),
    h('div', { class: 'what' }, h('a', { href, class: 'title' }, titleOf(gallery)), missing && h('span', { class: 'missing' }, missing)),
    h('span', { class: 'hangs' }, counted(gallery.printCount, 'print')),
    h('div', { class: 'states' }, h('span', { class: `status ${gallery.status}` }, statusText(gallery))),
  );
}

function show(): void {
  list.removeAttribute('aria-busy');
  list.replaceChildren(...galleries.map(line));
  const empty = find('#empty');
  empty.hidden = galleries.length > 0;
  empty.textContent = 'No galleries yet. Give the first one a title above.';
}

async function create(title: string): Promise<void> {
  try {
    const gallery = await call<Gallery>('POST', '/galleries?language=en', { body: { title } });
    location.assign(`/galleries/${gallery.id}`);
  } catch (error) {
    complain(error, 'The gallery was not created.');
  }
}

// The page of a gallery deletes by coming here, where there is time to think again.
function deleteHandedOver(): void {
  const handed = sessionStorage.getItem('studio.delete-gallery');
  sessionStorage.removeItem('studio.delete-gallery');
  if (!handed) return;
  const { id, title } = JSON.parse(handed) as { id: number; title: string };
  const all = galleries;
  galleries = galleries.filter((gallery) => gallery.id !== id);
  deleteLater(`“${title}”`, [`/galleries/${id}`], () => ((galleries = all), show()));
}

async function start(): Promise<void> {
  galleries = await allGalleries();
  deleteHandedOver();
  show();
}

startPage();
const input = find<HTMLInputElement>('#new-title');
find('#create').addEventListener('submit', (event) => {
  event.preventDefault();
  if (input.value.trim()) void create(input.value.trim());
});
key('n', 'Create a gallery', () => input.focus());
start().catch((error: unknown) => complain(error, 'The galleries could not be loaded.'));
