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

/**
 * How many pixels carry how much of a cell's gradient. A pixel's part is its largest among the channels.
 * @param {Tensor} gradient  C×H×W
 * @param {number} share  such as 0.9
 * @returns {{moving: number, enough: number, pixels: number}}  moving: pixels that move the cell at all; enough: the fewest
 *   that carry the share
 */
export function influenceOf({ data, shape: [channels, rows, cols] }, share) {
  const pixels = rows * cols;
  const sizes = new Float32Array(pixels);
  for (let channel = 0; channel < channels; channel += 1) {
    for (let pixel = 0; pixel < pixels; pixel += 1) sizes[pixel] = Math.max(sizes[pixel], Math.abs(data[channel * pixels + pixel]));
  }
  const moving = sizes.filter((size) => size > 0).sort().reverse();
  const total = moving.reduce((sum, size) => sum + size, 0);
  let [enough, carried] = [0, 0];
  while (enough < moving.length && carried < share * total) {
    carried += moving[enough];
    enough += 1;
  }
  return { moving: moving.length, enough, pixels };
}
