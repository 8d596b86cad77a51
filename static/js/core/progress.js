/**
 * How far a cell's arithmetic has come at a step of the cursor, and what it stands at: the running sum, the largest so
 * far. In float64, from the terms; never from what is displayed.
 */

import { exactSum } from './sums.js';

/** @typedef {import('./types.js').Term} Term */
/** @typedef {import('./types.js').Meta} Meta */
/** @typedef {import('./stepper.js').Phase} Phase */

/**
 * @typedef {object} Progress
 * @property {number} taken  terms that have been taken, from the first
 * @property {number|null} current  the term that is being taken
 * @property {number} closed  channels whose sum has been drawn up
 * @property {boolean} tail  whether what follows the channels (bias, divisor, root) is reached
 * @property {boolean} done  whether the cell is finished
 */

/** Everything there is: a cell that nobody steps through. @param {number} terms @returns {Progress} */
export function finished(terms) {
  return { taken: terms, current: null, closed: Infinity, tail: true, done: true };
}

/**
 * @param {Phase|null} phase  of the cursor's step; null: the cell is not stepped through
 * @param {number} terms  of the cell
 * @param {number} channels  that they belong to, equally many to each
 * @returns {Progress}
 */
export function progressOf(phase, terms, channels) {
  if (!phase || phase.name === 'cell') return finished(terms);
  if (phase.channel === null) return { ...finished(terms), done: false };
  const window = terms / channels;
  if (phase.tap === null) {
    return { taken: (phase.channel + 1) * window, current: null, closed: phase.channel + 1, tail: false, done: false };
  }
  const current = phase.channel * window + phase.tap;
  return { taken: current + 1, current, closed: phase.channel, tail: false, done: false };
}

/** @type {Partial<Record<Meta['reduction'], (terms: readonly Term[], meta: Meta) => number>>} */
const RUNNING = {
  sum_of_products: (terms) => exactSum(terms.map((term) => Number(term.product))),
  mean: (terms) => exactSum(terms.map((term) => term.input)),
  lp_norm: (terms, { norm }) => exactSum(terms.map((term) => term.input ** (norm?.p ?? NaN))),
  max: (terms) => terms.reduce((best, { input, padding }) => (padding || best >= input || Number.isNaN(best) ? best : input), -Infinity),
};

/**
 * What some of a cell's terms come to before bias, divisor or root; null where nothing is gathered up.
 * @param {readonly Term[]} terms
 * @param {Meta} meta
 * @returns {number|null}
 */
export function runningOf(terms, meta) {
  return RUNNING[meta.reduction]?.(terms, meta) ?? null;
}

/**
 * The terms whose window position or input cell is pointed at.
 * @param {readonly Term[]} terms
 * @param {readonly import('./taps.js').Tap[]|null} window  of one channel
 * @param {{grid: string, channel: number, row: number, col: number, tap?: number}|null} hover
 * @returns {Set<number>}
 */
export function termsAt(terms, window, hover) {
  /** @type {Set<number>} */
  const found = new Set();
  if (!hover) return found;
  if (hover.grid === 'output') {
    if (hover.tap !== undefined) found.add(hover.tap);
    return found;
  }
  terms.forEach(({ row, col }, index) => {
    const tap = window?.[index % window.length];
    const hit = hover.grid === 'kernel' ? tap?.kr === hover.row && tap?.kc === hover.col : row === hover.row && col === hover.col;
    if (hit) found.add(index);
  });
  return found;
}
