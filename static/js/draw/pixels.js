/**
 * The pixels of a tensor on a sheet, painted again only when the tensor, the plane or the scale is another. `version`
 * counts the paintings, so that who shows the sheet knows whether it has changed.
 *
 * @typedef {import('../core/types.js').Tensor} Tensor
 * @typedef {import('./plane.js').Sheet} Sheet
 */

import { gridOf, planeOf } from '../core/tensor.js';
import { colour, commit, compose, sheetFor } from './plane.js';
import { rangesFor, scaleFor } from './scale.js';

/**
 * Can the three channels be shown as one colour picture?
 * @param {Tensor} tensor
 */
export function composable(tensor) {
  const { channels } = gridOf(tensor.shape);
  if (channels !== 3) return false;
  const { min, max, nonFinite } = rangesFor(tensor).shared;
  return nonFinite === 0 && min >= 0 && max <= 1;
}

export class Pixels {
  /** @type {Sheet|null} */
  sheet = null;
  version = 0;
  /** @type {unknown[]} */
  #shown = [];

  /**
   * @param {Tensor} tensor @param {'rgb'|number} channel @param {import('./scale.js').Mode} mode of the scale
   * @returns {Sheet}
   */
  show(tensor, channel, mode) {
    const key = [tensor, channel, mode];
    if (this.sheet && key.every((part, i) => part === this.#shown[i])) return this.sheet;
    this.#shown = key;
    this.version += 1;
    const { rows, cols, count } = gridOf(tensor.shape);
    const sheet = sheetFor(this.sheet, rows, cols);
    this.sheet = sheet;
    if (channel === 'rgb') {
      compose(sheet.pixels, tensor.data);
    } else {
      const { lut, low, high } = scaleFor(tensor, channel, mode);
      colour(sheet.pixels, planeOf(tensor, channel).data, 0, lut, low, high, count);
    }
    commit(sheet);
    return sheet;
  }
}
