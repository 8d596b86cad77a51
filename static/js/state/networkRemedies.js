/**
 * What one click can do about a network that is refused as a whole: weights that do not belong to the layers, or are no more,
 * give way to torch's own; layers beyond the bound go. Where a layer does not fit, the summary has the remedy.
 */

import { same } from './setting.js';
import { sameShapes, toWeights } from './network.js';
import { mendLayers, setWeights } from './networkActions.js';

/** @typedef {import('../core/nettypes.js').NetworkState} NetworkState */
/** @typedef {import('../core/nettypes.js').NetworkSetting} NetworkSetting */
/** @typedef {import('../core/types.js').Problem} Problem */
/** @typedef {import('./network.js').NetworkStore} NetworkStore */

/** @param {Problem|null} problem */
const ofWeights = (problem) => problem?.errors?.some(({ loc }) => loc.includes('weights')) ?? false;

/**
 * @typedef {{label: string, apply: () => void}} Remedy  label: a key of the catalogue
 */

/**
 * @param {Problem|null} problem
 * @param {NetworkStore} store
 * @param {(store: NetworkStore) => Remedy|null} [better]  than random weights, where layers have outgrown theirs
 * @returns {Remedy|null}
 */
export function networkRemedy(problem, store, better = () => null) {
  const { setting, live: { summary } } = store.state;
  if (problem?.code === 'layers_too_many') {
    const limit = Number(problem.params?.limit);
    return limit < setting.layers.length ? { label: 'chain.cut', apply: () => mendLayers(store, setting.layers.slice(0, limit)) } : null;
  }
  // Once the layers fit each other again, their weights often do as well.
  if (!ofWeights(problem) || 'seed' in setting.weights || summary?.broken) return null;
  return better(store) ?? { label: 'netweights.take_random', apply: () => setWeights(store, { seed: 0 }, null) };
}

/**
 * The network as it was when its weights still fitted it: its layers have been changed since, or the shape of the picture.
 * @param {Pick<NetworkState, 'setting'|'live'>} state
 * @returns {NetworkSetting|null}  null: its weights fit, or never did
 */
export function outgrown({ setting, live: { status, problem, summary, answer } }) {
  if (status !== 'refused' || !ofWeights(problem) || summary?.broken || 'seed' in setting.weights || !answer) return null;
  return same(toWeights(answer.setting.weights), toWeights(setting.weights)) && !sameShapes(answer.setting, setting) ? answer.setting : null;
}

/**
 * Whether any of the weights that the layers have outgrown may still fit one of them: one of the same kind, with as many.
 * @param {Pick<NetworkState, 'setting'|'live'>} state
 */
export function keepable(state) {
  const { answer, summary } = state.live;
  if (!outgrown(state) || !answer || !summary) return false;
  return summary.rows.some(({ kind, parameters }) => parameters > 0
    && answer.meta.rows.some((old) => old.kind === kind && old.parameters === parameters));
}
