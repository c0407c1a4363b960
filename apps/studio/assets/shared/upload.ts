// Sends one file straight to storage, in parts, and survives what happens meanwhile: pauses, lost connections, reloads.
//
// The API signs a URL for each part and keeps the list of those that arrived; this side remembers only which upload a
// file belongs to. What arrived is never sent again.

import { ApiError, call } from './api';

export type UploadState = 'waiting' | 'sending' | 'paused' | 'offline' | 'checking' | 'done' | 'failed';

interface Session {
  uploadId: string;
  partSize: number;
  parts?: { number: number; etag: string }[];
  complete?: boolean;
}

const partsAtOnce = 2; // fewer would idle between parts, more would have them all half sent when the line breaks
const attemptsMax = 8; // of one part, when storage answers with an error; a lost connection is waited for without limit
const memory = 'studio.uploads';
const bytesMax = 100 * 1024 * 1024;

function fingerprint(file: File): string {
  return `${file.name}|${file.size}|${file.lastModified}`;
}

function remembered(): Record<string, string> {
  try {
    return JSON.parse(localStorage.getItem(memory) ?? '{}') as Record<string, string>;
  } catch {
    return {};
  }
}

function remember(file: File, uploadId: string | null): void {
  const all = remembered();
  if (uploadId) all[fingerprint(file)] = uploadId;
  else delete all[fingerprint(file)];
  localStorage.setItem(memory, JSON.stringify(all));
}

// Files of an earlier visit that did not arrive whole: choosing them again goes on where they stopped.
export function unfinished(): { name: string; uploadId: string; forget: () => void }[] {
  return Object.entries(remembered()).map(([print, uploadId]) => ({
    name: print.split('|')[0] ?? print,
    uploadId,
    forget: () => {
      const all = remembered();
      delete all[print];
      localStorage.setItem(memory, JSON.stringify(all));
      void call('DELETE', `/uploads/${uploadId}`).catch(() => undefined);
    },
  }));
}

// Why a file cannot be what it should be, before a byte is sent; the server looks at its content later.
export function refusal(file: File): string | null {
  if (!/\.(jpe?g|png|hei[cf])$/i.test(file.name)) return `“${file.name}” is not a JPEG, PNG or HEIC image.`;
  if (file.size === 0) return `“${file.name}” is empty.`;
  if (file.size > bytesMax) return `“${file.name}” is larger than 100 MB. Save it as a JPEG or a smaller PNG.`;
  return null;
}

class Passing extends Error {}

export class Upload {
  state: UploadState = 'waiting';
  message = '';
  refused = false; // the file itself is wrong: trying again would change nothing
  readonly #partBytes = new Map<number, number>();
  #uploadId: string | null = null;
  #checked = false;
  #abort = new AbortController();

  constructor(
    readonly file: File,
    private readonly arrived: (uploadId: string) => Promise<void>,
    private readonly changed: () => void,
  ) {}

