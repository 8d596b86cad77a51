/**
 * From the JSON Schema of a layer, a callback or an optimizer to the controls it needs. Nothing here knows a kind: the
 * schema says what a parameter may be, and the shape of that decides the control.
 */

import { resolve } from './accepts.js';

const INTEGER_LIMIT = 2 ** 31 - 1;

/**
 * @typedef {import('./accepts.js').Schema} Schema
 *
 * One parameter as a control sees it.
 * @typedef {object} Parameter
 * @property {string} name  torch's own, or Keras's
 * @property {'numbers'|'choice'|'switch'|'text'} control
 * @property {any} default  undefined: it has none and must be given
 * @property {boolean} nullable  null means something (torch's `None`)
 * @property {(string|number)[]} words  the words that may stand in place of numbers, or all choices there are
 * @property {boolean} single  one bare number may stand for all of them
 * @property {number} count  how many numbers: 1; 2 (height, width); 4 (the sides)
 * @property {boolean} holes  single numbers of a pair may be null
 * @property {boolean} integer
 * @property {number} least  the smallest number allowed, or -Infinity
 * @property {number} most  the largest allowed, or Infinity
 * @property {number} low  where the slider begins; no limit
 * @property {number} high  where the slider ends; no limit
 * @property {number} step
 * @property {string[]} dims  what its numbers are called, where not by direction
 * @property {string[]} suggest  what a text will mostly be
 * @property {boolean} decades  the slider runs by powers of ten (a learning rate)
 */

/**
 * The alternatives of a schema with references followed and nested `anyOf`s flattened.
 * @param {Schema} given
 * @param {Schema} root
 * @returns {Schema[]}
 */
function alternatives(given, root) {
  const schema = resolve(given, root);
  const options = schema.anyOf ?? schema.oneOf;
  return options ? options.flatMap((/** @type {Schema} */ option) => alternatives(option, root)) : [schema];
}

/** @param {Schema} schema @returns {(string|number)[]} */
function wordsOf(schema) {
  const values = schema.enum ?? (Object.hasOwn(schema, 'const') ? [schema.const] : []);
  return values.filter((/** @type {unknown} */ value) => typeof value === 'string' || typeof value === 'number');
}

/** One of a few named numbers is a choice. @param {Schema} schema */
const isNumber = (schema) => (schema.type === 'integer' || schema.type === 'number') && !schema.enum && !Object.hasOwn(schema, 'const');

/** A limit that only keeps integers within 32 bits is none to a person. @param {number} limit */
const unbounded = (limit) => (Math.abs(limit) >= INTEGER_LIMIT ? Math.sign(limit) * Infinity : limit);

/**
 * The limits of the numbers in some alternatives, and the span of a slider over them.
 * @param {Schema[]} numbers
 * @param {Schema} property  carries the hints
 */
function limits(numbers, property) {
  const integer = numbers.every((schema) => schema.type === 'integer');
  const unit = integer ? 1 : 0;
  const least = unbounded(Math.max(...numbers.map((schema) => schema.minimum ?? (schema.exclusiveMinimum ?? -Infinity) + unit)));
  const most = unbounded(Math.min(...numbers.map((schema) => schema.maximum ?? (schema.exclusiveMaximum ?? Infinity) - unit)));
  const [low, high] = property['x-range'] ?? span(least, most, integer);
  return { integer, least, most, low, high, step: integer ? 1 : roundStep((high - low) / 100) };
}

/** The largest of 1, 2, 5 times a power of ten that is not above. @param {number} step */
function roundStep(step) {
  const power = 10 ** Math.floor(Math.log10(step) + 1e-9);
  return Number(((step / power >= 5 - 1e-9 ? 5 : step / power >= 2 - 1e-9 ? 2 : 1) * power).toPrecision(1));
}

/**
 * Where a slider goes when nobody said.
 * @param {number} least
 * @param {number} most
 * @param {boolean} integer
 * @returns {[number, number]}
 */
function span(least, most, integer) {
  const reach = integer ? 8 : 1;
  const low = Number.isFinite(least) ? least : Number.isFinite(most) ? most - reach : -reach;
  return [low, Number.isFinite(most) && most - low <= 64 ? most : Math.max(low, 0) + reach];
}

