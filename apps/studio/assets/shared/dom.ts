// Elements in one expression: h('button', { type: 'button', onclick: save }, 'Save').

export type Child = Node | string | number | null | undefined | false;
type Value = string | number | boolean | null | undefined | ((event: never) => void);

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, Value> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value as EventListener);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(...present(children));
  return element;
}

export function present(children: Child[]): (Node | string)[] {
  return children
    .filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => (child instanceof Node ? child : String(child)));
}

// The element the page's template promises.
export function find<T extends HTMLElement = HTMLElement>(selector: string, within: ParentNode = document): T {
  const element = within.querySelector<T>(selector);
  if (!element) throw new Error(`the page has no ${selector}`);
  return element;
}

export function button(label: string, onclick: () => void, kind = ''): HTMLButtonElement {
  return h('button', { type: 'button', class: `button ${kind}`.trim(), onclick }, label);
}

// Signed URLs of one picture differ in their query alone; showing it anew would only make it flicker.
export function samePicture(a: string | null | undefined, b: string | null | undefined): boolean {
  const path = (url: string | null | undefined) => url && new URL(url, location.href).pathname;
  return Boolean(a) && path(a) === path(b);
}

export const pageId = Number(document.body.dataset.id);
export const galleryUrl = document.body.dataset.gallery ?? '';
