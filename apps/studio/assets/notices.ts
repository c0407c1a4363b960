// Takedown notices, the newest first, and what was done about each.

import { ApiError, call } from './shared/api';
import { button, find, h } from './shared/dom';
import { complain, say } from './shared/notice';
import { showOpenNotices, startPage } from './shared/page';
import { Pages } from './shared/pages';
import { moment } from './shared/words';

type Kind = 'comment' | 'hide' | 'close' | 'reopen';

interface Notice {
  id: number;
  caseNumber: string;
  state: 'open' | 'closed';
  ground: 'copyright' | 'privacy' | 'unlawful' | 'other';
  printId: number | null;
  print: { title: string; status: string } | null;
  location: string;
  reason: string;
  name: string;
  email: string;
  organisation: string | null;
  address: string | null;
  phone: string | null;
  language: string;
  receivedAt: string;
  actions: { kind: Kind; text: string; printId: number | null; createdAt: string }[];
}

const grounds = { copyright: 'Copyright', privacy: 'Privacy', unlawful: 'Unlawful', other: 'Something else' };
const done = { comment: 'Noted', hide: 'Print hidden', close: 'Closed', reopen: 'Reopened' };

function fact(term: string, ...value: (Node | string | null)[]): HTMLElement | null {
  return value[0] ? h('div', {}, h('dt', {}, term), h('dd', {}, ...value)) : null;
}

function printOf(notice: Notice): Node | null {
  if (!notice.printId) return null;
  if (!notice.print) return h('span', {}, `Number ${notice.printId}, which is not there any more`);
  const state = notice.print.status === 'published' ? 'published' : 'hidden from the public';
  return h('span', {}, h('a', { href: `/prints/${notice.printId}`, class: 'title' }, notice.print.title), `, ${state}`);
}

// The words come first: every act needs them, so that the record says why.
function acts(notice: Notice, replace: (notice: Notice) => void): HTMLElement {
  const id = `text-${notice.id}`;
  const text = h('textarea', { id, rows: 2, maxlength: 5000 });
  const act = async (kind: Kind) => {
    text.toggleAttribute('aria-invalid', false);
    if (text.value.trim() === '') {
      text.setAttribute('aria-invalid', 'true');
      text.focus();
      return say('Write down what you did and why, then choose again.');
    }
    try {
      replace(await call<Notice>('POST', `/notices/${notice.id}/actions`, { body: { kind, text: text.value } }));
      say(`${done[kind]}.`);
      void showOpenNotices();
    } catch (error) {
      complain(error, error instanceof ApiError && error.status === 409 ? '' : 'It was not recorded.');
    }
  };
  const open = notice.state === 'open';
  const visible = notice.print?.status === 'published';
  return h('form', { class: 'act', onsubmit: (event: Event) => event.preventDefault() },
    h('label', { for: id }, open ? 'What you did, or decided, and why' : 'Why the case is opened again'), text,
    h('div', { class: 'buttons' },
      open && button('Note it', () => void act('comment')),
      open && visible && button('Hide the print', () => void act('hide')),
      open && button('Close the case', () => void act('close')),
      !open && button('Reopen the case', () => void act('reopen'))));
}

function record(notice: Notice, open = false): HTMLElement {
  const replace = (changed: Notice) => element.replaceWith(record(changed, true));
  const answer = `mailto:${notice.email}?subject=${encodeURIComponent(`Notice ${notice.caseNumber}`)}`;
  const element = h('details', { class: 'record', open },
    h('summary', {}, h('span', { class: 'when' }, notice.caseNumber), h('span', { class: 'kind' }, grounds[notice.ground]),
      h('span', { class: 'gist' }, notice.name, notice.print && h('span', { class: 'when' }, ` about ${notice.print.title}`)),
      h('span', {}, h('span', { class: 'when' }, moment(notice.receivedAt)), ' ',
        h('span', { class: `status ${notice.state}` }, notice.state === 'open' ? 'Open' : 'Closed'))),
    h('dl', { class: 'facts' },
      fact('Received', moment(notice.receivedAt)),
      fact('Print', printOf(notice)),
      fact('Where', notice.location),
      fact('Why', notice.reason),
      fact('From', notice.name, notice.organisation ? `, on behalf of ${notice.organisation}` : ''),
      fact('Answer', h('a', { href: answer }, notice.email), notice.language === 'da' ? ' in Danish' : ' in English'),
      fact('Address', notice.address),
      fact('Telephone', notice.phone)),
    notice.actions.length > 0 && h('ol', { class: 'done' }, ...notice.actions.map((action) =>
      h('li', {}, h('span', { class: 'when' }, moment(action.createdAt)), h('span', { class: 'kind' }, done[action.kind]), h('span', { class: 'gist' }, action.text)))),
    acts(notice, replace));
  return element;
}

startPage();
const state = find<HTMLSelectElement>('#state');
const pages = new Pages<Notice>({
  path: () => `/notices?state=${state.value}`,
  name: 'notices',
  show: (notice) => record(notice),
  none: () => (state.value === 'closed' ? 'No notice has been closed.' : 'No notice is open.'),
});
state.addEventListener('change', () => void pages.load());
void pages.load();
