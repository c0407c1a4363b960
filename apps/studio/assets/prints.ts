// The list of all prints, and the place where new ones arrive.

import { Bulk } from './prints/bulk';
import { clearFilter, filtering, onFilter, readAddress, sorted, soughtWords, wanted } from './prints/filter';
import { localPreviews, row } from './prints/row';
import { Search } from './prints/search';
import { ApiError, allGalleries, allPrints, call } from './shared/api';
import { button, find, h, samePicture } from './shared/dom';
import { complain } from './shared/notice';
import { startPage } from './shared/page';
import { key, listKey } from './shared/shortcuts';
import { Tray, dropAnywhere } from './shared/tray';
import type { Gallery, Print } from './shared/types';
import { deleteLater } from './shared/undo';
import { unfinished } from './shared/upload';
import { Watch } from './shared/watch';
import { counted, titleFrom } from './shared/words';

const staleMs = 30 * 60 * 1000;

const prints = new Map<number, Print>();
const rows = new Map<number, HTMLElement>();
const selected = new Set<number>();
const hidden = new Set<number>(); // deleted, may yet be undone
let galleries: Gallery[] = [];
let total = 0;
let shown: Print[] = [];
let lastPicked = 0;
let loadedAt = 0;

const list = find('#list');
const search = new Search(() => arrange());
const watch = new Watch((print) => show(print));
const bulk = new Bulk({
  selected: () => shown.filter(({ id }) => selected.has(id)),
  galleries: () => galleries,
  show: (print) => show(print),
  hide: (ids, hide) => {
    for (const id of ids) hide ? hidden.add(id) : hidden.delete(id);
    arrange();
  },
  clear: () => select([...selected], false),
});

function keep(print: Print): void {
  prints.set(print.id, print);
  rows.delete(print.id);
  watch.see(print);
}

// A print that is new or has changed.
function show(print: Print): void {
  const before = rows.get(print.id);
  const focused = before?.contains(document.activeElement) ?? false;
  keep(print);
  const [picture, shownPicture] = [rowOf(print), before].map((element) => element?.querySelector<HTMLImageElement>('img.thumb'));
  if (picture && shownPicture && samePicture(picture.src, shownPicture.src)) picture.replaceWith(shownPicture);
  arrange();
  if (focused) rows.get(print.id)?.querySelector<HTMLElement>('.title')?.focus();
}

function rowOf(print: Print): HTMLElement {
  let element = rows.get(print.id);
  if (!element) {
    element = row(print, selected.has(print.id), (event) => pick(print.id, event.shiftKey));
    rows.set(print.id, element);
  }
  return element;
}

function arrange(): void {
  const want = wanted((id) => search.finds(id));
  shown = sorted([...prints.values()].filter((print) => !hidden.has(print.id) && want(print)));
  const elements = shown.map((print) => {
    const element = rowOf(print);
    search.explain(print.id, element);
    return element;
  });
  // Moving what already stands right would lose the focus and the scroll position.
  if (elements.length !== list.children.length || elements.some((element, i) => element !== list.children[i])) {
    list.replaceChildren(...elements);
  }
  sessionStorage.setItem('studio.list', JSON.stringify(shown.map(({ id }) => id)));
  count();
  bulk.show();
}

function count(): void {
  const all = total - hidden.size;
  find('#count').textContent = filtering() ? `${shown.length} of ${counted(all, 'print')}` : counted(all, 'print');
  const empty = find('#empty');
  empty.hidden = shown.length > 0 || list.hasAttribute('aria-busy');
  if (empty.hidden) return;
  if (prints.size > 0) {
    const all = button('Show all prints', () => (clearFilter(), search.for(''), arrange()));
    empty.replaceChildren('No print fits this. ', all);
  } else {
    empty.textContent = 'No prints yet. Drop the first images here.';
  }
}

function select(ids: number[], on: boolean): void {
  for (const id of ids) {
    on ? selected.add(id) : selected.delete(id);
    const element = rows.get(id);
    element?.setAttribute('data-selected', String(on));
    const box = element?.querySelector('input');
    if (box) box.checked = on;
  }
  bulk.show();
}

// With Shift everything from the last one picked.
function pick(id: number, range: boolean): void {
  const on = !selected.has(id);
  const from = shown.findIndex((print) => print.id === lastPicked);
  const to = shown.findIndex((print) => print.id === id);
  const ids = range && from >= 0 ? shown.slice(Math.min(from, to), Math.max(from, to) + 1).map((print) => print.id) : [id];
  lastPicked = id;
  select(ids, on);
}

function focusRow(step: number): void {
  const titles = [...list.querySelectorAll<HTMLElement>('.title')];
  const at = titles.findIndex((title) => title.closest('.row')?.contains(document.activeElement));
  const next = titles[Math.min(Math.max(at + step, 0), titles.length - 1)];
  next?.focus();
  next?.closest('.row')?.scrollIntoView({ block: 'nearest' });
}

