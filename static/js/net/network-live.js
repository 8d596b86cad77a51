/**
 * The conversation about a whole network. The summary of its layers is asked for as soon as they change; then their numbers,
 * and of these only what is on screen and not here yet. The last good answer stays while the next one is on its way, and when
 * it is refused. A network that breaks is computed up to the break.
 */

import { networkShape, sameShapes, toNetworkRequest, toWeights } from '../state/network.js';
import { shownLook } from '../state/networkActions.js';
import { same, sameInput } from '../state/setting.js';
import { isUp } from './api.js';
import { createLane, systemClock } from './lane.js';
import { forward, summary, uploadWeightsAgain } from './networks.js';
import { uploadAgain } from './pictures.js';
import { keepTrying } from './trying.js';

/** @typedef {import('../core/nettypes.js').NetworkAnswer} NetworkAnswer */
/** @typedef {import('../core/nettypes.js').NetworkLive} NetworkLive */
/** @typedef {import('../core/nettypes.js').NetworkSetting} NetworkSetting */
/** @typedef {import('../core/nettypes.js').NetworkState} NetworkState */
/** @typedef {import('../core/nettypes.js').Summary} Summary */
/** @typedef {import('../core/types.js').Source} Source */
/** @typedef {import('../state/network.js').NetworkStore} NetworkStore */

/**
 * @typedef {object} Helpers  replaced in tests
 * @property {typeof summary} describe
 * @property {typeof forward} compute
 * @property {() => Promise<boolean>} ping  whether the server answers
 * @property {(lost: Source|{file: string}) => Promise<boolean>} recover  bring back a picture or weights that it has dropped
 * @property {import('./lane.js').Clock} clock
 */

/** @type {Helpers} */
const SERVER = {
  describe: summary,
  compute: forward,
  ping: () => isUp(),
  recover: (lost) => ('file' in lost ? uploadWeightsAgain(lost.file) : uploadAgain(lost)),
  clock: systemClock,
};

/** What there may be of the layer that is looked at, besides its output. */
const OF_LOOK = ['rows', 'cols', 'weight', 'bias', 'mask', 'running_mean', 'running_var'];
/** What hangs on the shapes alone, and what on them and the weights; the rest hangs on everything before it. */
const GEOMETRY = ['rows', 'cols'];
const PARAMETERS = ['weight', 'bias', 'running_mean', 'running_var'];

/**
 * The setting as far as it can be computed.
 * @param {NetworkSetting} setting
 * @param {Summary|null} summary  of its layers
 * @returns {NetworkSetting}
 */
export function computable(setting, summary) {
  const broken = summary?.broken;
  return broken ? { ...setting, layers: setting.layers.slice(0, broken.index) } : setting;
}

/** @param {number} layer  −1: the input */
const outputOf = (layer) => (layer < 0 ? 'input' : `layers.${layer}.output`);

/**
 * The tensors that the page shows.
 * @param {NetworkSetting} setting  that can be computed
 * @param {readonly number[]} visible
 * @param {import('../core/nettypes.js').Look|null} look
 * @returns {string[]}
 */
export function wantedNames({ layers }, visible, look) {
  const last = layers.length - 1;
  const names = ['input', ...visible.filter((layer) => layer <= last).map(outputOf), outputOf(last)];
  if (look && look.layer >= 0 && look.layer <= last) {
    names.push(outputOf(look.layer - 1), outputOf(look.layer), ...OF_LOOK.map((name) => `layers.${look.layer}.${name}`));
  }
  return [...new Set(names)];
}

/**
 * The tensors of an answer that are the same under another setting: of every layer before the first that differs, as far as
 * what they hang on is the same.
 * @param {NetworkAnswer|null} answer
 * @param {NetworkSetting} setting
 * @returns {string[]}
 */
export function heldNames(answer, setting) {
  if (!answer) return [];
  const before = answer.setting;
  const input = sameInput(before, setting);
  const shape = same(networkShape(before), networkShape(setting));
  const weights = shape && same(toWeights(before.weights), toWeights(setting.weights));
  const output = input && weights && before.mode === setting.mode && before.seed === setting.seed;
  const differs = setting.layers.findIndex((layer, index) => !same(layer, before.layers[index]));
  const common = differs < 0 ? setting.layers.length : differs;
  return Object.keys(answer.tensors).filter((name) => {
    const [, index, part] = name.split('.');
    if (part === undefined) return input;
    if (Number(index) >= common) return false;
    return GEOMETRY.includes(part) ? shape : PARAMETERS.includes(part) ? weights : output;
  });
}

/**
 * Start answering the store's settings.
 * @param {NetworkStore} store
 * @param {Partial<Helpers>} [helpers]
 * @returns {{retry: () => void, stop: () => void}}  `retry`: ask now, without waiting for the next attempt
 */
