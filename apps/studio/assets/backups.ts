// Backups: how old the last one is, making one, watching it, and taking its files home.

import { call } from './shared/api';
import { button, find, h } from './shared/dom';
import { complain, say } from './shared/notice';
import { startPage } from './shared/page';
import { key } from './shared/shortcuts';
import { counted } from './shared/words';

interface Backup {
  id: string;
  state: 'running' | 'completed' | 'failed';
  startedAt: string;
  finishedAt: string | null;
  error: string | null;
  imagesTotal: number;
  imagesSaved: number;
  bytes: number;
  missingObjects: string[];
}
interface BackupFile {
  name: string;
  bytes?: number;
  url: string;
}

const everyMs = 1500;
const dayMs = 24 * 60 * 60 * 1000;
const reminderDays = 7;
const make = find<HTMLButtonElement>('#make');
let timer = 0;

const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short' });

function size(bytes: number): string {
  if (bytes < 1e6) return `${Math.ceil(bytes / 1e3)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}

function progress(backup: Backup): string {
  if (backup.state === 'failed') return `It failed. ${backup.error ?? ''}`;
  if (backup.state === 'completed') {
    const gone = backup.missingObjects.length;
    return gone === 0 ? 'Complete' : `Complete, but ${counted(gone, 'file was', 'files were')} missing from the storage`;
  }
  if (backup.imagesTotal === 0) return 'Saving the records';
  return `Saving the images, ${backup.imagesSaved} of ${backup.imagesTotal}`;
}

async function showFiles(backup: Backup, place: HTMLElement): Promise<void> {
  try {
    const { files } = await call<{ files: BackupFile[] }>('GET', `/backups/${backup.id}`);
    const link = (file: BackupFile) =>
      h('li', {}, h('a', { href: file.url, download: file.name }, file.name), file.bytes === undefined ? '' : ` ${size(file.bytes)}`);
    place.replaceChildren(
      files.length === 0
        ? h('p', {}, 'The files hold what all artists have. An admin can download them.')
        : h('ul', { class: 'files' }, ...files.map(link)),
    );
  } catch (error) {
    complain(error, 'The files could not be listed.');
  }
}

async function remove(backup: Backup): Promise<void> {
  try {
    await call('DELETE', `/backups/${backup.id}`);
    await load();
  } catch (error) {
    complain(error, 'The backup was not deleted.');
  }
}

function line(backup: Backup): HTMLElement {
  const files = h('div', { class: 'wide' });
  const act =
    backup.state === 'completed'
      ? button('Files', () => void showFiles(backup, files), 'quiet')
      : button(backup.state === 'running' ? 'Give up' : 'Delete', () => void remove(backup), 'quiet');
  return h(
    'article',
    { class: 'row' },
    h('div', { class: 'what' }, h('time', { class: 'title', datetime: backup.startedAt }, moment.format(new Date(backup.startedAt)))),
    h('span', { class: 'hangs' }, counted(backup.imagesTotal, 'image')),
    h('span', { class: 'hangs' }, size(backup.bytes)),
    h('div', { class: 'states' }, h('span', { class: `status ${backup.state}` }, progress(backup))),
    act,
    files,
  );
}

function age(backups: Backup[]): string {
  const last = backups.find((backup) => backup.state === 'completed');
  if (!last) return 'There is no backup yet.';
  const days = Math.floor((Date.now() - Date.parse(last.startedAt)) / dayMs);
  if (days === 0) return 'The last one is from today.';
  return `The last one is ${counted(days, 'day')} old.${days >= reminderDays ? ' It is time for another.' : ''}`;
}

function show(backups: Backup[]): void {
  const list = find('#list');
  list.removeAttribute('aria-busy');
  list.replaceChildren(...backups.map(line));
  find('#age').textContent = age(backups);
  const empty = find('#empty');
  empty.hidden = backups.length > 0;
  empty.textContent = 'Nothing is lost yet. Make the first backup before something is.';
}

async function load(): Promise<void> {
  clearTimeout(timer);
  const { backups } = await call<{ backups: Backup[] }>('GET', '/backups');
  const running = backups.some((backup) => backup.state === 'running');
  if (make.disabled && !running && backups[0]?.state === 'completed') say('The backup is complete.');
  make.disabled = running;
  show(backups);
  if (running) timer = window.setTimeout(() => void load().catch(() => undefined), everyMs);
}

async function begin(): Promise<void> {
  make.disabled = true;
  try {
    await call('POST', '/backups');
  } catch (error) {
    make.disabled = false;
    complain(error, 'The backup was not begun.');
  }
  await load();
}

startPage();
make.addEventListener('click', () => void begin());
key('n', 'Make a backup', () => void begin());
load().catch((error: unknown) => complain(error, 'The backups could not be loaded.'));
