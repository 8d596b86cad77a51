/**
 * Tensors as grids that can be drawn: a `C×H×W` tensor is C planes, a flat `F` tensor is one plane wrapped to about
 * a square (its last row may be short).
 */

/** @typedef {import('./types.js').Tensor} Tensor */

/**
 * The grid that a shape is drawn as. `count` is the number of real cells in one plane; only a wrapped flat tensor has
 * fewer than `rows * cols`.
 * @typedef {{channels: number, rows: number, cols: number, count: number, flat: boolean}} Grid
 */

/**
 * One drawable plane; `data` is a view on the tensor, never a copy. Cell (row, col) is `data[row * cols + col]`.
 * @typedef {{data: Float32Array|Int32Array|Uint8Array, rows: number, cols: number, count: number}} Plane
 */

/**
 * What a stretch of numbers spans; NaN and infinities are counted apart. `min > max` when nothing is finite.
 * @typedef {{min: number, max: number, finite: number, nonFinite: number}} Range
 */

/**
 * @param {readonly number[]} shape  `[C, H, W]`, `[H, W]` or `[F]`
 * @returns {Grid}
 */
export function gridOf(shape) {
  if (shape.length === 3) {
    const [channels, rows, cols] = shape;
    return { channels, rows, cols, count: rows * cols, flat: false };
  }
  if (shape.length === 2) {
    const [rows, cols] = shape;
    return { channels: 1, rows, cols, count: rows * cols, flat: false };
  }
  const count = shape.reduce((product, size) => product * size, 1);
  const cols = Math.max(1, Math.ceil(Math.sqrt(count)));
  return { channels: 1, rows: Math.ceil(count / cols), cols, count, flat: true };
}

/**
 * One plane of a tensor, as a view.
 * @param {Tensor} tensor
 * @param {number} [channel]
 * @returns {Plane}
 */
export function planeOf(tensor, channel = 0) {
  const { rows, cols, count } = gridOf(tensor.shape);
  return { data: tensor.data.subarray(channel * count, (channel + 1) * count), rows, cols, count };
}

/**
 * The contract's index (`[c, y, x]` or `[i]`) of a cell of the drawn grid; null where there is no such cell.
 * @param {readonly number[]} shape
 * @param {number} channel
 * @param {number} row
 * @param {number} col
 * @returns {number[]|null}
 */
export function indexOf(shape, channel, row, col) {
  const grid = gridOf(shape);
  const inside = channel >= 0 && channel < grid.channels && row >= 0 && row < grid.rows && col >= 0 && col < grid.cols;
  if (!inside || row * grid.cols + col >= grid.count) return null;
  return grid.flat ? [row * grid.cols + col] : [channel, row, col];
}

/**
 * The cell of the drawn grid that an index of the contract stands for.
 * @param {readonly number[]} shape
 * @param {readonly number[]} index
 * @returns {{channel: number, row: number, col: number}}
 */
export function cellOf(shape, index) {
  const grid = gridOf(shape);
  if (grid.flat) return { channel: 0, row: Math.floor(index[0] / grid.cols), col: index[0] % grid.cols };
  return { channel: index[0], row: index[1], col: index[2] };
}

/**
 * The number in a cell of the drawn grid; undefined where there is no such cell.
 * @param {Tensor} tensor
 * @param {number} channel
 * @param {number} row
 * @param {number} col
 * @returns {number|undefined}
 */
export function valueAt(tensor, channel, row, col) {
  const grid = gridOf(tensor.shape);
  if (!indexOf(tensor.shape, channel, row, col)) return undefined;
  return tensor.data[channel * grid.count + row * grid.cols + col];
}

/**
 * @param {ArrayLike<number>} data
 * @returns {Range}
 */
export function rangeOf(data) {
  let min = Infinity;
  let max = -Infinity;
  let finite = 0;
  for (let i = 0; i < data.length; i++) {
    const value = data[i];
    // value - value is 0 for finite numbers and NaN for the rest: one test, no call.
    if (value - value === 0) {
      finite++;
      if (value < min) min = value;
      if (value > max) max = value;
    }
  }
  return { min, max, finite, nonFinite: data.length - finite };
}

/**
 * The range that covers several.
 * @param {readonly Range[]} ranges
 * @returns {Range}
 */
export function joinRanges(ranges) {
  const joined = { min: Infinity, max: -Infinity, finite: 0, nonFinite: 0 };
  for (const range of ranges) {
    joined.min = Math.min(joined.min, range.min);
    joined.max = Math.max(joined.max, range.max);
    joined.finite += range.finite;
    joined.nonFinite += range.nonFinite;
  }
  return joined;
}

