/**
 * Everything the page knows of geometry, read off the two tap tables that the server sends: which input rows and
 * columns an output cell reads, and the questions that follow from it, forwards and backwards.
 */

/** @typedef {import('./types.js').Tensors} Tensors */
/** @typedef {import('./types.js').Meta} Meta */

/** A table entry that reads the padding. */
export const PADDING = -1;
/** A table entry where the window has no tap. */
export const NO_TAP = -2;

/**
 * One table: `data[out * taps + k]` is the input index that tap `k` of output index `out` reads.
 * @typedef {{data: Int32Array, outputs: number, taps: number}} Table
 */

/** @typedef {{rows: Table, cols: Table}} Taps */

/**
 * A tap of an output cell's window. `row` (`col`) is -1 where the tap lies on the padding above or below (beside) the
 * picture; `padding` says whether either is.
 * @typedef {{kr: number, kc: number, row: number, col: number, padding: boolean}} Tap
 */

/**
 * A table read backwards: the readers of input index `i` are entries `start[i]` to `start[i + 1]` of `outputs` and `taps`.
 * @typedef {{start: Int32Array, outputs: Int32Array, taps: Int32Array}} Inverse
 */

/** @typedef {'stride'|'dilation'|'trailing'|'crop'} Unread  why an input row or column is never read */

/**
 * The tap tables of an answer; null for layers that have none.
 * @param {Tensors} tensors
 * @returns {Taps|null}
 */
export function tapsOf(tensors) {
  const { rows, cols } = tensors;
  if (!rows || !cols) return null;
  return { rows: tableOf(rows), cols: tableOf(cols) };
}

/**
 * @param {import('./types.js').Tensor} tensor  int32, `outputs × taps`
 * @returns {Table}
 */
function tableOf(tensor) {
  const [outputs, taps] = tensor.shape;
  return { data: /** @type {Int32Array} */ (tensor.data), outputs, taps };
}

/**
 * The taps of one output cell in the kernel's order, row by row; entries without a tap are left out.
 * @param {Taps} taps
 * @param {number} row  of the output
 * @param {number} col
 * @returns {Tap[]}
 */
export function windowOf(taps, row, col) {
  /** @type {Tap[]} */
  const window = [];
  const { rows, cols } = taps;
  for (let kr = 0; kr < rows.taps; kr++) {
    const r = rows.data[row * rows.taps + kr];
    if (r === NO_TAP) continue;
    for (let kc = 0; kc < cols.taps; kc++) {
      const c = cols.data[col * cols.taps + kc];
      if (c === NO_TAP) continue;
      window.push({ kr, kc, row: r, col: c, padding: r === PADDING || c === PADDING });
    }
  }
  return window;
}

/**
 * Where the taps of one output index lie along one axis, padding included: each tap as the input index it reads, `-1`
 * for padding, `-2` for none. A view on the table.
 * @param {Table} table
 * @param {number} output
 * @returns {Int32Array}
 */
export function tapsAlong(table, output) {
  return table.data.subarray(output * table.taps, (output + 1) * table.taps);
}

/**
 * @param {Table} table
 * @param {number} size  of the input along this axis
 * @returns {Inverse}
 */
export function invert(table, size) {
  const start = new Int32Array(size + 1);
  for (const index of table.data) if (index >= 0) start[index + 1]++;
  for (let i = 0; i < size; i++) start[i + 1] += start[i];
  const next = start.slice();
  const outputs = new Int32Array(start[size]);
  const taps = new Int32Array(start[size]);
  for (let entry = 0; entry < table.data.length; entry++) {
    const index = table.data[entry];
    if (index < 0) continue;
    const slot = next[index]++;
    outputs[slot] = Math.floor(entry / table.taps);
    taps[slot] = entry % table.taps;
  }
  return { start, outputs, taps };
}

/**
 * Who reads an input index along one axis.
 * @param {Inverse} inverse
 * @param {number} index
 * @returns {{output: number, tap: number}[]}
 */
export function readersAlong(inverse, index) {
  const readers = [];
  for (let slot = inverse.start[index]; slot < inverse.start[index + 1]; slot++) {
    readers.push({ output: inverse.outputs[slot], tap: inverse.taps[slot] });
  }
  return readers;
}

/**
 * Every output cell that reads an input cell, and by which tap. Under reflect or circular padding a cell may read the
 * same input twice; it is then listed twice, once for each tap.
 * @param {{rows: Inverse, cols: Inverse}} inverse
 * @param {number} row  of the input
 * @param {number} col
 * @returns {{row: number, col: number, kr: number, kc: number}[]}
 */
export function readersOf(inverse, row, col) {
  const cols = readersAlong(inverse.cols, col);
  return readersAlong(inverse.rows, row).flatMap((r) =>
    cols.map((c) => ({ row: r.output, col: c.output, kr: r.tap, kc: c.tap })));
}

/**
 * Every input cell that one weight multiplies as the window moves, once for each output cell; padding is left out.
 * @param {Taps} taps
 * @param {number} kr  the weight's row and column in the kernel
 * @param {number} kc
 * @returns {[number, number][]}  input row and column
 */
