// Form fields built from a table and bound to a Saver.

import { h } from './dom';
import { languageName } from './languages';
import type { Field, FieldValue, Saver, Saved } from './saver';
import { same, valueAt } from './saver';
import type { FieldProblem } from './api';
import type { Language } from './types';

export interface FieldSpec {
  name: Field;
  label: string;
  kind?: 'text' | 'lines' | 'number' | 'choice' | 'tags';
  unit?: string;
  hint?: string;
  choices?: [value: string, label: string][];
  suggestions?: string[];
  rows?: number;
  serif?: boolean; // set as it will be read: titles and texts
  wide?: boolean;
}

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

export function shown(value: FieldValue): string {
  return Array.isArray(value) ? value.join(', ') : value === null ? '' : String(value);
}

export const fieldId = (field: Field) => `f-${field.replaceAll('.', '-')}`;

// As people write them in Denmark and elsewhere: 1250,5 and 1.250,50, 1250.5 and 1,250.50, 1 250. NaN for anything else.
export function numberIn(text: string): number {
  const plain = text.replace(/[\s\u00a0\u202f]/g, '');
  if (/^\d{1,3}(\.\d{3})+(,\d+)?$/.test(plain)) return Number(plain.replaceAll('.', '').replace(',', '.'));
  if (/^\d{1,3}(,\d{3})+(\.\d+)?$/.test(plain)) return Number(plain.replaceAll(',', ''));
  return plain === '' ? NaN : Number(plain.replace(',', '.'));
}

function read(spec: FieldSpec, control: Control): FieldValue {
  const text = control.value.trim();
  if (spec.kind === 'tags') return text.split(',').map((tag) => tag.trim()).filter((tag) => tag !== '');
  if (text === '') return null;
  return spec.kind === 'number' ? numberIn(text) : text;
}

interface Bound {
  spec: FieldSpec;
  control: Control;
  problem: HTMLElement;
}

export class Form<T extends Saved> {
  #bound: Bound[] = [];
  changed: () => void = () => undefined; // any field, whoever changed it

  constructor(private readonly saver: () => Saver<T>) {}

  field(spec: FieldSpec): HTMLElement {
    const { control, problem, extras } = this.#bind(spec);
    const unit = spec.unit && h('span', { class: 'unit' }, spec.unit);
    return h('div', { class: `field ${spec.kind ?? 'text'}${spec.wide ? ' wide' : ''}` }, h('label', { for: control.id }, spec.label),
      h('div', { class: 'control' }, control, unit), ...extras, problem);
  }

  // One text in both languages; the name is that of the field below translations.da and translations.en.
  pair(spec: FieldSpec): HTMLElement {
    const half = (language: Language) => {
      const name = `translations.${language}.${spec.name}`;
      const { control, problem } = this.#bind({ ...spec, name }, language);
      const missing = h('span', { class: 'missing', id: `${control.id}-missing`, hidden: true });
      missing.textContent = `missing in ${languageName[language]}`;
      control.setAttribute('aria-describedby', `${missing.id} ${problem.id}`);
      const label = h('label', { for: control.id }, spec.label, ' ', h('span', { class: 'in' }, languageName[language]));
      return h('div', { class: `field half ${language}`, 'data-name': spec.name }, label, missing, control, problem);
    };
    return h('div', { class: 'pair', role: 'group', 'aria-label': spec.label }, half('da'), half('en'));
  }

  #bind(spec: FieldSpec, language?: Language) {
    const control = this.#control(spec);
    control.id = fieldId(spec.name);
    if (language) control.lang = language;
    if (spec.serif) control.classList.add('serif');
    const problem = h('p', { class: 'problem', id: `${control.id}-problem`, hidden: true });
    control.setAttribute('aria-describedby', problem.id);
    control.addEventListener('input', () => this.#changed(spec, control));
    this.#bound.push({ spec, control, problem });
    const extras: HTMLElement[] = [];
    if (spec.suggestions) {
      const list = h('datalist', { id: `${control.id}-list` }, ...spec.suggestions.map((s) => h('option', { value: s })));
      control.setAttribute('list', list.id);
      extras.push(list);
    }
    if (spec.hint) extras.push(h('p', { class: 'hint' }, spec.hint));
    return { control, problem, extras };
  }

  #control(spec: FieldSpec): Control {
    if (spec.kind === 'choice') {
      return h('select', {}, ...(spec.choices ?? []).map(([value, label]) => h('option', { value }, label)));
    }
    if (spec.kind === 'lines') return h('textarea', { rows: spec.rows ?? 3 });
    const numeric = spec.kind === 'number';
    return h('input', { type: 'text', autocomplete: 'off', inputmode: numeric ? 'decimal' : 'text' });
  }

  #changed(spec: FieldSpec, control: Control): void {
    const value = read(spec, control);
    const bound = this.#bound.find((b) => b.control === control);
    if (bound) this.#mark(bound, '');
    if (spec.kind === 'number' && value !== null && !Number.isFinite(value)) {
      this.saver().wrong(spec.name, 'must be a number, such as 1250 or 24,5');
    } else {
      this.saver().change(spec.name, value);
    }
    this.changed();
  }

  // Shows the record in every field the artist is not in the middle of changing.
  fill(mine: ReadonlySet<Field> = new Set()): void {
    for (const { spec, control } of this.#bound) {
      const value = valueAt(this.saver().record, spec.name);
      if (mine.has(spec.name) || same(read(spec, control), value)) continue;
      control.value = shown(value);
    }
    this.changed();
  }

  // What the form holds now, saved or not.
  value(field: Field): FieldValue {
    const bound = this.#bound.find(({ spec }) => spec.name === field);
    return bound ? read(bound.spec, bound.control) : null;
  }

  label(field: Field): string {
    const spec = this.#bound.find((b) => b.spec.name === field)?.spec;
    const language = /^translations\.(da|en)\./.exec(field)?.[1] as Language | undefined;
    return (spec?.label ?? field) + (language ? ` (${languageName[language]})` : '');
  }

  lead(field: Field): void {
    const control = this.#bound.find(({ spec }) => spec.name === field)?.control;
    control?.scrollIntoView({ block: 'center' });
    control?.focus({ preventScroll: true });
  }

  problems(problems: FieldProblem[]): void {
    for (const bound of this.#bound) {
      const hit = problems.find(({ field }) => field === bound.spec.name);
      this.#mark(bound, hit ? `${bound.spec.label} ${hit.message}.` : '');
    }
  }

  #mark({ control, problem }: Bound, message: string): void {
    problem.textContent = message;
    problem.hidden = message === '';
    if (message) control.setAttribute('aria-invalid', 'true');
    else control.removeAttribute('aria-invalid');
  }

  showGaps(missing: Record<Language, string[]>): void {
    for (const half of document.querySelectorAll<HTMLElement>('.half')) {
      const language: Language = half.classList.contains('da') ? 'da' : 'en';
      const gap = missing[language].includes(half.dataset.name ?? '');
      half.classList.toggle('gap', gap);
      const note = half.querySelector<HTMLElement>('.missing');
      if (note) note.hidden = !gap;
    }
  }
}
