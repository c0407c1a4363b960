// How prints and their states are spoken of.

import type { Print } from './types';

export const untitled = 'Untitled';

export function titleOf(thing: { title: string | null; translations?: Print['translations'] }): string {
  return thing.title ?? thing.translations?.en.title ?? thing.translations?.da.title ?? untitled;
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

export function statusText(print: { status?: string | undefined }): string {
  return print.status === 'published' ? 'Published' : 'Draft';
}

export function noticeText({ openNotices }: Print): string {
  if (openNotices.length === 0) return '';
  return openNotices.length === 1 ? `Notice ${openNotices[0]} is open` : `Notices ${openNotices.join(', ')} are open`;
}

export function imageText(print: Print): string {
  switch (print.imageProcessingStatus) {
    case 'processing':
      return 'Processing the image';
    case 'failed':
      return `The image failed. ${print.imageProcessingError ?? 'Try it again.'}`;
    case 'none':
      return 'No image';
    default:
      return '';
  }
}

// skagen_fyr-03.jpg is a print called "Skagen fyr 03" until the artist says otherwise.
export function titleFrom(fileName: string): string {
  const name = fileName.replace(/\.[^.]+$/, '').replace(/[_\-\s]+/g, ' ').trim();
  return name === '' ? untitled : name.charAt(0).toUpperCase() + name.slice(1);
}

// Texts the artist writes in both languages; conservation is for the studio alone.
export const translated = [
  'title',
  'description',
  'statement',
  'subject',
  'tags',
  'provenance',
  'exhibitionHistory',
  'purchaseInfo',
  'copyright',
  'conservation',
] as const;

// In the artist's own time.
export function moment(iso: string): string {
  return new Date(iso).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
}
