/**
 * From the page of whole networks to the page that trains, and back: addresses that open the other one with what is here.
 */

import { addressOfNetwork } from './networkAddress.js';
import { defaultNetwork, defaultNetworkView, networkShape } from './network.js';
import { same } from './setting.js';
import { defaultDraft, defaultTrainingView } from './training.js';
import { addressOfTraining } from './trainingAddress.js';

/** @typedef {import('../core/nettypes.js').NetworkState} NetworkState */
/** @typedef {import('../core/nettypes.js').NetworkSetting} NetworkSetting */
/** @typedef {import('../core/nettypes.js').Weights} Weights */
/** @typedef {import('../core/types.js').Layer} Layer */

/**
 * What is known of a data set: `GET /api/datasets` says more.
 * @typedef {{id: string, shape: number[], classes: {length: number}}} DataSet
 */

/**
 * The data set that a network is trained on: that of the run whose weights it has, else one whose pictures and classes are
 * its own, else one whose pictures are.
 * @param {Pick<NetworkState, 'setting'|'live'|'runs'>} state
 * @param {readonly DataSet[]} sets
 * @returns {string}  that of a new run where none fits: the form there says what does not
 */
function dataSetOf({ setting, live, runs }, sets) {
  const { weights } = setting;
  const run = 'run' in weights ? runs?.find(({ id }) => id === weights.run) : undefined;
  if (run) return run.spec.dataset;
  const shape = networkShape(setting);
  const answers = live.summary?.rows.at(-1)?.output_shape;
  const fits = sets.filter((set) => same(set.shape, shape));
  return (fits.find(({ classes }) => same(answers, [classes.length])) ?? fits[0])?.id ?? defaultDraft().dataset;
}

/**
 * The run that would train this network.
 * @param {Pick<NetworkState, 'setting'|'live'|'runs'>} state
 * @param {readonly DataSet[]} [sets]
 * @returns {import('../core/runtypes.js').RunSpec}
 */
export function trainDraft(state, sets = []) {
  return { ...defaultDraft(), dataset: dataSetOf(state, sets), layers: state.setting.layers };
}

/**
 * Where this network is set up to be trained.
 * @param {Pick<NetworkState, 'setting'|'live'|'runs'>} state
 * @param {readonly DataSet[]} [sets]
 * @returns {string}
 */
export function trainAddress(state, sets = []) {
  return `/train${addressOfTraining({ selected: null, compare: [], view: defaultTrainingView(), draft: trainDraft(state, sets) }, undefined, true).hash}`;
}

/**
 * What of a setting goes with the pictures of a data set: a sample of their size and colour.
 * @param {readonly number[]} shape  C×H×W
 * @returns {Pick<NetworkSetting, 'color'|'size'|'crop'>}
 */
export function pictured([channels, height, width]) {
  return { color: channels === 1 ? 'gray' : 'rgb', size: [height, width], crop: null };
}

/**
 * Where a run's network is opened with the weights of one of its epochs or checkpoints.
 * @param {readonly Layer[]} layers
 * @param {Weights} weights
 * @param {readonly number[]|null} [shape]  of the pictures that it was trained on; null: not known
 * @returns {string}
 */
export function networkAddress(layers, weights, shape = null) {
  const setting = { ...defaultNetwork(), ...(shape?.length === 3 && pictured(shape)), layers: [...layers], weights };
  return `/network${addressOfNetwork({ setting, view: defaultNetworkView() }).hash}`;
}
