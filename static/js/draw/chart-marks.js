/**
 * The marks of a run on its curves: bands below the lines; the stop, the best value, the saved files and the way back to
 * the restored epoch above them. Places come in the chart's own values, words from whoever draws.
 */

import { freest } from '../core/curvelabels.js';
import { factorText } from '../core/curvemarks.js';
import { hatch } from './hatch.js';
import { ink, inks } from './theme.js';

/** @typedef {import('../core/curvemarks.js').ChartMarks} ChartMarks */

/**
 * @typedef {object} Field  the plotting area, in CSS pixels of the canvas
 * @property {CanvasRenderingContext2D} context  with CSS pixels as units
 * @property {number} left
 * @property {number} top
 * @property {number} right
 * @property {number} bottom
 * @property {(value: number) => number} x
 * @property {(value: number) => number} y
 *
 * @typedef {object} MarkWords
 * @property {string} best
 * @property {string} saved
 * @property {string} cooldown
 * @property {string} restored
 * @property {(factor: number) => string} reduced
 * @property {Record<ChartMarks['lines'][number]['kind'], string>} lines
 */

/** A row of words above the plotting area, in sizes of small type. */
const ROW = 1.25;
const MOST = 0.4; // of a panel's height, for these rows
const DOT = 5;
const NEAR = 4; // pixels: a shorter way back is none
const ROOM = 4; // between two words

/**
 * The height of so many rows of words above the plotting area; one is always kept free.
 * @param {number} rows
 */
export const headHeight = (rows) => (Math.max(1, rows) * ROW + 0.25) * size();

/** How many rows a panel has room for. @param {number} height  of the panel */
export const mostRows = (height) => Math.max(1, Math.floor((MOST * height) / (ROW * size())));

/** Words that have been written, so that the next one keeps off them. */
export class Words {
  /** @param {Field} field */
  constructor(field) {
    this.field = field;
    /** @type {[number, number, number, number][]} */
    this.taken = [];
  }

  /** @param {string} text */
  width(text) {
    this.field.context.font = `400 ${size()}px ${inks().font}`;
    return this.field.context.measureText(text).width;
  }

  /**
   * Write a word unless it would lie on another one or over the edge.
   * @param {string} text @param {number} x @param {number} y  of its middle @param {string} colour
   * @param {{align?: CanvasTextAlign, must?: boolean, halo?: boolean}} [options]  must: pushed inside, never left out; halo: for what may lie on
   *   a line
   * @returns {boolean}
   */
  put(text, x, y, colour, { align = 'center', must = false, halo = false } = {}) {
    const { context, left, right } = this.field;
    const width = this.width(text);
    const height = size();
    const start = align === 'center' ? x - width / 2 : align === 'right' ? x - width : x;
    const from = must ? Math.max(left, Math.min(right - width, start)) : start;
    const overEdge = from < left - 1 || from + width > right + 1;
    const hit = this.taken.some(([a, b, c, d]) => from - ROOM < c && from + width + ROOM > a && y - height / 2 < d && y + height / 2 > b);
    if (!must && (hit || overEdge)) return false;
    this.taken.push([from, y - height / 2, from + width, y + height / 2]);
    context.textAlign = 'left';
    context.textBaseline = 'middle';
    if (halo) {
      context.strokeStyle = inks().card;
      context.lineWidth = 3;
      context.lineJoin = 'round';
      context.strokeText(text, from, y);
    }
    context.fillStyle = colour;
    context.fillText(text, from, y);
    return true;
  }
}

/** The size of small type on a canvas: it grows with the page's. */
export function size() {
  return 0.6875 * parseFloat(getComputedStyle(document.documentElement).fontSize);
}

/** A canvas that is never seen, for measuring. */
const measure = /** @type {CanvasRenderingContext2D} */ (document.createElement('canvas').getContext('2d'));

/** The width of small type. @param {string} text */
export function widthOf(text) {
  measure.font = `400 ${size()}px ${inks().font}`;
  return measure.measureText(text).width;
}

/**
 * What stands in the rows above the plotting area, what matters most first: the rate's falls, the ends, the way back, cooldowns.
 * @param {ChartMarks} marks @param {MarkWords} words
 * @param {{left: number, right: number, x: (value: number) => number}} field
 * @param {string} tone  of the way back, a custom property's name
 * @returns {import('../core/curvelabels.js').HeadWord[]}
 */
