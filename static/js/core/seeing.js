/**
 * What a cell sees, in numbers: how large its region is, how much of it is holes, and how many of its pixels count for how
 * much by the gradient.
 */

/** @typedef {import('./nettypes.js').Region} Region */
/** @typedef {import('./types.js').Tensor} Tensor */

/**
 * One axis of a region: from where to where, how many indices it has, and how many between them it leaves out.
 * @param {readonly number[]} indices  rising
 * @returns {{from: number, to: number, count: number, holes: number}|null}  null: none
 */
export function spanOf(indices) {
  if (indices.length === 0) return null;
  const [from, to] = [indices[0], indices[indices.length - 1]];
  return { from, to, count: indices.length, holes: to - from + 1 - indices.length };
}

/** @type {WeakMap<Tensor, Tensor>} */
const strengths = new WeakMap();

/**
 * How strongly each pixel moves the cell, whichever way: of its channels the largest counts.
 * @param {Tensor} gradient  C×H×W or flat
 * @returns {Tensor}  1×H×W
 */
export function strengthOf(gradient) {
  const before = strengths.get(gradient);
  if (before) return before;
  const { data, shape } = gradient;
  const [channels, rows, cols] = shape.length === 3 ? shape : [1, 1, shape[0]];
  const pixels = rows * cols;
  const sizes = new Float32Array(pixels);
  for (let at = 0; at < channels * pixels; at += 1) sizes[at % pixels] = Math.max(sizes[at % pixels], Math.abs(data[at]));
  /** @type {Tensor} */
  const strength = { dtype: 'F32', shape: [1, rows, cols], data: sizes };
  strengths.set(gradient, strength);
  return strength;
}

/**
 * How many pixels carry how much of a cell's gradient.
 * @param {Tensor} gradient  C×H×W or flat
 * @param {number} share  such as 0.9
 * @returns {{moving: number, enough: number, pixels: number}}  moving: pixels that move the cell at all; enough: the fewest
 *   that carry the share
 */
export function influenceOf(gradient, share) {
  const sizes = /** @type {Float32Array} */ (strengthOf(gradient).data);
  const moving = sizes.filter((size) => size > 0).sort().reverse();
  const total = moving.reduce((sum, size) => sum + size, 0);
  let [enough, carried] = [0, 0];
  while (enough < moving.length && carried < share * total) {
    carried += moving[enough];
    enough += 1;
  }
  return { moving: moving.length, enough, pixels: sizes.length };
}
