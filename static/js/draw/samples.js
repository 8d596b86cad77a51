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