export function startNetwork(store, helpers = {}) {
  const { describe, compute, ping, recover, clock } = { ...SERVER, ...helpers };
  /** @type {NetworkSetting|null} whose layers `live.summary` is about */
  let described = null;
  /** What was asked of the server for an answer: what it does not have need not be asked for again. @type {WeakMap<NetworkAnswer, Set<string>>} */
  const told = new WeakMap();
  /** @typedef {{setting: NetworkSetting, names: string[]}} Question */
  /** @type {Question|null} the newest, while it is on its way */
  let underWay = null;

  /** @param {Partial<NetworkLive>} change */
  const put = (change) => store.set({ live: { ...store.state.live, ...change } });

  const shapes = createLane({
    clock,
    run: (/** @type {NetworkSetting} */ setting, signal) => describe(setting.layers, networkShape(setting), signal),
    onAnswer(summary, setting, newest) {
      if (!newest) return; // a summary is quick: one on the way would only flicker
      described = setting;
      put({ summary });
      askNumbers();
    },
    onFailure: (error, setting) => trying.failed(error, setting),
  });

  const numbers = createLane({
    clock,
    /** @param {Question} question */
    run: ({ setting, names }, signal) => compute({ ...toNetworkRequest(setting), want: names }, signal),
    onAnswer({ tensors, meta }, { setting, names }, newest) {
      const { answer: before } = store.state.live;
      const held = heldNames(before, setting);
      const kept = Object.fromEntries(held.map((name) => [name, /** @type {NetworkAnswer} */ (before).tensors[name]]));
      /** @type {NetworkAnswer} */
      const answer = { setting, tensors: { ...kept, ...tensors }, meta };
      told.set(answer, new Set([...held, ...names, ...(before?.setting === setting ? told.get(before) ?? [] : [])]));
      if (newest) {
        underWay = null;
        trying.settled();
      }
      put({ answer, status: 'ready', problem: null });
      if (newest) fill();
    },
    onFailure(error, { setting }) {
      underWay = null;
      trying.failed(error, setting);
    },
  });

  const trying = keepTrying(/** @type {import('./trying.js').Options<NetworkSetting>} */ ({
    standing: () => store.state.live,
    put,
    busy: () => shapes.busy || numbers.busy,
    again: ask,
    lost({ code }, { source, weights }) {
      if (code === 'picture_unknown') return source;
      return code === 'weights_unknown' && 'file' in weights ? weights : null;
    },
    recover,
    ping,
    clock,
  }));

  /** The present setting as it was asked for, so that one object stands for one question. @type {{of: NetworkSetting, summary: Summary|null, is: NetworkSetting}|null} */
  let present = null;
  function settingNow() {
    const { setting, live } = store.state;
    if (present?.of !== setting || present.summary !== live.summary) {
      const is = computable(setting, live.summary);
      present = { of: setting, summary: live.summary, is: present && same(present.is, is) ? present.is : is };
    }
    return present.is;
  }

  /** @param {NetworkSetting} setting @returns {string[]} what the page shows of it and does not have */
  function missing(setting) {
    const { live: { answer }, visible } = store.state;
    const has = answer?.setting === setting ? told.get(answer) ?? new Set() : new Set(heldNames(answer, setting));
    return wantedNames(setting, visible, shownLook(store.state)).filter((name) => !has.has(name));
  }

  /** Ask for the numbers of a setting that has not been answered, or for more of one that has. */
  function askNumbers() {
    const setting = settingNow();
    const { live } = store.state;
    const answered = live.answer !== null && same(live.answer.setting, setting);
    // Undo often leads back to what is already there.
    if (live.answer && answered && live.answer.setting !== setting) {
      const known = { ...live.answer, setting };
      told.set(known, told.get(live.answer) ?? new Set());
      put({ answer: known });
    }
    const names = missing(setting);
    if (answered && names.length === 0) {
      numbers.cancel();
      underWay = null;
      trying.settled();
      if (live.status !== 'ready') put({ status: 'ready', problem: null });
      return;
    }
    trying.asking();
    // What hangs on the setting as a whole (the probabilities) comes with any answer; something must be asked for.
    underWay = { setting, names: names.length > 0 ? names : [outputOf(setting.layers.length - 1)] };
    numbers.ask(underWay);
  }

  /** More of what is answered, once more of it is on screen. */
  function fill() {
    const { status } = store.state.live;
    if (shapes.busy || status === 'refused' || status === 'offline' || status === 'gone') return;
    const setting = settingNow();
    const names = missing(setting);
    if (underWay ? underWay.setting === setting && names.every((name) => underWay?.names.includes(name)) : names.length === 0) return;
    askNumbers();
  }

  function ask() {
    const { setting } = store.state;
    if (described && sameShapes(described, setting)) {
      shapes.cancel();
      askNumbers();
      return;
    }
    numbers.cancel();
    underWay = null;
    trying.asking();
    shapes.ask(setting);
  }

  const unsubscribe = store.subscribe((state, previous) => {
    if (state.setting !== previous.setting) ask();
    else if (state.visible !== previous.visible || state.view.look !== previous.view.look) fill();
  });
  const online = () => {
    if (store.state.live.status === 'offline') ask();
  };
  globalThis.addEventListener?.('online', online);
  ask();

  return {
    retry: ask,
    stop() {
      unsubscribe();
      globalThis.removeEventListener?.('online', online);
      trying.stop();
      shapes.cancel();
      numbers.cancel();
    },
  };
}
