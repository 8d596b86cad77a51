/**
 * Why a cell has its number, in few words' worth of numbers: the products, or the channels, that move it most, and what the
 * others come to.
 */

import { exactSum } from './sums.js';

/** @typedef {import('./types.js').Explanation} Explanation */
/** @typedef {import('./types.js').Term} Term */

/**
 * @template T
 * @typedef {{largest: {of: T, part: number}[], rest: {count: number, sum: number}}} Reason  the largest first, whatever their sign
 */

/**
 * @template T
 * @param {readonly T[]} all @param {(each: T, place: number) => number} part  what each adds @param {number} most
 * @returns {Reason<T>}
 */
function sorted(all, part, most) {
  const parts = all.map(part);
  const order = parts.map((_, place) => place).sort((a, b) => Math.abs(parts[b]) - Math.abs(parts[a]) || a - b);
  return {
    largest: order.slice(0, most).map((place) => ({ of: all[place], part: parts[place] })),
    rest: { count: Math.max(0, all.length - most), sum: exactSum(order.slice(most).map((place) => parts[place])) },
  };
}

/**
 * The products that move a sum most.
 * @param {readonly Term[]} terms @param {number} most
 * @returns {Reason<Term>|null}  null: nothing is multiplied
 */
export function largestTerms(terms, most) {
  return terms.length > 0 && terms.every(({ product }) => product !== null) ? sorted(terms, ({ product }) => Number(product), most) : null;
}

/**
 * The channels that move a sum most.
 * @param {readonly Term[]} terms  channel by channel @param {readonly number[]|null} sums  of each channel @param {number} most
 * @returns {Reason<number>|null}  by the channel's index; null: there is but one
 */
export function largestChannels(terms, sums, most) {
  if (!sums || sums.length < 2) return null;
  const size = terms.length / sums.length;
  return sorted(sums.map((_, nth) => terms[nth * size].channel), (_, nth) => sums[nth], most);
}

/**
 * The cell of the layer before that a number owes most to: the one that won; of products the largest, whatever its sign; else
 * the largest input.
 * @param {Pick<Explanation, 'terms'|'winner'>} explanation
 * @returns {Term|null}  null: the window read padding alone
 */
export function strongestTerm({ terms, winner }) {
  const real = terms.filter(({ padding }) => !padding);
  if (winner) return real.find(({ row, col }) => row === winner[0] && col === winner[1]) ?? null;
  const size = (/** @type {Term} */ { product, input }) => Math.abs(Number(product ?? input));
  return real.length === 0 ? null : real.reduce((best, term) => (size(term) > size(best) ? term : best));
}
