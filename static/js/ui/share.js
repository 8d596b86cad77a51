/**
 * The address holds the whole state: it follows every change, and a change of the address (a pasted link, the browser's
 * own "back") becomes the state.
 */
import { decode, encode } from '../state/address.js';

const QUIET = 250; // milliseconds without a change before the address follows; browsers limit how often it may

/** @typedef {import('../core/types.js').State} State */
/** @typedef {import('./element.js').Store} Store */

/**
 * Keep the address and the state the same from now on.
 * @param {Store} store
 * @returns {() => void} ends it
 */
export function mirrorAddress(store) {
  /** @type {number|undefined} */
  let timer;
  const write = () => {
    const hash = encode(store.state);
    if (hash !== location.hash) history.replaceState(history.state, '', hash || location.pathname + location.search);
  };
  const unsubscribe = store.subscribe((state, previous) => {
    if (['setting', 'pinned', 'cursor', 'view'].every((key) => state[/** @type {keyof State} */ (key)] === previous[/** @type {keyof State} */ (key)])) return;
    clearTimeout(timer);
    timer = setTimeout(write, QUIET);
  });
  const read = () => store.set(decode(location.hash));
  addEventListener('hashchange', read);
  return () => {
    unsubscribe();
    removeEventListener('hashchange', read);
    clearTimeout(timer);
  };
}
