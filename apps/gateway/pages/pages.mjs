// The API's documents as pages: static HTML without scripts, set by assets/docs.css and served by documents.cc.
import { html, inline, joined, paragraphs } from './html.mjs';
import { Reader } from './reader.mjs';

const PLACES = { path: 'in the path', query: 'in the query', header: 'header' };

function table(kind, caption, heads, rows) {
  const row = ([first, ...rest]) =>
    html`<tr><th scope="row">${first}</th>${rest.map((cell) => html`<td>${cell}</td>`)}</tr>\n`;
  return html`<table class="${kind}">
<caption>${caption}</caption>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>
${rows.map(row)}</tbody>
</table>
`;
}

const name_cell = (name, note) => html`<code>${name}</code>${note ? html` <span class="note">${note}</span>` : ''}`;

function meaning(schema, reader, own) {
  const resolved = reader.resolved(schema);
  const standard = resolved.default === undefined ? '' : html` <code>${resolved.default}</code> unless given.`;
  return html`${inline(own ?? (reader.shape(schema) ? '' : resolved.description))}${standard}`;
}

function parameter_table(parameters, reader) {
  if (parameters.length === 0) return '';
  const rows = parameters.map((one) => [
    name_cell(one.name, PLACES[one.in]),
    reader.words(one.schema),
    meaning(one.schema, reader, one.description),
  ]);
  return table('fields', 'Parameters', ['Name', 'Accepts', 'Meaning'], rows);
}

// `sent` fields accept something and may be required; answered ones are there, unless it is said.
function field_table(caption, schema, reader, sent) {
  const note = (required) => (sent ? required && 'required' : !required && 'not always');
  const rows = reader
    .fields(schema)
    .map((field) => [
      name_cell(field.name, note(field.required)),
      reader.words(field.schema),
      meaning(field.schema, reader),
    ]);
  return rows.length ? table('fields', caption, ['Field', sent ? 'Accepts' : 'Is', 'Meaning'], rows) : '';
}

// JSON as a person would write it: short objects on one line.
function written(value, indent = '') {
  const flat = JSON.stringify(value, null, 1).replace(/\n\s*/g, ' ');
  if (typeof value !== 'object' || value === null || flat.length + indent.length < 72) return flat;
  const inner = indent + '  ';
  if (Array.isArray(value)) return `[\n${value.map((one) => inner + written(one, inner)).join(',\n')}\n${indent}]`;
  const entries = Object.entries(value).map(([key, one]) => `${inner}${JSON.stringify(key)}: ${written(one, inner)}`);
  return `{\n${entries.join(',\n')}\n${indent}}`;
}

// What a body or an answer holds: a shape by its name, anything else field by field, and an example.
function contents(caption, content, reader, sent, type = 'application/json') {
  const { schema, example } = content?.[type] ?? {};
  if (!schema) return '';
  const by_name = reader.shape(schema) || reader.resolved(schema).oneOf;
  const described = by_name
    ? html`<p>${caption}: ${reader.words(schema)}</p>\n`
    : field_table(caption, schema, reader, sent);
  return example === undefined ? described : html`${described}<pre><code>${written(example)}</code></pre>\n`;
}

const call_line = ({ method, path }) =>
  html`<span class="method">${method.toUpperCase()}</span> <code>${joined(path.split(/(?<=\/)/), html`<wbr>`)}</code>`;

function article(id, title, content) {
  return html`<article id="${id}" aria-labelledby="${id}-title">
<h3 id="${id}-title">${title}</h3>
${content}</article>
`;
}

