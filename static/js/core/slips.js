/**
 * The slips that people make when they work out an output size or a cell by hand: each as the number that it leads to,
 * so that a wrong answer can be told which step went wrong. Only what differs from the truth is a slip.
 */

import { exactSum } from './sums.js';

/** @typedef {import('./types.js').Explanation} Explanation */
/** @typedef {import('./types.js').Layer} Layer */
/** @typedef {import('./types.js').Meta} Meta */

/** @typedef {'padding'|'stride'|'dilation'|'plus_one'|'rounded_up'|'unchanged'} SizeSlip */
/** @typedef {'sign'|'bias'|'only_bias'|'one_channel'|'flipped'|'not_divided'|'no_root'|'real_cells'|'window_cells'|'smallest'|'mean'|'sum'|'input'} CellSlip */

/**
 * @param {unknown} value  a number for both axes, or a pair
 * @param {number} axis
 * @param {number} otherwise
 * @returns {number|null} null: neither (`same`, `valid`, None)
 */
function along(value, axis, otherwise) {
  if (value === undefined || value === null) return otherwise;
  const one = Array.isArray(value) && value.length === 2 ? value[axis] : value;
  return typeof one === 'number' ? one : null;
}

/**
 * Which slips lead to which output size along one axis, for layers whose size follows the window formula; empty where
 * the formula does not give the truth (`same`, transposed, adaptive): nothing is guessed there.
 * @param {Layer} layer
 * @param {number} axis  0 height, 1 width
 * @param {number} n  the input's size along it
 * @param {number} truth
 * @returns {{slip: SizeSlip, value: number}[]}
 *
 * Reference: Dumoulin, Visin, "A guide to convolution arithmetic for deep learning" (2016), relationship 6 with dilation.
 */
export function sizeSlips(layer, axis, n, truth) {
  const k = along(layer.kernel_size, axis, NaN);
  const p = along(layer.padding, axis, 0);
  const d = along(layer.dilation, axis, 1);
  if (k === null || p === null || d === null) return [];
  const size = (/** @type {{s: number, p?: number, d?: number}} */ { s, p: pad = p, d: hole = d }) =>
    Math.floor((n + 2 * pad - hole * (k - 1) - 1) / s) + 1;
  // Pooling moves by its window unless told otherwise.
  const s = [along(layer.stride, axis, 1), k].find((stride) => stride !== null && size({ s: stride }) === truth);
  if (s === undefined || s === null || (layer.stride !== undefined && layer.stride !== null && s !== along(layer.stride, axis, 1))) return [];
  return distinct([
    { slip: 'unchanged', value: n },
    { slip: 'padding', value: size({ s, p: 0 }) },
    { slip: 'padding', value: Math.floor((n + p - d * (k - 1) - 1) / s) + 1 },
    { slip: 'stride', value: size({ s: 1 }) },
    { slip: 'dilation', value: size({ s, d: 1 }) },
    { slip: 'plus_one', value: truth - 1 },
    { slip: 'rounded_up', value: Math.ceil((n + 2 * p - d * (k - 1) - 1) / s) + 1 },
  ], truth);
}

/**
 * @template {string} S
 * @param {{slip: S, value: number}[]} slips
 * @param {number} truth
 */
function distinct(slips, truth) {
  const seen = new Set([truth]);
  return slips.filter(({ value }) => !seen.has(value) && seen.add(value));
}

/** @type {Partial<Record<Meta['reduction'], (explanation: Explanation, meta: Meta) => {slip: CellSlip, value: number}[]>>} */
const SLIPS = {
  sum_of_products({ terms, partial_sums: sums, bias }) {
    const channels = sums ?? [];
    const total = exactSum(channels);
    const window = terms.length / Math.max(1, channels.length);
    const flipped = exactSum(terms.map((term, i) => {
      const first = Math.floor(i / window) * window;
      return term.input * Number(terms[first + window - 1 - (i - first)].weight);
    }));
    return [
      ...(bias ? [{ slip: /** @type {CellSlip} */ ('bias'), value: total }] : []),
      { slip: 'flipped', value: flipped + (bias ?? 0) },
      ...channels.map((value) => ({ slip: /** @type {CellSlip} */ ('one_channel'), value: value + (bias ?? 0) })),
    ];
  },
  max({ terms }) {
    const values = terms.filter((term) => !term.padding).map((term) => term.input);
    return [{ slip: 'mean', value: exactSum(values) / values.length }, { slip: 'smallest', value: values.reduce((low, value) => Math.min(low, value), Infinity) }];
  },
  mean({ terms }) {
    const total = exactSum(terms.map((term) => term.input));
    const real = terms.filter((term) => !term.padding);
    return [
      { slip: 'not_divided', value: total },
      { slip: 'real_cells', value: total / real.length },
      { slip: 'window_cells', value: total / terms.length },
    ];
  },
  lp_norm({ terms }, { norm }) {
    const p = norm?.p ?? NaN;
    return [
      { slip: 'no_root', value: exactSum(terms.map((term) => term.input ** p)) },
      { slip: 'mean', value: (exactSum(terms.map((term) => term.input ** p)) / terms.length) ** (1 / p) },
      { slip: 'sum', value: exactSum(terms.map((term) => term.input)) },
    ];
  },
  elementwise: ({ terms }) => [{ slip: 'input', value: terms[0]?.input ?? NaN }],
};

/**
 * Which slips lead to which value of a cell; the sign first, since every rule can lose it.
 * @param {Explanation} explanation
 * @param {Meta} meta
 * @returns {{slip: CellSlip, value: number}[]}
 */
export function cellSlips(explanation, meta) {
  const { value } = explanation;
  const slips = SLIPS[meta.reduction]?.(explanation, meta) ?? [];
  return distinct([...slips, { slip: /** @type {CellSlip} */ ('sign'), value: -value }], value);
}
