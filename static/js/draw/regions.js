/**
 * What lies over the maps of a layer: the cells that another layer's cell is made of (or that a pixel goes into), everything
 * else dimmed; the cell that is asked about; and how strongly each pixel moves it.
 *
 * @typedef {import('../core/tiles.js').Tiling} Tiling
 * @typedef {import('../core/strips.js').Place} Place
 * @typedef {import('../core/types.js').Tensor} Tensor
 * @typedef {{rows: number[], cols: number[], channels?: number[]}} Cells  channels: the maps they lie in; left out: all
 * @typedef {{ink: string, halo: string}} Colours
 */

import { strengthOf } from '../core/seeing.js';
import { placeOf } from '../core/tiles.js';
import { drawMark, runs } from './overlay.js';
import { commit, sheetFor } from './plane.js';

const VEIL = 0.62; // of what is outside
const MARGIN = 6; // CSS pixels: a frame may be larger than the few cells that it is around

/** One stamp for all: the same cells are marked on every map. */
let stamp = /** @type {HTMLCanvasElement|null} */ (null);

/**
 * The same cells on every map of a strip that has them: these lit, the others dimmed.
 * @param {CanvasRenderingContext2D} context  with CSS pixels as units
 * @param {Tiling} tiling @param {Cells} cells  none: the whole map is dimmed @param {Colours} colours @param {number} ratio  device pixels a CSS pixel
 * @param {object} [how]
 * @param {number} [how.lead]  tiles before the first map, which show all maps at once
 * @param {boolean} [how.frameOnly]  what is below says already how much each cell counts
 */
export function drawRegion(context, tiling, cells, colours, ratio, { lead = 0, frameOnly = false } = {}) {
  const { tileWidth, tileHeight, count } = tiling;
  stamp ??= document.createElement('canvas');
  stamp.width = Math.ceil((tileWidth + 2 * MARGIN) * ratio);
  stamp.height = Math.ceil((tileHeight + 2 * MARGIN) * ratio);
  const pen = /** @type {CanvasRenderingContext2D} */ (stamp.getContext('2d'));
  pen.setTransform(ratio, 0, 0, ratio, MARGIN * ratio, MARGIN * ratio);
  const scale = tiling.scale;
  if (!frameOnly) {
    pen.globalAlpha = VEIL;
    pen.fillStyle = colours.halo;
    pen.beginPath();
    pen.rect(0, 0, tileWidth, tileHeight);
    for (const r of runs(cells.rows)) {
      for (const c of runs(cells.cols)) pen.rect(c.from * scale, r.from * scale, c.size * scale, r.size * scale);
    }
    pen.fill('evenodd');
    pen.globalAlpha = 1;
  }
  // A frame, no tint: what is lit keeps the colours of its numbers.
  drawMark(pen, { scale, x: 0, y: 0 }, { kind: 'asked', rows: cells.rows, cols: cells.cols }, colours.ink, colours.halo);
  const lit = cells.channels && new Set(cells.channels);
  for (let tile = 0; tile < count; tile += 1) {
    const { x, y } = placeOf(tiling, tile);
    if (!lit || tile < lead || lit.has(tile - lead)) {
      context.drawImage(stamp, x - MARGIN, y - MARGIN, stamp.width / ratio, stamp.height / ratio);
    } else if (!frameOnly) {
      context.globalAlpha = VEIL;
      context.fillStyle = colours.halo;
      context.fillRect(x, y, tileWidth, tileHeight);
      context.globalAlpha = 1;
    }
  }
}

/**
 * One cell of one map.
 * @param {CanvasRenderingContext2D} context @param {Tiling} tiling @param {Place} place @param {Colours} colours
 */
export function drawAsked(context, tiling, { map, row, col }, { ink, halo }) {
  if (map >= tiling.count) return;
  drawMark(context, { scale: tiling.scale, ...placeOf(tiling, map) }, { kind: 'asked', rows: [row], cols: [col] }, ink, halo);
}

/**
 * The same of a row of bars: these features lit, the others dimmed.
 * @param {CanvasRenderingContext2D} context @param {{width: number, height: number}} size @param {number} count  of bars
 * @param {number[]} features @param {Colours} colours
 */