/**
 * @param {string} name
 * @param {Schema} property
 * @param {Schema} root
 * @returns {Parameter|null} null: nothing for a person to set
 */
function parameterOf(name, property, root) {
  if (property['x-inferred'] || property['x-ignored']) return null;
  const options = alternatives(property, root);
  const lists = options.filter((option) => option.type === 'array');
  const items = lists.flatMap((list) => [...(list.prefixItems ?? []), ...(typeof list.items === 'object' ? [list.items] : [])])
    .flatMap((item) => alternatives(item, root));
  const numbers = [...options, ...items].filter(isNumber);
  const words = [...new Set(options.flatMap(wordsOf))];
  const base = {
    name, words, default: property.default, nullable: options.some((option) => option.type === 'null'),
    single: options.some(isNumber), count: 1, holes: items.some((item) => item.type === 'null'),
    integer: false, least: -Infinity, most: Infinity, low: 0, high: 1, step: 1, decades: false, dims: property['x-dims'] ?? [], suggest: property['x-suggest'] ?? [],
  };
  if (numbers.length > 0) {
    const count = Math.max(1, ...lists.map((list) => list.maxItems ?? list.prefixItems?.length ?? 1));
    return { ...base, control: 'numbers', count, ...limits(numbers, property), decades: Boolean(property['x-decades']) };
  }
  if (words.length > 1) return { ...base, control: 'choice' };
  if (options.some((option) => option.type === 'boolean')) return { ...base, control: 'switch' };
  return options.some((option) => option.type === 'string' && !option.enum) ? { ...base, control: 'text' } : null;
}

/**
 * The controls of a kind, in the order of its signature. `kind` is chosen elsewhere.
 * @param {Schema} schema  of the whole layer, callback or optimizer
 * @returns {Parameter[]}
 */
export function parametersOf(schema) {
  return Object.entries(schema.properties ?? {})
    .filter(([name]) => name !== 'kind')
    .map(([name, property]) => parameterOf(name, property, schema))
    .filter((parameter) => parameter !== null);
}

/**
 * A value as the numbers of its fields: a bare number stands for all of them, as does one alone in its list.
 * @param {any} value
 * @param {number} count
 * @returns {(number|null)[]}
 */
export function spread(value, count) {
  if (Array.isArray(value) && value.length > 1) return value;
  const [one] = [value].flat();
  return Array(count).fill(typeof one === 'number' ? one : null);
}

/**
 * The track of a parameter's slider: it takes in the value, and where the schema asks for it runs by powers of ten.
 * @param {Parameter} parameter
 * @param {number|null} value
 * @returns {{low: number, high: number, step: number, text: string|null, place: (value: number|null) => number, value: (place: number) => number}}
 *   `text`: what the place means, where it is not the value itself
 */
export function trackOf({ low, high, step, decades }, value) {
  const least = Math.min(low, value ?? low);
  const most = Math.max(high, value ?? high);
  if (!decades || least <= 0) return { low: least, high: most, step, text: null, place: (at) => at ?? least, value: (place) => place };
  return {
    low: Math.log10(least), high: Math.log10(most), step: 0.01, text: String(value ?? least),
    place: (at) => Math.log10(at ?? least),
    value: (place) => Number((10 ** place).toPrecision(2)),
  };
}

/**
 * Whether two values of a parameter mean the same: `3` and `[3, 3]` do.
 * @param {any} a
 * @param {any} b
 * @param {Parameter} parameter
 * @returns {boolean}
 */
export function sameValue(a, b, parameter) {
  const numeric = [a, b].every((value) => typeof value === 'number' || Array.isArray(value));
  if (!numeric) return a === b;
  const others = spread(b, parameter.count);
  return spread(a, parameter.count).every((value, index) => value === others[index]);
}

/**
 * What the server has against one part of the request; null: nothing.
 * @param {import('./types.js').Problem|null} problem
 * @param {string} part  `layer`, `weight`, `bias`, `input` …
 * @param {string} [name]  a member of it
 * @returns {string|null}
 */
export function complaint(problem, part, name) {
  const found = problem?.errors?.find(({ loc }) => loc.includes(part) && (name === undefined || loc.indexOf(name) > loc.indexOf(part)));
  return found?.msg ?? null;
}
