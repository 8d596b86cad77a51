/**
 * Why a class: what a method says of the picture, as one plane that can be laid over it.
 *
 * @typedef {import('./types.js').Tensor} Tensor
 * @typedef {{row: number, col: number}} Cell
 */

import { gridOf } from './tensor.js';

/**
 * One number per place. Of several channels the largest counts, as Simonyan et al. (2014) have it for saliency.
 * @param {Tensor} tensor  C×H×W, H×W or F
 * @returns {Tensor}  H×W or F
 */
export function planeOfAttribution({ dtype, shape, data }) {
  if (shape.length !== 3) return { dtype, shape, data };
  const [channels, rows, cols] = shape;
  const count = rows * cols;
  const plane = Float32Array.from({ length: count }, (_, cell) => {
    let most = data[cell];
    for (let channel = 1; channel < channels; channel += 1) most = Math.max(most, data[channel * count + cell]);
    return most;
  });
  return { dtype: 'F32', shape: [rows, cols], data: plane };
}

/**
 * What raises the score: the rest is cut off, as Selvaraju et al. (2017) have it for Grad-CAM.
 * @param {Tensor} plane
 * @returns {Tensor}
 */
export const raising = ({ dtype, shape, data }) => ({ dtype, shape, data: Float32Array.from(data, (value) => (value < 0 ? 0 : value)) });

/**
 * The cell of a plane that lies over a cell of the picture: Grad-CAM's plane is coarser and is stretched over it.
 * @param {readonly number[]} plane  its shape @param {readonly number[]} picture  its shape @param {Cell} cell  of the picture
 * @returns {Cell}
 */
export function cellOver(plane, picture, { row, col }) {
  const [over, under] = [gridOf(plane), gridOf(picture)];
  return { row: Math.floor((row * over.rows) / under.rows), col: Math.floor((col * over.cols) / under.cols) };
}

/**
 * Where a plane is strongest, whichever its sign, as a cell of the picture: the middle of what a coarser cell lies over.
 * @param {Tensor} plane @param {readonly number[]} picture  its shape
 * @returns {{cell: Cell, value: number}|null}  null: it is 0 everywhere, or no number
 */
export function strongestOf(plane, picture) {
  let at = -1;
  for (let cell = 0; cell < plane.data.length; cell += 1) {
    if (Math.abs(plane.data[cell]) > (at < 0 ? 0 : Math.abs(plane.data[at]))) at = cell;
  }
  if (at < 0) return null;
  const [over, under] = [gridOf(plane.shape), gridOf(picture)];
  const middle = (/** @type {number} */ index, /** @type {number} */ many, /** @type {number} */ size) => Math.floor(((index + 0.5) * size) / many);
  return { cell: { row: middle(Math.floor(at / over.cols), over.rows, under.rows), col: middle(at % over.cols, over.cols, under.cols) }, value: plane.data[at] };
}

/**
 * The picture as the ground of something in colours: the mean of its channels.
 * @param {Tensor} picture  C×H×W or F
 * @returns {Tensor}  H×W or F
 */
export function groundOf({ dtype, shape, data }) {
  if (shape.length !== 3) return { dtype, shape, data };
  const [channels, rows, cols] = shape;
  const count = rows * cols;
  const ground = new Float32Array(count);
  for (let at = 0; at < data.length; at += 1) ground[at % count] += data[at] / channels;
  return { dtype: 'F32', shape: [rows, cols], data: ground };
}