/**
 * The range of every plane and the one that covers them all.
 * @param {Tensor} tensor
 * @returns {{maps: Range[], shared: Range}}
 */
export function rangesOf(tensor) {
  const maps = Array.from({ length: gridOf(tensor.shape).channels }, (_, channel) => rangeOf(planeOf(tensor, channel).data));
  return { maps, shared: joinRanges(maps) };
}

/**
 * The same range with zero in its middle, so that a diverging colour scale has its mid tone at a true zero.
 * @param {Range} range
 * @returns {Range}
 */
export function symmetric(range) {
  if (range.finite === 0) return range;
  const reach = Math.max(Math.abs(range.min), Math.abs(range.max));
  return { ...range, min: -reach, max: reach };
}

const SAMPLES = 20_000;
const BINS = 1024;

/**
 * The size that a share of the numbers stays within, so that a few outliers (a border of padding) need not take all the
 * colours. Estimated from at most 20,000 numbers, evenly spread, to a thousandth of the largest.
 * @param {ArrayLike<number>} data
 * @param {Range} range  of the data
 * @param {number} share  such as 0.99
 * @returns {number} between 0 and the largest size; the largest where the share stays at 0
 */
export function reachOf(data, range, share) {
  const most = symmetric(range).max;
  const counts = new Uint32Array(BINS);
  const scale = most > 0 ? BINS / most : 0;
  const stride = Math.max(1, Math.ceil(data.length / SAMPLES));
  let counted = 0;
  for (let i = 0; i < data.length; i += stride) {
    if (!Number.isFinite(data[i])) continue;
    counts[Math.min(BINS - 1, Math.floor(Math.abs(data[i]) * scale))]++;
    counted++;
  }
  let within = 0;
  for (let bin = 0; bin < BINS; bin++) {
    within += counts[bin];
    // One bin is next to nothing: nearly all numbers are zero, and the others are what there is to see.
    if (within >= share * counted) return bin === 0 ? most : ((bin + 1) * most) / BINS;
  }
  return most;
}

/**
 * Equal bins over a range. A number on the last edge belongs to the last bin; what is not finite, or lies outside the
 * range, is not counted in a bin.
 * @param {ArrayLike<number>} data
 * @param {{min: number, max: number}} range
 * @param {number} bins
 * @returns {{counts: Uint32Array, edges: Float64Array, outside: number}}
 */
export function histogram(data, range, bins) {
  const counts = new Uint32Array(bins);
  const { min, max } = range;
  const edges = Float64Array.from({ length: bins + 1 }, (_, i) => min + ((max - min) * i) / bins);
  const scale = max > min ? bins / (max - min) : 0;
  let outside = 0;
  for (let i = 0; i < data.length; i++) {
    const value = data[i];
    if (value >= min && value <= max) counts[Math.min(bins - 1, Math.floor((value - min) * scale))]++;
    else outside++;
  }
  return { counts, edges, outside };
}

/**
 * `a - b` cell by cell; null when the shapes differ.
 * @param {Tensor} a
 * @param {Tensor} b
 * @returns {Tensor|null}
 */
export function difference(a, b) {
  if (a.shape.length !== b.shape.length || a.shape.some((size, i) => size !== b.shape[i])) return null;
  const data = new Float32Array(a.data.length);
  for (let i = 0; i < data.length; i++) data[i] = a.data[i] - b.data[i];
  return { dtype: 'F32', shape: a.shape, data };
}

/**
 * A picture averaged down to at most so many rows and columns, as nested lists; each cell is the mean of its bin, to four
 * decimals.
 * @param {Tensor} tensor  C×H×W
 * @param {number} rows
 * @param {number} cols
 * @returns {number[][][]}
 */
export function shrunk(tensor, rows, cols) {
  const [channels, height, width] = tensor.shape;
  const bin = (/** @type {number} */ i, /** @type {number} */ of, /** @type {number} */ size) => Math.floor((i * size) / of);
  const [down, across] = [Math.min(rows, height), Math.min(cols, width)];
  return Array.from({ length: channels }, (_, channel) => Array.from({ length: down }, (__, row) => Array.from({ length: across }, (___, col) => {
    let sum = 0;
    let count = 0;
    for (let y = bin(row, down, height); y < bin(row + 1, down, height); y++) {
      for (let x = bin(col, across, width); x < bin(col + 1, across, width); x++) {
        sum += tensor.data[(channel * height + y) * width + x];
        count++;
      }
    }
    return Math.round((sum / count) * 1e4) / 1e4;
  })));
}
