/**
 * What speaks for a class, laid over the picture: the more it does, the less of the picture shows through.
 *
 * @typedef {import('../core/types.js').Tensor} Tensor
 * @typedef {import('./scale.js').Scale} Scale
 */

import { gridOf } from '../core/tensor.js';
import { colour, commit, NOT_A_NUMBER, ready, sheetFor } from './plane.js';
import { differenceScale, heatScale, rangesFor, scaleFor } from './scale.js';

/** One sheet for the picture, one for what lies over it. */
let under = /** @type {import('./plane.js').Sheet|null} */ (null);
let over = /** @type {import('./plane.js').Sheet|null} */ (null);

/**
 * The colours of a method: of occlusion both ways from zero, of the others from zero up.
 * @param {Tensor} plane @param {boolean} signed
 * @returns {Scale}
 */
export function attributionScale(plane, signed) {
  const { shared } = rangesFor(plane);
  if (signed) return differenceScale(shared);
  const { nonFinite, max } = shared;
  return { ...heatScale(1), high: shared.finite > 0 && max > 0 ? max : 1, nonFinite };
}

/**
 * @param {HTMLCanvasElement} canvas  as large as it is laid out
 * @param {Tensor} ground  the picture, one plane
 * @param {{plane: Tensor, scale: Scale, opacity: number, smooth: boolean}|null} attribution  smooth: it is stretched, and its
 *   cells are not the picture's
 * @param {{cell: import('../core/attribution.js').Cell, ink: string, halo: string}|null} mark  the cell that is pointed at
 */
export function paintAttribution(canvas, ground, attribution, mark) {
  const { clientWidth: width, clientHeight: height } = canvas;
  if (!width || !height) return;
  const { rows, cols, count } = gridOf(ground.shape);
  under = sheetFor(under, rows, cols);
  const { lut, low, high } = scaleFor(ground, 0, 'map');
  colour(under.pixels, ground.data, 0, lut, low, high, count);
  commit(under);
  const context = ready(canvas, width, height, devicePixelRatio);
  context.imageSmoothingEnabled = (width / cols) * devicePixelRatio < 1;
  context.drawImage(under.canvas, 0, 0, width, height);
  if (attribution) layOver(context, attribution, width, height);
  if (mark) frame(context, mark, width / cols, height / rows);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {{plane: Tensor, scale: Scale, opacity: number, smooth: boolean}} attribution @param {number} width @param {number} height
 */
function layOver(context, { plane, scale, opacity, smooth }, width, height) {
  const { rows, cols, count } = gridOf(plane.shape);
  over = sheetFor(over, rows, cols);
  const { lut, low, high } = scale;
  colour(over.pixels, plane.data, 0, lut, low, high, count);
  const most = Math.max(Math.abs(low), Math.abs(high));
  for (let cell = 0; cell < count; cell += 1) {
    const strength = Math.min(1, Math.abs(plane.data[cell]) / most);
    // What is no number is not faint: it is seen.
    const alpha = Number.isNaN(strength) || over.pixels[cell] === lut[NOT_A_NUMBER] ? 1 : opacity * strength;
    over.pixels[cell] = ((over.pixels[cell] & 0xffffff) | (Math.round(255 * alpha) << 24)) >>> 0;
  }
  commit(over);
  context.imageSmoothingEnabled = smooth || (width / cols) * devicePixelRatio < 1;
  context.imageSmoothingQuality = 'high';
  context.drawImage(over.canvas, 0, 0, width, height);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {{cell: import('../core/attribution.js').Cell, ink: string, halo: string}} mark @param {number} width  of a cell @param {number} height
 */
function frame(context, { cell, ink, halo }, width, height) {
  for (const [style, line] of /** @type {const} */ ([[halo, 4], [ink, 2]])) {
    context.strokeStyle = style;
    context.lineWidth = line;
    context.strokeRect(cell.col * width, cell.row * height, width, height);
  }
}