export function drawFeatures(context, { width, height }, count, features, { ink, halo }) {
  const each = width / count;
  const spans = runs(features);
  context.globalAlpha = VEIL;
  context.fillStyle = halo;
  context.beginPath();
  context.rect(0, 0, width, height);
  for (const { from, size } of spans) context.rect(from * each, 0, size * each, height);
  context.fill('evenodd');
  context.globalAlpha = 1;
  context.fillStyle = ink;
  // A line under each stretch: a frame around one pixel of a thousand would hide it.
  for (const { from, size } of spans) context.fillRect(from * each, height - 3, Math.max(2, size * each), 3);
}

/**
 * The feature that is asked about: a mark over and under its bar.
 * @param {CanvasRenderingContext2D} context @param {{width: number, height: number}} size @param {number} count @param {number} feature
 * @param {Colours} colours
 */
export function drawAskedFeature(context, { width, height }, count, feature, { ink, halo }) {
  const each = width / count;
  const wide = Math.max(6, each);
  const left = Math.min(width - wide, Math.max(0, (feature + 0.5) * each - wide / 2));
  for (const [colour, line] of /** @type {const} */ ([[halo, 4.5], [ink, 2.5]])) {
    context.strokeStyle = colour;
    context.lineWidth = line;
    context.strokeRect(left + 1.5, 1.5, wide - 3, height - 3);
  }
}

/** @type {import('./plane.js').Sheet|null} */
let glow = null;

/**
 * How strongly each pixel moves the cell that is asked about, over every map of the input: the stronger, the fuller the
 * colour. The square root keeps the weak edge of what is seen in sight.
 * @param {CanvasRenderingContext2D} context @param {Tiling} tiling @param {Tensor} gradient  C×H×W @param {Colours} colours
 */
export function drawGradient(context, tiling, gradient, { ink, halo }) {
  const [, rows, cols] = gradient.shape;
  const sizes = strengthOf(gradient).data;
  let most = 0;
  for (let cell = 0; cell < sizes.length; cell += 1) most = Math.max(most, sizes[cell]);
  glow = sheetFor(glow, rows, cols);
  for (let cell = 0; cell < sizes.length; cell += 1) {
    const share = most > 0 ? Math.sqrt(sizes[cell] / most) : 0;
    glow.pixels[cell] = (Math.round(share * 230) << 24) >>> 0;
  }
  commit(glow);
  glow.context.globalCompositeOperation = 'source-in';
  glow.context.fillStyle = ink;
  glow.context.fillRect(0, 0, cols, rows);
  glow.context.globalCompositeOperation = 'source-over';
  context.imageSmoothingEnabled = false;
  for (let map = 0; map < tiling.count; map += 1) {
    const { x, y } = placeOf(tiling, map);
    context.globalAlpha = VEIL;
    context.fillStyle = halo;
    context.fillRect(x, y, tiling.tileWidth, tiling.tileHeight);
    context.globalAlpha = 1;
    context.drawImage(glow.canvas, x, y, tiling.tileWidth, tiling.tileHeight);
  }
}

/**
 * Marks in the corner of maps that have something to be said of: a ring for those that are silent, a filled one for those
 * that are saturated.
 * @param {CanvasRenderingContext2D} context @param {Tiling} tiling @param {readonly number[]} maps @param {'silent'|'saturated'} what @param {Colours} colours
 */
export function drawRemarks(context, tiling, maps, what, { ink, halo }) {
  for (const map of maps) {
    if (map >= tiling.count) continue;
    const { x, y } = placeOf(tiling, map);
    const size = Math.min(9, tiling.tileWidth / 2);
    context.beginPath();
    context.arc(x + tiling.tileWidth - size / 2 - 2, y + size / 2 + 2, size / 2, 0, 2 * Math.PI);
    context.fillStyle = what === 'saturated' ? ink : halo;
    context.fill();
    context.strokeStyle = what === 'saturated' ? halo : ink;
    context.lineWidth = 1.5;
    context.stroke();
  }
}