export function cellsUnderWeight(taps, kr, kc) {
  const rows = realAt(taps.rows, kr);
  const cols = realAt(taps.cols, kc);
  return rows.flatMap((row) => cols.map((col) => /** @type {[number, number]} */ ([row, col])));
}

/**
 * The input rows (or columns) that tap `k` reads, in the order of the outputs.
 * @param {Table} table
 * @param {number} k
 * @returns {number[]}
 */
export function realAt(table, k) {
  const real = [];
  for (let output = 0; output < table.outputs; output++) {
    const index = table.data[output * table.taps + k];
    if (index >= 0) real.push(index);
  }
  return real;
}

/**
 * How often each input index is read along one axis.
 * @param {Table} table
 * @param {number} size
 * @returns {Int32Array}
 */
export function readsAlong(table, size) {
  const reads = new Int32Array(size);
  for (const index of table.data) if (index >= 0) reads[index]++;
  return reads;
}

/**
 * How often each cell of an input plane is read by one output map: the product of its row's and its column's counts.
 * @param {Taps} taps
 * @param {number} height
 * @param {number} width
 * @returns {Int32Array}  `height × width`, row-major
 */
export function coverage(taps, height, width) {
  const rows = readsAlong(taps.rows, height);
  const cols = readsAlong(taps.cols, width);
  const counts = new Int32Array(height * width);
  for (let row = 0; row < height; row++) {
    for (let col = 0; col < width; col++) counts[row * width + col] = rows[row] * cols[col];
  }
  return counts;
}

/**
 * The input indices that nothing reads, and why: inside a window between two taps (`dilation`), between two windows
 * (`stride`), after the last window of an inexact stride (`trailing`), or cut off at an edge (`crop`).
 * @param {Table} table
 * @param {number} size
 * @returns {Map<number, Unread>}
 */
export function unreadAlong(table, size) {
  const reads = readsAlong(table, size);
  const read = [...reads.keys()].filter((index) => reads[index] > 0);
  /** @type {Map<number, Unread>} */
  const unread = new Map();
  if (read.length === 0) {
    for (let index = 0; index < size; index++) unread.set(index, 'crop');
    return unread;
  }
  const first = read[0];
  const last = read[read.length - 1];
  const dilated = betweenTaps(table, size);
  const moves = windowStep(table);
  for (let index = 0; index < size; index++) {
    if (reads[index] > 0) continue;
    if (dilated[index]) unread.set(index, 'dilation');
    else if (index < first) unread.set(index, 'crop');
    // A window that moves by one cannot leave a remainder: what it does not reach was cut off.
    else if (index > last) unread.set(index, moves === 1 ? 'crop' : 'trailing');
    else unread.set(index, 'stride');
  }
  return unread;
}

/**
 * Which indices lie between two neighbouring taps of some window.
 * @param {Table} table
 * @param {number} size
 * @returns {Uint8Array}
 */
function betweenTaps(table, size) {
  const { data, taps } = table;
  /** @type {[number, number][]} */
  const gaps = [];
  let dilation = Infinity;
  for (let entry = 0; entry + 1 < data.length; entry++) {
    if (entry % taps === taps - 1 || data[entry] < 0 || data[entry + 1] < 0) continue;
    const low = Math.min(data[entry], data[entry + 1]);
    const high = Math.max(data[entry], data[entry + 1]);
    if (high > low) dilation = Math.min(dilation, high - low);
    gaps.push([low, high]);
  }
  const inside = new Uint8Array(size);
  for (const [low, high] of gaps) {
    // A wider gap is the jump of circular padding from one end to the other, not a hole in the window.
    if (high - low === dilation) inside.fill(1, low + 1, high);
  }
  return inside;
}

/**
 * By how much the window moves from one output to the next, where that can be seen; null for a single output.
 * @param {Table} table
 * @returns {number|null}
 */
function windowStep(table) {
  for (let entry = 0; entry + table.taps < table.data.length; entry++) {
    const here = table.data[entry];
    const next = table.data[entry + table.taps];
    if (here >= 0 && next > here) return next - here;
  }
  return null;
}

/**
 * The input channels that one output map reads: those of its group. Layers that work channel by channel have as many
 * groups as channels.
 * @param {Pick<Meta, 'groups'|'input_shape'|'output_shape'>} meta
 * @param {number} map
 * @returns {number[]}
 */
export function channelsRead(meta, map) {
  if (meta.input_shape.length !== 3) return [0];
  const [inputs] = meta.input_shape;
  const outputs = meta.output_shape[0];
  const each = inputs / meta.groups;
  const group = Math.floor(map / (outputs / meta.groups));
  return Array.from({ length: each }, (_, i) => group * each + i);
}

/**
 * The output maps that read one input channel.
 * @param {Pick<Meta, 'groups'|'input_shape'|'output_shape'>} meta
 * @param {number} channel
 * @returns {number[]}
 */
export function mapsReading(meta, channel) {
  if (meta.input_shape.length !== 3) return [0];
  const each = meta.output_shape[0] / meta.groups;
  const group = Math.floor(channel / (meta.input_shape[0] / meta.groups));
  return Array.from({ length: each }, (_, i) => group * each + i);
}
