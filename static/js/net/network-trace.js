/**
 * What the cell that is pointed at (or else looked at) sees: its region in every earlier layer and the picture; of a pixel,
 * what depends on it in every later layer; and, where that is asked for, how much of it counts, by the gradient.
 */

import { createLru } from '../core/lru.js';
import { networkShape, sameShapes, toNetworkRequest } from '../state/network.js';
import { placeIn, shapeAt, shownLook } from '../state/networkActions.js';
import { same } from '../state/setting.js';
import { Refused, Unreachable } from './api.js';
import { createLane, systemClock } from './lane.js';
import { computable } from './network-live.js';
import * as networks from './networks.js';

/** @typedef {import('../core/nettypes.js').Look} Look */
/** @typedef {import('../core/nettypes.js').NetworkState} NetworkState */
/** @typedef {import('../core/nettypes.js').NetworkSetting} NetworkSetting */
/** @typedef {import('../core/nettypes.js').Region} Region */
/** @typedef {import('../core/nettypes.js').Trace} Trace */
/** @typedef {import('../state/network.js').NetworkStore} NetworkStore */
/** @typedef {{trace: typeof networks.trace, fanOut: typeof networks.fanOut, effective: typeof networks.effective, clock: import('./lane.js').Clock}} Helpers */

/** @type {Helpers} */
const SERVER = { trace: networks.trace, fanOut: networks.fanOut, effective: networks.effective, clock: systemClock };

const MOST_INDICES = 200_000; // of remembered regions, all together

/**
 * @typedef {object} Question
 * @property {NetworkSetting} setting
 * @property {Look} look
 * @property {readonly number[]} at  the contract's index of the cell
 */

/**
 * What is to be traced now; null: nothing, or the network does not have it.
 * @param {NetworkState} state
 * @returns {Look|null}
 */
function tracedLook(state) {
  const { hover } = state;
  if (!hover) return shownLook(state);
  return shownLook({ ...state, view: { ...state.view, look: { ...hover, level: 'map' } } });
}

/** The places that two looks trace are the same. @param {Look} a @param {Look} b */
const samePlace = (a, b) => a.layer === b.layer && a.map === b.map && a.row === b.row && a.col === b.col;

/** @param {unknown} error A refusal or a lost server is told by the conversation about the numbers; anything else is a fault. */
function onlyServer(error) {
  if (!(error instanceof Refused) && !(error instanceof Unreachable)) throw error;
}

/**
 * Start tracing.
 * @param {NetworkStore} store
 * @param {Partial<Helpers>} [helpers]
 * @returns {() => void}  stops
 */
export function startTrace(store, helpers = {}) {
  const { trace, fanOut, effective, clock } = { ...SERVER, ...helpers };
  /** @type {import('../core/lru.js').Lru<string, Map<number, Region>>} */
  const known = createLru(MOST_INDICES);
  /** The last gradient: it may come before the regions of its cell do. @type {{look: Look, gradient: import('../core/types.js').Tensor}|null} */
  let counted = null;

  const regions = createLane({
    clock,
    /** @param {Question} question */
    run({ setting, look, at }, signal) {
      const body = toNetworkRequest(setting);
      return look.layer < 0 ? fanOut(body, at.length > 1 ? at.slice(1) : at, signal) : trace(body, look.layer, at, signal);
    },
    onAnswer(found, question, newest) {
      remember(question, found);
      if (newest) show(question.look, found);
    },
    onFailure(error) {
      onlyServer(error);
      clear();
    },
  });

  const gradients = createLane({
    clock,
    /** @param {Question} question */
    run: ({ setting, look, at }, signal) => effective(toNetworkRequest(setting), look.layer, at, signal),
    onAnswer({ gradient }, { look }, newest) {
      if (!newest) return;
      counted = { look, gradient };
      const { traced } = store.state;
      if (traced && samePlace(traced.look, look)) store.set({ traced: { ...traced, gradient } });
    },
    onFailure: onlyServer,
  });

  /** The shapes and the mode matter to a region, the numbers do not. @param {Question} question */
  function keyOf({ setting, look, at }) {
    const layers = look.layer < 0 ? setting.layers : setting.layers.slice(0, look.layer + 1);
    return JSON.stringify([layers, networkShape(setting), setting.mode, look.layer, at]);
  }

  /** @param {Question} question @param {Map<number, Region>} found */
  function remember(question, found) {
    const weight = [...found.values()].reduce((sum, region) => sum + ('features' in region ? region.features.length : region.rows.length + region.cols.length + (region.channels?.length ?? 0)), 1);
    known.put(keyOf(question), found, weight);
  }

  /** @param {Look} look @param {Map<number, Region>} found */
  function show(look, found) {
    const { traced, setting } = store.state;
    // While the next gradient of the same cell is on its way the last one stays, unless the picture has another size now.
    const stays = counted && samePlace(counted.look, look) && same(counted.gradient.shape, networkShape(setting));
    const gradient = stays && counted ? counted.gradient : null;
    if (traced?.regions === found && traced.gradient === gradient && same(traced.look, look)) return;
    store.set({ traced: { look, regions: found, gradient } });
  }

  function clear() {
    if (store.state.traced) store.set({ traced: null });
  }

  function follow() {
    const { state } = store;
    const look = tracedLook(state);
    const shape = look && shapeAt(state, look.layer);
    const setting = computable(state.setting, state.live.summary);
    if (!look || !shape || look.layer >= setting.layers.length) {
      regions.cancel();
      gradients.cancel();
      clear();
      return;
    }
    const question = { setting, look, at: placeIn(shape, look) };
    const found = known.get(keyOf(question));
    if (found) {
      regions.cancel();
      show(look, found);
    } else regions.ask(question);
    askGradient(question);
  }

  /** @param {Question} question Only of what is looked at: the pointer moves on before a gradient is there. */
  function askGradient(question) {
    const { view, hover, traced } = store.state;
    if (view.trace === 'gradient' && question.look.layer >= 0 && !hover) gradients.ask(question);
    else {
      gradients.cancel();
      if (view.trace === 'gradient') return;
      counted = null;
      if (traced?.gradient) store.set({ traced: { ...traced, gradient: null } });
    }
  }

  return store.subscribe((state, previous) => {
    const moved = state.view.look !== previous.view.look || state.hover !== previous.hover || state.view.trace !== previous.view.trace;
    // The regions hang on the shapes, and of other layers the summary says them first; the gradient hangs on every number.
    const numbers = state.setting !== previous.setting && state.view.look && sameShapes(state.setting, previous.setting);
    if (moved || state.live.summary !== previous.live.summary || numbers) follow();
  });
}
