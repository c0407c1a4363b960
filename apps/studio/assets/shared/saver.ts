// Keeps a record and its form in step: remembers what changed, saves it, and settles it with changes made elsewhere.
//
// Drafts save themselves a moment after the last keystroke. What is published waits for save(), so that half a sentence
// never stands on the public page.

import { ApiError, call } from './api';
import type { FieldProblem } from './api';
import type { Status } from './types';

export type Field = string; // a path into the record: "year", "translations.da.title"
export type FieldValue = string | number | string[] | null;

export type SaveState =
  | { kind: 'saved'; at: Date | null }
  | { kind: 'unsaved' }
  | { kind: 'saving' }
  | { kind: 'retrying'; message: string }
  | { kind: 'failed'; message: string; problems: FieldProblem[] }
  | { kind: 'conflict'; fields: Field[] };

export interface Saved {
  version: number;
  status?: Status | undefined;
}

const quietMs = 1200;
const retryMs = 5000;

export function valueAt(record: unknown, field: Field): FieldValue {
  let value: unknown = record;
  for (const part of field.split('.')) value = (value as Record<string, unknown> | null | undefined)?.[part];
  return (value ?? null) as FieldValue;
}

function put(record: Record<string, unknown>, field: Field, value: FieldValue): void {
  const parts = field.split('.');
  const last = parts.pop() ?? field;
  let at = record;
  for (const part of parts) at = (at[part] ??= {}) as Record<string, unknown>;
  at[last] = value;
}

export function same(a: FieldValue, b: FieldValue): boolean {
  const plain = (value: FieldValue) => JSON.stringify(value === '' || (Array.isArray(value) && value.length === 0) ? null : value);
  return plain(a) === plain(b);
}

export class Saver<T extends Saved> {
  state: SaveState = { kind: 'saved', at: null };
  #dirty = new Map<Field, FieldValue>();
  #sending = new Map<Field, FieldValue>();
  #wrong = new Map<Field, string>(); // fields that hold what cannot be saved, and why
  #writing: Promise<boolean> | null = null;
  #timer = 0;

