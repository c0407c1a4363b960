// The site as a whole: what it is called and says, and the watermark in every image.

import { call } from './shared/api';
import { button, find, h } from './shared/dom';
import { Form } from './shared/form';
import type { FieldSpec } from './shared/form';
import { applySides, gaps, swapSides } from './shared/languages';
import { complain } from './shared/notice';
import { startPage } from './shared/page';
import { Saver } from './shared/saver';
import { bindSaving, showSaveState } from './shared/savestate';
import { key } from './shared/shortcuts';
import type { Language, Site, SiteTexts } from './shared/types';

const title: FieldSpec = { name: 'siteTitle', label: 'Title', serif: true };
const texts: FieldSpec[] = [
  { name: 'introduction', label: 'Introduction', kind: 'lines', rows: 4, serif: true },
  { name: 'about', label: 'About', kind: 'lines', rows: 8, serif: true },
  { name: 'contact', label: 'Contact', kind: 'lines', rows: 3 },
  { name: 'copyright', label: 'Copyright and reproduction', kind: 'lines', rows: 3 },
];
const names = [title, ...texts].map((spec) => spec.name);
const positions: [string, string][] = [
  ['bottom_right', 'Bottom right'], ['bottom_left', 'Bottom left'], ['top_left', 'Top left'], ['top_right', 'Top right'], ['centre', 'Centre'],
];
const watermark: FieldSpec[] = [
  { name: 'watermarkText', label: 'Text', hint: 'Without one it is © and your name.' },
  { name: 'watermarkPosition', label: 'Place', kind: 'choice', choices: positions },
  { name: 'watermarkSize', label: 'Size of the letters', kind: 'number', unit: '%', hint: '1 to 10, of the width of the image.' },
  { name: 'watermarkOpacity', label: 'Density', kind: 'number', unit: '%', hint: '20 to 100. Denser by itself where it could not be read.' },
];

let saver: Saver<Site> | undefined;
const record = () => {
  if (!saver) throw new Error('the site is not loaded');
  return saver;
};
const form = new Form<Site>(record);

function section(name: string, ...children: Node[]): HTMLElement {
  return h('section', { class: 'group' }, h('h2', {}, name), ...children);
}

function showGaps(): void {
  const side = (language: Language): Partial<SiteTexts> =>
    Object.fromEntries(names.map((name) => [name, form.value(`translations.${language}.${name}`)]));
  form.showGaps(gaps({ da: side('da'), en: side('en') }, names));
}

async function start(): Promise<void> {
  const site = await call<Site>('GET', '/site');
  const showState = () => showSaveState(record(), form);
  saver = new Saver('/site', site, showState, (mine) => {
    form.fill(mine);
    showState();
  });
  find('#form').append(
    h('section', { class: 'group titles' }, h('div', { class: 'sides' }, button('Swap sides', swapSides, 'quiet')), form.pair(title)),
    section('Texts', h('div', { class: 'pairs' }, ...texts.map((spec) => form.pair(spec)))),
    section('Your name', h('div', { class: 'fields' }, form.field({ name: 'artistName', label: 'As it is shown', wide: true }))),
    section('Watermark', h('p', { class: 'hint' }, 'It stands in every image visitors see, never in the original. After a change all images are made anew, one after the other.'),
      h('div', { class: 'fields' }, ...watermark.map((spec) => form.field(spec)))),
  );
  form.changed = showGaps;
  form.fill();
  showState();
}

startPage();
applySides();
bindSaving(() => saver, form);
find('#heading').textContent = 'The site';
key('s', 'Swap the two languages', swapSides);
find('#form').addEventListener('submit', (event) => event.preventDefault());
start().catch((error: unknown) => complain(error, 'The site could not be opened.'));
