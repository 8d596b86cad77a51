/**
 * Many maps of one tensor on one canvas: filters, feature maps. One canvas for all of them, so that sliding through the
 * epochs paints a layer in a few milliseconds.
 *
 * @typedef {import('../core/types.js').Tensor} Tensor
 * @typedef {import('../core/tiles.js').Tiling} Tiling
 * @typedef {import('./scale.js').Scale} Scale
 */

import { planeOf } from '../core/tensor.js';
import { placeOf } from '../core/tiles.js';
import { colour, commit, compose, ready, sheetFor } from './plane.js';

/** One sheet for all: each map is copied to its own place right away. */
let sheet = /** @type {import('./plane.js').Sheet|null} */ (null);

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Tensor} tensor  C×H×W
 * @param {Tiling} tiling
 * @param {object} look
 * @param {(map: number) => Scale} look.scaleOf
 * @param {number} [look.parts]  planes side by side in each map, told apart by a line
 * @param {number|null} [look.chosen]  the map with a frame
 * @param {boolean} [look.picture]  the first tile is the first three maps as one picture; `scaleOf` is not asked for it
 * @param {import('./theme.js').Inks} look.inks
 */
export function drawTiles(canvas, tensor, tiling, { scaleOf, parts = 1, chosen = null, picture = false, inks }) {
  const { scale, tileWidth, tileHeight, width, height, count } = tiling;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = ready(canvas, width, height, devicePixelRatio);
  context.imageSmoothingEnabled = scale * devicePixelRatio < 1;
  context.imageSmoothingQuality = 'medium';
  for (let tile = 0; tile < count; tile += 1) {
    const map = picture ? tile - 1 : tile;
    const { data, rows, cols, count: cells } = planeOf(tensor, Math.max(0, map));
    sheet = sheetFor(sheet, rows, cols);
    if (map < 0) {
      compose(sheet.pixels, tensor.data);
    } else {
      const { lut, low, high } = scaleOf(map);
      colour(sheet.pixels, data, 0, lut, low, high, cells);
    }
    commit(sheet);
    const { x, y } = placeOf(tiling, tile);
    context.drawImage(sheet.canvas, x, y, tileWidth, tileHeight);
    context.fillStyle = inks.card;
    for (let part = 1; part < parts; part += 1) context.fillRect(x + (part * tileWidth) / parts - 0.5, y, 1, tileHeight);
    // The hairline: a map that is white all over is still seen to be there.
    context.strokeStyle = map === chosen ? inks.output : inks.line;
    context.lineWidth = map === chosen ? 2 : 1;
    context.strokeRect(x + 0.5, y + 0.5, tileWidth - 1, tileHeight - 1);
  }
}

/**
 * The places of maps whose numbers are still on their way.
 * @param {HTMLCanvasElement} canvas @param {Tiling} tiling @param {import('./theme.js').Inks} inks
 */
export function drawEmptyTiles(canvas, tiling, inks) {
  canvas.style.width = `${tiling.width}px`;
  canvas.style.height = `${tiling.height}px`;
  const context = ready(canvas, tiling.width, tiling.height, devicePixelRatio);
  context.fillStyle = inks.well;
  for (let tile = 0; tile < tiling.count; tile += 1) {
    const { x, y } = placeOf(tiling, tile);
    context.fillRect(x, y, tiling.tileWidth, tiling.tileHeight);
  }
}

/**
 * One map, as large as its canvas.
 * @param {HTMLCanvasElement} canvas @param {Tensor} tensor @param {number} map @param {Scale} scale
 * @returns {{context: CanvasRenderingContext2D, cell: number, x: number, y: number}|null} where its cells lie, for numbers
 */
export function drawMap(canvas, tensor, map, { lut, low, high }) {
  const { clientWidth: width, clientHeight: height } = canvas;
  if (!width || !height) return null;
  const { data, rows, cols, count } = planeOf(tensor, map);
  sheet = sheetFor(sheet, rows, cols);
  colour(sheet.pixels, data, 0, lut, low, high, count);
  commit(sheet);
  const context = ready(canvas, width, height, devicePixelRatio);
  const cell = Math.min(width / cols, height / rows);
  const [x, y] = [(width - cols * cell) / 2, (height - rows * cell) / 2];
  context.imageSmoothingEnabled = cell * devicePixelRatio < 1;
  context.drawImage(sheet.canvas, x, y, cols * cell, rows * cell);
  return { context, cell, x, y };
}
