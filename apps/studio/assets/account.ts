// Where the artist is signed in, and the end of that.

import { call } from './shared/api';
import { button, find, h } from './shared/dom';
import { complain, say } from './shared/notice';
import { startPage } from './shared/page';
import { Pages } from './shared/pages';
import { moment } from './shared/words';

interface Session {
  id: string;
  userAgent: string | null;
  address: string | null;
  current: boolean;
  createdAt: string;
  lastSeenAt: string;
}

// Enough to tell one's own devices apart; order matters, for most browsers also name others.
function device(agent: string | null): string {
  const first = (names: [RegExp, string][]) => names.find(([pattern]) => pattern.test(agent ?? ''))?.[1];
  const browser = first([[/Edg\//, 'Edge'], [/Firefox\//, 'Firefox'], [/Chrom/, 'Chrome'], [/Safari\//, 'Safari']]);
  const system = first([[/iPhone|iPad/, 'iOS'], [/Android/, 'Android'], [/Windows/, 'Windows'], [/Mac OS/, 'macOS'], [/Linux/, 'Linux']]);
  return [browser ?? 'A browser', system].filter(Boolean).join(' on ');
}

function line(session: Session): HTMLElement {
  const end = async () => {
    try {
      await call('DELETE', `/sessions/${session.id}`);
      row.remove();
      say('That session has ended.');
    } catch (error) {
      complain(error, 'The session was not ended.');
    }
  };
  const row = h('article', { class: 'entry' },
    h('span', { class: 'when' }, moment(session.createdAt)), h('span', { class: 'kind' }, device(session.userAgent)),
    h('span', { class: 'gist when' }, [session.address, `last used ${moment(session.lastSeenAt)}`].filter(Boolean).join(', ')),
    session.current ? h('span', { class: 'when' }, 'This one') : button('End it', () => void end(), 'quiet'));
  return row;
}

startPage();
const pages = new Pages<Session>({ path: () => '/sessions', name: 'sessions', show: line, none: () => 'No session is known.' });
void pages.load();

find('#everywhere').addEventListener('click', async () => {
  try {
    await call('DELETE', '/sessions');
    location.assign('/signed-out');
  } catch (error) {
    complain(error, 'You are still signed in.');
  }
});
