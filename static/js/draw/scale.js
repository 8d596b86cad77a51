/**
 * Which colours a map of numbers gets: a diverging table centred on a true zero where numbers have signs, a sequential
 * one where they have none, 0…1 for what is a picture.
 *
 * @typedef {import('../core/tensor.js').Range} Range
 * @typedef {{lut: import('./plane.js').Lut, low: number, high: number, signed: boolean, nonFinite: number}} Scale
 */

import { diverging, heat, sequential } from '../../vendor/colormaps.js';
import { symmetric } from '../core/tensor.js';
import { lutOf } from './plane.js';

const LUTS = { diverging: lutOf(diverging), sequential: lutOf(sequential), heat: lutOf(heat) };

/**
 * @param {Range} range
 * @returns {Scale}
 */
export function scaleOf(range) {
  const nonFinite = range.nonFinite;
  if (range.finite === 0) return { lut: LUTS.sequential, low: 0, high: 1, signed: false, nonFinite };
  if (range.min < 0) {
    const { min, max } = symmetric(range);
    return { lut: LUTS.diverging, low: min, high: max, signed: true, nonFinite };
  }
  // What stays within 0…1 is looked at as the picture that it probably is: black is 0 and white is 1.
  return { lut: LUTS.sequential, low: 0, high: Math.max(1, range.max), signed: false, nonFinite };
}

/**
 * Counts from 0 to `most`.
 * @param {number} most
 * @returns {Scale}
 */
export function heatScale(most) {
  return { lut: LUTS.heat, low: 0, high: Math.max(1, most), signed: false, nonFinite: 0 };
}

/**
 * A difference: diverging even where it happens to have one sign.
 * @param {Range} range
 * @returns {Scale}
 */
export function differenceScale(range) {
  const reach = range.finite === 0 ? 0 : symmetric(range).max;
  return { lut: LUTS.diverging, low: -(reach || 1), high: reach || 1, signed: true, nonFinite: range.nonFinite };
}

/**
 * The colour of one number, as `#rrggbb`.
 * @param {Scale} scale @param {number} value
 */
export function tint({ lut, low, high }, value) {
  const tone = Math.min(255, Math.max(0, Math.floor(((value - low) / (high - low)) * 256)));
  const rgba = lut[Number.isNaN(tone) ? 256 : tone];
  const hex = ((rgba & 255) << 16) | (rgba & 0xff00) | ((rgba >> 16) & 255);
  return `#${hex.toString(16).padStart(6, '0')}`;
}
