/**
 * A page's one state, whatever it is made of, and the history of those parts of it that a person may take back.
 */

/**
 * @template {object} S
 * @typedef {object} Kept
 * @property {S} state  never changed in place
 * @property {(partial: Partial<S>, options?: {tag?: string|null, lasting?: boolean}) => void} set
 *   Put new top-level values in. A change of a part that has a history makes an entry of it, except that changes with
 *   the same tag within 800 ms of each other (one drag of a slider), or however far apart where it is lasting (something
 *   that plays), share one.
 * @property {(listener: (state: S, previous: S) => void) => () => void} subscribe
 *   Called synchronously after each change; returns the way out.
 * @property {() => void} undo
 * @property {() => void} redo
 * @property {boolean} canUndo
 * @property {boolean} canRedo
 */

const MERGE_WITHIN = 800; // milliseconds
const LIMIT = 200; // entries

/**
 * @template {object} S
 * @template {keyof S} K
 * @param {S} initial
 * @param {readonly K[]} parts  the names of what has a history; the rest has none
 * @param {{now?: () => number}} [options]  the clock, for tests
 * @returns {Kept<S>}
 */
export function keep(initial, parts, { now = Date.now } = {}) {
  let state = initial;
  /** @type {Pick<S, K>[]} */
  let past = [];
  /** @type {Pick<S, K>[]} */
  let future = [];
  /** @type {{tag: string, time: number}|null} */
  let last = null;
  /** @type {Set<(state: S, previous: S) => void>} */
  const listeners = new Set();

  /** @returns {Pick<S, K>} */
  function entry() {
    return /** @type {Pick<S, K>} */ (Object.fromEntries(parts.map((part) => [part, state[part]])));
  }

  /** @param {Partial<S>} partial */
  function put(partial) {
    const previous = state;
    state = { ...state, ...partial };
    for (const listener of [...listeners]) listener(state, previous);
  }

  /** @param {string|null} tag @param {boolean} lasting */
  function remember(tag, lasting) {
    const time = now();
    const merges = tag !== null && last?.tag === tag && (lasting || time - last.time <= MERGE_WITHIN) && past.length > 0;
    if (!merges) past = [...past, entry()].slice(-LIMIT);
    future = [];
    last = tag === null ? null : { tag, time };
  }

  /**
   * @param {Pick<S, K>[]} from
   * @param {Pick<S, K>[]} onto
   */
  function travel(from, onto) {
    const found = from.pop();
    if (!found) return;
    onto.push(entry());
    last = null;
    put(/** @type {Partial<S>} */ (/** @type {unknown} */ (found)));
  }

  return {
    get state() {
      return state;
    },
    set(partial, { tag = null, lasting = false } = {}) {
      const changed = /** @type {(keyof S)[]} */ (Object.keys(partial)).filter((key) => partial[key] !== state[key]);
      if (changed.length === 0) return;
      if (parts.some((part) => changed.includes(part))) remember(tag, lasting);
      put(partial);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    undo: () => travel(past, future),
    redo: () => travel(future, past),
    get canUndo() {
      return past.length > 0;
    },
    get canRedo() {
      return future.length > 0;
    },
  };
}