export function headWords(marks, words, { left, right, x }, tone) {
  const forms = (/** @type {string[]} */ ...texts) => texts.map((text) => ({ text, width: widthOf(text) }));
  const inside = (/** @type {number} */ at) => at >= left - 1 && at <= right + 1;
  const falls = marks.bands.filter(({ from, to, factor }) => factor !== null && x(to) > left && x(from) < right).map(({ from, factor }) => (
    { x: Math.max(left, x(from)), forms: forms(words.reduced(Number(factor)), factorText(Number(factor))), align: /** @type {const} */ ('left'), colour: 'kernel-ink' }));
  const lines = marks.lines.toSorted((a, b) => RANK.indexOf(a.kind) - RANK.indexOf(b.kind)).filter((line) => inside(x(line.x)))
    .map(({ x: at, kind }) => ({ x: x(at), forms: forms(words.lines[kind]), align: /** @type {const} */ ('right'), colour: LINE[kind].word }));
  const back = marks.back && inside(x(marks.back.from)) && x(marks.back.from) - x(marks.back.to) >= NEAR
    ? [{ x: x(marks.back.from), forms: forms(words.restored), align: /** @type {const} */ ('right'), colour: tone }] : [];
  // Only the first of a stretch of cooldowns is named.
  const cooldowns = marks.bands.filter(({ kind, from, to }, i) => kind === 'cooldown' && x(to) > left && x(from) < right
      && !marks.bands.slice(0, i).some((other) => other.kind === 'cooldown' && other.to >= from))
    .map(({ from }) => ({ x: Math.max(left, x(from)), forms: forms(words.cooldown), align: /** @type {const} */ ('left'), colour: 'soft' }));
  return [...falls, ...lines, ...back, ...cooldowns];
}

/**
 * @param {Field} field @param {readonly import('../core/curvelabels.js').Laid[]} laid
 */
export function paintHead({ context, top }, laid) {
  context.font = `400 ${size()}px ${inks().font}`;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.strokeStyle = inks().card;
  context.lineWidth = 3;
  context.lineJoin = 'round';
  for (const { text, from, row, colour } of laid) {
    const y = top - ((row + 0.5) * ROW + 0.15) * size();
    context.strokeText(text, from, y);
    context.fillStyle = ink(colour);
    context.fillText(text, from, y);
  }
}

/**
 * What lies below the lines.
 * @param {Field} field @param {ChartMarks} marks @param {number} rows  of words above the plotting area
 */
export function paintBands(field, marks, rows) {
  const { context, bottom, left, right } = field;
  const head = field.top - headHeight(rows);
  for (const { from, to, kind } of marks.bands) {
    const start = Math.max(left, field.x(from));
    const end = Math.min(right, field.x(to));
    if (end <= start) continue;
    context.fillStyle = kind === 'reduced' ? ink('kernel-ground') : hatch(context, ink('line'), 'transparent');
    context.fillRect(start, head, end - start, bottom - head);
    if (kind !== 'reduced' || start > field.x(from)) continue;
    // Where the rate falls epoch after epoch, the bands touch: each has an edge.
    context.fillStyle = ink('kernel');
    context.globalAlpha = 0.45;
    context.fillRect(start, head, 1, bottom - head);
    context.globalAlpha = 1;
  }
}

/** What says most comes first: its word has the first choice of a place. */
const LINE = /** @type {const} */ ({
  stopped: { colour: 'ink', word: 'soft', dash: [4, 3] },
  diverged: { colour: 'alarm', word: 'alarm-ink', dash: [] },
  failed: { colour: 'alarm', word: 'alarm-ink', dash: [4, 3] },
  interrupted: { colour: 'alarm', word: 'alarm-ink', dash: [4, 3] },
  changed: { colour: 'kernel', word: 'kernel-ink', dash: [2, 2] },
  continued: { colour: 'edge', word: 'soft', dash: [6, 3] },
  paused: { colour: 'edge', word: 'soft', dash: [1, 3] },
});
const RANK = Object.keys(LINE);

/**
 * What lies above the lines.
 * @param {Field} field @param {ChartMarks} marks @param {MarkWords} words @param {Words} written
 * @param {{tone: (figure: string) => string, rows: number, files: boolean, named: boolean, curves: [number, number][][]}} options
 *   tone: a figure's colour; files: whether saved files stand below this chart; named: whether the best value is called so;
 *   curves: what its name keeps off
 */
export function paintMarks(field, marks, words, written, { tone, rows, files, named, curves }) {
  const { context, top, bottom, left, right } = field;
  const visible = (/** @type {number} */ x) => x >= left - 1 && x <= right + 1;
  for (const { x: value, kind } of marks.lines) {
    const x = field.x(value);
    if (!visible(x)) continue;
    const { colour, dash } = LINE[kind];
    context.strokeStyle = ink(colour);
    context.lineWidth = 1;
    context.setLineDash([...dash]);
    stroke(context, [[x, top - headHeight(rows)], [x, bottom]]);
    context.setLineDash([]);
  }
  const arrow = marks.back ? paintBack(field, marks.back, tone(marks.back.figure)) : [];
  if (marks.best) {
    const [x, y] = [field.x(marks.best.x), field.y(marks.best.y)];
    if (visible(x) && y >= top - DOT && y <= bottom + DOT) {
      context.beginPath();
      context.arc(x, y, DOT, 0, 2 * Math.PI);
      context.fillStyle = tone(marks.best.figure);
      context.fill();
      context.strokeStyle = inks().card;
      context.lineWidth = 1.5;
      context.stroke();
      if (named) nameBest(field, words.best, [x, y], written, tone(marks.best.figure), [...curves, arrow]);
    }
  }
  if (files) paintFiles(field, marks.saved.map((x) => field.x(x)).filter(visible), words, written);
}

