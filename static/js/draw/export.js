/**
 * The stage as one picture to keep: input, kernels and output side by side, with what they are, their scale and the layer.
 *
 * @typedef {import('../core/types.js').State} State
 * @typedef {import('../core/types.js').Answer} Answer
 * @typedef {import('../core/types.js').Cursor} Cursor
 * @typedef {import('./viewport.js').Box} Box
 */

import { number, shape } from '../core/format.js';
import { t } from '../core/i18n.js';
import { kernelPlane } from '../core/kernels.js';
import { clamp, phaseOf, planFor } from '../core/stepper.js';
import { channelsRead } from '../core/taps.js';
import { rangeOf } from '../core/tensor.js';
import { linkOf } from './link.js';
import { marksOf } from './marks.js';
import { drawNumbers, textOn } from './numbers.js';
import { endsOf, hexOf, pixelOf, scaleFor, scaleOf } from './scale.js';
import { paintOverlay, paintPixels } from './scene.js';
import { Scenes } from './scenes.js';
import { inks } from './theme.js';
import { channelName, mapTitle } from './titles.js';
import { place, whole } from './viewport.js';

const RATIO = 2;
const EDGE = 24;
const SIDE = 480;
const MIDDLE = 200;
const LARGEST_KERNEL = 15; // cells across; a larger one is told by its size

/**
 * @param {State} state with an answer
 * @returns {Promise<Blob>} a PNG
 * @throws {Error} when the browser cannot make one
 */
export function exportStage(state) {
  const canvas = compose(state);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the browser made no PNG'))), 'image/png');
  });
}

/** @param {State} state @returns {HTMLCanvasElement} */
function compose({ live, cursor: wanted, view, hover }) {
  const answer = /** @type {Answer} */ (live.answer);
  const plan = planFor(answer);
  const cursor = clamp(plan, wanted);
  const link = linkOf(answer);
  const marks = marksOf(link, cursor, hover, view.stepping ? phaseOf(plan, cursor) : null, null);
  const scenes = new Scenes();
  const { top, left, bottom, right } = link.inputExtent;
  const box = { width: SIDE, height: Math.round(SIDE / Math.min(2, Math.max(0.5, (right - left) / (bottom - top)))) };
  const height = EDGE * 2 + 40 + box.height + 84;
  const width = EDGE * 2 + SIDE * 2 + MIDDLE + 40;
  const canvas = document.createElement('canvas');
  canvas.width = width * RATIO;
  canvas.height = height * RATIO;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  context.scale(RATIO, RATIO);
  const palette = inks();
  context.fillStyle = palette.card;
  context.fillRect(0, 0, width, height);

  const y = EDGE + 40;
  const middle = EDGE + SIDE + 20;
  const out = middle + MIDDLE + 20;
  const text = writer(context, palette.font);
  text(EDGE, y - 14, t('stage.input'), palette.input, 700, shape(answer.meta.input_shape), palette.soft);
  text(middle, y - 14, answer.meta.weight_layout ? t('stage.kernel') : t(`stage.reductions.${answer.meta.reduction}`, { p: answer.meta.norm?.p ?? '' }), palette.kernel, 700);
  text(out, y - 14, t('stage.output'), palette.output, 700,
    [shape(answer.meta.output_shape), mapTitle(answer, cursor.map)].filter(Boolean).join(' · '), palette.soft);
  drawGrid(context, EDGE, y, box, scenes.input(answer, view, cursor, marks), link.inputExtent);
  drawKernels(context, middle, y, { width: MIDDLE, height: box.height }, answer, cursor);
  drawGrid(context, out, y, box, scenes.output(answer, view, cursor, marks), link.outputExtent);
  const foot = y + box.height + 24;
  drawScale(context, out, foot, scaleFor(answer.tensors.output, cursor.map, view.scale), palette);
  text(EDGE, foot + 6, 'ConvScope', palette.soft, 700);
  text(EDGE, foot + 44, captionOf(answer), palette.soft, 400, '', '', width - 2 * EDGE);
  return canvas;
}

/** The layer as torch spells it: the line of the code that binds it. @param {Answer} answer */
function captionOf({ meta }) {
  const line = meta.code.torch.split('\n').find((each) => each.startsWith('layer'));
  return (line ?? '').replace(/^layer\s*=\s*/, '');
}

