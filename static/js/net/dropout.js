/**
 * A dropout layer under both modes: in evaluation and in training, each with everything before it in the same mode.
 */

import { toNetworkRequest } from '../state/network.js';
import { forward } from './networks.js';

/** @typedef {import('../core/types.js').Tensor} Tensor */
/** @typedef {import('../core/nettypes.js').NetworkSetting} NetworkSetting */
/** @typedef {{input: Tensor, output: Tensor, mask: Tensor|undefined}} Side */

/**
 * @param {NetworkSetting} setting  that can be computed
 * @param {number} layer
 * @param {'eval'|'train'} mode
 * @param {AbortSignal} signal
 * @returns {Promise<Side>}
 * @throws as `forward`: in training torch refuses some networks with a single picture
 */
export async function underMode(setting, layer, mode, signal) {
  const input = layer > 0 ? `layers.${layer - 1}.output` : 'input';
  const output = `layers.${layer}.output`;
  const mask = `layers.${layer}.mask`;
  // What comes after the layer has no say in it, and must not refuse it.
  const layers = setting.layers.slice(0, layer + 1);
  const body = { ...toNetworkRequest(setting), layers: setting.layers, mode, want: [input, output, mask] };
  const { tensors } = await forward(wholeWeights(setting) ? body : { ...body, layers }, signal);
  return { input: tensors[input], output: tensors[output], mask: tensors[mask] };
}

/** Weights of a run or a file belong to all layers; a seed's are drawn layer by layer. @param {NetworkSetting} setting */
const wholeWeights = ({ weights }) => !('seed' in weights);
