/**
 * Words on a chart, laid out so that they lie neither on each other nor on the curves: rows above the plotting area for
 * what belongs to a place of the axis, and the freest side of a point for what belongs to the point. Pixels, no canvas.
 */

/**
 * A word that belongs to a place of the axis.
 * @typedef {object} HeadWord
 * @property {number} x  its place
 * @property {{text: string, width: number}[]} forms  the one to write first; shorter ones for where it does not fit
 * @property {'left'|'right'} align  whether it begins or ends at its place
 * @property {string} colour  a custom property's name
 *
 * @typedef {{text: string, from: number, row: number, colour: string}} Laid  row: 0 is the one next to the plotting area
 * @typedef {{left: number, top: number, right: number, bottom: number}} Box
 */

const ROOM = 4; // between two words
const ASIDE = 3; // from a word to its place

/**
 * Each word goes to the lowest row in which it lies on no other; those that come first choose first. A word that would
 * run over the edge is pushed inside.
 * @param {readonly HeadWord[]} words  what matters most first
 * @param {number} left
 * @param {number} right  the stretch that can be written on
 * @param {number} most  rows
 * @returns {{words: Laid[], rows: number}}
 */
export function layRows(words, left, right, most) {
  /** @type {(Laid & {to: number})[]} */
  const laid = [];
  for (const { x, forms, align, colour } of words) {
    const found = forms.flatMap(({ text, width }) => Array.from({ length: most }, (_, row) => {
      const start = align === 'left' ? x + ASIDE : x - ASIDE - width;
      const from = Math.max(left, Math.min(right - width, start));
      return { text, from, to: from + width, row, colour };
    })).find(({ from, to, row }) => laid.every((other) => other.row !== row || from - ROOM >= other.to || to + ROOM <= other.from));
    if (found) laid.push(found);
  }
  return { words: laid, rows: laid.reduce((rows, { row }) => Math.max(rows, row + 1), 0) };
}

/**
 * The box that least of the curves runs through; the first of those that are equal.
 * @template {Box} T
 * @param {readonly T[]} boxes  at least one
 * @param {readonly (readonly [number, number][])[]} curves  as pixels, from point to point
 * @returns {T}
 */
export function freest(boxes, curves) {
  const counts = boxes.map((box) => curves.reduce((sum, curve) => sum + crossings(curve, box), 0));
  return boxes[counts.indexOf(Math.min(...counts))];
}

/**
 * How many stretches of a curve touch a box.
 * @param {readonly [number, number][]} curve
 * @param {Box} box
 */
export function crossings(curve, box) {
  let count = 0;
  for (let i = 1; i < curve.length; i++) if (touches(curve[i - 1], curve[i], box)) count += 1;
  return count;
}

/**
 * Whether a straight line touches a box: what is left of it between the edges, one pair after the other.
 * @param {readonly [number, number]} a @param {readonly [number, number]} b @param {Box} box
 */
function touches([ax, ay], [bx, by], { left, top, right, bottom }) {
  let [from, to] = [0, 1];
  for (const [start, way, low, high] of [[ax, bx - ax, left, right], [ay, by - ay, top, bottom]]) {
    if (way === 0) {
      if (start < low || start > high) return false;
      continue;
    }
    const [one, other] = [(low - start) / way, (high - start) / way];
    from = Math.max(from, Math.min(one, other));
    to = Math.min(to, Math.max(one, other));
  }
  return from <= to;
}