  get sent(): number {
    let bytes = 0;
    for (const part of this.#partBytes.values()) bytes += part;
    return Math.min(bytes, this.file.size);
  }

  async run(): Promise<void> {
    this.#abort = new AbortController();
    this.#show('sending');
    try {
      if (!this.#checked) await this.#send(await this.#session());
      this.#show('checking');
      const path = `/uploads/${this.#uploadId}/complete`;
      if (!this.#checked) await this.#patiently(() => call('POST', path, { signal: this.#abort.signal }));
      this.#checked = true;
      await this.#patiently(() => this.arrived(this.#uploadId ?? ''));
      remember(this.file, null);
      this.#show('done');
    } catch (error) {
      if (this.#abort.signal.aborted) return;
      this.#abort.abort();
      // What the server refuses it has removed as well; only signing in again changes a 401.
      this.refused = error instanceof ApiError && !error.passing && error.status !== 401;
      if (this.refused) this.#startOver();
      this.#show('failed', error instanceof Error ? error.message : String(error));
    }
  }

  pause(): void {
    this.#abort.abort();
    this.#show('paused');
  }

  // Gives the file up here and in storage.
  remove(): void {
    this.#abort.abort();
    const id = this.#uploadId;
    this.#startOver();
    if (id && this.state !== 'done') void call('DELETE', `/uploads/${id}`).catch(() => undefined);
  }

  #startOver(): void {
    remember(this.file, null);
    this.#uploadId = null;
    this.#checked = false;
    this.#partBytes.clear();
  }

  #show(state: UploadState, message = ''): void {
    this.state = state;
    this.message = message;
    this.changed();
  }

  async #session(): Promise<Session> {
    const known = this.#uploadId ?? remembered()[fingerprint(this.file)];
    if (known) {
      try {
        const session = await this.#patiently(() => this.#call<Session>('GET', `/uploads/${known}`));
        this.#uploadId = known;
        return session;
      } catch (error) {
        if (!(error instanceof ApiError) || error.passing || error.status === 401) throw error;
        this.#startOver(); // swept meanwhile: begin anew
      }
    }
    const body = { fileName: this.file.name, size: this.file.size };
    const session = await this.#patiently(() => this.#call<Session>('POST', '/uploads', body));
    this.#uploadId = session.uploadId;
    remember(this.file, session.uploadId);
    return session;
  }

  #call<T>(method: string, path: string, body?: unknown): Promise<T> {
    return call<T>(method, path, { body, signal: this.#abort.signal });
  }

  async #send(session: Session): Promise<void> {
    if (session.complete) return;
    const size = session.partSize;
    const slice = (number: number) => this.file.slice((number - 1) * size, number * size);
    const there = new Set(session.parts?.map(({ number }) => number));
    const count = Math.ceil(this.file.size / size);
    const missing: number[] = [];
    this.#partBytes.clear();
    for (let number = 1; number <= count; number++) {
      if (there.has(number)) this.#partBytes.set(number, slice(number).size);
      else missing.push(number);
    }
    this.changed();
    const worker = async () => {
      for (let number = missing.shift(); number !== undefined; number = missing.shift()) {
        await this.#sendPart(session.uploadId, number, slice(number));
      }
    };
    await Promise.all(Array.from({ length: partsAtOnce }, worker));
  }

  #sendPart(uploadId: string, number: number, part: Blob): Promise<void> {
    return this.#patiently(async () => {
      // A fresh URL for each attempt: the last one may have expired while we waited.
      const { url } = await this.#call<{ url: string }>('GET', `/uploads/${uploadId}/parts/${number}`);
      await this.#put(url, number, part);
    });
  }

  // XMLHttpRequest, because fetch does not tell how much has been sent.
  #put(url: string, number: number, part: Blob): Promise<void> {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      const stop = () => request.abort();
      this.#abort.signal.throwIfAborted();
      this.#abort.signal.addEventListener('abort', stop, { once: true });
      const progress = (bytes: number) => (this.#partBytes.set(number, bytes), this.changed());
      request.upload.addEventListener('progress', (event) => progress(event.loaded));
      request.addEventListener('loadend', () => {
        this.#abort.signal.removeEventListener('abort', stop);
        if (request.status >= 200 && request.status < 300) return progress(part.size), resolve();
        progress(0);
        reject(request.status === 0 ? new ApiError(0, '') : new Passing(`storage answered with ${request.status}`));
      });
      request.open('PUT', url);
      request.send(part);
    });
  }

  // Repeats what fails for reasons that pass, waiting longer each time.
  async #patiently<T>(action: () => Promise<T>): Promise<T> {
    const doing = this.state === 'offline' ? 'sending' : this.state;
    for (let attempt = 1; ; attempt++) {
      try {
        const result = await action();
        if (this.state === 'offline') this.#show(doing);
        return result;
      } catch (error) {
        if (this.#abort.signal.aborted) throw error;
        const lost = error instanceof ApiError && error.status === 0;
        const passing = lost || error instanceof Passing || (error instanceof ApiError && error.passing);
        if (!passing || (!lost && attempt >= attemptsMax)) throw this.#plain(error);
        if (lost) this.#show('offline');
        await this.#pauseFor(Math.min(1000 * 2 ** (attempt - 1), 15000) * (0.75 + Math.random() / 2));
      }
    }
  }

  #plain(error: unknown): unknown {
    if (!(error instanceof Passing)) return error;
    return new Error(`“${this.file.name}” could not be stored (${error.message}). Try again in a while; what arrived is kept.`);
  }

  #pauseFor(ms: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = () => {
        clearTimeout(timer);
        window.removeEventListener('online', done);
        if (this.#abort.signal.aborted) reject(new DOMException('stopped', 'AbortError'));
        else resolve();
      };
      const timer = window.setTimeout(done, ms);
      window.addEventListener('online', done);
      this.#abort.signal.addEventListener('abort', done, { once: true });
    });
  }
}
