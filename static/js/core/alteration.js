/**
 * In what one list of layers differs from another, so that what a click would do can be said before it is done.
 */

import { literal, texts } from './notation.js';
import { equal, inserted, moved, without } from './sequence.js';

/** @typedef {import('./types.js').Layer} Layer */
/** @typedef {import('./parameters.js').Parameter} Parameter */

/**
 * `put`: a layer more, at `index`; `taken`: one less; `moved`: one that stands at `index` now; `set`: parameters of one layer have other values; `freed`: parameters
 * of one layer are no longer given; `other`: more than that.
 * @typedef {object} Alteration
 * @property {'put'|'taken'|'moved'|'set'|'freed'|'other'} how
 * @property {number} index
 * @property {string} kind  of the layer
 * @property {Record<string, string>} values  as Python writes them, of what is set, or no longer given
 */

/** @typedef {{kind: string, set: Record<string, string>, preset: Record<string, string>}} Read  a layer as it reads; preset: its defaults */

/**
 * @param {readonly Layer[]} before
 * @param {readonly Layer[]} after
 * @param {(kind: string) => readonly Parameter[]|undefined} parametersOf
 * @returns {Alteration}
 */
export function alteration(before, after, parametersOf) {
  const read = (/** @type {Layer} */ layer) => ({ kind: layer.kind, set: texts(layer, parametersOf(layer.kind)), preset: presets(parametersOf(layer.kind) ?? []) });
  return difference(before.map(read), after.map(read));
}

/** @param {readonly Parameter[]} parameters */
const presets = (parameters) => Object.fromEntries(parameters.filter(({ default: preset }) => preset !== null && preset !== undefined).map(({ name, default: preset }) => [name, literal(preset)]));

/** @param {readonly Read[]} before @param {readonly Read[]} after @returns {Alteration} */
function difference(before, after) {
  const found = before.findIndex((layer, at) => !equal(layer, after[at]));
  const index = found < 0 ? before.length : found;
  const [old, next] = [before[index], after[index]];
  if (next && equal(inserted(before, index, next), after)) return { how: 'put', index, kind: next.kind, values: {} };
  if (old && equal(without(before, index), after)) return { how: 'taken', index, kind: old.kind, values: {} };
  if (old && next && old.kind === next.kind && equal(before.with(index, next), after)) return { ...parameters(old, next), index, kind: next.kind };
  const from = next ? before.findLastIndex((layer) => equal(layer, next)) : -1;
  if (from > index && equal(moved(before, from, index), after)) return { how: 'moved', index, kind: next.kind, values: {} };
  return { how: 'other', index, kind: old?.kind ?? next?.kind ?? '', values: {} };
}

/** @param {Read} old @param {Read} next @returns {Pick<Alteration, 'how'|'values'>} */
function parameters(old, next) {
  const set = Object.entries(next.set).filter(([name, value]) => value !== old.set[name]);
  if (set.length > 0) return { how: 'set', values: Object.fromEntries(set) };
  const freed = Object.keys(old.set).filter((name) => !Object.hasOwn(next.set, name));
  // What has a value when it is not given is set to that value; what has none is left to follow.
  if (freed.every((name) => Object.hasOwn(next.preset, name))) return { how: 'set', values: Object.fromEntries(freed.map((name) => [name, next.preset[name]])) };
  return { how: 'freed', values: Object.fromEntries(freed.map((name) => [name, old.set[name]])) };
}
