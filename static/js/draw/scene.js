/**
 * One grid as it is to be seen, and the two painters that show it: the pixels, and what lies over them.
 *
 * @typedef {import('./viewport.js').Placement} Placement
 * @typedef {import('./viewport.js').Extent} Extent
 * @typedef {import('./viewport.js').Box} Box
 *
 * @typedef {object} Scene
 * @property {import('./plane.js').Sheet} sheet  the pixels; replaced or repainted, then `version` differs
 * @property {number} version
 * @property {Extent} extent  with the padding
 * @property {number} count  cells; a wrapped flat tensor has fewer than rows × cols
 * @property {boolean} flat  a wrapped flat tensor, whose rows and columns mean nothing
 * @property {'input'|'output'} role
 * @property {import('./marks.js').Mark[]} marks
 * @property {(row: number, col: number) => string[]|null} texts  what a cell says; padding cells too
 * @property {number|null} hidden  cells from this one on are not computed yet
 * @property {{row: number, col: number}|null} secret  a cell whose value is to be guessed
 * @property {import('./plane.js').Sheet|null} veil  drawn half transparent over the pixels: coverage
 */

import { drawFrame, drawHidden, drawIndices, drawLines, drawMark, drawPadding } from './overlay.js';
import { drawNumbers, textOn } from './numbers.js';
import { drawSheet } from './plane.js';
import { visible } from './viewport.js';

const VEILED = 0.8; // how opaque the veil of coverage is

/**
 * @param {CanvasRenderingContext2D} context @param {Scene} scene @param {Placement} placement
 * @param {import('./theme.js').Inks} inks
 */
export function paintPixels(context, scene, placement, inks) {
  drawPadding(context, placement, scene.extent, scene.sheet, inks);
  drawSheet(context, scene.sheet, placement);
  if (!scene.veil) return;
  context.globalAlpha = VEILED;
  drawSheet(context, scene.veil, placement);
  context.globalAlpha = 1;
}

/**
 * @param {CanvasRenderingContext2D} context @param {Scene} scene @param {Placement} placement @param {Box} box
 * @param {import('./theme.js').Inks} inks
 * @param {boolean} indices of rows and columns too, and numbers in cells that the edge cuts
 * @returns {boolean} whether the cells show their numbers
 */
export function paintOverlay(context, scene, placement, box, inks, indices) {
  const shown = visible(placement, scene.extent, box);
  const { sheet } = scene;
  drawLines(context, placement, shown, inks);
  if (scene.count === sheet.rows * sheet.cols) drawFrame(context, placement, sheet, inks);
  const secret = scene.secret && scene.secret.row * sheet.cols + scene.secret.col;
  const end = scene.hidden ?? Infinity;
  const tall = drawNumbers(
    context, placement, indices ? shown : inner(shown, placement, box),
    (row, col) => {
      const index = row * sheet.cols + col;
      const real = row >= 0 && col >= 0 && row < sheet.rows && col < sheet.cols;
      return real && (index >= end || index === secret || index >= scene.count) ? null : scene.texts(row, col);
    },
    (row, col) => {
      const real = row >= 0 && col >= 0 && row < sheet.rows && col < sheet.cols;
      return real ? textOn(pixelUnder(scene, row * sheet.cols + col)) : inks['padding-ink'];
    },
    inks.font,
  );
  if (scene.hidden !== null) drawHidden(context, placement, sheet, scene.hidden, inks);
  if (scene.secret) drawSecret(context, placement, scene.secret, inks);
  for (const mark of scene.marks) drawMark(context, placement, mark, colourOf(mark.kind, scene.role, inks), inks.card);
  // The indices stand above the numbers of their cells, where there is room.
  if (indices && !scene.flat && tall && (placement.scale - tall) / 2 >= 12) drawIndices(context, placement, shown, sheet, inks);
  return tall > 0;
}

/**
 * The colour that a cell's number stands on: the pixel, under the veil where there is one.
 * @param {Scene} scene @param {number} index
 * @returns {number}
 */
function pixelUnder({ sheet, veil }, index) {
  const pixel = sheet.pixels[index];
  if (!veil) return pixel;
  const over = veil.pixels[index];
  let blend = 0;
  for (const shift of [0, 8, 16]) {
    blend |= Math.round(VEILED * ((over >> shift) & 255) + (1 - VEILED) * ((pixel >> shift) & 255)) << shift;
  }
  return blend;
}

/**
 * The cells that are shown whole: half a number is worse than none.
 * @param {Extent} shown @param {Placement} placement @param {Box} box
 * @returns {Extent}
 */
function inner(shown, { scale, x, y }, box) {
  return {
    top: Math.max(shown.top, Math.ceil(-y / scale)), left: Math.max(shown.left, Math.ceil(-x / scale)),
    bottom: Math.min(shown.bottom, Math.floor((box.height - y) / scale)),
    right: Math.min(shown.right, Math.floor((box.width - x) / scale)),
  };
}

/**
 * @param {import('./marks.js').MarkKind} kind @param {'input'|'output'} role @param {import('./theme.js').Inks} inks
 */
function colourOf(kind, role, inks) {
  if (kind === 'lattice' || kind === 'now') return inks.kernel;
  if (kind === 'winner') return inks.output;
  return inks[role];
}

/**
 * @param {CanvasRenderingContext2D} context @param {Placement} placement @param {{row: number, col: number}} cell
 * @param {import('./theme.js').Inks} inks
 */
function drawSecret(context, { scale, x, y }, { row, col }, inks) {
  const size = Math.max(scale, 14);
  const left = x + (col + 0.5) * scale - size / 2;
  const top = y + (row + 0.5) * scale - size / 2;
  context.fillStyle = inks.card;
  context.fillRect(left, top, size, size);
  context.fillStyle = inks.ink;
  context.font = `600 ${Math.min(20, size * 0.7)}px ${inks.font}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText('?', left + size / 2, top + size / 2);
}
