// Deleting with second thoughts: the call is sent when the undo line has gone, or when the page is left.

import { call } from './api';
import { complain, hush, say } from './notice';

const undoSeconds = 8;

interface Pending {
  paths: string[];
  timer: number;
}

let pending: Pending | null = null;

// `undone` puts back what the page showed; so does a refusal by the server.
export function deleteLater(what: string, paths: string[], undone: () => void): void {
  commit();
  const timer = window.setTimeout(commitNow, undoSeconds * 1000);
  const mine: Pending = { paths, timer };
  pending = mine;
  say(`Deleted ${what}.`, { label: 'Undo', run: cancel }, undoSeconds);

  function cancel(): void {
    if (pending !== mine) return;
    clearTimeout(timer);
    pending = null;
    undone();
  }
  async function commitNow(): Promise<void> {
    if (pending !== mine) return;
    pending = null;
    hush();
    try {
      for (const path of paths) await call('DELETE', path);
    } catch (error) {
      undone();
      complain(error, `Could not delete ${what}.`);
    }
  }
}

function commit(): void {
  if (!pending) return;
  clearTimeout(pending.timer);
  for (const path of pending.paths) void call('DELETE', path, { leaving: true }).catch(() => undefined);
  pending = null;
}

window.addEventListener('pagehide', commit);