/**
 * The best value is called so on the side of its dot where the fewest curves run.
 * @param {Field} field @param {string} text @param {[number, number]} dot @param {Words} written @param {string} colour
 * @param {[number, number][][]} curves
 */
function nameBest({ left, right, top, bottom }, text, [x, y], written, colour, curves) {
  const [half, high] = [written.width(text) / 2, size() / 2];
  const off = DOT + 2;
  const places = [[0, -off - high], [0, off + high], [off + half, -off - high], [-off - half, -off - high], [off + half, off + high], [-off - half, off + high],
    [0, -2.5 * off - high], [0, 2.5 * off + high], [off + half, 0], [-off - half, 0]];
  const boxes = places.map(([dx, dy]) => {
    const middle = Math.max(left + half, Math.min(right - half, x + dx));
    return { x: middle, y: y + dy, left: middle - half, right: middle + half, top: y + dy - high, bottom: y + dy + high };
  });
  const inside = boxes.filter((box) => box.top >= top - 1 && box.bottom <= bottom + 1);
  const place = freest(inside.length ? inside : boxes, curves);
  written.put(text, place.x, place.y, colour, { must: true, halo: true });
}

/** @param {CanvasRenderingContext2D} context @param {[number, number][]} points */
function stroke(context, points) {
  context.beginPath();
  points.forEach(([x, y], i) => (i === 0 ? context.moveTo(x, y) : context.lineTo(x, y)));
  context.stroke();
}

/**
 * ▾ below the axis, one a file; where many were saved, as many as can be told apart.
 * @param {Field} field @param {number[]} places @param {MarkWords} words @param {Words} written
 */
function paintFiles({ context, bottom }, places, words, written) {
  const y = bottom + 8;
  let last = -Infinity;
  context.fillStyle = inks().soft;
  /** @type {number[]} */
  const drawn = [];
  for (const x of places.toSorted((a, b) => a - b)) {
    if (x - last < 6) continue;
    last = x;
    drawn.push(x);
    context.beginPath();
    context.moveTo(x - 3, y - 2);
    context.lineTo(x + 3, y - 2);
    context.lineTo(x, y + 2.5);
    context.closePath();
    context.fill();
  }
  const roomy = drawn.findLast((x, i) => i === drawn.length - 1 || drawn[i + 1] - x > 60);
  if (roomy !== undefined && !written.put(words.saved, roomy + 6, y, inks().soft, { align: 'left' })) {
    written.put(words.saved, drawn[0] - 6, y, inks().soft, { align: 'right' });
  }
}

/**
 * From where the run ended, an arrow back to the epoch whose weights it was given again.
 * @param {Field} field @param {NonNullable<ChartMarks['back']>} back @param {string} tone  its colour
 * @returns {[number, number][]}  where it runs
 */
function paintBack(field, { from, fromY, to, toY }, tone) {
  const { context, top, bottom } = field;
  const clamp = (/** @type {number} */ y) => Math.max(top + 2, Math.min(bottom - 2, field.y(y)));
  const [x0, y0, x1, y1] = [field.x(from), clamp(fromY), field.x(to), clamp(toY)];
  if (x0 - x1 < NEAR) return [];
  // The bow goes where there is more room.
  const high = Math.min(y0, y1) - top;
  const low = bottom - Math.max(y0, y1);
  const bow = Math.min(Math.max(16, (x0 - x1) / 7), 40, 0.45 * Math.max(high, low, 36)) * (low > high ? 1 : -1);
  const middle = [(x0 + x1) / 2, (y0 + y1) / 2 + 2 * bow];
  // It ends on the rim of the dot.
  const angle = Math.atan2(y1 - middle[1], x1 - middle[0]);
  const tip = [x1 - (DOT + 3) * Math.cos(angle), y1 - (DOT + 3) * Math.sin(angle)];
  context.save();
  context.beginPath();
  context.rect(field.left - DOT, top - DOT, field.right - field.left + 2 * DOT, bottom - top + 2 * DOT);
  context.clip();
  context.strokeStyle = tone;
  context.fillStyle = tone;
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(x0, y0);
  context.quadraticCurveTo(middle[0], middle[1], tip[0], tip[1]);
  context.stroke();
  context.beginPath();
  context.moveTo(tip[0] + 3 * Math.cos(angle), tip[1] + 3 * Math.sin(angle));
  for (const side of [2.6, -2.6]) context.lineTo(tip[0] + 6 * Math.cos(angle + side), tip[1] + 6 * Math.sin(angle + side));
  context.closePath();
  context.fill();
  context.restore();
  return Array.from({ length: 17 }, (_, i) => {
    const [after, before] = [i / 16, 1 - i / 16];
    const along = (/** @type {number} */ a, /** @type {number} */ b, /** @type {number} */ c) => before * before * a + 2 * before * after * b + after * after * c;
    return [along(x0, middle[0], tip[0]), along(y0, middle[1], tip[1])];
  });
}
