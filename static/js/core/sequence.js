/**
 * A list of layers being changed: every function gives a new list and leaves the old one alone.
 */

import { accepts } from './accepts.js';
import { parametersOf } from './parameters.js';

/** @typedef {import('./types.js').Layer} Layer */

/**
 * @template T
 * @param {readonly T[]} list
 * @param {number} index  what stood there moves on
 * @param {T} item
 * @returns {T[]}
 */
export const inserted = (list, index, item) => list.toSpliced(index, 0, item);

/**
 * @template T
 * @param {readonly T[]} list
 * @param {number} index
 * @returns {T[]}
 */
export const without = (list, index) => list.toSpliced(index, 1);

/**
 * @template T
 * @param {readonly T[]} list
 * @param {number} from
 * @param {number} to  where it stands afterwards; beyond the ends it stays at the end
 * @returns {T[]}
 */
export function moved(list, from, to) {
  const place = Math.max(0, Math.min(list.length - 1, to));
  return list.toSpliced(from, 1).toSpliced(place, 0, list[from]);
}

/**
 * Where what stood at a place stands once one of the list has been moved.
 * @param {number} place
 * @param {number} from
 * @param {number} to
 */
export function placeAfterMove(place, from, to) {
  if (place === from) return to;
  return place - Number(place > from) + Number(place - Number(place > from) >= to);
}

/**
 * Where what stood at a place stands once one of the list is gone; null: it was this one.
 * @param {number} place
 * @param {number} removed
 */
export const placeAfterRemoval = (place, removed) => (place === removed ? null : place - Number(place > removed));

/**
 * A layer or callback with one parameter set; its default is left out, so that what is equal reads equal.
 * @template {{kind: string}} T
 * @param {T} item
 * @param {string} name
 * @param {any} value
 * @param {any} [preset]  the default
 * @returns {T}
 */
export function withParameter(item, name, value, preset) {
  const next = /** @type {Record<string, any>} */ ({ ...item });
  if (preset !== undefined && JSON.stringify(value) === JSON.stringify(preset)) delete next[name];
  else next[name] = value;
  return /** @type {T} */ (next);
}

/**
 * A kind with what has no default filled in: by a word, or by the number where its slider begins.
 * @param {string} kind
 * @param {import('./parameters.js').Parameter[]} parameters
 * @param {Record<string, any>} [starts]  what its place suggests (beginning.js)
 * @returns {Layer}
 */
export function fresh(kind, parameters, starts = {}) {
  const begin = { ...START, ...starts };
  /** @type {Layer} */
  const layer = { kind };
  for (const { name, default: preset, control, words, least, low, most, nullable } of parameters) {
    if (preset !== undefined) continue;
    if (control === 'choice') [layer[name]] = words;
    else if (control === 'switch') layer[name] = false;
    else if (control === 'numbers') layer[name] = begin[name] ?? Math.min(most, Math.max(least, low, 1));
    else layer[name] = nullable ? null : begin[name] ?? '';
  }
  return layer;
}

/**
 * Another kind in the place of a layer: what both have, and the new one may have as well, is kept.
 * @param {Layer} layer
 * @param {string} kind
 * @param {import('./accepts.js').Schema} schema  of the kind
 * @param {Record<string, any>} [starts]  what its place suggests (beginning.js)
 * @returns {Layer}
 */
export function swapped(layer, kind, schema, starts = {}) {
  const next = fresh(kind, parametersOf(schema), starts);
  for (const { name, default: preset } of parametersOf(schema)) {
    const kept = layer[name];
    if (kept === undefined || !accepts(schema.properties[name], kept, schema)) continue;
    if (preset === undefined || !equal(kept, preset)) next[name] = kept;
  }
  return next;
}

/** What one would begin with, where the least that is allowed makes a poor start. @type {Record<string, any>} */
const START = Object.freeze({
  out_channels: 8, out_features: 32, kernel_size: 3, output_size: 4, padding: 1, p: 0.5,
  filepath: '{epoch:02d}-{val_loss:.2f}', filename: 'training.csv',
});

/**
 * The layers with as many answers as there are classes, if the last of them has any to set.
 * @param {readonly Layer[]} layers
 * @param {number} classes
 * @returns {Layer[]}
 */
export function fitted(layers, classes) {
  const index = layers.findLastIndex(({ kind }) => kind === 'linear');
  const softmaxAt = layers.findLastIndex(({ kind }) => kind === 'softmax');
  const isLast = index >= 0 && (index === layers.length - 1 || (softmaxAt === layers.length - 1 && index === layers.length - 2));
  return isLast ? layers.with(index, { ...layers[index], out_features: classes }) : [...layers];
}

/**
 * Whether two lists of plain values are the same all the way down.
 * @param {unknown} a
 * @param {unknown} b
 */
export function equal(a, b) {
  return canonical(a) === canonical(b);
}

/** @param {unknown} value */
function canonical(value) {
  return JSON.stringify(value, (_, part) => (part && typeof part === 'object' && !Array.isArray(part)
    ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1))) : part));
}
