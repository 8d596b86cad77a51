/**
 * How often every input cell is read, as numbers, as words and as a veil of heat over the input.
 *
 * @typedef {import('../core/types.js').Answer} Answer
 * @typedef {import('../core/taps.js').Unread} Unread
 *
 * @typedef {object} Reads
 * @property {number} rows
 * @property {number} cols
 * @property {Int32Array} counts  reads of each cell by one output map
 * @property {number} most
 * @property {number} least
 * @property {number} unread  cells that nothing reads
 * @property {Map<number, Unread>} unreadRows  and why
 * @property {Map<number, Unread>} unreadCols
 * @property {import('./plane.js').Sheet|null} sheet
 */

import { coverage, tapsOf, unreadAlong } from '../core/taps.js';
import { gridOf } from '../core/tensor.js';
import { colour, commit, sheetFor } from './plane.js';
import { heatScale } from './scale.js';

/** What nothing reads is no shade of the heat: it is this red. */
export const UNREAD = 0xff3a45d8;

/** @type {WeakMap<Answer, Reads|null>} */
const known = new WeakMap();

/**
 * @param {Answer} answer
 * @returns {Reads|null} null for layers without windows
 */
export function readsOf(answer) {
  let reads = known.get(answer);
  if (reads === undefined) {
    reads = count(answer);
    known.set(answer, reads);
  }
  return reads;
}

/** @param {Answer} answer @returns {Reads|null} */
function count({ meta, tensors }) {
  const taps = tapsOf(tensors);
  if (!taps) return null;
  const { rows, cols } = gridOf(meta.input_shape);
  const counts = coverage(taps, rows, cols);
  let most = 0;
  let least = Infinity;
  let unread = 0;
  for (const reads of counts) {
    if (reads > most) most = reads;
    if (reads < least) least = reads;
    if (reads === 0) unread += 1;
  }
  return {
    rows, cols, counts, most, least, unread,
    unreadRows: unreadAlong(taps.rows, rows), unreadCols: unreadAlong(taps.cols, cols), sheet: null,
  };
}

/**
 * The heat, painted when it is first wanted.
 * @param {Reads} reads
 * @returns {import('./plane.js').Sheet}
 */
export function veilOf(reads) {
  if (reads.sheet) return reads.sheet;
  const sheet = sheetFor(null, reads.rows, reads.cols);
  const { lut, low, high } = heatScale(reads.most);
  colour(sheet.pixels, reads.counts, 0, lut, low, high);
  for (let i = 0; i < reads.counts.length; i += 1) if (reads.counts[i] === 0) sheet.pixels[i] = UNREAD;
  commit(sheet);
  reads.sheet = sheet;
  return sheet;
}

/**
 * The indices of one axis that nothing reads, sorted by reason.
 * @param {Map<number, Unread>} unread
 * @returns {Partial<Record<Unread, number[]>>}
 */
export function byReason(unread) {
  /** @type {Partial<Record<Unread, number[]>>} */
  const sorted = {};
  for (const [index, reason] of unread) (sorted[reason] ??= []).push(index);
  return sorted;
}
