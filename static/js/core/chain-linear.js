/**
 * A linear layer's answer taken apart: what every feature adds to one of its outputs.
 */

/** @typedef {import('./types.js').Tensor} Tensor */
/** @typedef {{feature: number, input: number, weight: number, product: number}} Contribution */
/**
 * @typedef {object} Contributions
 * @property {Contribution[]} largest  by size, whatever their sign
 * @property {{count: number, positive: number, negative: number}} rest  all others: how many, and the sums of each sign
 * @property {number|null} bias
 * @property {number} value  the sum of all products and the bias, reduced in float64
 */

/**
 * @param {Tensor} weight  F_out×F_in
 * @param {Tensor|null|undefined} bias  F_out
 * @param {Tensor} input  F_in
 * @param {number} output  which of the outputs
 * @param {number} most  contributions told one by one
 * @returns {Contributions|null}  null where the shapes do not belong together: one of them is still on its way
 */
export function contributions(weight, bias, input, output, most) {
  const [outputs, features] = weight.shape;
  if (weight.shape.length !== 2 || input.data.length !== features || output < 0 || output >= outputs) return null;
  const row = weight.data.subarray(output * features, (output + 1) * features);
  const products = Float64Array.from(row, (each, feature) => each * input.data[feature]);
  const order = Array.from(products.keys()).sort((a, b) => Math.abs(products[b]) - Math.abs(products[a]));
  const largest = order.slice(0, most).map((feature) => (
    { feature, input: input.data[feature], weight: row[feature], product: products[feature] }));
  const rest = { count: features - largest.length, positive: 0, negative: 0 };
  for (const feature of order.slice(most)) rest[products[feature] < 0 ? 'negative' : 'positive'] += products[feature];
  const shift = bias ? bias.data[output] : null;
  const value = products.reduce((sum, product) => sum + product, 0) + (shift ?? 0);
  return { largest, rest, bias: shift, value };
}
