// Keeps a record and its form in step: remembers what changed, saves it, and settles it with changes made elsewhere.
//
// Drafts save themselves a moment after the last keystroke. What is published waits for save(), so that half a sentence
// never stands on the public page.

import { ApiError, call } from './api';
import type { FieldProblem } from './api';

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
  status: string;
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
    return this.#dirty.size > 0;
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

  async save(): Promise<boolean> {
    this.#later(0);
    if (this.state.kind === 'saving') return false;
    if (this.#dirty.size === 0) return true;
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
      if (error instanceof ApiError && error.status === 412) return this.#settle();
      this.#failed(error);
      return false;
    }
  }

  // After a conflict: theirs() gives up what was typed in the fields both changed, mine() writes over it.
  mine(): Promise<boolean> {
    this.state = { kind: 'unsaved' };
    return this.save();
  }

  theirs(): void {
    if (this.state.kind !== 'conflict') return;
    for (const field of this.state.fields) this.#dirty.delete(field);
    this.recordChanged(new Set(this.#dirty.keys()));
    this.#rest(null);
    if (this.#dirty.size > 0) void this.save();
  }

  // Something other than the form changed the record (published, image replaced).
  replace(record: T): void {
    this.record = record;
    this.recordChanged(new Set(this.#dirty.keys()));
  }

  #send(values: ReadonlyMap<Field, FieldValue>, leaving = false): Promise<T> {
    const body: Record<string, unknown> = {};
    for (const [field, value] of values) put(body, field, value === '' ? null : value);
    return call<T>('PUT', this.path, { body, version: this.record.version, leaving });
  }

  #took(record: T): void {
    this.record = record;
    for (const [field, value] of this.#dirty) {
      if (same(value, valueAt(record, field))) this.#dirty.delete(field);
    }
    this.recordChanged(new Set(this.#dirty.keys()));
    this.#rest(new Date());
    if (this.#dirty.size > 0 && this.autosaves) this.#later(quietMs);
  }

  // Someone else saved first. Only fields that both sides changed need the artist's word.
  async #settle(): Promise<boolean> {
    try {
      const before = this.record;
      this.record = await call<T>('GET', this.path);
      const both = [...this.#dirty].filter(
        ([field, mine]) =>
          !same(valueAt(before, field), valueAt(this.record, field)) && !same(mine, valueAt(this.record, field)),
      );
      this.recordChanged(new Set(this.#dirty.keys()));
      if (both.length > 0) {
        this.#show({ kind: 'conflict', fields: both.map(([field]) => field) });
        return false;
      }
      this.state = { kind: 'unsaved' };
      return await this.save();
    } catch (error) {
      this.#failed(error);
      return false;
    }
  }

  #failed(error: unknown): void {
    const passing = error instanceof ApiError && error.passing;
    const message = error instanceof Error ? error.message : String(error);
    if (passing) this.#later(retryMs);
    const problems = error instanceof ApiError ? error.details : [];
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
    const problems = [...this.#wrong].map(([field, message]) => ({ field, message }));
    if (problems.length > 0) this.#show({ kind: 'failed', message: '', problems });
    else this.#show(this.#dirty.size > 0 ? { kind: 'unsaved' } : { kind: 'saved', at: savedAt });
  }

  #show(state: SaveState): void {
    this.state = state;
    this.stateChanged(state);
  }
}
