/**
 * One output cell, every number of it, in float64: the same answer as `POST /api/layers/explain`, without asking.
 *
 * A cell's terms are what its taps read, channel by channel in the kernel's order. What becomes of them is the answer's
 * `reduction`; which layer it is does not matter.
 */

import { unwindowed } from './explain-unwindowed.js';
import { kernelPlane } from './kernels.js';
import { exactSum } from './sums.js';
import { channelsRead, tapsOf, windowOf } from './taps.js';
import { cellOf, gridOf } from './tensor.js';

/** @typedef {import('./types.js').Answer} Answer */
/** @typedef {import('./types.js').Explanation} Explanation */
/** @typedef {import('./types.js').Term} Term */
/** @typedef {import('./types.js').Meta} Meta */

/**
 * What the terms come to: the value, and what there is to say of the way there.
 * @typedef {{value: number, partial_sums?: number[]|null, winner?: [number, number]|null, divisor?: number|null}} Reduced
 */

/**
 * A number of the interface: JSON has no NaN and no infinities, they travel as words.
 * @param {number|string|null|undefined} value
 * @returns {number}  NaN where there is no number
 */
export function asNumber(value) {
  if (typeof value === 'number') return value;
  if (value === 'inf') return Infinity;
  return value === '-inf' ? -Infinity : NaN;
}

/** @type {Partial<Record<Meta['reduction'], (terms: Term[], meta: Meta) => Reduced>>} */
const REDUCTIONS = {
  sum_of_products(terms) {
    const sums = channelSums(terms);
    return { value: exactSum(sums), partial_sums: sums };
  },
  max(terms) {
    /** @type {Term|null} */
    let best = null;
    for (const term of terms) {
      if (term.padding) continue;
      // torch lets the first of equals win, and NaN over everything.
      if (best === null || term.input > best.input || (Number.isNaN(term.input) && !Number.isNaN(best.input))) best = term;
    }
    return best ? { value: best.input, winner: [best.row, best.col] } : { value: -Infinity };
  },
  mean(terms, { divisor }) {
    const real = terms.filter((term) => !term.padding).length;
    const by = { window: terms.length, real, fixed: divisor?.value ?? NaN }[divisor?.rule ?? 'window'];
    return { value: exactSum(terms.map((term) => term.input)) / by, divisor: by };
  },
  lp_norm(terms, { norm }) {
    const { p, window } = /** @type {{p: number, window: number}} */ (norm);
    // torch takes the mean over the cells that a short window has and scales it up to a whole window.
    const mean = exactSum(terms.map((term) => term.input ** p)) / terms.length;
    return { value: (mean * window) ** (1 / p) };
  },
  copy(terms) {
    return { value: terms[0].input };
  },
};

/**
 * @param {readonly Term[]} terms  channel by channel
 * @returns {number[]} the sum of products of each channel
 */
function channelSums(terms) {
  /** @type {Map<number, number[]>} */
  const channels = new Map();
  for (const { channel, product } of terms) {
    const products = channels.get(channel);
    if (products) products.push(Number(product));
    else channels.set(channel, [Number(product)]);
  }
  return [...channels.values()].map(exactSum);
}

/**
 * The explanation of an output cell; null where the page cannot give it (functions of one number, shares): the server can.
 * @param {Answer} answer
 * @param {readonly number[]} index  `[c, y, x]`, flat: `[i]`
 * @returns {Explanation|null}
 */
export function explain(answer, index) {
  const { tensors, meta } = answer;
  const { channel: map, row, col } = cellOf(meta.output_shape, index);
  const grid = gridOf(meta.output_shape);
  const torch = tensors.output.data[map * grid.count + row * grid.cols + col];
  const said = windowed(answer, map, row, col) ?? unwindowed(answer, index);
  // Infinity minus itself would say that two equal numbers differ by NaN.
  return said && { ...said, torch_value: torch, difference: Object.is(said.value, torch) ? 0 : said.value - torch };
}

/**
 * @param {Answer} answer @param {number} map @param {number} row @param {number} col
 * @returns {import('./explain-unwindowed.js').Said|null}  null: a layer without tap tables
 */
function windowed({ tensors, meta }, map, row, col) {
  const taps = tapsOf(tensors);
  const reduce = REDUCTIONS[meta.reduction];
  if (!taps || !reduce || !tensors.input) return null;
  const terms = termsOf(tensors, meta, windowOf(taps, row, col), map);
  const reduced = reduce(terms, meta);
  const bias = meta.weight_layout && tensors.bias ? tensors.bias.data[map] : null;
  return {
    terms,
    partial_sums: reduced.partial_sums ?? null,
    bias,
    winner: reduced.winner ?? null,
    divisor: reduced.divisor ?? null,
    value: reduced.value + (bias ?? 0),
  };
}

/**
 * @param {import('./types.js').Tensors} tensors
 * @param {Meta} meta
 * @param {import('./taps.js').Tap[]} window
 * @param {number} map
 * @returns {Term[]}
 */
function termsOf({ input, weight }, meta, window, map) {
  const { count, cols } = gridOf(meta.input_shape);
  const padded = asNumber(meta.padding_value);
  return channelsRead(meta, map).flatMap((channel, inner) => {
    const kernel = meta.weight_layout && weight ? kernelPlane(weight, meta, map, inner) : null;
    return window.map(({ kr, kc, row, col, padding }) => {
      const value = padding ? padded : input.data[channel * count + row * cols + col];
      const by = kernel ? kernel.data[kr * kernel.cols + kc] : null;
      return { channel, row, col, input: value, weight: by, product: by === null ? null : value * by, padding };
    });
  });
}
