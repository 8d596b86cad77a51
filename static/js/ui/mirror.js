/**
 * The address holds the state: it follows every change, and a change of the address (a pasted link, the browser's own
 * "back") becomes the state.
 */

import { same } from '../state/setting.js';

const QUIET = 250; // milliseconds without a change before the address follows; browsers limit how often it may

/** @param {string} hash  `#…` or nothing */
export function putHash(hash) {
  if (hash !== location.hash) history.replaceState(history.state, '', hash || location.pathname + location.search);
}

/**
 * @template {object} S
 * @typedef {object} Mirrored
 * @property {readonly (keyof S)[]} parts  of the state that stand in the address
 * @property {(state: S) => string} encode  `#…`, or nothing where the state is the default
 * @property {(hash: string) => Partial<S>} decode
 */

/**
 * Keep the address and the state the same from now on.
 * @template {object} S
 * @param {import('./element.js').Kept<S>} store
 * @param {Mirrored<S>} how
 * @returns {() => void}  brings the address up to date now
 */
export function mirror(store, { parts, encode, decode }) {
  /** @type {number|undefined} */
  let timer;
  const write = () => {
    clearTimeout(timer);
    putHash(encode(store.state));
  };
  const read = () => {
    clearTimeout(timer);
    const { state } = store;
    const named = Object.entries(decode(location.hash)).filter(([key, value]) => !same(value, state[/** @type {keyof S} */ (key)]));
    store.set(/** @type {Partial<S>} */ (Object.fromEntries(named)));
  };
  store.subscribe((state, previous) => {
    if (parts.every((part) => state[part] === previous[part])) return;
    clearTimeout(timer);
    timer = setTimeout(write, QUIET);
  });
  addEventListener('hashchange', read);
  // Leaving at once after a change must not lose it.
  addEventListener('pagehide', write);
  return write;
}
