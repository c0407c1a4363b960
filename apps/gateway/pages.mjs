// The API's documents as pages: static HTML without scripts, set by assets/docs.css and served by documents.cc.

const METHODS = ['get', 'post', 'put', 'delete'];

// What inserts text into HTML: html`<p>${text}</p>` escapes the text, and leaves alone what was made by html.
class Html extends String {}
const escaped = (text) => String(text).replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]);
const inserted = (value) =>
  Array.isArray(value) ? value.map(inserted).join('') : value instanceof Html ? value : escaped(value ?? '');
const html = (parts, ...values) => new Html(parts.reduce((all, part, i) => all + inserted(values[i - 1]) + part));
const joined = (items, between) => items.flatMap((item, i) => (i ? [between, item] : [item]));

// Paragraphs with `code` and *emphasis*.
const inline = (text) =>
  new Html(escaped(text ?? '').replace(/`([^`]+)`/g, '<code>$1</code>').replace(/\*([^*\s][^*]*)\*/g, '<em>$1</em>'));
const paragraphs = (text) => (text ?? '').trim().split(/\n\s*\n/).filter(Boolean).map((one) => html`<p>${inline(one)}</p>`);

const spaced = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, '\u202f');

// A document in reading: follows references and knows which schemas have a section of their own.
class Reader {
  constructor(document) {
    this.document = document;
  }
  resolved(node) {
    return node?.$ref ? this.resolved(node.$ref.slice(2).split('/').reduce((found, key) => found[key], this.document)) : node;
  }
  // The name of a shape that is described at the end of the page: an object worth a table.
  shape(node) {
    const name = node?.$ref?.match(/^#\/components\/schemas\/(\w+)$/)?.[1];
    return name && this.resolved(node).properties ? name : undefined;
  }
  // What a value may be, in words.
  words(node) {
    const schema = this.resolved(node);
    const types = [schema.type].flat();
    const or_null = types.includes('null') ? ', or null' : '';
    const shape = this.shape(node);
    if (shape) return html`<a href="#${shape}">${shape}</a>${or_null}`;
    if (schema.oneOf) return joined(schema.oneOf.map((one) => this.words(one)), ' or ');
    if (schema.const) return html`<code>${schema.const}</code>`;
    if (schema.enum) {
      const choices = schema.enum.filter((value) => value !== null).map((value) => html`<code>${value}</code>`);
      return html`${joined(choices, ', ')}${or_null}`;
    }
    if (types.includes('array')) return html`list of ${schema.maxItems ? `at most ${spaced(schema.maxItems)}: ` : ''}${this.words(schema.items)}${or_null}`;
    if (types.includes('object')) return html`object${or_null}`;
    if (types.includes('boolean')) return html`true or false`;
    if (types.includes('integer')) return html`whole number${range(schema)}${or_null}`;
    if (types.includes('number')) return html`number${range(schema)}${or_null}`;
    if (types.includes('string')) return html`${text_words(schema)}${or_null}`;
    return html`anything`;
  }
  // The fields of an object, those of nested ones after their owner's name.
  fields(node, prefix = '') {
    const schema = this.resolved(node);
    return Object.entries(schema.properties ?? {}).flatMap(([name, value]) => {
      const own = { name: prefix + name, schema: value, required: schema.required?.includes(name) ?? false };
      if (this.shape(value)) return [own];
      const inside = this.resolved(value);
      const item = inside.items;
      if (inside.properties) return [own, ...this.fields(value, `${own.name}.`)];
      if (item && !this.shape(item) && this.resolved(item).properties) return [own, ...this.fields(item, `${own.name}[].`)];
      return [own];
    });
  }
}

function range({ minimum, maximum, exclusiveMinimum }) {
  if (exclusiveMinimum !== undefined) return ` above ${exclusiveMinimum}`;
  if (minimum !== undefined && maximum !== undefined && maximum < 9e14) return ` from ${spaced(minimum)} to ${spaced(maximum)}`;
  return minimum === undefined ? '' : ` from ${spaced(minimum)}`;
}

function text_words({ format, pattern, maxLength, minLength }) {
  if (format === 'uuid') return 'UUID';
  if (format === 'uri') return 'address';
  if (format === 'date-time') return 'time';
  if (pattern === '^[A-Z]{3}$') return 'three capital letters';
  const kind = maxLength > 1000 && pattern?.startsWith('^[^') ? 'text of many lines' : 'text';
  return `${kind}${minLength ? ', not empty' : ''}${maxLength === undefined ? '' : `, at most ${spaced(maxLength)} characters`}`;
}

const described = (schema, reader, own) => {
  const resolved = reader.resolved(schema);
  const standard = resolved.default === undefined ? '' : html` <code>${resolved.default}</code> unless given.`;
  return html`${inline(own ?? (reader.shape(schema) ? '' : resolved.description))}${standard}`;
};

function table(caption, heads, rows, kind = 'fields') {
  return html`<table class="${kind}">
