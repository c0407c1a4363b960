// What every page of the studio does.

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

export function startPage(): void {
  startShortcuts();
  document.addEventListener('studio:signed-out', showSignedOut);
  window.addEventListener('focus', () => (find('#signed-out').hidden = true));
}
