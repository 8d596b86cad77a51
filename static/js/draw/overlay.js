/**
 * What is drawn over the pixels: padding, marks, what is still hidden, row and column numbers.
 *
 * @typedef {import('./viewport.js').Placement} Placement
 * @typedef {import('./viewport.js').Extent} Extent
 * @typedef {import('./viewport.js').Box} Box
 * @typedef {import('./marks.js').Mark} Mark
 * @typedef {import('./theme.js').Inks} Inks
 */

import { hatch } from './hatch.js';

/**
 * Neighbouring indices as stretches: [2, 3, 4, 7] is 2…4 and 7.
 * @param {number[]} indices
 * @returns {{from: number, size: number}[]}
 */
export function runs(indices) {
  const sorted = [...new Set(indices)].sort((a, b) => a - b);
  /** @type {{from: number, size: number}[]} */
  const found = [];
  for (const index of sorted) {
    const last = found.at(-1);
    if (last && index === last.from + last.size) last.size += 1;
    else found.push({ from: index, size: 1 });
  }
  return found;
}

/**
 * The padding around an input: everything of the extent that is no cell.
 * @param {CanvasRenderingContext2D} context @param {Placement} placement @param {Extent} extent
 * @param {{rows: number, cols: number}} size @param {Inks} inks
 */
export function drawPadding(context, { scale, x, y }, extent, { rows, cols }, inks) {
  if (extent.top === 0 && extent.left === 0 && extent.bottom === rows && extent.right === cols) return;
  context.fillStyle = hatch(context, inks.padding, inks['padding-ground']);
  context.beginPath();
  context.rect(x + extent.left * scale, y + extent.top * scale, (extent.right - extent.left) * scale, (extent.bottom - extent.top) * scale);
  context.rect(x, y, cols * scale, rows * scale);
  context.fill('evenodd');
}

/**
 * Where the cells end: a white cell at the edge of a white card would have no edge otherwise.
 * @param {CanvasRenderingContext2D} context @param {Placement} placement @param {{rows: number, cols: number}} size
 * @param {Inks} inks
 */
export function drawFrame(context, { scale, x, y }, { rows, cols }, inks) {
  context.strokeStyle = inks.edge;
  context.globalAlpha = 0.5;
  context.lineWidth = 1;
  context.strokeRect(x + 0.5, y + 0.5, cols * scale - 1, rows * scale - 1);
  context.globalAlpha = 1;
}

/**
 * Lines between the cells, where cells are large enough to be told apart.
 * @param {CanvasRenderingContext2D} context @param {Placement} placement @param {Extent} shown @param {Inks} inks
 */
export function drawLines(context, { scale, x, y }, shown, inks) {
  if (scale < 10) return;
  context.strokeStyle = inks.card;
  context.globalAlpha = 0.55;
  context.lineWidth = scale > 24 ? 2 : 1;
  context.beginPath();
  for (let row = shown.top; row <= shown.bottom; row += 1) {
    context.moveTo(x + shown.left * scale, y + row * scale);
    context.lineTo(x + shown.right * scale, y + row * scale);
  }
  for (let col = shown.left; col <= shown.right; col += 1) {
    context.moveTo(x + col * scale, y + shown.top * scale);
    context.lineTo(x + col * scale, y + shown.bottom * scale);
  }
  context.stroke();
  context.globalAlpha = 1;
}

/**
 * Cells from `from` on (row by row) hatched: not computed yet.
 * @param {CanvasRenderingContext2D} context @param {Placement} placement
 * @param {{rows: number, cols: number}} size @param {number} from @param {Inks} inks
 */
export function drawHidden(context, { scale, x, y }, { rows, cols }, from, inks) {
  const row = Math.floor(from / cols);
  const col = from % cols;
  if (row >= rows) return;
  context.fillStyle = hatch(context, inks.line, inks.card);
  context.fillRect(x + col * scale, y + row * scale, (cols - col) * scale, scale);
  context.fillRect(x, y + (row + 1) * scale, cols * scale, (rows - row - 1) * scale);
}

