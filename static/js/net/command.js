/**
 * Something that a person has done to a run: asked of the server, with the state saying that it is under way, how it was
 * refused, or that the server could not be reached.
 */

import { refreshRuns } from '../state/trainingActions.js';
import { Refused, Unreachable } from './api.js';

/** @typedef {import('../state/training.js').TrainingStore} TrainingStore */

/**
 * @template T
 * @param {TrainingStore} store
 * @param {string} name  what `state.busy` says meanwhile: 'pause', 'stop', 'submit' …
 * @param {() => Promise<T>} run  a call of net/runs.js
 * @returns {Promise<T|null>}  the call's answer; null when it was refused (`state.problem`) or not heard (`state.away`)
 */
export async function command(store, name, run) {
  store.set({ busy: name });
  try {
    const answer = await run();
    store.set({ problem: null, away: null });
    return answer;
  } catch (error) {
    if (error instanceof Refused) store.set({ problem: error.problem });
    else if (error instanceof Unreachable) store.set({ away: error.why });
    else throw error;
    return null;
  } finally {
    if (store.state.busy === name) store.set({ busy: null });
    // A refusal may be news as well: the run has ended meanwhile.
    refreshRuns(store);
  }
}
