// HTML from templates: html`<p>${text}</p>` escapes the text, and leaves alone what was made by html itself.

class Html extends String {}

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text) => String(text).replace(/[&<>"]/g, (character) => ENTITIES[character]);

function inserted(value) {
  if (Array.isArray(value)) return value.map(inserted).join('');
  return value instanceof Html ? value : escaped(value ?? '');
}

export const html = (parts, ...values) =>
  new Html(parts.reduce((all, part, i) => all + inserted(values[i - 1]) + part));

export const joined = (items, between) => items.flatMap((item, i) => (i ? [between, item] : [item]));

// Text with `code` and *emphasis*.
export function inline(text) {
  const marked = escaped(text ?? '').replace(/`([^`]+)`/g, '<code>$1</code>');
  return new Html(marked.replace(/\*([^*\s][^*]*)\*/g, '<em>$1</em>'));
}

export const paragraphs = (text) =>
  (text ?? '')
    .trim()
    .split(/\n\s*\n/)
    .filter(Boolean)
    .map((one) => html`<p>${inline(one)}</p>\n`);
