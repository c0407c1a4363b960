// What the search finds for the words in the list's field, what only the artist may read included (R5.6). The list itself
// answers at once from what it shows of each print; this adds, a moment later, what words mean and what rows do not show.

import { call } from '../shared/api';
import { h } from '../shared/dom';
import { complain } from '../shared/notice';

interface Hit {
  id: number;
  highlights: Record<string, string[]>;
}

const pause = 200; // milliseconds without a key, before the search is asked
const pagesMax = 10; // of a hundred prints

// Where a print can be found that its row does not show, what only the artist sees first.
const places = {
  location: 'Location',
  notes: 'Notes',
  conservation: 'Conservation',
  description: 'Description',
  statement: 'Statement',
  subject: 'Subject',
  tags: 'Tags',
  medium: 'Medium',
  plateType: 'Plate',
  paperType: 'Paper',
  inkType: 'Ink',
  printingPress: 'Press',
  styleMovement: 'Style',
  artistName: 'Artist',
  provenance: 'Provenance',
  exhibitionHistory: 'Exhibitions',
  purchaseInfo: 'Purchase',
  copyright: 'Copyright',
};

const meanings: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' };

// A highlight is escaped text with <mark>…</mark> around what matches: every second piece is one.
function marked(html: string): (Node | string)[] {
  return html.split(/<\/?mark>/).map((piece, index) => {
    const text = piece.replace(/&(lt|gt|quot|#39|amp);/g, (escaped) => meanings[escaped] ?? escaped);
    return index % 2 === 1 ? h('mark', {}, text) : text;
  });
}

function reason(hit: Hit): HTMLElement | null {
  if (hit.highlights.title || hit.highlights.technique) return null;
  for (const [field, name] of Object.entries(places)) {
    const html = hit.highlights[field]?.[0];
    if (html !== undefined) return h('span', { class: 'reason' }, h('b', {}, name), ' ', ...marked(html));
  }
  return null;
}

export class Search {
  private hits = new Map<number, Hit>();
  private asked = new AbortController();
  private timer = 0;

  constructor(private readonly arrived: () => void) {}

  // What was found for other words stays until the answer for these is here, so that rows do not flicker.
  for(words: string): void {
    clearTimeout(this.timer);
    this.asked.abort();
    if (words.trim() === '') this.hits = new Map();
    else this.timer = window.setTimeout(() => void this.ask(words.trim()), pause);
  }

  finds(id: number): boolean {
    return this.hits.has(id);
  }

  // The field that says why, in the row of a print.
  explain(id: number, row: HTMLElement): void {
    row.querySelector('.reason')?.remove();
    const hit = this.hits.get(id);
    const line = hit && reason(hit);
    if (line) row.querySelector('.what')?.append(line);
  }

  private async ask(words: string): Promise<void> {
    const { signal } = (this.asked = new AbortController());
    const found = new Map<number, Hit>();
    const path = `/search?type=print&facets=none&limit=100&q=${encodeURIComponent(words)}`;
    try {
      for (let page = 1, pages = 1; page <= Math.min(pages, pagesMax); page++) {
        const answer = await call<{ hits: Hit[]; totalPages: number }>('GET', `${path}&page=${page}`, { signal });
        pages = answer.totalPages;
        for (const hit of answer.hits) found.set(hit.id, hit);
        this.hits = found;
        this.arrived();
      }
    } catch (error) {
      if (signal.aborted) return;
      this.hits = found;
      this.arrived();
      complain(error, 'Only what the list shows was searched.');
    }
  }
}