function call_article(call, reader) {
  const parameters = call.parameters.map((one) => reader.resolved(one));
  const answers = Object.entries(call.responses).map(([status, answer]) => [status, reader.resolved(answer)]);
  const good = ([status, answer]) => html`<h4><span class="status">${status}</span> ${inline(answer.description)}</h4>
${contents('The answer', answer.content, reader, false)}`;
  const rest = answers.filter(([status]) => status >= 300);
  const other = ([status, answer]) => [html`<span class="status">${status}</span>`, inline(answer.description)];
  return article(
    call.operationId,
    call.summary,
    html`<p class="call">${call_line(call)}</p>
${paragraphs(call.description)}${parameter_table(parameters, reader)}${
      contents('The body', call.requestBody?.content, reader, true)}${
      contents('Or a form', call.requestBody?.content, reader, true, 'multipart/form-data')}${
      answers.filter(([status]) => status < 300).map(good)}${
      table('statuses', 'Other answers', ['Status', 'Meaning'], rest.map(other))}`,
  );
}

function shape_article(name, reader) {
  const schema = reader.document.components.schemas[name];
  const fields = field_table('Fields', schema, reader, reader.sent.has(name));
  return article(name, name, html`${paragraphs(schema.description)}${fields}`);
}

const section = (label, title, content) => html`<section aria-label="${label}">
<h2>${title}</h2>
${content}</section>
`;

function page(title, names, current, beside, main) {
  const link = (name, target, text) =>
    html`<a href="${target}"${name === current ? html` aria-current="page"` : ''}>${text}</a>`;
  const links = [link('', '/api/docs', 'API'), ...names.map((name) => link(name, `/api/docs/${name}`, name))];
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
<nav aria-label="Documents">${joined(links, '\n')}</nav>
</header>
<div class="frame">
${beside}<main id="main">
${main}</main>
</div>
</body>
</html>
`);
}

function contents_list(groups) {
  const list = ([name, links]) => html`<h2 class="label">${name}</h2>
<ul>
${links.map(([id, text]) => html`<li><a href="#${id}">${text}</a></li>\n`)}</ul>
`;
  return html`<nav class="contents" aria-label="Contents">
${groups.map(list)}</nav>
`;
}

// The page of one document; `names` are those of all, for the way to the others.
export function documentPage(name, document, names) {
  const reader = new Reader(document);
  const calls = reader.calls();
  const shapes = reader.shapes();
  const groups = document.tags.map((tag) => ({ ...tag, calls: calls.filter((call) => call.tags.includes(tag.name)) }));
  const beside = contents_list([
    ...groups.map((group) => [group.name, group.calls.map((call) => [call.operationId, call.summary])]),
    ['Shapes', shapes.map((shape) => [shape, shape])],
  ]);
  const group_section = (group) => {
    const articles = group.calls.map((call) => call_article(call, reader));
    return section(group.name, group.name, html`${paragraphs(group.description)}${articles}`);
  };
  const main = html`<header class="title">
<h1>${document.info.title}</h1>
<p class="summary">${inline(document.info.summary)}</p>
<p class="note">Everything here lies under <code>${reader.base}</code>.
For programs: <a href="/api/v1/openapi/${name}.json">OpenAPI 3.1 as JSON</a>.</p>
</header>
${paragraphs(document.info.description)}${groups.map(group_section)}${
    section('Shapes', 'Shapes', shapes.map((shape) => shape_article(shape, reader)))}`;
  return page(`${document.info.title} · Copper Print Gallery`, names, name, beside, main);
}

// The way in: every document and its calls.
export function indexPage(documents) {
  const document_section = ([name, document]) => {
    const rows = new Reader(document)
      .calls()
      .map((call) => [html`<a href="/api/docs/${name}#${call.operationId}">${call_line(call)}</a>`, call.summary]);
    return section(
      document.info.title,
      html`<a href="/api/docs/${name}">${document.info.title}</a>`,
      html`<p>${inline(document.info.summary)}</p>\n${table('calls', 'Calls', ['Call', 'Does'], rows)}`,
    );
  };
  const main = html`<header class="title">
<h1>The API</h1>
<p class="summary">Everything the gallery and the studio do goes through these calls.</p>
</header>
${Object.entries(documents).map(document_section)}`;
  return page('API · Copper Print Gallery', Object.keys(documents), '', '', main);
}
