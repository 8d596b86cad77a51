/**
 * From logits to probabilities, step by step and in float64: the largest is taken off first, as torch does too, so that no
 * power overflows; the shares are the same.
 *
 * @typedef {object} Softmax
 * @property {number} max  of the logits
 * @property {number[]} shifted  logit − max, 0 at most
 * @property {number[]} powers  e to the shifted logit, 1 at most
 * @property {number} sum  of the powers
 * @property {number[]} shares  power / sum: the probabilities
 */

import { exactSum } from './sums.js';

/**
 * @param {ArrayLike<number>} logits
 * @returns {Softmax|null}  null where one is no number, or none is finite
 */
export function softmaxSteps(logits) {
  const values = Array.from(logits);
  const max = Math.max(...values);
  if (values.length === 0 || !Number.isFinite(max)) return null;
  const shifted = values.map((value) => value - max);
  const powers = shifted.map(Math.exp);
  const sum = exactSum(powers);
  return { max, shifted, powers, sum, shares: powers.map((power) => power / sum) };
}
