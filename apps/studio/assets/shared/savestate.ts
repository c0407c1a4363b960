// The state of saving, always in the same place, and the way out of a conflict.

import { button, find, h } from './dom';
import type { FieldProblem } from './api';
import { fieldId, shown } from './form';
import type { Form } from './form';
import { valueAt } from './saver';
import type { Saved, Saver, SaveState } from './saver';
import { controlKey } from './shortcuts';

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
      return `Not saved. ${state.message}`;
    case 'conflict':
      return 'Not saved. Changed in another window meanwhile.';
  }
}

export function problemNames<T extends Saved>(problems: FieldProblem[], form: Form<T>): string {
  return problems.map(({ field }) => form.label(field)).join(', ');
}

// Names each field that keeps a wrong value and leads to it.
function problemLine<T extends Saved>(problems: FieldProblem[], saver: Saver<T>, form: Form<T>): (Node | string)[] {
  const links = problems.map(({ field }) => h('a', { href: `#${fieldId(field)}`, onclick: (event: Event) => {
    event.preventDefault();
    form.lead(field);
  } }, form.label(field)));
  return [saver.canSave ? 'Not saved: ' : 'All is saved except ', ...links.flatMap((link, i) => (i === 0 ? [link] : [', ', link]))];
}

// Puts the focus on what has to be settled before anything else.
export function leadToProblem<T extends Saved>(saver: Saver<T>, form: Form<T>): void {
  const { state } = saver;
  if (state.kind === 'conflict') find('#conflict button').focus();
  const first = state.kind === 'failed' && state.problems[0];
  if (first) form.lead(first.field);
}

export function showSaveState<T extends Saved>(saver: Saver<T>, form: Form<T>): void {
  const state = saver.state;
  const output = find('#save-state');
  if (state.kind === 'failed' && state.problems.length > 0) output.replaceChildren(...problemLine(state.problems, saver, form));
  else output.textContent = line(state, saver.autosaves);
  output.dataset.kind = state.kind;
  const save = find<HTMLButtonElement>('#save');
  save.hidden = saver.autosaves && !(saver.canSave && (state.kind === 'failed' || state.kind === 'retrying'));
  save.disabled = !saver.canSave || state.kind === 'saving';
  if (state.kind === 'failed' || state.kind === 'saved') form.problems(state.kind === 'failed' ? state.problems : []);
  const conflict = find('#conflict');
  conflict.hidden = state.kind !== 'conflict';
  if (state.kind !== 'conflict') return;
  conflict.replaceChildren(
    h('p', {}, 'Changed here and in another window. ', ...state.fields.flatMap((field) => theirs(form.label(field), shown(valueAt(saver.record, field))))),
    h('span', { class: 'buttons' },
      button('Keep what is on this page', () => void saver.mine()),
      button('Take what was saved', () => saver.theirs())),
  );
}

const excerptMax = 80;

// What the other window saved, so that the choice is not a blind one.
function theirs(label: string, text: string): (Node | string)[] {
  const excerpt = text.length > excerptMax ? `${text.slice(0, excerptMax).trimEnd()}\u00a0…` : text;
  return [h('b', {}, label), ...(text === '' ? [' was emptied there. '] : [' was saved there as ', h('q', {}, excerpt), '. '])];
}

export function bindSaving<T extends Saved>(saver: () => Saver<T> | undefined, form: Form<T>): void {
  const save = async () => {
    const current = saver();
    if (current && !(await current.save())) leadToProblem(current, form);
  };
  find('#save').addEventListener('click', () => void save());
  controlKey('s', 'Save now', () => void save());
}
