/**
 * Numbers as text. A short form for cells, the exact one on demand, counts with a unit.
 */

import { language } from './i18n.js';

const MINUS = '−';

/**
 * The decimal number with the fewest digits that is still this float32: what to write, send and compare, instead of the
 * seventeen digits that JavaScript gives a float32 read as a double.
 * @param {number} value
 * @returns {number}
 */
export function float32(value) {
  const single = Math.fround(value);
  if (!Number.isFinite(single) || Number.isInteger(single)) return single;
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(single.toPrecision(digits));
    if (Math.fround(short) === single) return short;
  }
  return Number(single.toPrecision(9));
}

/**
 * @param {number} value
 * @returns {string|null} how a number that is not finite is written, else null
 */
function nonFinite(value) {
  if (Number.isNaN(value)) return 'NaN';
  if (Number.isFinite(value)) return null;
  return value > 0 ? '∞' : `${MINUS}∞`;
}

/** @param {string} text */
const typographic = (text) => text.replace(/-/g, MINUS);

/**
 * A number short enough for a cell: whole numbers as they are, the rest with at most `digits` decimals, very small and
 * very large ones in powers of ten. For reading only: never compute from it.
 * @param {number} value
 * @param {number} [digits]  decimals
 * @returns {string}
 */
export function short(value, digits = 2) {
  const odd = nonFinite(value);
  if (odd !== null) return odd;
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size >= 1e5) return power(value, 1);
  if (Number.isInteger(value)) return typographic(String(value));
  if (size < 0.5 * 10 ** -digits) return power(value, 0);
  const decimals = size >= 1000 ? 0 : size >= 100 ? Math.min(1, digits) : digits;
  return typographic(value.toFixed(decimals));
}

/**
 * A number for a cell that has room for hardly more than three figures: two decimals, without the 0 before them; what would
 * be 0.00 is about 0. For reading only.
 * @param {number} value
 * @returns {string}
 */
export function tight(value) {
  if (value !== 0 && Math.abs(value) < 0.005) return '~0';
  return short(value).replace(/^(\D?)0\./, '$1.');
}

/**
 * @param {number} value
 * @param {number} digits
 */
function power(value, digits) {
  return typographic(value.toExponential(digits).replace('e+', 'e'));
}

/**
 * A number in full: a float32 with as few digits as single it out, a float64 likewise.
 * @param {number} value
 * @param {'float32'|'float64'} [precision]
 * @returns {string}
 */
export function unrounded(value, precision = 'float32') {
  const odd = nonFinite(value);
  if (odd !== null) return odd;
  return typographic(String(precision === 'float32' ? float32(value) : value).replace('e+', 'e'));
}

/**
 * A cell's number, short or in full.
 * @param {number} value
 * @param {boolean} full
 * @param {number} [digits]
 * @returns {string}
 */
export function number(value, full, digits = 2) {
  return full ? unrounded(value) : short(value, digits);
}

const LEAST_DIGITS = 4;
const MOST_DIGITS = 17; // tell any two doubles apart

/**
 * Figures of a run (losses, accuracies) that stand beside each other: four decimals, or as many as it takes for different
 * ones to look different. The rule of the callbacks' own sentences (app/training/callbacks/words.py), so that a card never
 * contradicts what is said on it.
 * @param {readonly number[]} values
 * @returns {string[]}
 */
export function figures(values) {
  const distinct = new Set(values.map((value) => value + 0)).size; // −0 is 0
  for (let digits = LEAST_DIGITS; digits < MOST_DIGITS; digits++) {
    const texts = values.map((value) => figureOf(value, digits));
    if (new Set(texts).size >= distinct) return texts;
  }
  return values.map((value) => nonFinite(value) ?? typographic(String(value)));
}

/**
 * One figure; a dash where there is none.
 * @param {number|null|undefined} value
 */
export function figure(value) {
  return typeof value === 'number' ? figureOf(value, LEAST_DIGITS) : '–';
}

/** @param {number} value @param {number} digits */
function figureOf(value, digits) {
  const odd = nonFinite(value);
  if (odd !== null) return odd;
  const size = Math.abs(value);
  return size === 0 || (size >= 1e-3 && size < 1e6) ? typographic(halfEven(value, digits)) : power(value, digits - 1);
}

/**
 * With so many decimals; what lies in the very middle of two goes to the even one, as Python has it.
 * @param {number} value @param {number} digits
 */
function halfEven(value, digits) {
  const text = value.toFixed(digits);
  const exact = value.toFixed(100); // a double this large has no more decimals
  if (!/^50*$/.test(exact.slice(digits - 100))) return text;
  const below = exact.slice(0, digits - 100);
  return Number(below.at(-1)) % 2 === 0 ? below : text;
}

/**
 * A learning rate, or another small setting: six digits at most, and no more zeros than it takes; powers of ten below
 * 0.0001. The rule of the callbacks' own sentences.
 * @param {number|null|undefined} value
 */
export function rate(value) {
  if (typeof value !== 'number') return '–';
  const odd = nonFinite(value);
  if (odd !== null) return odd;
  if (value === 0) return '0';
  const [digits, exponent] = value.toExponential(5).split('e').map(Number);
  return typographic(exponent < -4 || exponent >= 6 ? `${digits}e${exponent}` : String(Number(value.toPrecision(6))));
}

/** @type {Map<string, Intl.NumberFormat>} */
const formats = new Map();

/**
 * @param {string} name
 * @param {Intl.NumberFormatOptions} options
 */
function localised(name, options) {
  const key = `${language()} ${name}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(language(), options);
    formats.set(key, format);
  }
  return format;
}

/**
 * A count with every digit and the language's separators: 6,879.
 * @param {number} value
 * @returns {string}
 */
export function count(value) {
  return localised('count', { maximumFractionDigits: 0 }).format(value);
}

/**
 * A large count with a unit: 2.7M, in Korean 270만. Below 10,000 every digit is shown.
 * @param {number} value
 * @returns {string}
 */
export function compactCount(value) {
  if (Math.abs(value) < 10_000) return count(value);
  return localised('compact', { notation: 'compact', maximumSignificantDigits: 3 }).format(value);
}

/**
 * Bytes with a unit of 1024: 9.6 MiB.
 * @param {number} value
 * @returns {string}
 */
export function bytes(value) {
  const units = ['B', 'KiB', 'MiB', 'GiB'];
  const step = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(value) / 10));
  const digits = step === 0 ? 0 : 1;
  return `${localised(`bytes${digits}`, { maximumFractionDigits: digits }).format(value / 1024 ** step)} ${units[step]}`;
}

/**
 * @param {number} value  0 … 1
 * @param {number} [digits]
 * @returns {string}
 */
export function percent(value, digits = 0) {
  return localised(`percent${digits}`, { style: 'percent', maximumFractionDigits: digits }).format(value);
}

const LEAST_SHARE = 0.001;

/**
 * A probability in percent with one decimal; one that is too small for it is less than the least, not nothing.
 * @param {number} value  0 … 1
 */
export function share(value) {
  return value > 0 && value < LEAST_SHARE / 2 ? `< ${percent(LEAST_SHARE, 1)}` : percent(value, 1);
}

/**
 * A shape as the page writes it: 3 × 112 × 112.
 * @param {readonly number[]} shape
 * @returns {string}
 */
export function shape(shape) {
  return shape.join(' × ');
}
