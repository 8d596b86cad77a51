/**
 * What one click can do about numbers that are refused: weights that do not belong to the layers, or are no more, give way to
 * torch's own. Where the layers themselves break, the summary has the remedy.
 */

import { setWeights } from './networkActions.js';

/** @typedef {import('../core/types.js').Problem} Problem */
/** @typedef {import('./network.js').NetworkStore} NetworkStore */

/**
 * @param {Problem|null} problem
 * @param {NetworkStore} store
 * @returns {{label: string, apply: () => void}|null}  label: a key of the catalogue
 */
export function networkRemedy(problem, store) {
  const ofWeights = problem?.errors?.some(({ loc }) => loc.includes('weights')) ?? false;
  if (!ofWeights || 'seed' in store.state.setting.weights) return null;
  return { label: 'netweights.take_random', apply: () => setWeights(store, { seed: 0 }, null) };
}
