// An OpenAPI document in reading: its calls, what a value may be in words, the fields of an object.
import { html, joined } from './html.mjs';

const METHODS = ['get', 'post', 'put', 'delete'];
const ENDLESS = 9e14; // a limit of JSON itself, not worth a word

const spaced = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, '\u202f');

function range({ minimum, maximum, exclusiveMinimum }) {
  if (exclusiveMinimum !== undefined) return ` above ${exclusiveMinimum}`;
  if (minimum === undefined) return '';
  return ` from ${spaced(minimum)}${maximum < ENDLESS ? ` to ${spaced(maximum)}` : ''}`;
}

const FORMATS = { uuid: 'UUID', uri: 'address', 'date-time': 'time' };

function text_words({ format, pattern, maxLength, minLength }) {
  if (format in FORMATS) return FORMATS[format];
  if (pattern === '^[A-Z]{3}$') return 'three capital letters';
  const kind = maxLength > 1000 && pattern?.startsWith('^[^') ? 'text of many lines' : 'text';
  const limit = maxLength === undefined ? '' : `, at most ${spaced(maxLength)} characters`;
  return `${kind}${minLength ? ', not empty' : ''}${limit}`;
}

export class Reader {
  constructor(document) {
    this.document = document;
    this.base = document.servers[0].url;
    this.sent = this.#sent();
  }

  // Every call: its method, its whole path, what the document says with the parameters of the path.
  calls() {
    return Object.entries(this.document.paths).flatMap(([path, item]) =>
      METHODS.filter((method) => item[method]).map((method) => {
        const parameters = [...(item.parameters ?? []), ...(item[method].parameters ?? [])];
        return { method, path: this.base + path, ...item[method], parameters };
      }),
    );
  }

  resolved(node) {
    if (!node?.$ref) return node;
    const keys = node.$ref.slice(2).split('/');
    return this.resolved(keys.reduce((found, key) => found[key], this.document));
  }

  // The shapes: schemas with a name that are objects, described in a section of their own.
  shapes() {
    const names = Object.keys(this.document.components.schemas);
    return names.filter((name) => this.shape({ $ref: `#/components/schemas/${name}` }));
  }

  // The name of the shape a reference is to.
  shape(node) {
    const name = node?.$ref?.match(/^#\/components\/schemas\/(\w+)$/)?.[1];
    return name && this.resolved(node).properties ? name : undefined;
  }

  // What a value may be.
  words(node) {
    const { type, ...schema } = this.resolved(node);
    const types = [type].flat();
    const or_null = types.includes('null') ? ', or null' : '';
    const shape = this.shape(node);
    if (shape) return html`<a href="#${shape}">${shape}</a>${or_null}`;
    if (schema.oneOf) return joined(schema.oneOf.map((one) => this.words(one)), ' or ');
    if (schema.const) return html`<code>${schema.const}</code>`;
    if (schema.enum) {
      const choices = schema.enum.filter((value) => value !== null).map((value) => html`<code>${value}</code>`);
      return html`${joined(choices, ', ')}${or_null}`;
    }
    if (types.includes('array')) {
      const limit = schema.maxItems === undefined ? '' : `at most ${spaced(schema.maxItems)}: `;
      return html`list of ${limit}${this.words(schema.items)}${or_null}`;
    }
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
      const path = prefix + name;
      const own = { name: path, schema: value, required: schema.required?.includes(name) ?? false };
      const { items, properties } = this.resolved(value);
      if (properties && !this.shape(value)) return [own, ...this.fields(value, `${path}.`)];
      if (items && !this.shape(items)) return [own, ...this.fields(items, `${path}[].`)];
      return [own];
    });
  }

  // The shapes that are sent in bodies, by themselves or inside others.
  #sent() {
    const names = (node) => JSON.stringify(node ?? null).match(/(?<=schemas\/)\w+/g) ?? [];
    const found = new Set();
    const visit = (name) => {
      if (found.has(name)) return;
      found.add(name);
      names(this.document.components.schemas[name]).forEach(visit);
    };
    this.calls().forEach((call) => names(call.requestBody).forEach(visit));
    return found;
  }
}
