/**
 * A linear layer after flattening: its products, put back where their features stood in the maps.
 */

/** @typedef {import('./types.js').Answer} Answer */
/** @typedef {import('./types.js').Tensor} Tensor */

/**
 * The maps that the features of a linear layer were, if no more than functions of one number lie between.
 * @param {import('./nettypes.js').Summary} summary
 * @param {number} layer
 * @returns {{layer: number, shape: number[]}|null}  which layer's (−1: the input's), C×H×W; null: another linear layer has mixed them, or there were none
 */
export function flattenedFrom({ rows, input_shape: first }, layer) {
  const shapeAt = (/** @type {number} */ at) => (at < 0 ? first : rows[at].output_shape);
  for (let at = layer - 1; at >= 0; at -= 1) {
    if (rows[at].parameters > 0) return null;
    const before = shapeAt(at - 1);
    if (before.length === 3) return { layer: at - 1, shape: before };
  }
  return null;
}

/** @type {WeakMap<Answer, {output: number, tensor: Tensor}>} */
const known = new WeakMap();

/**
 * What every feature adds to one output.
 * @param {Answer} answer  of the linear layer @param {number} output @param {readonly number[]} shape  of the maps
 * @returns {Tensor}  C×H×W
 */
export function productsOf(answer, output, shape) {
  const before = known.get(answer);
  if (before?.output === output) return before.tensor;
  const { input, weight } = answer.tensors;
  const from = output * input.data.length;
  const data = Float32Array.from(input.data, (value, feature) => value * weight.data[from + feature]);
  /** @type {Tensor} */
  const tensor = { dtype: 'F32', shape: [...shape], data };
  known.set(answer, { output, tensor });
  return tensor;
}
