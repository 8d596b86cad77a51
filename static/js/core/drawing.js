/**
 * Drawings: strokes on a square board of cells, turned into grey pixels the same way every time, and into a short text
 * for the address. Ink is 1 on a ground of 0, as the MNIST digits have it.
 */

/** @typedef {import('./types.js').Drawing} Drawing */
/** @typedef {import('./types.js').Stroke} Stroke */

export const BOARDS = Object.freeze([28, 64]);

/** Points are kept on a grid of quarter cells: fine enough for the eye, short enough for the address. */
const PER_CELL = 4;
const SHADES = 255;
const MOST_POINTS = 20_000;
const MOST_BOARD = 64;

/**
 * Adding 0 makes -0 a plain 0, which is what the address gives back.
 * @param {number} value
 */
const quantise = (value) => Math.round(value * PER_CELL) / PER_CELL + 0;

/**
 * @param {number} board  cells along each side
 * @returns {Drawing}
 */
export function blank(board) {
  return { board, strokes: [] };
}

/**
 * A new stroke; one point already leaves a dot.
 * @param {Drawing} drawing
 * @param {'pen'|'eraser'} tool
 * @param {number} size  diameter in cells, kept to quarters
 * @param {number} x  in cells from the left edge
 * @param {number} y  in cells from the top edge
 * @returns {Drawing}
 */
export function beginStroke(drawing, tool, size, x, y) {
  const stroke = { tool, size: Math.max(1 / PER_CELL, quantise(size)), points: [quantise(x), quantise(y)] };
  return { ...drawing, strokes: [...drawing.strokes, stroke] };
}

/**
 * The last stroke drawn on to a point; the same drawing when the point is where the stroke already ends.
 * @param {Drawing} drawing
 * @param {number} x
 * @param {number} y
 * @returns {Drawing}
 */
export function addPoint(drawing, x, y) {
  const stroke = drawing.strokes.at(-1);
  if (!stroke) return drawing;
  const point = [quantise(x), quantise(y)];
  if (stroke.points.at(-2) === point[0] && stroke.points.at(-1) === point[1]) return drawing;
  return { ...drawing, strokes: drawing.strokes.with(-1, { ...stroke, points: [...stroke.points, ...point] }) };
}

/**
 * Without its last stroke.
 * @param {Drawing} drawing
 * @returns {Drawing}
 */
export function dropStroke(drawing) {
  return { ...drawing, strokes: drawing.strokes.slice(0, -1) };
}

/**
 * The drawing as grey numbers 0 … 1 in 255 steps, antialiased: a cell is inked by how far its middle lies inside the
 * stroke's edge.
 * @param {Drawing} drawing
 * @returns {Float32Array}  board × board, row-major
 */
export function raster(drawing) {
  const { board, strokes } = drawing;
  const cells = new Float32Array(board * board);
  const covered = new Float32Array(board * board);
  for (const stroke of strokes) {
    covered.fill(0);
    const { points } = stroke;
    for (let i = 0; i < points.length; i += 2) {
      const from = Math.max(0, i - 2);
      cover(covered, board, stroke.size / 2, points[from], points[from + 1], points[i], points[i + 1]);
    }
    const erases = stroke.tool === 'eraser';
    for (let i = 0; i < cells.length; i++) {
      cells[i] = erases ? Math.min(cells[i], 1 - covered[i]) : Math.max(cells[i], covered[i]);
    }
  }
  return cells.map((value) => Math.round(value * SHADES) / SHADES);
}

/**
 * Ink one segment (or a dot) into `covered`.
 * @param {Float32Array} covered
 * @param {number} board
 * @param {number} radius
 * @param {number} x0
 * @param {number} y0
 * @param {number} x1
 * @param {number} y1
 */
function cover(covered, board, radius, x0, y0, x1, y1) {
  const reach = radius + 1;
  const top = Math.max(0, Math.floor(Math.min(y0, y1) - reach));
  const bottom = Math.min(board - 1, Math.ceil(Math.max(y0, y1) + reach));
  const left = Math.max(0, Math.floor(Math.min(x0, x1) - reach));
  const right = Math.min(board - 1, Math.ceil(Math.max(x0, x1) + reach));
  const dx = x1 - x0;
  const dy = y1 - y0;
  const length = dx * dx + dy * dy;
  for (let row = top; row <= bottom; row++) {
    for (let col = left; col <= right; col++) {
      const px = col + 0.5 - x0;
      const py = row + 0.5 - y0;
      const along = length === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / length));
      // Math.sqrt is exact to the last bit everywhere, Math.hypot is not: the same drawing is the same tensor.
      const ex = px - along * dx;
      const ey = py - along * dy;
      const ink = Math.min(1, Math.max(0, radius + 0.5 - Math.sqrt(ex * ex + ey * ey)));
      const cell = row * board + col;
      if (ink > covered[cell]) covered[cell] = ink;
    }
  }
}

/**
 * The drawing as a short text of letters, digits, `-` and `_`: variable-length integers, points as differences.
 * @param {Drawing} drawing
 * @returns {string}
 */
export function encodeDrawing(drawing) {
  /** @type {number[]} */
  const bytes = [];
  write(bytes, drawing.board);
  for (const { tool, size, points } of drawing.strokes) {
    write(bytes, (Math.round(size * PER_CELL) << 1) | (tool === 'eraser' ? 1 : 0));
    write(bytes, points.length / 2);
    points.forEach((value, i) => {
      const step = Math.round((value - (i < 2 ? 0 : points[i - 2])) * PER_CELL);
      write(bytes, step < 0 ? -2 * step - 1 : 2 * step);
    });
  }
  const text = bytes.map((byte) => String.fromCharCode(byte)).join('');
  return btoa(text).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');
}

/**
 * @param {number[]} bytes
 * @param {number} value  not negative
 */
function write(bytes, value) {
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}

/**
 * The drawing that a text stands for; null for a text that none has.
 * @param {string} text
 * @returns {Drawing|null}
 */
export function decodeDrawing(text) {
  if (!/^[\w-]+$/.test(text) || text.length % 4 === 1) return null;
  const binary = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
  let at = 0;
  const board = read();
  if (!(board >= 1 && board <= MOST_BOARD)) return null;
  /** @type {Stroke[]} */
  const strokes = [];
  let total = 0;
  while (at < binary.length) {
    const head = read();
    const count = read();
    total += count;
    if (!(count >= 1 && total <= MOST_POINTS && head > 1)) return null;
    /** @type {number[]} */
    const points = [];
    for (let i = 0; i < 2 * count; i++) {
      const zigzag = read();
      const step = zigzag % 2 === 1 ? -(zigzag + 1) / 2 : zigzag / 2;
      points.push(step / PER_CELL + (i < 2 ? 0 : points[i - 2]));
    }
    if (points.some((value) => !(Math.abs(value) <= 4 * MOST_BOARD))) return null;
    strokes.push({ tool: head % 2 === 1 ? 'eraser' : 'pen', size: Math.floor(head / 2) / PER_CELL, points });
  }
  return { board, strokes };

  /** The next integer, or NaN at the end of the text; NaN fails every comparison above. */
  function read() {
    let value = 0;
    let scale = 1;
    while (at < binary.length && scale < 2 ** 28) {
      const byte = binary.charCodeAt(at++);
      value += (byte % 128) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
    return NaN;
  }
}
