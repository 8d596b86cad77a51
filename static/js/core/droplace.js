/**
 * Where in a list something is dropped: the gap between two boxes that the pointer is at, and where to mark it. The boxes
 * stand in rows that wrap, or below each other.
 */

/** @typedef {{left: number, top: number, right: number, bottom: number}} Box */

/**
 * @typedef {object} Gap
 * @property {number} index  of the box before which it would stand; as many as there are boxes: after the last
 * @property {Box} mark  a line (of no width, or no height) where it would stand
 */

/** @param {Box} box */
const middle = ({ left, right }) => (left + right) / 2;

/**
 * The boxes row by row: whoever begins below the end of the row begins the next.
 * @param {readonly Box[]} boxes
 * @returns {{first: number, boxes: Box[]}[]}
 */
function rowsOf(boxes) {
  /** @type {{first: number, boxes: Box[]}[]} */
  const rows = [];
  for (const [index, box] of boxes.entries()) {
    const row = rows.at(-1);
    if (row && box.top < row.boxes[0].bottom) row.boxes.push(box);
    else rows.push({ first: index, boxes: [box] });
  }
  return rows;
}

/**
 * @param {readonly Box[]} boxes  in order
 * @param {{x: number, y: number}} point  in the coordinates of the boxes
 * @param {'row'|'column'} flow
 * @returns {Gap|null} null: there are no boxes
 */
export function gapAt(boxes, point, flow) {
  if (boxes.length === 0) return null;
  return flow === 'row' ? gapInRows(boxes, point) : gapInColumn(boxes, point);
}

/** @param {readonly Box[]} boxes @param {{x: number, y: number}} point @returns {Gap} */
function gapInRows(boxes, { x, y }) {
  const rows = rowsOf(boxes);
  const distance = (/** @type {{boxes: Box[]}} */ { boxes: [{ top, bottom }] }) => Math.max(top - y, y - bottom, 0);
  const row = rows.reduce((best, next) => (distance(next) < distance(best) ? next : best));
  const before = row.boxes.filter((box) => middle(box) < x).length;
  const [one, other] = [row.boxes[before - 1], row.boxes[before]];
  const apart = row.boxes.length > 1 ? row.boxes[1].left - row.boxes[0].right : 0;
  const at = one && other ? (one.right + other.left) / 2 : one ? one.right + apart / 2 : other.left - apart / 2;
  const { top, bottom } = one ?? other;
  return { index: row.first + before, mark: { left: at, right: at, top, bottom } };
}

/** @param {readonly Box[]} boxes @param {{y: number}} point @returns {Gap} */
function gapInColumn(boxes, { y }) {
  const index = boxes.filter(({ top, bottom }) => (top + bottom) / 2 < y).length;
  const [one, other] = [boxes[index - 1], boxes[index]];
  const at = one && other ? (one.bottom + other.top) / 2 : one ? one.bottom : other.top;
  const { left, right } = one ?? other;
  return { index, mark: { left, right, top: at, bottom: at } };
}

/**
 * Where one of the list ends up when it is dropped in a gap.
 * @param {number} from
 * @param {number} gap
 */
export const landing = (from, gap) => (gap > from ? gap - 1 : gap);