function pickFocused(): void {
  const id = Number(document.activeElement?.closest<HTMLElement>('.row')?.dataset.id);
  if (id) pick(id, false);
}

// The answer to an earlier try may have been lost on its way here: then the print is there already.
async function createOrFind(uploadId: string, title: string): Promise<Print> {
  try {
    return await call<Print>('POST', '/prints', { body: { uploadId, title } });
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 409) throw error;
    const recent = await call<{ prints: Print[] }>('GET', '/prints?limit=50');
    const made = recent.prints.find(({ baseImageId }) => baseImageId === uploadId);
    if (!made) throw error;
    return made;
  }
}

async function newPrint(uploadId: string, file: File, preview: string): Promise<void> {
  const print = await createOrFind(uploadId, titleFrom(file.name));
  localPreviews.set(print.id, preview);
  total += 1;
  show(print);
}

function listUnfinished(): void {
  const left = unfinished();
  const line = find('#unfinished');
  line.hidden = left.length === 0;
  if (left.length === 0) return;
  line.replaceChildren(
    `Not all of ${left.map(({ name }) => `“${name}”`).join(', ')} arrived last time. Choose the same ${left.length === 1 ? 'file' : 'files'} again to go on where it stopped. `,
    button('Give up', () => {
      for (const upload of left) upload.forget();
      line.hidden = true;
    }, 'quiet'),
  );
}

function startUploads(): void {
  const tray = new Tray(find('#tray'), newPrint);
  const take = (files: File[]) => {
    find('#unfinished').hidden = true;
    tray.add(files);
  };
  const input = find<HTMLInputElement>('#files');
  input.addEventListener('change', () => {
    take([...(input.files ?? [])]);
    input.value = '';
  });
  dropAnywhere(take);
  listUnfinished();
  key('u', 'Upload images', () => input.click());
}

function startSearch(): void {
  const field = find<HTMLInputElement>('#find');
  search.for(soughtWords());
  field.addEventListener('input', () => search.for(soughtWords()));
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown' && event.key !== 'Enter') return;
    event.preventDefault();
    focusRow(1);
  });
}

function startKeys(): void {
  key('/', 'Find in the list', () => find('#find').focus());
  key('j', 'Next print', () => focusRow(1));
  key('k', 'Previous print', () => focusRow(-1));
  listKey('Enter', 'Open the print');
  key('x', 'Select the print', pickFocused);
  key('a', 'Select all, or none', () => {
    const ids = shown.map(({ id }) => id);
    select(ids, !ids.every((id) => selected.has(id)));
  });
}

// The edit page deletes by coming here, where there is time to think again.
function deleteHandedOver(): void {
  const handed = sessionStorage.getItem('studio.delete');
  sessionStorage.removeItem('studio.delete');
  if (!handed) return;
  const { id, title } = JSON.parse(handed) as { id: number; title: string };
  hidden.add(id);
  deleteLater(`“${title}”`, [`/prints/${id}`], () => (hidden.delete(id), arrange()));
}

function keepScroll(): void {
  const place = 'studio.scroll';
  const y = Number(sessionStorage.getItem(place));
  if (y && performance.getEntriesByType('navigation').some((entry) => (entry as PerformanceNavigationTiming).type !== 'navigate')) scrollTo(0, y);
  window.addEventListener('pagehide', () => sessionStorage.setItem(place, String(scrollY)));
}

async function load(): Promise<void> {
  loadedAt = Date.now();
  const arrived = (page: Print[], all: number) => {
    total = all;
    page.forEach(keep);
    const first = list.hasAttribute('aria-busy');
    list.removeAttribute('aria-busy');
    arrange();
    if (first) keepScroll();
  };
  try {
    await Promise.all([allPrints('', arrived), allGalleries().then(fillGalleries)]);
  } catch (error) {
    list.removeAttribute('aria-busy');
    complain(error, 'The list could not be loaded.');
  }
}

function fillGalleries(all: Gallery[]): void {
  galleries = all;
  const select = find('#gallery');
  select.replaceChildren(...[...select.children].slice(0, 2), ...all.map(({ id, title }) => h('option', { value: id }, title ?? 'Untitled')));
  readAddress();
  if (prints.size > 0) arrange();
}

// Signed URLs of drafts last an hour; a page that waited in a forgotten tab asks for new ones.
function reloadWhenOld(): void {
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden && Date.now() - loadedAt > staleMs) void load();
  });
}

startPage();
reloadWhenOld();
readAddress();
startSearch();
onFilter(arrange);
startUploads();
startKeys();
deleteHandedOver();
void load();
