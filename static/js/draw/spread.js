/**
 * A histogram that came counted: bars over a range of values, and the outline of an earlier one behind them.
 *
 * @typedef {{low: number, high: number, counts: number[]}} Spread
 */

import { ready } from './plane.js';

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Spread} spread
 * @param {object} look
 * @param {[number, number]} look.range  of the values across the canvas
 * @param {string} look.tone  of the bars
 * @param {Spread|null} [look.before]  drawn as an outline
 * @param {import('./theme.js').Inks} look.inks
 */
export function drawSpread(canvas, spread, { range, tone, before = null, inks }) {
  const { clientWidth: width, clientHeight: height } = canvas;
  if (!width || !height) return;
  const context = ready(canvas, width, height, devicePixelRatio);
  const [low, high] = range;
  const x = (/** @type {number} */ value) => (high > low ? ((value - low) / (high - low)) * width : width / 2);
  const floor = height - 1;
  const bars = (/** @type {Spread} */ of) => {
    const tallest = Math.sqrt(Math.max(1, ...of.counts));
    const step = (of.high - of.low) / of.counts.length;
    return of.counts.map((count, i) => ({
      left: x(of.low + i * step), right: x(of.low + (i + 1) * step),
      // Under a square root the few large weights can be seen beside the many small ones.
      top: count > 0 ? floor - Math.max(1, (Math.sqrt(count) / tallest) * (height - 3)) : floor,
    }));
  };
  context.fillStyle = tone;
  for (const { left, right, top } of bars(spread)) context.fillRect(left, top, Math.max(1, right - left - 0.5), floor - top);
  if (before) {
    context.beginPath();
    for (const { left, right, top } of bars(before)) {
      context.lineTo(left, top);
      context.lineTo(right, top);
    }
    context.strokeStyle = inks.soft;
    context.lineWidth = 1;
    context.stroke();
  }
  context.fillStyle = inks.edge;
  context.fillRect(0, floor, width, 1);
  if (low < 0 && high > 0) context.fillRect(x(0) - 0.5, 0, 1, height);
}
