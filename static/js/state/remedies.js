/**
 * What one click can do about a refusal, by its code; the sentence says it in words, this does it.
 */

import { shrunk } from '../core/tensor.js';
import { setParameter, setSource } from './actions.js';

/** @typedef {import('./store.js').Store} Store */
/** @typedef {import('../core/types.js').Problem} Problem */

const FLAT_SIDE = 6;

/** @type {Record<string, (store: Store) => void>} */
const REMEDIES = {
  needs_flatten: takeFlat,
  same_needs_stride_1: (store) => setParameter(store, 'stride', 1),
  groups_do_not_divide: (store) => setParameter(store, 'groups', 1),
};

/**
 * @param {Problem|null} problem
 * @returns {{label: string, apply: (store: Store) => void}|null} `label`: a key of the catalogue
 */
export function remedyFor(problem) {
  const apply = problem && REMEDIES[problem.code];
  return apply ? { label: `layer.remedy_${problem.code}`, apply } : null;
}

/** The present picture, averaged down to a few numbers in one row: every weight of a linear layer can then be seen. */
function takeFlat(/** @type {Store} */ store) {
  const input = store.state.live.answer?.tensors.input;
  const values = input?.shape.length === 3 ? shrunk(input, FLAT_SIDE, FLAT_SIDE) : [[[0, 1, 2, 3]]];
  setSource(store, { kind: 'tensor', values, flat: true });
}
