// Who did what: the audit log, the newest first.

import { find, h } from './shared/dom';
import { startPage } from './shared/page';
import { Pages } from './shared/pages';
import { moment } from './shared/words';

interface Entry {
  at: string;
  kind: string;
  actor: string | null;
  byYou: boolean;
  address: string | null;
  targetId: number | null;
  note: string | null;
}

const kinds: Record<string, string> = {
  login_succeeded: 'Signed in',
  login_failed: 'Sign-in failed',
  login_delayed: 'Sign-in refused, too many attempts',
  password_changed: 'Password changed',
  print_published: 'Print published',
  print_unpublished: 'Print unpublished',
  print_deleted: 'Print deleted',
  image_replaced: 'Image replaced',
  gallery_published: 'Gallery published',
  gallery_unpublished: 'Gallery unpublished',
  gallery_deleted: 'Gallery deleted',
  print_hidden: 'Print hidden for notice',
  notice_commented: 'Notice commented',
  notice_closed: 'Notice closed',
  notice_reopened: 'Notice reopened',
  tag_merged: 'Tags merged',
  tag_deleted: 'Tag deleted',
  site_changed: 'Site texts changed',
  artist_created: 'Artist created',
  artist_changed: 'Artist changed',
  artist_deleted: 'Artist deleted',
  session_ended: 'Session ended',
  sessions_ended: 'All sessions ended',
};

const pages: Record<string, string> = {
  print_published: 'prints',
  print_unpublished: 'prints',
  image_replaced: 'prints',
  gallery_published: 'galleries',
  gallery_unpublished: 'galleries',
};

function line({ at, kind, actor, byYou, address, targetId, note }: Entry): HTMLElement {
  const page = pages[kind];
  const about = note && (page && targetId ? h('a', { href: `/${page}/${targetId}` }, note) : note);
  const who = byYou ? 'you' : (actor ?? (kind.startsWith('login') ? 'an unknown name' : 'an admin'));
  return h('article', { class: 'entry' },
    h('span', { class: 'when' }, moment(at)), h('span', { class: 'kind' }, kinds[kind] ?? kind),
    h('span', { class: 'gist' }, about), h('span', { class: 'when' }, address ? `${who}, ${address}` : who));
}

startPage();
const kind = find<HTMLSelectElement>('#kind');
kind.append(...Object.entries(kinds).map(([value, label]) => h('option', { value }, label)));
const list = new Pages<Entry>({
  path: () => (kind.value ? `/audit-log?kind=${kind.value}` : '/audit-log'),
  name: 'entries',
  show: line,
  none: () => 'Nothing of this kind has happened.',
});
kind.addEventListener('change', () => void list.load());
void list.load();