/** @param {CanvasRenderingContext2D} context @param {string} font */
function writer(context, font) {
  /**
   * @param {number} x @param {number} y @param {string} text @param {string} colour @param {number} weight
   * @param {string} [more] @param {string} [second] @param {number} [room] the text is squeezed to fit into
   */
  return (x, y, text, colour, weight, more = '', second = colour, room = undefined) => {
    context.textAlign = 'left';
    context.textBaseline = 'alphabetic';
    context.font = `${weight} 16px ${font}`;
    context.fillStyle = colour;
    context.fillText(text, x, y, room);
    if (!more) return;
    const after = x + context.measureText(text).width + 8;
    context.font = `400 14px ${font}`;
    context.fillStyle = second;
    context.fillText(more, after, y);
  };
}

/**
 * @param {CanvasRenderingContext2D} context @param {number} x @param {number} y @param {Box} box
 * @param {import('./scene.js').Scene} scene @param {import('./viewport.js').Extent} extent
 */
function drawGrid(context, x, y, box, scene, extent) {
  const placement = place(extent, box, whole(extent));
  context.save();
  context.translate(x, y);
  context.beginPath();
  context.rect(0, 0, box.width, box.height);
  context.clip();
  paintPixels(context, scene, placement, inks());
  paintOverlay(context, scene, placement, box, inks(), true);
  context.restore();
}

/**
 * @param {CanvasRenderingContext2D} context @param {number} x @param {number} y @param {Box} box
 * @param {Answer} answer @param {Cursor} cursor
 */
function drawKernels(context, x, y, box, answer, cursor) {
  const { weight } = answer.tensors;
  if (!weight || weight.shape.length !== 4 || !answer.meta.weight_layout) return;
  const palette = inks();
  const channels = channelsRead(answer.meta, cursor.map);
  const kernels = channels.map((_, i) => kernelPlane(weight, answer.meta, cursor.map, i));
  const { rows, cols } = kernels[0];
  const label = 22;
  const each = box.height / kernels.length;
  const scale = Math.min(box.width / cols, (each - label - 8) / rows, 56);
  const text = writer(context, palette.font);
  const colours = scaleOf(kernels.map(({ data }) => rangeOf(data)).reduce((a, b) => (
    { ...a, min: Math.min(a.min, b.min, -a.max, -b.max), max: Math.max(a.max, b.max) })));
  kernels.forEach((kernel, i) => {
    const top = y + i * each;
    text(x, top + 12, `${channelName(answer, channels[i])}  ${rows} × ${cols}`, palette.soft, 400);
    if (rows > LARGEST_KERNEL || cols > LARGEST_KERNEL || scale < 2) return;
    const placement = { scale, x, y: top + label };
    const pixel = (/** @type {number} */ row, /** @type {number} */ col) => pixelOf(colours, kernel.data[row * cols + col]);
    for (let row = 0; row < rows; row += 1) {
      for (let col = 0; col < cols; col += 1) {
        context.fillStyle = hexOf(pixel(row, col));
        context.fillRect(x + col * scale, top + label + row * scale, scale - 1, scale - 1);
      }
    }
    drawNumbers(context, placement, { top: 0, left: 0, bottom: rows, right: cols },
      (row, col) => [number(kernel.data[row * cols + col], false)], (row, col) => textOn(pixel(row, col)), palette.font);
    context.strokeStyle = palette.kernel;
    context.lineWidth = 2;
    context.strokeRect(x - 2, top + label - 2, cols * scale + 3, rows * scale + 3);
  });
}

/**
 * @param {CanvasRenderingContext2D} context @param {number} x @param {number} y
 * @param {import('./scale.js').Scale} scale @param {import('./theme.js').Inks} palette
 */
function drawScale(context, x, y, scale, palette) {
  const width = 220;
  for (let i = 0; i < width; i += 1) {
    context.fillStyle = hexOf(scale.lut[Math.floor((i / width) * 256)]);
    context.fillRect(x + 60 + i, y - 6, 1.5, 12);
  }
  context.font = `400 14px ${palette.font}`;
  context.textBaseline = 'middle';
  context.fillStyle = palette.ink;
  context.textAlign = 'right';
  const [low, high] = endsOf(scale);
  context.fillText(low, x + 54, y);
  context.textAlign = 'left';
  context.fillText(high, x + 66 + width, y);
  if (!scale.signed) return;
  context.textAlign = 'center';
  context.fillText('0', x + 60 + width / 2, y + 18);
  context.fillRect(x + 60 + width / 2 - 0.5, y - 6, 1, 14);
}
