/**
 * A tensor's picture as planes of rows: what a picture file is made of.
 */

/** @typedef {import('./types.js').Tensor} Tensor */

/**
 * @param {Tensor} tensor  C×H×W of 0…1 (F32) or N×C×H×W of 0…255 (U8)
 * @param {number} [index]  which picture of several
 * @returns {number[][][]}  C×H×W of 0…1
 */
export function planesOf({ dtype, shape, data }, index = 0) {
  const [channels, rows, cols] = shape.slice(-3);
  const most = dtype === 'U8' ? 255 : 1;
  const from = index * channels * rows * cols;
  return Array.from({ length: channels }, (_, channel) => Array.from({ length: rows }, (__, row) => {
    const start = from + (channel * rows + row) * cols;
    return Array.from(data.subarray(start, start + cols), (value) => value / most);
  }));
}