<caption>${caption}</caption>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>
${rows.map(([first, ...rest]) => html`<tr><th scope="row">${first}</th>${rest.map((cell) => html`<td>${cell}</td>`)}</tr>
`)}</tbody>
</table>
`;
}

function parameter_table(parameters, reader) {
  if (parameters.length === 0) return '';
  const places = { path: 'in the path', query: 'in the query', header: 'header' };
  return table('Parameters', ['Name', 'Accepts', 'Meaning'], parameters.map((one) => [
    html`<code>${one.name}</code> <span class="note">${places[one.in]}</span>`,
    reader.words(one.schema),
    described(one.schema, reader, one.description),
  ]));
}

function field_table(caption, schema, reader, answer) {
  const rows = reader.fields(schema).map(({ name, schema: value, required }) => [
    html`<code>${name}</code>${required === answer ? '' : html` <span class="note">${answer ? 'not always' : 'required'}</span>`}`,
    reader.words(value),
    described(value, reader),
  ]);
  return rows.length ? table(caption, ['Field', answer ? 'Is' : 'Accepts', 'Meaning'], rows) : '';
}

function content_of(caption, content, reader, answer) {
  const { schema, example } = content?.['application/json'] ?? {};
  if (!schema) return '';
  const shape = reader.shape(schema) || reader.resolved(schema).oneOf;
  return html`${shape ? html`<p class="shape">${caption}: ${reader.words(schema)}</p>\n` : field_table(caption, schema, reader, answer)}${
    example === undefined ? '' : example_block(example)}`;
}

// Short objects on one line, as a person would write them.
function written(value, indent = '') {
  const flat = JSON.stringify(value, null, 1).replace(/\n\s*/g, ' ');
  if (typeof value !== 'object' || value === null || flat.length + indent.length < 72) return flat;
  const inner = indent + '  ';
  if (Array.isArray(value)) return `[\n${value.map((one) => inner + written(one, inner)).join(',\n')}\n${indent}]`;
  const entries = Object.entries(value).map(([key, one]) => `${inner}${JSON.stringify(key)}: ${written(one, inner)}`);
  return `{\n${entries.join(',\n')}\n${indent}}`;
}

const example_block = (example) => html`<pre><code>${written(example)}</code></pre>\n`;

function answer_section(status, response, reader) {
  return html`<h4><span class="status">${status}</span> ${inline(response.description)}</h4>
${content_of('The answer', response.content, reader, true)}`;
}

function call_section({ method, path, told }, reader) {
  const parameters = told.parameters.map((one) => reader.resolved(one));
  const answers = Object.entries(told.responses).map(([status, response]) => [status, reader.resolved(response)]);
  const good = answers.filter(([status]) => status < 300);
  const other = answers.filter(([status]) => status >= 300);
  return html`<article id="${told.operationId}" aria-labelledby="${told.operationId}-title">
