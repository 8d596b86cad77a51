/**
 * Which colours a map of numbers gets: a diverging table centred on a true zero where numbers have signs, a sequential
 * one where they have none, 0…1 for what is a picture.
 *
 * @typedef {import('../core/tensor.js').Range} Range
 * @typedef {{lut: import('./plane.js').Lut, low: number, high: number, signed: boolean, nonFinite: number, clipped?: boolean}} Scale
 *   clipped: numbers beyond the ends share the ends' colours
 * @typedef {import('../core/types.js').View['scale']} Mode
 */

import { diverging, heat, sequential } from '../../vendor/colormaps.js';
import { short } from '../core/format.js';
import { planeOf, rangesOf, reachOf, symmetric } from '../core/tensor.js';
import { colour, lutOf } from './plane.js';

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
 * A pixel's little-endian RGBA as `#rrggbb`.
 * @param {number} rgba
 */
export function hexOf(rgba) {
  const rgb = ((rgba & 255) << 16) | (rgba & 0xff00) | ((rgba >> 16) & 255);
  return `#${rgb.toString(16).padStart(6, '0')}`;
}

/**
 * The pixel of one number.
 * @param {Scale} scale @param {number} value
 * @returns {number} little-endian RGBA
 */
export function pixelOf({ lut, low, high }, value) {
  const pixel = new Uint32Array(1);
  colour(pixel, [value], 0, lut, low, high);
  return pixel[0];
}

/** @type {WeakMap<import('../core/types.js').Tensor, {maps: Range[], shared: Range}>} */
const ranges = new WeakMap();

/**
 * The ranges of a tensor's planes and of all of it, counted once.
 * @param {import('../core/types.js').Tensor} tensor
 */
export function rangesFor(tensor) {
  let found = ranges.get(tensor);
  if (!found) {
    found = rangesOf(tensor);
    ranges.set(tensor, found);
  }
  return found;
}

const MOST = 0.99; // of the numbers of a map keep colours of their own under the strong scale

/** @type {WeakMap<import('../core/types.js').Tensor, Map<number, Scale>>} */
const strong = new WeakMap();

/**
 * The scale of one map: the one that all maps share, its own from end to end, or its own without the outermost
 * hundredth of its numbers.
 * @param {import('../core/types.js').Tensor} tensor @param {number} map @param {Mode} mode
 * @returns {Scale}
 */
export function scaleFor(tensor, map, mode) {
  const { maps, shared } = rangesFor(tensor);
  if (mode !== 'strong') return scaleOf(mode === 'shared' ? shared : maps[map]);
  const made = strong.get(tensor) ?? new Map();
  strong.set(tensor, made);
  if (!made.has(map)) made.set(map, clipped(scaleOf(maps[map]), reachOf(planeOf(tensor, map).data, maps[map], MOST)));
  return made.get(map);
}

/**
 * @param {Scale} scale @param {number} reach
 * @returns {Scale}
 */
function clipped(scale, reach) {
  // What is shown as a picture, 0…1, stays one.
  const high = scale.signed ? reach : Math.max(1, reach);
  return high < scale.high ? { ...scale, low: scale.signed ? -high : scale.low, high, clipped: true } : scale;
}

/** @type {WeakMap<import('../core/types.js').Tensor, Map<string, Scale>>} */
const ofLayers = new WeakMap();

/**
 * The scale of one map of a hidden layer. Its maps are no pictures, however small their numbers: all are signed if one of
 * them has signs, else black is 0 and white is the largest.
 * @param {import('../core/types.js').Tensor} tensor @param {number} map @param {Mode} mode
 * @returns {Scale}
 */
export function layerScale(tensor, map, mode) {
  const made = ofLayers.get(tensor) ?? new Map();
  ofLayers.set(tensor, made);
  const key = mode === 'shared' ? mode : `${mode} ${map}`;
  if (!made.has(key)) {
    const { maps, shared } = rangesFor(tensor);
    const range = mode === 'shared' ? shared : maps[map];
    const most = range.finite === 0 ? 0 : symmetric(range).max;
    const high = mode === 'strong' && most > 0 ? reachOf(planeOf(tensor, map).data, range, MOST) : most;
    const scale = shared.min < 0 ? differenceScale(range) : { lut: LUTS.sequential, low: 0, high: most || 1, signed: false, nonFinite: range.nonFinite };
    made.set(key, high > 0 && high < scale.high ? { ...scale, low: scale.signed ? -high : 0, high, clipped: true } : scale);
  }
  return made.get(key);
}

/**
 * The ends of a scale in words.
 * @param {Scale} scale
 * @returns {[string, string]}
 */
export function endsOf({ low, high, signed, clipped: beyond }) {
  return [`${beyond && signed ? '≤ ' : ''}${short(low)}`, `${beyond ? '≥ ' : ''}${short(high)}`];
}
