/**
 * The steps in which an output map comes about, as one line of numbers that can be walked both ways.
 *
 * A cell's steps: for each input channel its taps, then what they come to (`sum`; for a maximum the `winner`); then
 * what the layer still does (`bias`, `divide`, `root`); last the finished `cell`. Cells follow each other row by row.
 * Everything but a tap is a rest: the end of a thought. A cursor whose `step` is null stands on the finished cell.
 *
 * Positions are counted over one output map. Windows may be ragged, so cells can differ in length; since a window is
 * a product of a row's and a column's taps, sums over rows and columns place any cell without walking there.
 */

import { NO_TAP, tapsOf } from './taps.js';
import { gridOf } from './tensor.js';

/** @typedef {import('./types.js').Cursor} Cursor */
/** @typedef {import('./types.js').Meta} Meta */
/** @typedef {import('./taps.js').Taps} Taps */
/** @typedef {'tap'|'cell'|'row'} Unit */
/** @typedef {'tap'|'sum'|'winner'|'bias'|'divide'|'root'|'cell'} PhaseName */

/**
 * How the cells of a layer are made.
 * @typedef {object} Plan
 * @property {number} rows  of the output grid
 * @property {number} cols
 * @property {number} count  cells in one map (fewer than rows × cols for a wrapped flat output)
 * @property {number} maps
 * @property {number} channels  input channels that one cell reads
 * @property {'sum'|'winner'|null} close  the phase that closes a channel
 * @property {PhaseName[]} tail  the phases after the last channel; the last one is `cell`
 * @property {Int32Array} rowTaps  taps of each output row; empty without tap tables
 * @property {Int32Array} colTaps
 * @property {Float64Array} rowsBefore  taps of all rows before this one
 * @property {Float64Array} colsBefore
 */

/**
 * What a step is. `channel` counts within the channels that the cell reads; `tap` counts within the window's taps in the
 * order of `windowOf`, and both are null where the step is about all of them.
 * @typedef {{name: PhaseName, channel: number|null, tap: number|null, step: number, steps: number}} Phase
 */

/**
 * @param {Meta} meta
 * @param {Taps|null} taps  null: every cell is one step
 * @param {boolean} bias  whether the layer adds one
 * @returns {Plan}
 */
export function planOf(meta, taps, bias) {
  const { rows, cols, count, channels: maps } = gridOf(meta.output_shape);
  const rowTaps = taps ? tapCounts(taps.rows) : new Int32Array();
  const colTaps = taps ? tapCounts(taps.cols) : new Int32Array();
  const inputs = meta.input_shape.length === 3 ? meta.input_shape[0] / meta.groups : 1;
  return {
    rows, cols, count, maps,
    channels: taps ? inputs : 0,
    close: taps ? closing(meta.reduction) : null,
    tail: taps ? tail(meta.reduction, bias) : ['cell'],
    rowTaps, colTaps,
    rowsBefore: before(rowTaps),
    colsBefore: before(colTaps),
  };
}

/** @type {WeakMap<import('./types.js').Answer, Plan>} */
const plans = new WeakMap();

/**
 * The plan of an answer, made once.
 * @param {import('./types.js').Answer} answer
 * @returns {Plan}
 */
export function planFor(answer) {
  let plan = plans.get(answer);
  if (!plan) {
    plan = planOf(answer.meta, tapsOf(answer.tensors), answer.tensors.bias !== undefined);
    plans.set(answer, plan);
  }
  return plan;
}

/**
 * @param {import('./taps.js').Table} table
 * @returns {Int32Array}
 */
function tapCounts(table) {
  const counts = new Int32Array(table.outputs);
  table.data.forEach((index, entry) => {
    if (index !== NO_TAP) counts[Math.floor(entry / table.taps)]++;
  });
  return counts;
}

/** @param {Int32Array} counts */
function before(counts) {
  const sums = new Float64Array(counts.length + 1);
  counts.forEach((count, i) => {
    sums[i + 1] = sums[i] + count;
  });
  return sums;
}

/**
 * @param {Meta['reduction']} reduction
 * @returns {'sum'|'winner'|null}
 */
