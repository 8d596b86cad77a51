/**
 * In what one list of layers differs from another, so that what a click would do can be said before it is done.
 */

import { equal, inserted, without } from './sequence.js';

/** @typedef {import('./types.js').Layer} Layer */

/**
 * `put`: a layer more, at `index`; `taken`: one less; `set`: parameters of one layer have other values; `freed`: parameters
 * of one layer are no longer given; `other`: more than that.
 * @typedef {object} Alteration
 * @property {'put'|'taken'|'set'|'freed'|'other'} how
 * @property {number} index
 * @property {string} kind  of the layer
 * @property {Record<string, any>} values  that are set, or whose names are no longer given
 */

/**
 * @param {readonly Layer[]} before
 * @param {readonly Layer[]} after
 * @returns {Alteration}
 */
export function alteration(before, after) {
  const found = before.findIndex((layer, at) => !equal(layer, after[at]));
  const index = found < 0 ? before.length : found;
  const [old, next] = [before[index], after[index]];
  if (next && equal(inserted(before, index, next), after)) return { how: 'put', index, kind: next.kind, values: {} };
  if (old && equal(without(before, index), after)) return { how: 'taken', index, kind: old.kind, values: {} };
  if (old && next && old.kind === next.kind && equal(before.with(index, next), after)) return parameters(index, old, next);
  return { how: 'other', index, kind: old?.kind ?? next?.kind ?? '', values: {} };
}

/** @param {number} index @param {Layer} old @param {Layer} next @returns {Alteration} */
function parameters(index, old, next) {
  const set = Object.entries(next).filter(([name, value]) => !equal(value, old[name]));
  if (set.length > 0) return { how: 'set', index, kind: next.kind, values: Object.fromEntries(set) };
  const freed = Object.entries(old).filter(([name]) => !Object.hasOwn(next, name));
  return { how: 'freed', index, kind: next.kind, values: Object.fromEntries(freed) };
}
