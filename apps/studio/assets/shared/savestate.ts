// The state of saving, always in the same place, and the way out of a conflict.

import { button, find, h } from './dom';
import type { Form } from './form';
import { controlKey } from './shortcuts';
import type { Saved, Saver, SaveState } from './saver';

function line(state: SaveState, autosaves: boolean): string {
  switch (state.kind) {
    case 'saved':
      return state.at
        ? `Saved ${state.at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })}`
        : 'Saved';
    case 'unsaved':
      return autosaves ? 'Not saved yet' : 'Not saved. The public page changes when you save.';
    case 'saving':
      return 'Saving';
    case 'retrying':
      return `Not saved yet. ${state.message} Trying again.`;
    case 'failed':
      return state.problems.length > 0 ? 'Not saved. See the note at the field.' : `Not saved. ${state.message}`;
    case 'conflict':
      return 'Not saved. Changed in another window meanwhile.';
  }
}

export function showSaveState<T extends Saved>(saver: Saver<T>, form: Form<T>): void {
  const state = saver.state;
  const output = find('#save-state');
  output.textContent = line(state, saver.autosaves);
  output.dataset.kind = state.kind;
  find<HTMLButtonElement>('#save').hidden = saver.autosaves && state.kind !== 'failed' && state.kind !== 'retrying';
  find<HTMLButtonElement>('#save').disabled = !saver.canSave || state.kind === 'saving';
  if (state.kind === 'failed' || state.kind === 'saved') form.problems(state.kind === 'failed' ? state.problems : []);
  const conflict = find('#conflict');
  conflict.hidden = state.kind !== 'conflict';
  if (state.kind !== 'conflict') return;
  const names = state.fields.map((field) => form.label(field)).join(', ');
  conflict.replaceChildren(
    h('p', {}, `Somebody, perhaps you in another window, saved other words meanwhile: ${names}.`),
    button('Keep what is on this page', () => void saver.mine()),
    button('Take what was saved', () => saver.theirs()),
  );
}

export function bindSaving<T extends Saved>(saver: () => Saver<T> | undefined): void {
  const save = () => void saver()?.save();
  find('#save').addEventListener('click', save);
  controlKey('s', 'Save now', save);
}
