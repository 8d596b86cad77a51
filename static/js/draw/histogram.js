/**
 * A histogram as a small picture, in the colours of the scale that the map is drawn with.
 */

import { histogram } from '../core/tensor.js';
import { ready } from './plane.js';
import { hexOf, pixelOf } from './scale.js';

/**
 * @param {HTMLCanvasElement} canvas @param {ArrayLike<number>} data @param {import('./scale.js').Scale} scale
 * @param {import('./theme.js').Inks} inks
 */
export function drawHistogram(canvas, data, scale, inks) {
  const { clientWidth: width, clientHeight: height } = canvas;
  if (!width || !height) return;
  const bins = Math.max(8, Math.min(48, Math.floor(width / 3)));
  const { counts } = histogram(data, { min: scale.low, max: scale.high }, bins);
  const context = ready(canvas, width, height, devicePixelRatio);
  // Most cells of an edge map are zero: under a square root the rest can be seen beside them.
  const tallest = Math.sqrt(Math.max(1, ...counts));
  const each = width / bins;
  counts.forEach((count, bin) => {
    if (count === 0) return;
    const tall = Math.max(1, (Math.sqrt(count) / tallest) * (height - 1));
    context.fillStyle = hexOf(pixelOf(scale, scale.low + ((bin + 0.5) / bins) * (scale.high - scale.low)));
    context.fillRect(bin * each, height - 1 - tall, Math.max(1, each - 0.5), tall);
  });
  context.fillStyle = inks.edge;
  context.fillRect(0, height - 1, width, 1);
}
