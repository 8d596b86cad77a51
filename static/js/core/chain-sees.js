/**
 * How much of the input one number behind a layer depends on.
 */

/** @typedef {import('./nettypes.js').Row} Row */

/** @param {readonly number[]} shape */
const size = (shape) => shape.reduce((product, each) => product * each, 1);

/** Whether each of a flat layer's numbers comes of one number before it. @param {Row} row @param {Row} before */
const oneByOne = (row, before) => row.macs === 0 && row.parameters === 0 && row.kind !== 'softmax' && size(row.output_shape) === size(before.output_shape);

/**
 * The rows and columns of the input that a cell sees. Flattening only gives cells other names: what comes of it sees as much
 * as they did, until a layer joins the numbers.
 * @param {readonly Row[]} rows
 * @param {number} index
 * @returns {[number, number]|null}  null: every number of the input
 */
export function seenBy(rows, index) {
  const row = rows[index];
  if (row.receptive_field || index === 0) return row.receptive_field;
  return oneByOne(row, rows[index - 1]) ? seenBy(rows, index - 1) : null;
}
