/**
 * The strip of one layer on its two canvases: its maps (of a flat layer, its bars), and what lies over them.
 *
 * @typedef {import('../core/types.js').Tensor} Tensor
 * @typedef {import('../core/strips.js').Place} Place
 * @typedef {object} Sight
 * @property {number[]} shape  of what the layer answers
 * @property {{width: number, height: number}} size  CSS pixels
 * @property {import('../core/tiles.js').Tiling|null} tiling  null: bars
 * @property {number} lead  tiles before the maps: a picture in colours comes before its channels
 * @property {import('./theme.js').Inks} inks
 */

import { sameShape } from '../core/strips.js';
import { ready } from './plane.js';
import { drawAsked, drawAskedFeature, drawFeatures, drawGradient, drawRegion, drawRemarks } from './regions.js';
import { drawBars } from './thumb.js';
import { drawEmptyTiles, drawTiles } from './tiles.js';

/**
 * @param {HTMLCanvasElement} canvas @param {Sight} sight
 * @param {Tensor|null} tensor  null: its numbers are on their way
 * @param {(map: number) => import('./scale.js').Scale} scaleOf
 */
export function paintStrip(canvas, { size, tiling, lead, inks }, tensor, scaleOf) {
  if (tiling) {
    if (tensor) drawTiles(canvas, tensor, tiling, { scaleOf, picture: lead > 0, inks });
    else drawEmptyTiles(canvas, tiling, inks);
    return;
  }
  canvas.style.width = `${size.width}px`;
  canvas.style.height = `${size.height}px`;
  if (tensor) drawBars(canvas, tensor.data, scaleOf(0), -1, inks.output, inks);
  else ready(canvas, size.width, size.height, devicePixelRatio);
}

/**
 * @param {HTMLCanvasElement} canvas @param {Sight} sight
 * @param {object} over
 * @param {import('../core/remarks.js').Remarks|null} over.remarks
 * @param {import('../core/nettypes.js').Region|null} over.region  the cells that are lit
 * @param {'input'|'output'} over.role  what they are to the cell that is asked about
 * @param {Tensor|null} over.gradient
 * @param {Place|null} over.place  the cell that is asked about, if it is here
 */
export function paintOver(canvas, { shape, size, tiling, lead, inks }, { remarks, region, role, gradient, place }) {
  const context = ready(canvas, size.width, size.height, devicePixelRatio);
  const halo = inks.card;
  const lit = { ink: inks[role], halo };
  const asked = { ink: inks.output, halo };
  if (!tiling) {
    if (region && 'features' in region) drawFeatures(context, size, shape[0], region.features, lit);
    if (place) drawAskedFeature(context, size, shape[0], place.col, asked);
    return;
  }
  if (remarks) {
    drawRemarks(context, tiling, remarks.silent, 'silent', { ink: inks.soft, halo });
    drawRemarks(context, tiling, remarks.saturated, 'saturated', { ink: inks.kernel, halo });
  }
  if (gradient && sameShape(gradient.shape, shape)) drawGradient(context, tiling, gradient, lit);
  if (region && 'rows' in region) drawRegion(context, tiling, region, lit, devicePixelRatio, { lead, frameOnly: gradient !== null });
  if (!place) return;
  // A pixel of a picture in colours is all of its channels.
  const tiles = lead ? Array.from({ length: tiling.count }, (_, tile) => tile) : [place.map];
  for (const map of tiles) drawAsked(context, tiling, { ...place, map }, asked);
}
