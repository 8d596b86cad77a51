/**
 * Small pictures: a map as a thumbnail, a flat output as bars, a layer without windows as the curve it is.
 */

import { gridOf, planeOf } from '../core/tensor.js';
import { colour, commit, ready, sheetFor } from './plane.js';

/** @typedef {import('../core/types.js').Tensor} Tensor */
/** @typedef {import('./scale.js').Scale} Scale */

/** One sheet for all thumbnails: each is copied to its own canvas right away. */
let sheet = /** @type {import('./plane.js').Sheet|null} */ (null);

/**
 * @param {HTMLCanvasElement} canvas @param {Tensor} tensor @param {number} map @param {Scale} scale
 */
export function drawThumb(canvas, tensor, map, scale) {
  const { rows, cols, count } = gridOf(tensor.shape);
  const { clientWidth: width, clientHeight: height } = canvas;
  if (!width || !height) return;
  sheet = sheetFor(sheet, rows, cols);
  colour(sheet.pixels, planeOf(tensor, map).data, 0, scale.lut, scale.low, scale.high, count);
  commit(sheet);
  const context = ready(canvas, width, height, devicePixelRatio);
  const fit = Math.min(width / cols, height / rows);
  context.imageSmoothingEnabled = fit * devicePixelRatio < 1;
  context.imageSmoothingQuality = 'medium';
  context.drawImage(sheet.canvas, (width - cols * fit) / 2, (height - rows * fit) / 2, cols * fit, rows * fit);
}

/**
 * A flat tensor as bars from zero; where there are more numbers than pixels, the largest of a pixel's numbers stands.
 * @param {HTMLCanvasElement} canvas @param {ArrayLike<number>} data @param {Scale} scale
 * @param {number} chosen index that is marked @param {string} ink of the bars @param {import('./theme.js').Inks} inks
 */
export function drawBars(canvas, data, { low, high }, chosen, ink, inks) {
  const { clientWidth: width, clientHeight: height } = canvas;
  if (!width || !height) return;
  const context = ready(canvas, width, height, devicePixelRatio);
  /** @param {number} value */
  const level = (value) => 2 + (1 - (value - low) / (high - low)) * (height - 4);
  const zero = Math.min(height - 2, Math.max(2, level(0)));
  const bars = Math.min(data.length, Math.floor(width));
  const each = width / bars;
  for (let bar = 0; bar < bars; bar += 1) {
    const from = Math.floor((bar * data.length) / bars);
    const to = Math.max(from + 1, Math.floor(((bar + 1) * data.length) / bars));
    let value = 0;
    for (let i = from; i < to; i += 1) if (Math.abs(data[i]) > Math.abs(value)) value = data[i];
    context.fillStyle = chosen >= from && chosen < to ? inks.ink : ink;
    const top = Math.min(Math.max(level(value), 0), height);
    context.fillRect(bar * each, Math.min(top, zero), Math.max(1, each - (each > 3 ? 1 : 0)), Math.max(1, Math.abs(zero - top)));
  }
  context.fillStyle = inks.edge;
  context.fillRect(0, zero - 0.5, width, 1);
}

/**
 * What a layer does to single numbers, as points (input, output) taken from the two tensors themselves.
 * @param {HTMLCanvasElement} canvas @param {Tensor} input @param {Tensor} output of the same number of cells
 * @param {{input: number, output: number}|null} asked one cell, marked
 * @param {import('./theme.js').Inks} inks
 */
export function drawCurve(canvas, input, output, asked, inks) {
  const { clientWidth: width, clientHeight: height } = canvas;
  if (!width || !height) return;
  const context = ready(canvas, width, height, devicePixelRatio);
  const n = input.data.length;
  const step = Math.max(1, Math.floor(n / 2000));
  let [x0, x1, y0, y1] = [0, 0, 0, 0];
  for (let i = 0; i < n; i += step) {
    const [x, y] = [input.data[i], output.data[i]];
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
    x0 = Math.min(x0, x);
    x1 = Math.max(x1, x);
    y0 = Math.min(y0, y);
    y1 = Math.max(y1, y);
  }
  const edge = 8;
  /** @param {number} x */
  const across = (x) => edge + ((x - x0) / (x1 - x0 || 1)) * (width - 2 * edge);
  /** @param {number} y */
  const down = (y) => height - edge - ((y - y0) / (y1 - y0 || 1)) * (height - 2 * edge);
  context.fillStyle = inks.edge;
  context.fillRect(0, down(0) - 0.5, width, 1);
  context.fillRect(across(0) - 0.5, 0, 1, height);
  context.fillStyle = inks.kernel;
  for (let i = 0; i < n; i += step) context.fillRect(across(input.data[i]) - 1, down(output.data[i]) - 1, 2, 2);
  if (!asked || !Number.isFinite(asked.input) || !Number.isFinite(asked.output)) return;
  context.strokeStyle = inks.output;
  context.lineWidth = 2.5;
  context.beginPath();
  context.arc(across(asked.input), down(asked.output), 5, 0, 2 * Math.PI);
  context.stroke();
}
