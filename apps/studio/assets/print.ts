// One print on the bench: its image, its facts, its texts in two languages.

import { facts, internal, internalTexts, sale, saleTexts, texts, title } from './print/fields';
import { Hanging } from './print/hanging';
import { ImagePanel } from './print/image';
import { call } from './shared/api';
import { button, find, galleryUrl, h, pageId } from './shared/dom';
import { Form } from './shared/form';
import type { FieldSpec } from './shared/form';
import { applySides, gaps, swapSides } from './shared/languages';
import { complain } from './shared/notice';
import { startPage } from './shared/page';
import { Publishing } from './shared/publishing';
import { Saver } from './shared/saver';
import { bindSaving, showSaveState } from './shared/savestate';
import { key } from './shared/shortcuts';
import type { Print, PrintTexts } from './shared/types';
import { noticeText, titleOf, translated, untitled } from './shared/words';

const path = `/prints/${pageId}`;
let saver: Saver<Print> | undefined;

const record = () => {
  if (!saver) throw new Error('the print is not loaded');
  return saver;
};
const form = new Form<Print>(record);

function section(name: string, ...children: Node[]): HTMLElement {
  return h('section', { class: 'group' }, h('h2', {}, name), ...children);
}

const grid = (specs: FieldSpec[], kind = '') => h('div', { class: `fields ${kind}` }, ...specs.map((spec) => form.field(spec)));
const pairs = (specs: FieldSpec[]) => h('div', { class: 'pairs' }, ...specs.map((spec) => form.pair(spec)));

function build(print: Print): void {
  const swap = button('Swap sides', swapSides, 'quiet');
  const total = h('span', { class: 'missing', id: 'gaps' });
  find('#form').append(
    h('section', { class: 'group titles' }, h('div', { class: 'sides' }, total, swap), form.pair(title)),
    section('The print', grid(facts)),
    section('Texts', pairs(texts)),
    section('Edition and sale', grid(sale, 'narrow'), pairs(saleTexts)),
    section('Galleries', new Hanging(print).element),
    section('Internal', h('p', { class: 'hint' }, 'Only you see this.'), grid(internal), pairs(internalTexts)),
    h('p', { class: 'remove' }, button('Delete this print', remove)),
  );
}

// What the form holds now, so that a gap closes while the text is typed.
function current(): Record<'da' | 'en', Partial<PrintTexts>> {
  const side = (language: string) =>
    Object.fromEntries(translated.map((name) => [name, form.value(`translations.${language}.${name}`)]));
  return { da: side('da'), en: side('en') };
}

function formChanged(): void {
  const now = current();
  const missing = gaps(now, translated);
  form.showGaps(missing);
  const count = missing.da.length + missing.en.length;
  find('#gaps').textContent = count === 0 ? '' : `${count} ${count === 1 ? 'text is' : 'texts are'} missing in one language`;
  const name = now.en.title ?? now.da.title ?? untitled;
  find('#heading').textContent = name;
  document.title = `${name} · Studio`;
}

// The list the artist came from gives the order.
function neighbours(): void {
  const ids = JSON.parse(sessionStorage.getItem('studio.list') ?? '[]') as number[];
  const at = ids.indexOf(pageId);
  const where = find('#where');
  where.prepend(h('a', { href: '/', class: 'back' }, 'Prints'));
  where.append(h('span', { id: 'case', class: 'case' }));
  if (at < 0) return;
  const step = (by: number, label: string, letter: string) => {
    const id = ids[at + by];
    key(letter, `${label} print`, () => id && location.assign(`/prints/${id}`));
    return id ? h('a', { href: `/prints/${id}` }, label) : h('span', { class: 'off' }, label);
  };
  where.append(h('nav', { class: 'steps', 'aria-label': 'Prints of the list' }, step(-1, 'Previous', '['), step(1, 'Next', ']')));
}

function remove(): void {
  sessionStorage.setItem('studio.delete', JSON.stringify({ id: pageId, title: titleOf(record().record) }));
  location.assign('/');
}

function doubt(print: Print): string {
  return print.openNotices.length > 0 ? `${noticeText(print)}. If you publish it, everybody sees the print while the case is open.` : '';
}

function showCase(): void {
  const text = noticeText(record().record);
  find('#case').replaceChildren(text ? h('a', { href: '/notices' }, text) : '');
}

async function start(): Promise<void> {
  const print = await call<Print>('GET', path);
  const publishing = new Publishing<Print>({ path, saver: record, form, publicUrl: `${galleryUrl}/en/print/${pageId}`, doubt });
  const image = new ImagePanel(() => record().record, (fresh) => record().replace(fresh));
  const showState = () => showSaveState(record(), form);
  saver = new Saver(path, print, showState, (mine) => {
    form.fill(mine);
    publishing.show();
    showCase();
    image.show();
    showState();
  });
  build(print);
  form.changed = formChanged;
  form.fill();
  publishing.show();
  showCase();
  image.show();
  showState();
}

startPage();
applySides();
neighbours();
bindSaving(() => saver, form);
key('s', 'Swap the two languages', swapSides);
find('#form').addEventListener('submit', (event) => event.preventDefault());
start().catch((error: unknown) => complain(error, 'The print could not be opened.'));
