/**
 * What becomes of a conversation with the server when an answer is slow, refused, or does not come: the word about loading,
 * the picture that the server has dropped and gets back, and the next attempt while it cannot be reached.
 */

import { Refused, Unreachable } from './api.js';

/** @typedef {import('../core/types.js').Problem} Problem */
/** @typedef {import('./lane.js').Clock} Clock */
/** @typedef {{status: 'loading'|'ready'|'refused'|'offline'|'gone', problem: Problem|null, retryAt?: number}} Standing */

/** Only an answer that takes longer than this is worth a word about loading. */
const SLOW = 200; // milliseconds
const RETRY = [500, 1000, 2000, 4000, 8000, 15_000]; // milliseconds

/**
 * @template Q  what a question is about
 * @typedef {object} Options
 * @property {() => Standing} standing
 * @property {(change: Partial<Standing>) => void} put
 * @property {() => boolean} busy  whether the newest question is still open
 * @property {() => void} again  ask everything anew
 * @property {(problem: Problem, about: Q) => object|null} lost  what the server no longer has of a refused question: asked
 *   for once, told apart by identity
 * @property {(lost: any) => Promise<boolean>} recover  bring it back
 * @property {() => Promise<boolean>} ping  whether the server answers
 * @property {Clock} clock
 */

/**
 * @template Q
 * @param {Options<Q>} options
 */
export function keepTrying({ standing, put, busy, again, lost, recover, ping, clock }) {
  let attempts = 0;
  let turn = 0; // grows with every question: what belongs to an older one is of no use
  let callOffSlow = () => {};
  let callOffRetry = () => {};
  /** @type {object|null} what was last brought back; one try each */
  let recovered = null;

  /**
   * @param {object} missing
   * @param {Problem} problem
   */
  async function bringBack(missing, problem) {
    recovered = missing;
    const mine = turn;
    const back = await recover(missing).catch(() => false);
    if (turn !== mine) return;
    if (back) again();
    else put({ status: 'refused', problem });
  }

  function retryLater() {
    callOffRetry();
    const wait = RETRY[Math.min(attempts, RETRY.length - 1)];
    attempts += 1;
    put({ retryAt: clock.now() + wait });
    callOffRetry = clock.after(async () => {
      const up = await ping();
      if (busy()) return;
      if (up) again();
      else retryLater();
    }, wait);
  }

  return {
    /** A question is about to be asked. */
    asking() {
      turn += 1;
      callOffRetry();
      callOffSlow();
      callOffSlow = clock.after(() => {
        const { status } = standing();
        if (status === 'ready' || status === 'refused') put({ status: 'loading' });
      }, SLOW);
    },
    /** The newest question has its answer, or none is needed. */
    settled() {
      turn += 1;
      attempts = 0;
      recovered = null;
      callOffSlow();
      callOffRetry();
    },
    /**
     * @param {unknown} error  of the newest question
     * @param {Q} about
     */
    failed(error, about) {
      callOffSlow();
      if (!(error instanceof Refused)) {
        put({ status: error instanceof Unreachable ? error.why : 'gone', problem: null });
        retryLater();
        return;
      }
      callOffRetry();
      attempts = 0;
      const { problem } = error;
      const missing = lost(problem, about);
      if (missing && missing !== recovered) bringBack(missing, problem);
      else put({ status: 'refused', problem });
    },
    stop() {
      callOffSlow();
      callOffRetry();
    },
  };
}
