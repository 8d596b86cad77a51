/**
 * The state of the page that explores a layer, and its history: `setting` and `pinned` have one, the rest has none.
 */

import { keep } from './kept.js';

/** @typedef {import('../core/types.js').State} State */
/** @typedef {import('./kept.js').Kept<State>} Store */

/**
 * @param {State} initial
 * @param {{now?: () => number}} [options]  the clock, for tests
 * @returns {Store}
 */
export function createStore(initial, options = {}) {
  return keep(initial, ['setting', 'pinned'], options);
}
