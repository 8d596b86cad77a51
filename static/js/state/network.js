/**
 * The state of the page of whole networks: `setting` has a history, the rest has none.
 */

import { inputShape, same, toInput } from './setting.js';
import { keep } from './kept.js';

/** @typedef {import('../core/nettypes.js').NetworkState} NetworkState */
/** @typedef {import('../core/nettypes.js').NetworkSetting} NetworkSetting */
/** @typedef {import('../core/nettypes.js').NetworkView} NetworkView */
/** @typedef {import('../core/nettypes.js').Weights} Weights */
/** @typedef {import('../core/types.js').Layer} Layer */
/** @typedef {import('./kept.js').Kept<NetworkState>} NetworkStore */

/**
 * LeNet-5 as LeCun et al. (1998) drew it, with the activations and poolings of its time, for ten classes.
 * @returns {Layer[]}
 */
export function lenet() {
  return [
    { kind: 'conv2d', out_channels: 6, kernel_size: 5, padding: 2 }, { kind: 'tanh' }, { kind: 'avg_pool2d', kernel_size: 2 },
    { kind: 'conv2d', out_channels: 16, kernel_size: 5 }, { kind: 'tanh' }, { kind: 'avg_pool2d', kernel_size: 2 },
    { kind: 'flatten' },
    { kind: 'linear', out_features: 120 }, { kind: 'tanh' }, { kind: 'linear', out_features: 84 }, { kind: 'tanh' }, { kind: 'linear', out_features: 10 },
  ];
}

/** @returns {NetworkSetting} what the page opens with */
export function defaultNetwork() {
  return {
    source: { kind: 'sample', id: 'digit-7' }, crop: null, color: 'gray', size: [28, 28],
    layers: lenet(), weights: { seed: 0 }, mode: 'eval', seed: 0,
  };
}

/** @returns {NetworkView} */
export function defaultNetworkView() {
  return {
    flow: 'row', open: null, look: null, scale: 'strong', unfolded: [], trace: 'theory', target: null, method: 'saliency',
    weighed: null, opacity: 0.9, dataset: null, playing: false, speed: 2, tab: 'code',
  };
}

/** @returns {NetworkState} the page before it has heard from its address or the server */
export function initialNetwork() {
  return {
    setting: defaultNetwork(), view: defaultNetworkView(),
    live: { status: 'loading', summary: null, answer: null, problem: null },
    visible: [], traced: null, hover: null, runs: null, epochs: [],
    keeping: { of: null, busy: false, failed: '', said: '' },
  };
}

/**
 * @param {Partial<NetworkState>} [initial]
 * @param {{now?: () => number}} [options]  the clock, for tests
 * @returns {NetworkStore}
 */
export function createNetwork(initial = {}, options = {}) {
  return keep({ ...initialNetwork(), ...initial }, ['setting'], options);
}

/**
 * The body that every call about the numbers of a network begins with.
 * @param {NetworkSetting} setting
 * @returns {{input: object, layers: Layer[], weights: object, mode: string, seed: number}}
 */
export function toNetworkRequest(setting) {
  const { layers, weights, mode, seed } = setting;
  return { input: toInput(setting), layers, weights: toWeights(weights), mode, seed };
}

/**
 * Weights as a request has them, without what is for people.
 * @param {Weights} weights
 * @returns {object}
 */
export function toWeights(weights) {
  return 'file' in weights ? { file: weights.file } : weights;
}

/**
 * What goes into the first layer. A photograph has always a size here: the shapes of all layers hang on it.
 * @param {NetworkSetting} setting
 * @returns {number[]}
 */
export function networkShape(setting) {
  return inputShape(setting) ?? [setting.color === 'rgb' ? 3 : 1, ...(/** @type {[number, number]} */ (defaultNetwork().size))];
}

/**
 * Whether two settings have the same shapes in every layer.
 * @param {NetworkSetting} a
 * @param {NetworkSetting} b
 */
export function sameShapes(a, b) {
  return same(a.layers, b.layers) && same(networkShape(a), networkShape(b));
}
