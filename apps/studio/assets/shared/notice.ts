// One line at the foot of the page for what just happened, with at most one thing to do about it.

import { button, find, h } from './dom';

let timer = 0;

export interface NoticeAction {
  label: string;
  run: () => void;
}

export function say(text: string, action?: NoticeAction, seconds = action ? 10 : 5): void {
  const line = find('#notice');
  clearTimeout(timer);
  const act = action && button(action.label, () => (hush(), action.run()));
  line.replaceChildren(h('span', {}, text), ...(act ? [act] : []));
  line.hidden = false;
  timer = window.setTimeout(hush, seconds * 1000);
}

export function hush(): void {
  const line = find('#notice');
  clearTimeout(timer);
  line.hidden = true;
  line.replaceChildren();
}

// For failures of something the artist asked for: stays until the next notice or two minutes.
export function complain(error: unknown, doing: string): void {
  const reason = error instanceof Error ? error.message : String(error);
  say(`${doing} ${reason}`, { label: 'Close', run: hush }, 120);
}
