/**
 * The conversation about why a class: one question at a time, asked once the picture has come to rest, since the pen has
 * lanes of its own and none of the methods is quick.
 */

import { planeOfAttribution, raising } from '../core/attribution.js';
import { toNetworkRequest } from '../state/network.js';
import { same } from '../state/setting.js';
import { createLane, systemClock } from './lane.js';
import { attribution } from './networks.js';

/** @typedef {import('../core/nettypes.js').NetworkSetting} NetworkSetting */
/** @typedef {import('../core/nettypes.js').NetworkView['method']} Method */
/** @typedef {import('../core/types.js').Tensor} Tensor */
/** @typedef {{setting: NetworkSetting, method: Method, target: number|null, layer: number|null}} Question  layer: whose maps Grad-CAM weighs; null: the last that has any */
/** @typedef {{question: Question, plane: Tensor, meta: any}} Found */

const STILL = 250; // milliseconds without another picture before it is asked about

/**
 * @param {object} tell
 * @param {(found: Found, newest: boolean) => void} tell.found
 * @param {(error: unknown) => void} tell.failed
 * @param {{ask?: typeof attribution, clock?: import('./lane.js').Clock}} [helpers]  for tests
 */
export function createWhy({ found, failed }, { ask = attribution, clock = systemClock } = {}) {
  /** @type {Question|null} The last that was asked, or is about to be. */
  let asked = null;
  let callOff = () => {};
  const lane = createLane({
    clock,
    run: (/** @type {Question} */ { setting, method, target, layer }, signal) => ask(toNetworkRequest(setting),
      { method, target, ...(layer !== null && { layer }) }, signal),
    onAnswer({ attribution: tensor, meta }, question, newest) {
      const plane = planeOfAttribution(tensor);
      found({ question, plane: question.method === 'grad_cam' ? raising(plane) : plane, meta }, newest);
    },
    onFailure: failed,
    most: 1,
  });
  return {
    /**
     * @param {Question} question
     * @returns {boolean} false: it is the one that was asked last
     */
    ask(question) {
      if (same(question, asked)) return false;
      const moving = asked !== null && asked.setting !== question.setting;
      asked = question;
      callOff();
      callOff = clock.after(() => lane.ask(question), moving ? STILL : 0);
      return true;
    },

    /** There is nothing to ask any more; the same may be asked again. */
    leave() {
      callOff();
      lane.cancel();
      asked = null;
    },
  };
}
