/**
 * Kernels as plain rows of numbers (`number[][]`, kernel height × width): what a person can do to one by hand. Nothing
 * is changed in place.
 */

import { channelsRead } from './taps.js';

/** @typedef {number[][]} Kernel */
/** @typedef {import('./types.js').Tensor} Tensor */
/** @typedef {import('./tensor.js').Plane} Plane */
/** @typedef {Pick<import('./types.js').Meta, 'groups'|'weight_layout'|'input_shape'|'output_shape'>} Wiring */

/**
 * The rows of all kernels of one output map together; 0 where there are no kernels of cells.
 * @param {import('./types.js').Answer} answer
 * @param {number} map
 */
export function kernelRows({ meta, tensors: { weight } }, map) {
  return meta.weight_layout && weight?.shape.length === 4 ? weight.shape[2] * channelsRead(meta, map).length : 0;
}

/**
 * Where the kernel of output map `map` and its group's input `input` stands in a weight tensor's first two axes.
 * torch lays convolutions out as `[out][in / groups]`, transposed ones as `[in][out / groups]`.
 * @param {Wiring} meta
 * @param {number} map
 * @param {number} input  counted within the group
 * @returns {[number, number]}
 */
export function weightPlace(meta, map, input) {
  if (meta.weight_layout !== 'io') return [map, input];
  const outs = meta.output_shape[0] / meta.groups;
  const ins = meta.input_shape[0] / meta.groups;
  return [Math.floor(map / outs) * ins + input, map % outs];
}

/**
 * One kernel of a weight tensor, as a view that can be drawn. A linear layer's row is one flat kernel.
 * @param {Tensor} weight
 * @param {Wiring} meta
 * @param {number} map
 * @param {number} input  counted within the group
 * @returns {Plane}
 */
export function kernelPlane(weight, meta, map, input) {
  const { data, shape } = weight;
  if (shape.length === 2) {
    return { data: data.subarray(map * shape[1], (map + 1) * shape[1]), rows: 1, cols: shape[1], count: shape[1] };
  }
  const [first, second] = weightPlace(meta, map, input);
  const [, inner, rows, cols] = shape;
  const start = (first * inner + second) * rows * cols;
  return { data: data.subarray(start, start + rows * cols), rows, cols, count: rows * cols };
}

/**
 * Scaled so that the numbers sum to 1; where they sum to zero, as an edge detector's do, so that their sizes do. A kernel
 * of zeros stays.
 * @param {Kernel} kernel
 * @returns {Kernel}
 */
export function normalise(kernel) {
  const flat = kernel.flat();
  const sum = flat.reduce((total, value) => total + value, 0);
  const size = flat.reduce((total, value) => total + Math.abs(value), 0);
  // A sum that is only rounding is a zero sum: dividing by it would blow the kernel up.
  const by = Math.abs(sum) > 1e-6 * size ? sum : size;
  return by === 0 ? kernel : kernel.map((row) => row.map((value) => value / by));
}

/**
 * Turned by 180°: a correlation with the flipped kernel is a convolution with the kernel.
 * @param {Kernel} kernel
 * @returns {Kernel}
 */
export function flip(kernel) {
  return kernel.map((row) => row.toReversed()).reverse();
}

/**
 * Turned by 90° clockwise. A rectangle would change the layer's kernel size, so it is turned by 180° instead.
 * @param {Kernel} kernel
 * @returns {Kernel}
 */
export function rotate(kernel) {
  if (kernel.length !== kernel[0].length) return flip(kernel);
  return kernel.map((row, r) => row.map((_, c) => kernel[kernel.length - 1 - c][r]));
}

/**
 * The same kernel on a larger or smaller grid, its middle kept in the middle: cut at the edges, or filled with zeros.
 * Where the two sizes differ by an odd number, the odd row goes bottom/right, as torch pads.
 * @param {Kernel} kernel
 * @param {number} height
 * @param {number} width
 * @returns {Kernel}
 */
export function resize(kernel, height, width) {
  const top = Math.trunc((height - kernel.length) / 2);
  const left = Math.trunc((width - kernel[0].length) / 2);
  return Array.from({ length: height }, (_, r) =>
    Array.from({ length: width }, (_, c) => kernel[r - top]?.[c - left] ?? 0));
}

/**
 * @param {Kernel} kernel
 * @param {number} row
 * @param {number} col
 * @param {number} value
 * @returns {Kernel}
 */
export function setCell(kernel, row, col, value) {
  return kernel.map((cells, r) => (r === row ? cells.with(col, value) : cells));
}

/**
 * One value put into every cell that a stroke passed over.
 * @param {Kernel} kernel
 * @param {readonly [number, number][]} cells  row, column; those outside are ignored
 * @param {number} value
 * @returns {Kernel}
 */
export function paint(kernel, cells, value) {
  const inside = cells.filter(([row, col]) => kernel[row]?.[col] !== undefined);
  return inside.reduce((painted, [row, col]) => setCell(painted, row, col, value), kernel);
}

/**
 * The kernels of one output map for another number of input channels. Their total is kept and spread evenly, so that
 * a grey picture gets the same answer before and after.
 * @param {readonly Kernel[]} kernels
 * @param {number} inputs
 * @returns {Kernel[]}
 */
export function spread(kernels, inputs) {
  if (kernels.length === inputs) return [...kernels];
  const mean = kernels[0].map((row, r) => row.map((_, c) => kernels.reduce((sum, kernel) => sum + kernel[r][c], 0) / inputs));
  return Array.from({ length: inputs }, () => mean);
}
