/**
 * A layer of a network as the page of one layer knows it: what goes in is what the layer before answers, the weights are the
 * network's own.
 */

import { same } from './setting.js';

/** @typedef {import('../core/types.js').Setting} Setting */
/** @typedef {import('../core/types.js').Tensor} Tensor */
/** @typedef {import('../core/types.js').Tensors} Tensors */
/** @typedef {import('../core/nettypes.js').NetworkAnswer} NetworkAnswer */
/** @typedef {{setting: Setting, tensors: Tensors}} Stage */

const PARTS = ['output', 'rows', 'cols', 'weight', 'bias', 'mask', 'running_mean', 'running_var'];

/**
 * @param {NetworkAnswer} answer
 * @param {number} layer
 * @param {Stage|null} before  the last one: what is the same in it stays the same object
 * @returns {Stage|null}  null: its numbers are not here yet, or they are no picture and no row of numbers
 */
export function stageOf({ setting: { layers, mode, seed }, meta: { rows }, tensors: of }, layer, before) {
  const input = of[layer > 0 ? `layers.${layer - 1}.output` : 'input'];
  if (!layers[layer] || !input || !of[`layers.${layer}.output`] || (input.shape.length !== 3 && input.shape.length !== 1)) return null;
  // Without its weights torch's defaults would stand in for them.
  if (rows[layer]?.parameters > 0 && !of[`layers.${layer}.weight`]) return null;
  const found = PARTS.map((name) => [name, of[`layers.${layer}.${name}`]]).filter(([, tensor]) => tensor);
  /** @type {Tensors} */
  const tensors = { input, ...Object.fromEntries(found) };
  const kept = before && same(before.setting.layer, layers[layer]) ? before : null;
  const stays = (/** @type {string} */ name) => kept !== null && kept.tensors[name] === tensors[name];
  // Normalisation scales by its weight, it has no kernel.
  const kernel = tensors.weight?.shape.length > 1;
  /** @type {Setting} */
  const setting = {
    source: stays('input') && kept ? kept.setting.source : sourceOf(input),
    crop: null, color: 'gray', size: null, layer: layers[layer],
    weight: stays('weight') && kept ? kept.setting.weight : kernel ? { values: nested(tensors.weight) } : null,
    bias: stays('bias') && kept ? kept.setting.bias : kernel && tensors.bias ? Array.from(tensors.bias.data) : null,
    mode, seed,
  };
  return { setting, tensors };
}

/** @param {Tensor} tensor  C×H×W or flat @returns {import('../core/types.js').Source} */
function sourceOf(tensor) {
  const flat = tensor.shape.length === 1;
  return { kind: 'tensor', values: flat ? [[Array.from(tensor.data)]] : nested(tensor), ...(flat && { flat: true }) };
}

/** @param {Tensor} tensor @returns {any} its numbers as lists in lists */
function nested({ data, shape }) {
  /** @param {number} axis @param {number} start @param {number} count @returns {any[]} */
  const level = (axis, start, count) => {
    if (axis === shape.length - 1) return Array.from(data.subarray(start, start + count));
    const each = count / shape[axis];
    return Array.from({ length: shape[axis] }, (_, i) => level(axis + 1, start + i * each, each));
  };
  return level(0, 0, data.length);
}
