/**
 * The marks of a run on its curves: bands below the lines; the stop, the best value, the saved files and the way back to
 * the restored epoch above them. Places come in the chart's own values, words from whoever draws.
 */

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

/** Above the plotting area, in sizes of small type: what bands and lines are called. */
export const HEAD = 1.5;
const DOT = 5;
const ROOM = 4; // between two words

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

/**
 * What lies below the lines.
 * @param {Field} field @param {ChartMarks} marks @param {MarkWords} words @param {Words} written
 */
export function paintBands(field, marks, words, written) {
  const { context, bottom, left, right } = field;
  const head = field.top - (HEAD - 0.2) * size();
  const middle = field.top - (HEAD / 2 - 0.1) * size();
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
  for (const { from, to, factor } of marks.bands) {
    if (factor === null || field.x(to) <= left || field.x(from) >= right) continue;
    written.put(words.reduced(factor), Math.max(left, field.x(from)) + 2, middle, ink('kernel-ink'), { align: 'left' });
  }
  // Only the first of a stretch is named, beside the rate's own word where both begin together.
  marks.bands.forEach(({ from, kind }, i) => {
    if (kind !== 'cooldown' || marks.bands.slice(0, i).some((other) => other.kind === 'cooldown' && other.to >= from)) return;
    const x = Math.max(left, field.x(from)) + 2;
    const besides = marks.bands.find((other) => other.kind === 'reduced' && other.from === from);
    const aside = besides?.factor ? written.width(words.reduced(besides.factor)) + 2 * ROOM : 0;
    written.put(words.cooldown, x + aside, middle, inks().soft, { align: 'left' });
  });
}

/** What says most comes first: where two fall together, its word is the one that is written. */
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
 * @param {{tone: string, files: boolean, named: boolean}} options  tone: of the best value; files: whether saved files stand
 *   below this chart; named: whether the best value is called so
 */
export function paintMarks(field, marks, words, written, { tone, files, named }) {
  const { context, top, bottom, left, right } = field;
  const visible = (/** @type {number} */ x) => x >= left - 1 && x <= right + 1;
  const middle = top - (HEAD / 2 - 0.1) * size();
  for (const { x: value, kind } of marks.lines.toSorted((a, b) => RANK.indexOf(a.kind) - RANK.indexOf(b.kind))) {
    const x = field.x(value);
    if (!visible(x)) continue;
    const { colour, word, dash } = LINE[kind];
    context.strokeStyle = ink(colour);
    context.lineWidth = 1;
    context.setLineDash([...dash]);
    stroke(context, [[x, top - (HEAD - 0.2) * size()], [x, bottom]]);
    context.setLineDash([]);
    if (!written.put(words.lines[kind], x - 3, middle, ink(word), { align: 'right' })) {
      written.put(words.lines[kind], x - 3, middle + 1.3 * size(), ink(word), { align: 'right', halo: true });
    }
  }
  if (marks.back) paintBack(field, marks.back, words, written, tone);
  if (marks.best) {
    const [x, y] = [field.x(marks.best.x), field.y(marks.best.y)];
    if (visible(x) && y >= top - DOT && y <= bottom + DOT) {
      context.beginPath();
      context.arc(x, y, DOT, 0, 2 * Math.PI);
      context.fillStyle = tone;
      context.fill();
      context.strokeStyle = inks().card;
      context.lineWidth = 1.5;
      context.stroke();
      const above = y - DOT - size() * 0.8 > top;
      if (named) written.put(words.best, x, above ? y - DOT - size() * 0.75 : y + DOT + size() * 0.75, tone, { must: true, halo: true });
    }
  }
  if (files) paintFiles(field, marks.saved.map((x) => field.x(x)).filter(visible), words, written);
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
 * @param {Field} field @param {NonNullable<ChartMarks['back']>} back @param {MarkWords} words @param {Words} written @param {string} tone
 */
function paintBack(field, { from, fromY, to, toY }, words, written, tone) {
  const { context, top, bottom } = field;
  const clamp = (/** @type {number|null} */ y) => Math.max(top + 2, Math.min(bottom - 2, y === null ? (top + bottom) / 2 : field.y(y)));
  const [x0, y0, x1, y1] = [field.x(from), clamp(fromY), field.x(to), clamp(toY)];
  if (x0 - x1 < 4) return;
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
  context.rect(field.left - DOT, top - HEAD * size(), field.right - field.left + 2 * DOT, bottom - top + HEAD * size());
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
  written.put(words.restored, (x0 + x1) / 2, (y0 + y1) / 2 + bow + Math.sign(bow) * size() * 0.8, tone, { halo: true });
}
