/**
 * Flattening: which cell of the maps becomes which feature. Torch reads row by row, then map by map.
 */

/**
 * @param {readonly number[]} shape  C×H×W
 * @param {number} map
 * @param {number} row
 * @param {number} col
 * @returns {number}
 */
export const featureOf = ([, rows, cols], map, row, col) => (map * rows + row) * cols + col;

/**
 * @param {readonly number[]} shape  C×H×W
 * @param {number} feature
 * @returns {{map: number, row: number, col: number}|null}  null where the maps have no such cell
 */
export function cellOfFeature([maps, rows, cols], feature) {
  if (!Number.isInteger(feature) || feature < 0 || feature >= maps * rows * cols) return null;
  const map = Math.floor(feature / (rows * cols));
  const within = feature - map * rows * cols;
  return { map, row: Math.floor(within / cols), col: within % cols };
}
