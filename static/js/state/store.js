/**
 * The page's one state and its history. `setting` and `pinned` have a history, the rest has none.
 */

/** @typedef {import('../core/types.js').State} State */
/** @typedef {Pick<State, 'setting'|'pinned'>} Entry */

/**
 * @typedef {object} Store
 * @property {State} state  never changed in place
 * @property {(partial: Partial<State>, options?: {tag?: string|null}) => void} set
 *   Put new top-level values in. A change of `setting` or `pinned` makes a history entry, except that changes with the
 *   same tag within 800 ms of each other (one drag of a slider) share one.
 * @property {(listener: (state: State, previous: State) => void) => () => void} subscribe
 *   Called synchronously after each change; returns the way out.
 * @property {() => void} undo
 * @property {() => void} redo
 * @property {boolean} canUndo
 * @property {boolean} canRedo
 */

const MERGE_WITHIN = 800; // milliseconds
const LIMIT = 200; // entries

/**
 * @param {State} initial
 * @param {{now?: () => number}} [options]  the clock, for tests
 * @returns {Store}
 */
export function createStore(initial, { now = Date.now } = {}) {
  let state = initial;
  /** @type {Entry[]} */
  let past = [];
  /** @type {Entry[]} */
  let future = [];
  /** @type {{tag: string, time: number}|null} */
  let last = null;
  /** @type {Set<(state: State, previous: State) => void>} */
  const listeners = new Set();

  /** @param {Partial<State>} partial */
  function put(partial) {
    const previous = state;
    state = { ...state, ...partial };
    for (const listener of [...listeners]) listener(state, previous);
  }

  /** @param {string|null} tag */
  function remember(tag) {
    const time = now();
    const merges = tag !== null && last?.tag === tag && time - last.time <= MERGE_WITHIN && past.length > 0;
    if (!merges) past = [...past, { setting: state.setting, pinned: state.pinned }].slice(-LIMIT);
    future = [];
    last = tag === null ? null : { tag, time };
  }

  /**
   * @param {Entry[]} from
   * @param {Entry[]} onto
   */
  function travel(from, onto) {
    const entry = from.pop();
    if (!entry) return;
    onto.push({ setting: state.setting, pinned: state.pinned });
    last = null;
    put(entry);
  }

  return {
    get state() {
      return state;
    },
    set(partial, { tag = null } = {}) {
      const keys = /** @type {(keyof State)[]} */ (Object.keys(partial));
      if (keys.every((key) => state[key] === partial[key])) return;
      if (changes('setting') || changes('pinned')) remember(tag);
      put(partial);

      /** @param {keyof Entry} key */
      function changes(key) {
        return key in partial && partial[key] !== state[key];
      }
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