/** @type {Record<import('./marks.js').MarkKind, {fill: number, line: number, least: number}>} */
const STYLE = {
  window: { fill: 0.16, line: 2, least: 8 },
  reader: { fill: 0.22, line: 2, least: 6 },
  lattice: { fill: 0.26, line: 1, least: 0 },
  asked: { fill: 0, line: 2.5, least: 8 },
  now: { fill: 0.25, line: 3, least: 6 },
  winner: { fill: 0.3, line: 3, least: 6 },
};

/**
 * @param {CanvasRenderingContext2D} context @param {Placement} placement @param {Mark} mark
 * @param {string} colour @param {string} halo
 */
export function drawMark(context, { scale, x, y }, mark, colour, halo) {
  if (mark.rows.length === 0 || mark.cols.length === 0) return;
  const style = STYLE[mark.kind];
  const rows = runs(mark.rows);
  const cols = runs(mark.cols);
  context.beginPath();
  for (const r of rows) {
    for (const c of cols) context.rect(x + c.from * scale, y + r.from * scale, c.size * scale, r.size * scale);
  }
  if (style.fill) {
    context.globalAlpha = style.fill;
    context.fillStyle = colour;
    context.fill();
    context.globalAlpha = 1;
  }
  const scattered = rows.length > 1 || cols.length > 1;
  // Scattered cells of a pixel or two are a texture; only a shape that can be seen gets an outline.
  if (mark.kind === 'lattice' && scale < 6) return;
  if (!scattered || scale < 6) around(context, { scale, x, y }, rows, cols, style.least);
  context.lineJoin = 'round';
  context.strokeStyle = halo;
  context.lineWidth = style.line + 2;
  context.stroke();
  context.strokeStyle = colour;
  context.lineWidth = style.line;
  context.stroke();
}

/**
 * One frame around all cells of a mark, never smaller than `least` pixels: a cell of two pixels would be no mark at all.
 * @param {CanvasRenderingContext2D} context @param {Placement} placement
 * @param {{from: number, size: number}[]} rows @param {{from: number, size: number}[]} cols @param {number} least
 */
function around(context, { scale, x, y }, rows, cols, least) {
  const [firstRow, lastRow, firstCol, lastCol] = [rows[0], rows[rows.length - 1], cols[0], cols[cols.length - 1]];
  const width = (lastCol.from + lastCol.size - firstCol.from) * scale;
  const height = (lastRow.from + lastRow.size - firstRow.from) * scale;
  const wider = Math.max(0, least - width) / 2;
  const taller = Math.max(0, least - height) / 2;
  context.beginPath();
  context.rect(x + firstCol.from * scale - wider, y + firstRow.from * scale - taller, width + 2 * wider, height + 2 * taller);
}

/**
 * Row and column numbers along the edges of the box.
 * @param {CanvasRenderingContext2D} context @param {Placement} placement @param {Extent} shown
 * @param {{rows: number, cols: number}} size @param {Inks} inks
 */
export function drawIndices(context, { scale, x, y }, shown, { rows, cols }, inks) {
  const height = 11;
  context.font = `${height - 1}px ${inks.font}`;
  context.textBaseline = 'middle';
  context.textAlign = 'center';
  const left = Math.max(0, x + shown.left * scale);
  const top = Math.max(0, y + shown.top * scale);
  /** @param {string} text @param {number} cx @param {number} cy */
  const label = (text, cx, cy) => {
    const width = context.measureText(text).width + 4;
    context.globalAlpha = 0.82;
    context.fillStyle = inks.card;
    context.fillRect(cx - width / 2, cy - height / 2, width, height);
    context.globalAlpha = 1;
    context.fillStyle = inks.soft;
    context.fillText(text, cx, cy + 0.5);
  };
  for (let col = Math.max(0, shown.left); col < Math.min(cols, shown.right); col += 1) {
    const cx = x + (col + 0.5) * scale;
    if (cx > left + 12) label(String(col), cx, top + height / 2 + 1);
  }
  for (let row = Math.max(0, shown.top); row < Math.min(rows, shown.bottom); row += 1) {
    const cy = y + row * scale + height / 2 + 1;
    if (cy >= top) label(String(row), left + 8, cy);
  }
}