function closing(reduction) {
  if (reduction === 'max') return 'winner';
  return reduction === 'sum_of_products' || reduction === 'mean' || reduction === 'lp_norm' ? 'sum' : null;
}

/**
 * @param {Meta['reduction']} reduction
 * @param {boolean} bias
 * @returns {PhaseName[]}
 */
function tail(reduction, bias) {
  if (reduction === 'mean') return ['divide', 'cell'];
  if (reduction === 'lp_norm') return ['root', 'cell'];
  return bias ? ['bias', 'cell'] : ['cell'];
}

/**
 * How many steps one cell has, the finished cell included.
 * @param {Plan} plan
 * @param {number} row
 * @param {number} col
 * @returns {number}
 */
export function stepsOf(plan, row, col) {
  return plan.channels * (windowSize(plan, row, col) + closeSteps(plan)) + plan.tail.length;
}

/** @param {Plan} plan */
const closeSteps = (plan) => (plan.close ? 1 : 0);

/**
 * @param {Plan} plan
 * @param {number} row
 * @param {number} col
 */
function windowSize(plan, row, col) {
  return plan.rowTaps.length ? plan.rowTaps[row] * plan.colTaps[col] : 0;
}

/**
 * Steps of one map before the first step of this cell.
 * @param {Plan} plan
 * @param {number} row
 * @param {number} col
 */
function stepsBefore(plan, row, col) {
  const perCell = plan.channels * closeSteps(plan) + plan.tail.length;
  const fixed = (row * plan.cols + col) * perCell;
  if (!plan.rowTaps.length) return fixed;
  const windows = plan.rowsBefore[row] * plan.colsBefore[plan.cols] + (plan.rowTaps[row] ?? 0) * plan.colsBefore[col];
  return fixed + plan.channels * windows;
}

/**
 * All the steps of one map.
 * @param {Plan} plan
 * @returns {number}
 */
export function totalSteps(plan) {
  const last = plan.count - 1;
  const row = Math.floor(last / plan.cols);
  const col = last % plan.cols;
  return stepsBefore(plan, row, col) + stepsOf(plan, row, col);
}

/**
 * A cursor's position in its map, from 0.
 * @param {Plan} plan
 * @param {Cursor} cursor
 * @returns {number}
 */
export function positionOf(plan, cursor) {
  const steps = stepsOf(plan, cursor.row, cursor.col);
  return stepsBefore(plan, cursor.row, cursor.col) + Math.min(cursor.step ?? steps - 1, steps - 1);
}

/**
 * The cursor at a position; positions beyond either end are moved to that end.
 * @param {Plan} plan
 * @param {number} map
 * @param {number} position
 * @returns {Cursor}
 */
export function locate(plan, map, position) {
  const target = Math.min(Math.max(0, Math.floor(position)), totalSteps(plan) - 1);
  let low = 0;
  let high = plan.count - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (stepsBefore(plan, Math.floor(middle / plan.cols), middle % plan.cols) <= target) low = middle;
    else high = middle - 1;
  }
  const row = Math.floor(low / plan.cols);
  const col = low % plan.cols;
  return at(plan, map, row, col, target - stepsBefore(plan, row, col));
}

/**
 * @param {Plan} plan
 * @param {number} map
 * @param {number} row
 * @param {number} col
 * @param {number|null} step
 * @returns {Cursor}
 */
function at(plan, map, row, col, step) {
  return { map, row, col, step: step === null || step >= stepsOf(plan, row, col) - 1 ? null : step };
}

/**
 * The cursor moved onto the grid: what remains of it when the output's shape has changed.
 * @param {Plan} plan
 * @param {Cursor} cursor
 * @returns {Cursor}
 */
export function clamp(plan, cursor) {
  const map = between(cursor.map, plan.maps - 1);
  const cell = between(between(cursor.row, plan.rows - 1) * plan.cols + between(cursor.col, plan.cols - 1), plan.count - 1);
  return at(plan, map, Math.floor(cell / plan.cols), cell % plan.cols, cursor.step);
}

/**
 * @param {number} value
 * @param {number} last
 */
const between = (value, last) => Math.min(Math.max(0, value), last);

/**
 * What the cursor's step is.
 * @param {Plan} plan
 * @param {Cursor} cursor
 * @returns {Phase}
 */
