/**
 * How input and output hang together, in the coordinates of the drawing: where the taps lie on paper, how wide the
 * padding is, which cells belong to which. Everything comes from the tap tables of an answer or, for layers without, from
 * two grids of the same shape.
 *
 * @typedef {import('../core/types.js').Answer} Answer
 * @typedef {import('../core/tensor.js').Grid} Grid
 * @typedef {import('./band.js').Positions} Positions
 * @typedef {import('./band.js').Band} Band
 * @typedef {import('./viewport.js').Extent} Extent
 * @typedef {import('./viewport.js').Line} Line
 *
 * @typedef {object} Link
 * @property {Grid} input
 * @property {Grid} output
 * @property {{rows: Positions, cols: Positions}|null} taps  null: no window
 * @property {{rows: Band, cols: Band}} band  of padding around the input
 * @property {boolean} same  a layer without windows whose output has the input's grid: cell belongs to cell
 * @property {Extent} inputExtent  with the padding
 * @property {Extent} outputExtent
 * @property {Line} rows  from input positions to output positions
 * @property {Line} cols
 */

import { tapsOf } from '../core/taps.js';
import { gridOf } from '../core/tensor.js';
import { NOWHERE, band, lineOf, positions } from './band.js';

const NONE = { before: 0, after: 0 };

/** @type {WeakMap<Answer, Link>} */
const known = new WeakMap();

/**
 * @param {Answer} answer
 * @returns {Link}
 */
export function linkOf(answer) {
  let link = known.get(answer);
  if (!link) {
    link = make(answer);
    known.set(answer, link);
  }
  return link;
}

/** @param {Answer} answer @returns {Link} */
function make({ meta, tensors }) {
  const input = gridOf(meta.input_shape);
  const output = gridOf(meta.output_shape);
  const tables = tapsOf(tensors);
  const taps = tables && { rows: positions(tables.rows), cols: positions(tables.cols) };
  const around = taps
    ? { rows: band(taps.rows, input.rows), cols: band(taps.cols, input.cols) }
    : { rows: NONE, cols: NONE };
  const inputExtent = {
    top: -around.rows.before, left: -around.cols.before,
    bottom: input.rows + around.rows.after, right: input.cols + around.cols.after,
  };
  return {
    input, output, taps, band: around,
    same: !taps && input.flat === output.flat && input.rows === output.rows && input.cols === output.cols,
    inputExtent,
    outputExtent: { top: 0, left: 0, bottom: output.rows, right: output.cols },
    rows: (taps && lineOf(taps.rows)) ?? stretched(inputExtent.top, inputExtent.bottom, output.rows),
    cols: (taps && lineOf(taps.cols)) ?? stretched(inputExtent.left, inputExtent.right, output.cols),
  };
}

/**
 * Where windows fix no line: the two grids laid over each other.
 * @param {number} low @param {number} high @param {number} size
 * @returns {Line}
 */
function stretched(low, high, size) {
  const slope = size / (high - low);
  return { slope, shift: -low * slope };
}

/**
 * Where the taps of one output index lie along one axis, in the kernel's order; what has no tap is left out.
 * @param {Positions} positions @param {number} output
 * @returns {{tap: number, at: number}[]}
 */
export function along({ taps, at }, output) {
  const found = [];
  for (let tap = 0; tap < taps; tap += 1) {
    const place = at[output * taps + tap];
    if (place !== NOWHERE) found.push({ tap, at: place });
  }
  return found;
}

/**
 * The outputs that read a place along one axis, and by which tap.
 * @param {Positions} positions @param {number} place
 * @returns {{output: number, tap: number}[]}
 */
export function reading({ taps, at }, place) {
  const found = [];
  for (let i = 0; i < at.length; i += 1) if (at[i] === place) found.push({ output: Math.floor(i / taps), tap: i % taps });
  return found;
}

/**
 * Every place that one tap reads along one axis, and the outputs for which it does.
 * @param {Positions} positions @param {number} tap
 * @returns {{outputs: number[], places: number[]}}
 */
export function under({ outputs, taps, at }, tap) {
  /** @type {{outputs: number[], places: number[]}} */
  const found = { outputs: [], places: [] };
  for (let output = 0; output < outputs; output += 1) {
    const place = at[output * taps + tap];
    if (place === NOWHERE) continue;
    found.outputs.push(output);
    found.places.push(place);
  }
  return found;
}
