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
