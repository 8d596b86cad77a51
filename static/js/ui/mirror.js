/**
 * The address holds the state: it follows every change, and a change of the address (a pasted link, the browser's own
 * "back") becomes the state.
 */

import { same } from '../state/setting.js';

const QUIET = 250; // milliseconds without a change before the address follows; browsers limit how often it may

/** Marks the entries of the browser's history that were made here: whoever comes back to one has not pasted a link. */
const OURS = Object.freeze({ ours: true });

const here = () => location.pathname + location.search;

/** @param {string} hash  `#…` or nothing */
export function putHash(hash) {
  if (hash !== location.hash) history.replaceState(history.state, '', hash || here());
}

/**
 * @template {object} S
 * @typedef {object} Mirrored
 * @property {readonly (keyof S)[]} parts  of the state that stand in the address
 * @property {(state: S) => string} encode  `#…`, or nothing where the state is the default
 * @property {(hash: string) => Partial<S>} decode
 * @property {(state: S, previous: S) => boolean} [steps]  whether "back" is to lead from the one to the other
 * @property {readonly (keyof S)[]} [stays]  parts that "back" leaves as they are
 */

/**
 * Keep the address and the state the same from now on.
 * @template {object} S
 * @param {import('./element.js').Kept<S>} store
 * @param {Mirrored<S>} how
 * @returns {() => void}  brings the address up to date now
 */
export function mirror(store, { parts, encode, decode, steps = () => false, stays = [] }) {
  /** @type {number|undefined} */
  let timer;
  let reading = false;
  const write = () => {
    clearTimeout(timer);
    putHash(encode(store.state));
  };
  const read = () => {
    clearTimeout(timer);
    const { state } = store;
    const still = history.state?.ours ? stays : [];
    const named = Object.entries(decode(location.hash))
      .filter(([key, value]) => !still.includes(/** @type {keyof S} */ (key)) && !same(value, state[/** @type {keyof S} */ (key)]));
    reading = true;
    store.set(/** @type {Partial<S>} */ (Object.fromEntries(named)));
    reading = false;
  };
  store.subscribe((state, previous) => {
    if (parts.every((part) => state[part] === previous[part])) return;
    clearTimeout(timer);
    if (!reading && steps(state, previous)) {
      const before = encode(previous);
      history.replaceState(OURS, '', before || here());
      history.pushState(OURS, '', encode(state) || here());
      return;
    }
    timer = setTimeout(write, QUIET);
  });
  addEventListener('hashchange', read);
  // Leaving at once after a change must not lose it.
  addEventListener('pagehide', write);
  return write;
}