<h3 id="${told.operationId}-title">${told.summary}</h3>
<p class="call"><span class="method">${method.toUpperCase()}</span> <code>${joined(path.split(/(?<=\/)/), html`<wbr>`)}</code></p>
${paragraphs(told.description)}
${parameter_table(parameters, reader)}${content_of('The body', told.requestBody?.content, reader, false)}
${good.map(([status, response]) => answer_section(status, response, reader))}
${table('Other answers', ['Status', 'Meaning'], other.map(([status, { description }]) => [html`<span class="status">${status}</span>`, inline(description)]), 'statuses')}</article>
`;
}

function calls_of(document) {
  return Object.entries(document.paths).flatMap(([path, item]) => METHODS.filter((method) => item[method]).map((method) => ({
    method,
    path: document.servers[0].url + path,
    told: { ...item[method], parameters: [...(item.parameters ?? []), ...(item[method].parameters ?? [])] },
  })));
}

function page(title, names, current, contents, main) {
  const here = (name) => (name === current ? html` aria-current="page"` : '');
  return String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="/api/docs/docs.css">
</head>
<body>
<a class="visually-hidden skip" href="#main">To the text</a>
<header class="top">
<nav aria-label="Documents"><a class="home" href="/api/docs"${here('')}>API</a>${
    names.map((name) => html` <a href="/api/docs/${name}"${here(name)}>${name}</a>`)}</nav>
</header>
<div class="frame">
${contents}<main id="main">
${main}</main>
</div>
</body>
</html>
`);
}

// The page of one document; `names` are those of all, for the way to the others.
export function documentPage(name, document, names) {
  const reader = new Reader(document);
  const calls = calls_of(document);
  const groups = document.tags.map((tag) => ({ ...tag, calls: calls.filter(({ told }) => told.tags.includes(tag.name)) }));
  const shapes = Object.keys(document.components.schemas).filter((key) => reader.shape({ $ref: `#/components/schemas/${key}` }));
  const requests = new Set(JSON.stringify(calls.map(({ told }) => told.requestBody?.content)).match(/schemas\/\w+/g)?.map((ref) => ref.slice(8)));
  const contents = html`<nav class="contents" aria-label="Calls">
${groups.map((group) => html`<h2 class="label">${group.name}</h2>
<ul>
${group.calls.map(({ told }) => html`<li><a href="#${told.operationId}">${told.summary}</a></li>
`)}</ul>
`)}<h2 class="label">Shapes</h2>
<ul>
${shapes.map((shape) => html`<li><a href="#${shape}">${shape}</a></li>
`)}</ul>
</nav>
`;
  const main = html`<header class="title">
<h1>${document.info.title}</h1>
<p class="summary">${inline(document.info.summary)}</p>
<p class="note">Everything here lies under <code>${document.servers[0].url}</code>. For programs: <a href="/api/v1/openapi/${name}.json">OpenAPI 3.1 as JSON</a>.</p>
</header>
${paragraphs(document.info.description)}
${groups.map((group) => html`<section aria-label="${group.name}">
<h2>${group.name}</h2>
${paragraphs(group.description)}
${group.calls.map((call) => call_section(call, reader))}</section>
`)}<section aria-label="Shapes">
<h2>Shapes</h2>
${shapes.map((shape) => {
    const schema = document.components.schemas[shape];
    return html`<article id="${shape}" aria-labelledby="${shape}-title">
<h3 id="${shape}-title">${shape}</h3>
${paragraphs(schema.description)}${field_table('Fields', schema, reader, !is_request(shape, requests, document))}</article>
`;
  })}</section>
`;
  return page(`${document.info.title} · Copper Print Gallery`, names, name, contents, main);
}

// Whether a shape is sent, by itself or inside another one, rather than answered.
function is_request(shape, requests, document) {
  return requests.has(shape) || [...requests].some((outer) => JSON.stringify(document.components.schemas[outer]).includes(`schemas/${shape}"`));
}

// The way in: every document and its calls.
export function indexPage(documents) {
  const main = html`<header class="title">
<h1>The API</h1>
<p class="summary">Everything the gallery and the studio do goes through these calls.</p>
</header>
${Object.entries(documents).map(([name, document]) => html`<section aria-label="${document.info.title}">
<h2><a href="/api/docs/${name}">${document.info.title}</a></h2>
<p>${inline(document.info.summary)}</p>
${table('Calls', ['Call', 'Does'], calls_of(document).map(({ method, path, told }) => [
    html`<a href="/api/docs/${name}#${told.operationId}"><span class="method">${method.toUpperCase()}</span> <code>${joined(path.split(/(?<=\/)/), html`<wbr>`)}</code></a>`,
    told.summary,
  ]), 'calls')}</section>
`)}`;
  return page('API · Copper Print Gallery', Object.keys(documents), '', '', main);
}
