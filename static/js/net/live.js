/**
 * The conversation with the server: whatever changes in `setting` (or in `pinned`, its fellow of "compare A | B") is asked
 * again, and what comes back stands in `state.live`. The last good answer stays while the next one is on its way, and when
 * it is refused; the picture is never blank in between.
 */

import { clamp, planFor } from '../core/stepper.js';
import { same, sameInput, sameInputShape, toRequest } from '../state/setting.js';
import { isUp, requestTensors } from './api.js';
import { createLane, systemClock } from './lane.js';
import { uploadAgain } from './pictures.js';
import { keepTrying } from './trying.js';

/** @typedef {import('../core/types.js').Setting} Setting */
/** @typedef {import('../core/types.js').Source} Source */
/** @typedef {import('../core/types.js').Answer} Answer */
/** @typedef {import('../core/types.js').Live} Live */
/** @typedef {import('../core/types.js').Tensors} Tensors */
/** @typedef {import('../state/store.js').Store} Store */
/** @typedef {import('./lane.js').Clock} Clock */

/**
 * @typedef {object} Helpers  replaced in tests
 * @property {(body: object, signal: AbortSignal) => Promise<Pick<Answer, 'tensors'|'meta'>>} ask
 * @property {() => Promise<boolean>} ping  whether the server answers
 * @property {(source: Source) => Promise<boolean>} recover  bring back a picture that the server has dropped
 * @property {Clock} clock
 */

/** Every tensor an answer can have, for `want`. */
const NAMES = ['input', 'output', 'weight', 'bias', 'mask', 'running_mean', 'running_var', 'indices', 'rows', 'cols'];

/** The browser keeps every mark until told otherwise. */
const MOST_MARKS = 1000;

/** @type {Helpers} */
const SERVER = {
  ask: (body, signal) => requestTensors('/api/layers/apply', { json: body, signal }),
  ping: () => isUp(),
  recover: uploadAgain,
  clock: systemClock,
};

/**
 * The tensors of an answer that are the same under another setting.
 * @param {Answer|null} answer
 * @param {Setting} setting
 * @returns {string[]}
 */
export function heldNames(answer, setting) {
  if (!answer) return [];
  const before = answer.setting;
  /** @type {string[]} */
  const held = [];
  if (sameInput(before, setting)) held.push('input');
  if (same(before.layer, setting.layer) && sameInputShape(before, setting)) {
    held.push('rows', 'cols');
    if (same(before.weight, setting.weight) && same(before.bias, setting.bias)) held.push('weight', 'bias');
  }
  return held.filter((name) => answer.tensors[name] !== undefined);
}

/**
 * Start answering the store's settings.
 * @param {Store} store
 * @param {Partial<Helpers>} [helpers]
 * @returns {{retry: () => void, stop: () => void}}  `retry`: ask now, without waiting for the next attempt
 */
export function startLive(store, helpers = {}) {
  const { ask, ping, recover, clock } = { ...SERVER, ...helpers };
  let marks = 0;
  /** @type {Setting|null} */
  let fellowAsked = null;

  /** @param {Partial<Live>} change */
  const put = (change) => store.set({ live: { ...store.state.live, ...change } });

  /**
   * @param {Setting} setting
   * @param {AbortSignal} signal
   * @returns {Promise<Answer>}
   */
  async function question(setting, signal) {
    const base = store.state.live.answer;
    const held = heldNames(base, setting);
    const want = held.length > 0 ? { want: NAMES.filter((name) => !held.includes(name)) } : {};
    const { tensors, meta } = await ask({ ...toRequest(setting), ...want }, signal);
    /** @type {Tensors} */
    const kept = Object.fromEntries(held.map((name) => [name, /** @type {Answer} */ (base).tensors[name]]));
    return { setting, tensors: { ...kept, ...tensors }, meta };
  }

  const present = createLane({
    clock,
    run: question,
    /** @param {Answer} answer @param {Setting} _setting @param {boolean} newest */
    onAnswer(answer, _setting, newest) {
      if (newest) trying.settled();
      const { cursor, live, pinned } = store.state;
      /** @type {Live} */
      const next = { ...live, answer, status: 'ready', problem: null };
      if (pinned && same(pinned, answer.setting)) next.compared = answer;
      const moved = clamp(planFor(answer), cursor);
      store.set({ live: next, ...(same(moved, cursor) ? {} : { cursor: moved }) });
    },
    onFailure: (error, setting) => trying.failed(error, setting),
  });

  const fellow = createLane({
    clock,
    run: question,
    onAnswer: (/** @type {Answer} */ compared) => put({ compared }),
    // Setting A was a good one when it was pinned; from an address it may be anything, and B has the status line.
    onFailure: () => put({ compared: null }),
  });

  const trying = keepTrying(/** @type {import('./trying.js').Options<Setting>} */ ({
    standing: () => store.state.live,
    put,
    busy: () => present.busy,
    again: askAll,
    lost: ({ code }, { source }) => (code === 'picture_unknown' ? source : null),
    recover,
    ping,
    clock,
  }));

  function askPresent() {
    const { setting, live } = store.state;
    // Undo often leads back to what is already there.
    if (live.answer && same(live.answer.setting, setting)) {
      present.cancel();
      trying.settled();
      if (live.status !== 'ready') put({ status: 'ready', problem: null });
      return;
    }
    trying.asking();
    mark();
    present.ask(setting);
  }

  function mark() {
    if (++marks % MOST_MARKS === 0) performance.clearMarks('convscope:asked');
    performance.mark('convscope:asked');
  }

  function askFellow() {
    const { pinned, live } = store.state;
    if (pinned === null) {
      fellow.cancel();
      if (live.compared) put({ compared: null });
      return;
    }
    const known = [live.answer, live.compared].find((answer) => answer && same(answer.setting, pinned));
    if (known) {
      fellow.cancel();
      if (live.compared !== known) put({ compared: known });
      return;
    }
    // While A and B are the same, B's answer will do for both.
    const underWay = fellow.busy && fellowAsked === pinned;
    if (underWay || same(pinned, store.state.setting)) return;
    fellowAsked = pinned;
    fellow.ask(pinned);
  }

  function askAll() {
    askPresent();
    askFellow();
  }

  const unsubscribe = store.subscribe((state, previous) => {
    if (state.setting === previous.setting && state.pinned === previous.pinned) return;
    // After a swap, A's answer is the one that B's is about to take the place of: A first.
    askFellow();
    if (state.setting !== previous.setting) askPresent();
  });
  const online = () => {
    if (store.state.live.status === 'offline') askAll();
  };
  globalThis.addEventListener?.('online', online);
  askAll();

  return {
    retry: askAll,
    stop() {
      unsubscribe();
      globalThis.removeEventListener?.('online', online);
      trying.stop();
      present.cancel();
      fellow.cancel();
    },
  };
}
