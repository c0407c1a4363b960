// Calls to the artist's API under this origin; the server adds who we are.

import type { Gallery, Hanging, Print, Status } from './types';

export interface FieldProblem {
  field: string;
  message: string;
}

export class ApiError extends Error {
  constructor(
    readonly status: number, // 0: no answer
    message: string,
    readonly details: FieldProblem[] = [],
  ) {
    super(message);
  }
  // Worth trying again without anyone changing anything.
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 502;
  }
}

export interface CallOptions {
  body?: unknown;
  version?: number; // sent as If-Match
  leaving?: boolean; // must survive the page
  signal?: AbortSignal | undefined;
}

const base = '/api/v1/artist';

export async function call<T>(method: string, path: string, options: CallOptions = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (options.body !== undefined) headers['Content-Type'] = 'application/json';
  if (options.version !== undefined) headers['If-Match'] = `"${options.version}"`;
  let response: Response;
  try {
    response = await fetch(base + path, {
      method,
      headers,
      body: options.body === undefined ? null : JSON.stringify(options.body),
      keepalive: options.leaving ?? false,
      signal: options.signal ?? null,
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new ApiError(0, 'The studio cannot be reached. Check the connection.');
  }
  const text = await response.text();
  const answer = text === '' ? undefined : parsed(text);
  if (response.ok) return answer as T;
  if (response.status === 401) document.dispatchEvent(new Event('studio:signed-out'));
  throw problem(response.status, answer);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function problem(status: number, answer: unknown): ApiError {
  const error = (answer as { error?: { message?: string; details?: FieldProblem[] } } | undefined)?.error;
  return new ApiError(status, error?.message ?? `The studio answered with status ${status}. Try again.`, error?.details);
}

interface PrintPage {
  prints: Print[];
  totalCount: number;
  totalPages: number;
}

const pageSize = 100;

// Every print of a list, page after page; `arrived` is called for each page with how many there are in all.
export async function allPrints(filter: string, arrived: (prints: Print[], total: number) => void): Promise<void> {
  for (let page = 1, pages = 1; page <= pages; page++) {
    const answer = await call<PrintPage>('GET', `/prints?limit=${pageSize}&page=${page}${filter}`);
    pages = answer.totalPages;
    arrived(answer.prints, answer.totalCount);
  }
}

export async function printsById(ids: number[]): Promise<Print[]> {
  return (await call<PrintPage>('GET', `/prints?limit=${pageSize}&ids=${ids.slice(0, pageSize).join(',')}`)).prints;
}

export async function allGalleries(): Promise<Gallery[]> {
  const galleries: Gallery[] = [];
  for (let page = 1, pages = 1; page <= pages; page++) {
    const answer = await call<{ galleries: Gallery[]; totalPages: number }>(
      'GET',
      `/galleries?limit=${pageSize}&page=${page}`,
    );
    pages = answer.totalPages;
    galleries.push(...answer.galleries);
  }
  return galleries;
}

export async function hangings(galleryId: number): Promise<Hanging[]> {
  const prints: Hanging[] = [];
  for (let page = 1, pages = 1; page <= pages; page++) {
    const answer = await call<{ prints: Hanging[]; totalPages: number }>(
      'GET',
      `/galleries/${galleryId}/prints?limit=${pageSize}&page=${page}`,
    );
    pages = answer.totalPages;
    prints.push(...answer.prints);
  }
  return prints;
}

// Only what was moved: another window may have moved or hung others meanwhile.
export function putOrder(galleryId: number, printOrders: { printId: number; newOrder: number }[]): Promise<unknown> {
  return call('PUT', `/galleries/${galleryId}/prints`, { body: { printOrders } });
}

export function hang(galleryId: number, printId: number, order: number): Promise<unknown> {
  return call('POST', `/galleries/${galleryId}/prints/${printId}`, { body: { order } });
}

export function takeDown(galleryId: number, printId: number): Promise<unknown> {
  return call('DELETE', `/galleries/${galleryId}/prints/${printId}`);
}

export function setStatus(printId: number, status: Status): Promise<Print> {
  return call('PUT', `/prints/${printId}`, { body: { status } });
}
