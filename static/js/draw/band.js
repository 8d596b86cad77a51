/**
 * Where the taps of a table lie on paper. A tap table (CONTRACT) says which input index every tap reads, and `-1`
 * for padding; to draw the padding one must know where beside the input it lies. That is read off the table itself:
 * zero-padded windows move by a constant stride and their taps by a constant dilation, so the real entries of the
 * table fix one straight law `index = at + stride·output + dilation·tap`, which the padding entries continue.
 *
 * @typedef {import('../core/taps.js').Table} Table
 * @typedef {{outputs: number, taps: number, at: Int32Array}} Positions
 *   `outputs × taps`; the input index or, for padding, the place beside it; NOWHERE where there is no tap
 * @typedef {{before: number, after: number}} Band  cells of padding that the table shows on either side
 */

import { NO_TAP } from '../core/taps.js';

/** No tap at all. */
export const NOWHERE = -2147483648;

/** @param {Table} table */
function law({ data: table, outputs: count, taps }) {
  let dilation = 0;
  let stride = 0;
  let origin = null;
  for (let y = 0; y < count; y += 1) {
    for (let k = 0; k < taps; k += 1) {
      const here = table[y * taps + k];
      if (here < 0) continue;
      if (!dilation && k + 1 < taps && table[y * taps + k + 1] >= 0) dilation = table[y * taps + k + 1] - here;
      if (!stride && y + 1 < count && table[(y + 1) * taps + k] >= 0) stride = table[(y + 1) * taps + k] - here;
      origin ??= { y, k, here };
      if (dilation && stride) return { dilation, stride, ...origin };
    }
  }
  return origin && { dilation: dilation || 1, stride: stride || 1, ...origin };
}

/**
 * @param {Table} table
 * @returns {Positions}
 */
export function positions(table) {
  const { data, outputs, taps } = table;
  const at = new Int32Array(data.length);
  const found = law(table);
  for (let i = 0; i < data.length; i += 1) {
    const y = Math.floor(i / taps);
    const k = i % taps;
    if (data[i] === NO_TAP) at[i] = NOWHERE;
    else if (data[i] >= 0) at[i] = data[i];
    // A table of padding alone fixes no law: its taps are laid out before the input, one beside the other.
    else at[i] = found ? found.here + found.stride * (y - found.y) + found.dilation * (k - found.k) : k - taps;
  }
  return { outputs, taps, at };
}

/**
 * @param {Positions} positions @param {number} size cells of the input on this axis
 * @returns {Band}
 */
export function band({ at }, size) {
  let low = 0;
  let high = size - 1;
  for (const index of at) {
    if (index === NOWHERE) continue;
    if (index < low) low = index;
    if (index > high) high = index;
  }
  return { before: 0 - low, after: high - size + 1 };
}

/**
 * Which output lies over which input: the straight line through the middles of the first and the last window that
 * have taps. From input positions to output positions; null where fewer than two windows have any.
 * @param {Positions} positions
 * @returns {import('./viewport.js').Line|null}
 */
export function lineOf({ outputs: count, taps, at }) {
  /** @param {number} y */
  const middle = (y) => {
    let sum = 0;
    let real = 0;
    for (let k = 0; k < taps; k += 1) {
      if (at[y * taps + k] === NOWHERE) continue;
      sum += at[y * taps + k];
      real += 1;
    }
    return real ? sum / real + 0.5 : null;
  };
  let first = 0;
  while (first < count && middle(first) === null) first += 1;
  let last = count - 1;
  while (last > first && middle(last) === null) last -= 1;
  if (last <= first) return null;
  const from = /** @type {number} */ (middle(first));
  const slope = (last - first) / (/** @type {number} */ (middle(last)) - from);
  return Number.isFinite(slope) && slope > 0 ? { slope, shift: first + 0.5 - from * slope } : null;
}
