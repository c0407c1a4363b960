// One print in the list.

import { h } from '../shared/dom';
import { gaps, gapText } from '../shared/languages';
import type { Print } from '../shared/types';
import { imageText, noticeText, statusText, titleOf, translated } from '../shared/words';

// Pictures that were just sent, shown until the server has its own.
export const localPreviews = new Map<number, string>();

function picture(print: Print): HTMLElement {
  const small = print.images.find(({ version }) => version === 'thumbnail')?.url ?? print.thumbnailUrl;
  const large = print.images.find(({ version }) => version === 'thumbnail_2x')?.url;
  const local = localPreviews.get(print.id);
  const src = small ?? local;
  if (!src) return h('span', { class: 'thumb blank' });
  const image = h('img', {
    src,
    srcset: small && large ? `${small} 200w, ${large} 400w` : null,
    sizes: '96px',
    alt: '',
    width: 96,
    height: 96,
    loading: 'lazy',
    decoding: 'async',
    class: 'thumb',
  });
  image.addEventListener('error', () => image.replaceWith(h('span', { class: 'thumb blank' })), { once: true });
  return image;
}

function facts(print: Print): string {
  return [print.technique, print.dimensions, print.editionInfo && `edition ${print.editionInfo}`]
    .filter((fact) => fact)
    .join(' · ');
}

function state(print: Print): HTMLElement {
  const image = imageText(print);
  const kind = print.imageProcessingStatus;
  return h(
    'div',
    { class: 'states' },
    h('span', { class: `status ${print.status}` }, statusText(print)),
    print.openNotices.length > 0 && h('span', { class: 'case' }, noticeText(print)),
    image && h('span', { class: `processing ${kind}` }, image),
  );
}

export function row(print: Print, selected: boolean, select: (event: MouseEvent) => void): HTMLElement {
  const title = titleOf(print);
  const href = `/prints/${print.id}`;
  const missing = gapText(gaps(print.translations, translated));
  const box = h('input', { type: 'checkbox', checked: selected, 'aria-label': `Select ${title}`, onclick: select });
  return h(
    'article',
    { class: 'row', 'data-id': print.id, 'data-selected': selected },
    h('label', { class: 'pick' }, box),
    h('a', { href, class: 'picture', tabindex: -1, 'aria-hidden': 'true' }, picture(print)),
    h(
      'div',
      { class: 'what' },
      h('a', { href, class: 'title' }, title),
      h('span', { class: 'facts' }, facts(print)),
      missing && h('span', { class: 'missing' }, missing),
    ),
    h('span', { class: 'year' }, print.year),
    h(
      'span',
      { class: 'hangs' },
      print.galleries.length ? print.galleries.map((gallery) => gallery.title ?? 'Untitled').join(', ') : '',
    ),
    state(print),
  );
}
