/**
 * Pictures of a data set side by side in one canvas: bytes, gray or RGB.
 *
 * @typedef {import('../core/types.js').Tensor} Tensor
 */

import { commit, ready, sheetFor } from './plane.js';

const GAP = 3; // CSS pixels between two pictures

/** One sheet for all: each picture is copied to its place right away. */
let sheet = /** @type {import('./plane.js').Sheet|null} */ (null);

/**
 * As many pictures as fit, each as high as the canvas.
 * @param {HTMLCanvasElement} canvas
 * @param {Tensor} images  U8, K×C×H×W
 * @param {number} from  the first picture
 * @param {number} count  at most
 */
export function drawSamples(canvas, images, from, count) {
  const { clientWidth: width, clientHeight: height } = canvas;
  if (!width || !height) return;
  const [, channels, rows, cols] = images.shape;
  const context = ready(canvas, width, height, devicePixelRatio);
  const each = (height * cols) / rows;
  const fit = Math.max(1, Math.min(count, Math.floor((width + GAP) / (each + GAP))));
  context.imageSmoothingEnabled = (height / rows) * devicePixelRatio < 1;
  context.imageSmoothingQuality = 'medium';
  for (let i = 0; i < fit; i += 1) {
    sheet = sheetFor(sheet, rows, cols);
    colours(sheet.pixels, images.data, (from + i) * channels * rows * cols, channels);
    commit(sheet);
    context.drawImage(sheet.canvas, i * (each + GAP), 0, each, height);
  }
}

/**
 * @param {Uint32Array} pixels  as little-endian RGBA
 * @param {ArrayLike<number>} data
 * @param {number} at  where the picture begins
 * @param {number} channels  1: gray, 3: RGB
 */
function colours(pixels, data, at, channels) {
  const step = channels === 3 ? pixels.length : 0;
  for (let i = 0; i < pixels.length; i += 1) {
    pixels[i] = (0xff000000 | (data[at + 2 * step + i] << 16) | (data[at + step + i] << 8) | data[at + i]) >>> 0;
  }
}

/**
 * One picture, as large as its canvas, and what is seen of it: the rest is dimmed.
 * @param {HTMLCanvasElement} canvas
 * @param {Tensor} images  U8, N×C×H×W
 * @param {number} index
 * @param {{top: number, left: number, bottom: number, right: number}|null} region  bottom and right are not included
 * @param {import('./theme.js').Inks} inks
 */
export function drawSeen(canvas, images, index, region, inks) {
  const { clientWidth: width, clientHeight: height } = canvas;
  if (!width || !height) return;
  const [, channels, rows, cols] = images.shape;
  const context = ready(canvas, width, height, devicePixelRatio);
  sheet = sheetFor(sheet, rows, cols);
  colours(sheet.pixels, images.data, index * channels * rows * cols, channels);
  commit(sheet);
  context.imageSmoothingEnabled = (width / cols) * devicePixelRatio < 1;
  context.drawImage(sheet.canvas, 0, 0, width, height);
  if (!region) return;
  const [x, y] = [(region.left * width) / cols, (region.top * height) / rows];
  const [across, down] = [((region.right - region.left) * width) / cols, ((region.bottom - region.top) * height) / rows];
  context.fillStyle = 'rgb(0 0 0 / 55%)';
  context.beginPath();
  context.rect(0, 0, width, height);
  context.rect(x, y, across, down);
  context.fill('evenodd');
  for (const [style, line] of /** @type {const} */ ([[inks.card, 3], [inks.input, 1.5]])) {
    context.strokeStyle = style;
    context.lineWidth = line;
    context.strokeRect(Math.max(1, x), Math.max(1, y), Math.min(width - 1, x + across) - Math.max(1, x), Math.min(height - 1, y + down) - Math.max(1, y));
  }
}
