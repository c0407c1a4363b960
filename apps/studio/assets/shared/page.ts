// What every page of the studio does.

import { call } from './api';
import { find, h } from './dom';
import { startShortcuts } from './shortcuts';

// The page stays as it is when the session has ended: nothing typed is lost, another tab signs in.
function showSignedOut(): void {
  const bar = find('#signed-out');
  if (!bar.hidden) return;
  const link = h('a', { href: '/login?return_to=/signed-in', target: '_blank', rel: 'noopener' }, 'Sign in again in a new tab');
  bar.replaceChildren('You have been signed out. ', link, ', then come back here and go on. What you wrote is still on this page.');
  bar.hidden = false;
}

// The number of open notices, at the link to them.
export async function showOpenNotices(): Promise<void> {
  try {
    const { totalCount } = await call<{ totalCount: number }>('GET', '/notices?state=open&limit=1');
    const open = totalCount === 0 ? [] : [h('span', { class: 'tally', 'aria-hidden': 'true' }, totalCount > 99 ? '99+' : totalCount),
      h('span', { class: 'visually-hidden' }, ` (${totalCount} open)`)];
    find('#open-notices').replaceChildren(...open);
  } catch {
    // The page does without it; the list of notices says what is wrong.
  }
}

export function startPage(): void {
  void showOpenNotices();
  startShortcuts();
  document.addEventListener('studio:signed-out', showSignedOut);
  window.addEventListener('focus', () => (find('#signed-out').hidden = true));
}
