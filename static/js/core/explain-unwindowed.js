/**
 * Cells of layers without windows whose numbers are all in the answer: a linear layer's sum, a dropped or kept number, a
 * normalised number. Decided by the tensors at hand, not by the layer's name.
 */

import { exactSum } from './sums.js';
import { cellOf, gridOf, planeOf } from './tensor.js';

/** @typedef {import('./types.js').Answer} Answer */
/** @typedef {import('./types.js').Term} Term */
/** @typedef {Omit<import('./types.js').Explanation, 'torch_value'|'difference'>} Said */

/**
 * @param {Answer} answer @param {readonly number[]} index  `[c, y, x]`, flat: `[i]`
 * @returns {Said|null}  null: what the layer does does not stand in its tensors; the server knows
 */
export function unwindowed(answer, index) {
  const { tensors, meta, setting } = answer;
  const { input, weight, mask } = tensors;
  if (!input) return null;
  if (weight?.shape.length === 2 && input.shape.length === 1) return linear(answer, index[0]);
  if (mask) return elementwise(tensors, meta, index, (x, at) => (mask.data[at] ? x / (1 - (setting.layer.p ?? 0.5)) : 0));
  return tensors.running_mean || weight?.shape.length === 1 ? normalised(answer, index) : null;
}

/** @param {Answer} answer @param {number} output @returns {Said} */
function linear({ tensors: { input, weight, bias } }, output) {
  const features = input.data.length;
  const by = weight.data.subarray(output * features, (output + 1) * features);
  /** @type {Term[]} */
  const terms = Array.from(by, (each, col) => (
    { channel: 0, row: 0, col, input: input.data[col], weight: each, product: input.data[col] * each, padding: false }));
  const sum = exactSum(terms.map(({ product }) => Number(product)));
  const shift = bias ? bias.data[output] : null;
  return { terms, partial_sums: [sum], bias: shift, winner: null, divisor: null, value: sum + (shift ?? 0) };
}

/**
 * In evaluation by the running statistics; in training, and where none are kept, by the picture's own.
 * @param {Answer} answer @param {readonly number[]} index @returns {Said}
 */
function normalised({ tensors, meta, setting }, index) {
  const { weight, bias, running_mean: mean, running_var: variance } = tensors;
  const { eps = 1e-5 } = setting.layer;
  const channel = index[0];
  const running = setting.mode === 'eval' && mean && variance;
  const by = running ? { mean: mean.data[channel], variance: variance.data[channel] } : statisticsOf(tensors.input, channel);
  const scale = (weight ? weight.data[channel] : 1) / Math.sqrt(by.variance + eps);
  const shift = bias ? bias.data[channel] : null;
  return { ...elementwise(tensors, meta, index, (x) => (x - by.mean) * scale + (shift ?? 0)), bias: shift };
}

/**
 * What GELU has multiplied an input by, Φ of it; of 0, whose quotient says nothing, that is a half.
 * @param {number} x @param {number} y  what came of it
 */
export const ratioOf = (x, y) => (x === 0 ? 0.5 : y / x);

/**
 * Mean and population variance of a channel.
 * @param {import('./types.js').Tensor} tensor @param {number} channel
 * @returns {{mean: number, variance: number}}
 */
export function statisticsOf(tensor, channel) {
  const values = Array.from(planeOf(tensor, channel).data);
  const mean = exactSum(values) / values.length;
  return { mean, variance: exactSum(values.map((value) => (value - mean) ** 2)) / values.length };
}

/**
 * @param {import('./types.js').Tensors} tensors @param {import('./types.js').Meta} meta @param {readonly number[]} index
 * @param {(x: number, at: number) => number} by  at: in the tensor
 * @returns {Said}
 */
function elementwise({ input }, meta, index, by) {
  const { channel, row, col } = cellOf(meta.input_shape, index);
  const { count, cols, flat } = gridOf(meta.input_shape);
  const at = channel * count + row * cols + col;
  const x = input.data[at];
  // A flat tensor is one row, however it is wrapped for drawing.
  const place = flat ? { channel: 0, row: 0, col: at } : { channel, row, col };
  const term = { ...place, input: x, weight: null, product: null, padding: false };
  return { terms: [term], partial_sums: null, bias: null, winner: null, divisor: null, value: by(x, at) };
}
