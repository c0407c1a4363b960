// The two languages side by side, and what is missing in one of them.

import type { Language } from './types';

export const languageName: Record<Language, string> = { da: 'Danish', en: 'English' };

const setting = 'studio.danish';

export function order(): [Language, Language] {
  return localStorage.getItem(setting) === 'right' ? ['en', 'da'] : ['da', 'en'];
}

export function swapSides(): void {
  localStorage.setItem(setting, order()[0] === 'da' ? 'right' : 'left');
  applySides();
}

// The columns are moved by CSS, so that nothing typed or focused is touched.
export function applySides(): void {
  document.documentElement.classList.toggle('danish-right', order()[0] === 'en');
}

type Texts = Partial<Record<string, string | string[] | null>>;

function filled(value: string | string[] | null | undefined): boolean {
  return value !== null && value !== undefined && value.length > 0;
}

// Fields that one language has and the other lacks, by the language that lacks them.
export function gaps(translations: Record<Language, Texts>, fields: readonly string[]): Record<Language, string[]> {
  const lacking = (a: Texts, b: Texts) => fields.filter((field) => !filled(a[field]) && filled(b[field]));
  return { da: lacking(translations.da, translations.en), en: lacking(translations.en, translations.da) };
}

export function gapText(missing: Record<Language, string[]>): string {
  return (['da', 'en'] as const)
    .filter((language) => missing[language].length > 0)
    .map((language) => `${missing[language].length} missing in ${languageName[language]}`)
    .join(', ');
}