  constructor(
    private readonly path: string,
    public record: T,
    private readonly stateChanged: (state: SaveState) => void,
    // The record was replaced by the server's: show every field but those in `mine`.
    private readonly recordChanged: (mine: ReadonlySet<Field>) => void,
  ) {
    window.addEventListener('online', () => this.state.kind === 'retrying' && void this.save());
    window.addEventListener('pagehide', () => this.#leave());
    window.addEventListener('beforeunload', (event) => {
      if (this.unsaved && !(this.autosaves && this.state.kind === 'unsaved')) event.preventDefault();
    });
  }

  get autosaves(): boolean {
    return this.record.status === 'draft';
  }

  get unsaved(): boolean {
    return this.#dirty.size + this.#sending.size + this.#wrong.size > 0;
  }

  get canSave(): boolean {
    return this.#dirty.size > 0 && this.state.kind !== 'conflict';
  }

  get holdsWrong(): boolean {
    return this.#wrong.size > 0;
  }

  // What is typed in the field is no value at all. It is not saved, and the artist is told so for as long as it stands.
  wrong(field: Field, message: string): void {
    this.#dirty.delete(field);
    this.#wrong.set(field, message);
    if (this.state.kind !== 'saving' && this.state.kind !== 'conflict') this.#rest(null);
  }

  change(field: Field, value: FieldValue): void {
    this.#wrong.delete(field);
    if (same(value, valueAt(this.record, field)) && !this.#sending.has(field)) this.#dirty.delete(field);
    else this.#dirty.set(field, value);
    if (this.state.kind === 'saving' || this.state.kind === 'conflict') return;
    this.#rest(null);
    this.#later(this.autosaves && this.#dirty.size > 0 ? quietMs : 0);
  }

  // Whether all that can be saved is saved. A conflict waits for mine() or theirs(), whoever else asks.
  async save(): Promise<boolean> {
    this.#later(0);
    while (this.#writing) await this.#writing;
    if (this.state.kind === 'conflict') return false;
    if (this.#dirty.size === 0) return true;
    this.#writing = this.#write().finally(() => (this.#writing = null));
    return this.#writing;
  }

  async #write(): Promise<boolean> {
    this.#sending = this.#dirty;
    this.#dirty = new Map();
    this.#show({ kind: 'saving' });
    try {
      const record = await this.#send(this.#sending);
      this.#sending = new Map();
      this.#took(record);
      return true;
    } catch (error) {
      this.#dirty = new Map([...this.#sending, ...this.#dirty]);
      this.#sending = new Map();
      for (const field of this.#wrong.keys()) this.#dirty.delete(field);
      if (error instanceof ApiError && error.status === 412) return this.#settle();
      this.#failed(error);
      return false;
    }
  }

  // After a conflict: theirs() gives up what was typed in the fields both changed, mine() writes over it.
  mine(): Promise<boolean> {
    this.#rest(null);
    return this.save();
  }

  theirs(): void {
    if (this.state.kind !== 'conflict') return;
    for (const field of this.state.fields) {
      this.#dirty.delete(field);
      this.#wrong.delete(field);
    }
    this.recordChanged(this.#mine());
    this.#rest(null);
    if (this.#dirty.size > 0) void this.save();
  }

  // Something other than the form changed the record (published, image replaced). It may bring what another window saved.
  replace(record: T): void {
    const both = this.#bothChanged(record);
    this.#take(record);
    if (both.length > 0) this.#show({ kind: 'conflict', fields: both });
  }

  #take(record: T): void {
    this.record = record;
    for (const [field, value] of this.#dirty) {
      if (same(value, valueAt(record, field))) this.#dirty.delete(field);
    }
    this.recordChanged(this.#mine());
  }

  // The record as it is now, after a refusal because another window changed it.
  async reload(): Promise<void> {
    this.replace(await call<T>('GET', this.path));
  }

  // Fields that hold what is not in the record.
  #mine(): ReadonlySet<Field> {
    return new Set([...this.#dirty.keys(), ...this.#sending.keys(), ...this.#wrong.keys()]);
  }

  // Of what was typed here, the fields that the new record changes otherwise; those of a conflict that still stands among them.
  #bothChanged(record: T): Field[] {
    const standing = this.state.kind === 'conflict' ? this.state.fields : [];
    return [...new Map([...this.#sending, ...this.#dirty])]
      .filter(([field, mine]) => !same(mine, valueAt(record, field)) &&
        (standing.includes(field) || !same(valueAt(this.record, field), valueAt(record, field))))
      .map(([field]) => field);
  }

  #send(values: ReadonlyMap<Field, FieldValue>, leaving = false): Promise<T> {
    const body: Record<string, unknown> = {};
    for (const [field, value] of values) put(body, field, value === '' ? null : value);
    return call<T>('PUT', this.path, { body, version: this.record.version, leaving });
  }

  #took(record: T): void {
    this.#take(record);
    this.#rest(new Date());
    if (this.#dirty.size > 0 && this.autosaves) this.#later(quietMs);
  }

  // Someone else saved first. Only fields that both sides changed need the artist's word.
  async #settle(): Promise<boolean> {
    try {
      await this.reload();
      if (this.state.kind === 'conflict') return false;
      if (this.#dirty.size > 0) return await this.#write();
      this.#rest(new Date()); // both wrote the same
      return true;
    } catch (error) {
      this.#failed(error);
      return false;
    }
  }

  #failed(error: unknown): void {
    const passing = error instanceof ApiError && error.passing;
    const message = error instanceof Error ? error.message : String(error);
    if (passing) this.#later(retryMs);
    const problems = [...this.#wrongs(), ...(error instanceof ApiError ? error.details : [])];
    this.#show(passing ? { kind: 'retrying', message } : { kind: 'failed', message, problems });
  }

  #leave(): void {
    if (this.autosaves && this.#dirty.size > 0 && this.state.kind !== 'conflict') {
      void this.#send(this.#dirty, true).catch(() => undefined);
    }
  }

  #later(ms: number): void {
    clearTimeout(this.#timer);
    if (ms > 0) this.#timer = window.setTimeout(() => void this.save(), ms);
  }

  // Nothing is under way: how things stand.
  #rest(savedAt: Date | null): void {
    const problems = this.#wrongs();
    if (problems.length > 0) this.#show({ kind: 'failed', message: '', problems });
    else this.#show(this.#dirty.size > 0 ? { kind: 'unsaved' } : { kind: 'saved', at: savedAt });
  }

  #wrongs(): FieldProblem[] {
    return [...this.#wrong].map(([field, message]) => ({ field, message }));
  }

  #show(state: SaveState): void {
    this.state = state;
    this.stateChanged(state);
  }
}
