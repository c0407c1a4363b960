// Keyboard shortcuts, shown under "?". Single letters can be switched off (WCAG 2.1.4) and never act inside a field.

import { find, h } from './dom';

interface Shortcut {
  keys: string; // as shown: "Ctrl+S", "j"
  does: string;
  matches: (event: KeyboardEvent) => boolean;
  run: () => void;
}

const shortcuts: Shortcut[] = [];
const setting = 'studio.keys';

const enabled = () => localStorage.getItem(setting) !== 'off';

function inField(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement;
  return target.matches('textarea, select, input:not([type=checkbox]):not([type=radio])');
}

// A single key, outside of fields.
export function key(letter: string, does: string, run: () => void): void {
  const matches = (event: KeyboardEvent) =>
    event.key === letter && !event.ctrlKey && !event.metaKey && !event.altKey && enabled() && !inField(event);
  shortcuts.push({ keys: letter, does, matches, run });
}

// With Ctrl, or Command on a Mac; works inside fields.
export function controlKey(letter: string, does: string, run: () => void): void {
  const matches = (event: KeyboardEvent) =>
    (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === letter;
  shortcuts.push({ keys: `Ctrl+${letter.toUpperCase()}`, does, matches, run });
}

// Something the page handles itself and only wants listed.
export function listKey(keys: string, does: string): void {
  shortcuts.push({ keys, does, matches: () => false, run: () => undefined });
}

function toggleHelp(): void {
  const help = find('#keys');
  help.hidden = !help.hidden;
  find('#keys-button').setAttribute('aria-expanded', String(!help.hidden));
  if (help.hidden) return;
  const box = h('input', { type: 'checkbox', checked: enabled() });
  box.addEventListener('change', () => localStorage.setItem(setting, box.checked ? 'on' : 'off'));
  help.replaceChildren(
    h('h2', {}, 'Keyboard'),
    h('dl', {}, ...shortcuts.flatMap((s) => [h('dt', {}, h('kbd', {}, s.keys)), h('dd', {}, s.does)])),
    h('label', { class: 'check' }, box, 'Single-key shortcuts'),
  );
}

export function startShortcuts(): void {
  key('?', 'Show or hide this list', toggleHelp);
  find('#keys-button').addEventListener('click', toggleHelp);
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented) return;
    const help = find('#keys');
    if (event.key === 'Escape' && !help.hidden) return toggleHelp();
    const hit = shortcuts.find((s) => s.matches(event));
    if (!hit) return;
    event.preventDefault();
    hit.run();
  });
}
