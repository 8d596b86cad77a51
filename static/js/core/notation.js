/**
 * A layer, callback or optimizer in one line, as Python writes it: `Conv2d(8, kernel_size=3, padding='same')`.
 */

import { sameValue } from './parameters.js';

/** @typedef {import('./parameters.js').Parameter} Parameter */

/**
 * A value as Python writes it, in full, since it may be copied into code.
 * @param {unknown} value
 * @returns {string}
 */
export function literal(value) {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return `'${value}'`;
  if (Array.isArray(value)) return `(${value.map(literal).join(', ')})`;
  if (typeof value === 'number' && value !== 0 && Math.abs(value) < 1e-4) return value.toExponential();
  return String(value);
}

/**
 * @param {{kind: string, [parameter: string]: any}} item
 * @param {{title: string, parameters: Parameter[]}} [about]  its kind; parameters come in this order, the first needs no
 *   name if it has no default, and what is at its default is left out. Of a title, a translation in brackets is left out
 * @returns {string}
 */
export function notation(item, about) {
  return `${(about?.title ?? item.kind).split(' (')[0]}(${written(item, about?.parameters)})`;
}

/**
 * What stands between the brackets.
 * @param {{kind: string, [parameter: string]: any}} item
 * @param {readonly Parameter[]} [parameters]  of its kind
 * @param {boolean} [named]  the first has its name as well
 * @returns {string}
 */
export function written(item, parameters, named = false) {
  const [first] = parameters ?? [];
  return Object.entries(texts(item, parameters)).map(([name, text], at) => {
    const nameless = at === 0 && first && first.default === undefined && name === first.name;
    return nameless && !named ? text : `${name}=${text}`;
  }).join(', ');
}

/**
 * What is set, by name: the same settings are the same texts, however they are given.
 * @param {{kind: string, [parameter: string]: any}} item
 * @param {readonly Parameter[]} [parameters]  of its kind
 * @returns {Record<string, string>}  in the order of the parameters
 */
export function texts(item, parameters) {
  const names = Object.keys(parameters ? tidied(item, parameters) : item).filter((name) => name !== 'kind');
  const order = parameters?.map(({ name }) => name) ?? [];
  const place = (/** @type {string} */ name) => (order.indexOf(name) + order.length + 1) % (order.length + 1 || 1);
  names.sort((one, other) => place(one) - place(other));
  return Object.fromEntries(names.map((name) => [name, shortest(item[name], parameters?.find((parameter) => parameter.name === name))]));
}

/**
 * A pair of equal numbers is one number, where torch takes it so.
 * @param {any} value
 * @param {Parameter|undefined} parameter
 */
function shortest(value, parameter) {
  const single = parameter?.single && Array.isArray(value) && value.every((each) => each === value[0]);
  return literal(single ? value[0] : value);
}

/**
 * The same with nothing in it that is at its default, or that a person cannot set: a run's spec as the server tells it has
 * every parameter.
 * @template {{kind: string, [parameter: string]: any}} T
 * @param {T} item
 * @param {readonly Parameter[]} parameters  of its kind
 * @returns {T}
 */
export function tidied(item, parameters) {
  const kept = Object.entries(item).filter(([name, value]) => {
    if (name === 'kind') return true;
    const parameter = parameters.find((each) => each.name === name);
    return parameter ? parameter.default === undefined || !sameValue(value, parameter.default, parameter) : value !== null && value !== undefined;
  });
  return /** @type {T} */ (Object.fromEntries(kept));
}