export function phaseOf(plan, cursor) {
  const steps = stepsOf(plan, cursor.row, cursor.col);
  const step = Math.min(cursor.step ?? steps - 1, steps - 1);
  const window = windowSize(plan, cursor.row, cursor.col);
  const perChannel = window + closeSteps(plan);
  const inTail = step - plan.channels * perChannel;
  if (inTail >= 0) return { name: plan.tail[inTail], channel: null, tap: null, step, steps };
  const channel = Math.floor(step / perChannel);
  const tap = step % perChannel;
  if (tap < window) return { name: 'tap', channel, tap, step, steps };
  return { name: /** @type {'sum'|'winner'} */ (plan.close), channel, tap: null, step, steps };
}

/**
 * How far along its map a cursor is, 0 … 1.
 * @param {Plan} plan
 * @param {Cursor} cursor
 * @returns {number}
 */
export function fractionOf(plan, cursor) {
  const last = totalSteps(plan) - 1;
  return last === 0 ? 1 : positionOf(plan, cursor) / last;
}

/**
 * The cursor at a fraction of the way through a map, for scrubbing. Unless the unit is a tap, it stands on a whole cell.
 * @param {Plan} plan
 * @param {number} map
 * @param {number} fraction  0 … 1
 * @param {Unit} unit
 * @returns {Cursor}
 */
export function seek(plan, map, fraction, unit) {
  const cursor = locate(plan, map, Math.round(fraction * (totalSteps(plan) - 1)));
  return unit === 'tap' ? cursor : { ...cursor, step: null };
}

/**
 * The cursor at the very first step of a map.
 * @param {Plan} plan
 * @param {number} map
 * @returns {Cursor}
 */
export function first(plan, map) {
  return locate(plan, map, 0);
}

/**
 * The cursor at the end of a map.
 * @param {Plan} plan
 * @param {number} map
 * @returns {Cursor}
 */
export function last(plan, map) {
  return locate(plan, map, totalSteps(plan) - 1);
}

/**
 * @param {Plan} plan
 * @param {Cursor} cursor
 * @returns {boolean}
 */
export function atEnd(plan, cursor) {
  return positionOf(plan, cursor) === totalSteps(plan) - 1;
}

/**
 * One unit forwards or backwards; at either end of the map it stays there. A cell ends finished; a row ends with its
 * last cell finished; a step back from the first cell or row leads to the very first step.
 * @param {Plan} plan
 * @param {Cursor} cursor
 * @param {Unit} unit
 * @param {1|-1} direction
 * @returns {Cursor}
 */
export function advance(plan, cursor, unit, direction) {
  if (unit === 'tap') return locate(plan, cursor.map, positionOf(plan, cursor) + direction);
  const cell = cursor.row * plan.cols + cursor.col;
  if (unit === 'cell') {
    return finished(plan, cursor.map, direction > 0 && cursor.step !== null ? cell : cell + direction);
  }
  const rowEnd = Math.min((cursor.row + 1) * plan.cols, plan.count) - 1;
  if (direction < 0) return finished(plan, cursor.map, cursor.row * plan.cols - 1);
  return finished(plan, cursor.map, cell === rowEnd && cursor.step === null ? rowEnd + plan.cols : rowEnd);
}

/**
 * @param {Plan} plan
 * @param {number} map
 * @param {number} cell
 * @returns {Cursor}
 */
function finished(plan, map, cell) {
  if (cell < 0) return first(plan, map);
  const index = Math.min(cell, plan.count - 1);
  return { map, row: Math.floor(index / plan.cols), col: index % plan.cols, step: null };
}

/**
 * The next (or the last) rest: a step that is not a tap. At an end without one the cursor goes to that end.
 * @param {Plan} plan
 * @param {Cursor} cursor
 * @param {1|-1} direction
 * @returns {Cursor}
 */
export function skipToRest(plan, cursor, direction) {
  const end = direction > 0 ? totalSteps(plan) - 1 : 0;
  let position = positionOf(plan, cursor);
  let found = cursor;
  while (position !== end) {
    position += direction;
    found = locate(plan, cursor.map, position);
    if (phaseOf(plan, found).name !== 'tap') break;
  }
  return found;
}
