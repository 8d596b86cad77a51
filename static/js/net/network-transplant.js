/**
 * The weights of a network that has been changed since: those of the layers that still fit, with fresh random ones for the
 * rest, sent as a file of weights.
 */

import { parse, serialize } from '../core/safetensors.js';
import { kept, transplanted } from '../core/transplant.js';
import { networkShape, toWeights } from '../state/network.js';
import { exported, uploadWeights } from './networks.js';

/** @typedef {import('../core/nettypes.js').NetworkSetting} NetworkSetting */

/**
 * @param {NetworkSetting} before  whose weights fit its layers
 * @param {NetworkSetting} after  with other layers
 * @returns {Promise<{file: string, kept: number, of: number}>}  of how many layers with weights how many went on
 * @throws {import('./api.js').Refused|import('./api.js').Unreachable}
 */
export async function transplant(before, after) {
  const [old, fresh] = await Promise.all([tensorsOf(before, toWeights(before.weights)), tensorsOf(after, { seed: 0 })]);
  const pairs = kept({ layers: before.layers, tensors: old }, { layers: after.layers, tensors: fresh });
  const { id } = await uploadWeights(new Blob([serialize(transplanted(old, fresh, pairs))]));
  return { file: id, kept: pairs.size, of: new Set(Object.keys(fresh).map((name) => name.split('.')[0])).size };
}

/** @param {NetworkSetting} setting @param {object} weights @returns {Promise<import('../core/types.js').Tensors>} */
async function tensorsOf(setting, weights) {
  const file = await exported('safetensors', { input_shape: networkShape(setting), layers: setting.layers, weights });
  return parse(await file.arrayBuffer()).tensors;
}
