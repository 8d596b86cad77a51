/**
 * The maps of a network as strips, one per layer: which layers stand side by side, how a strip is laid out, and which cell a
 * point or a key leads to. A strip has a grid of maps, or, where the layer is flat, one row of bars.
 *
 * @typedef {import('./nettypes.js').Row} Row
 * @typedef {import('./tiles.js').Tiling} Tiling
 * @typedef {{map: number, row: number, col: number}} Place  as in `Look`: of a flat layer the column is the feature
 */

import { placeOf, tileAt, tilingOf } from './tiles.js';

/** Of a map's longer side, CSS pixels. */
const FOLDED = { least: 30, most: 96 };
const UNFOLDED = { least: 84, most: 192 };
const LARGER = 1.5;
const TALLEST = 5000; // CSS pixels of one canvas; at twice as many on a sharp screen browsers begin to refuse
const LEAPS = 10; // features by which PageUp and PageDown move

export const INPUT = -1;

/** @param {readonly number[]} a @param {readonly number[]} b */
export const sameShape = (a, b) => a.length === b.length && a.every((size, i) => size === b[i]);

/**
 * The layers in the order of their strips: an activation stands beside the layer whose numbers it bends.
 * @param {readonly Row[]} rows
 * @param {(kind: string) => boolean} isActivation
 * @returns {number[][]}  one or two layers each; the input first
 */
export function groupsOf(rows, isActivation) {
  /** @type {number[][]} */
  const groups = [[INPUT]];
  rows.forEach(({ kind, output_shape: shape }, layer) => {
    const before = groups[groups.length - 1];
    const bends = layer > 0 && before.length === 1 && isActivation(kind) && !isActivation(rows[layer - 1].kind)
      && sameShape(shape, rows[layer - 1].output_shape);
    if (bends) before.push(layer);
    else groups.push([layer]);
  });
  return groups;
}

/**
 * How the maps lie side by side: all of them, in as many lines as it takes.
 * @param {number} count @param {number} rows @param {number} cols  of a map
 * @param {number} room  CSS pixels across
 * @param {boolean} unfolded  large enough to tell cells apart
 * @returns {Tiling}
 */
export function stripOf(count, rows, cols, room, unfolded) {
  let { least, most } = unfolded ? UNFOLDED : FOLDED;
  if (unfolded) {
    // A few maps may be as large as that already; unfolded ones are larger in any case.
    const { tileWidth, tileHeight } = tilingOf(count, rows, cols, room, FOLDED);
    least = Math.min(most, room, Math.max(least, LARGER * Math.max(tileWidth, tileHeight)));
  }
  let tiling = tilingOf(count, rows, cols, room, { least, most });
  while (tiling.height > TALLEST && least > 4) {
    least *= 0.8;
    most = Math.max(least, most * 0.8);
    tiling = tilingOf(count, rows, cols, room, { least, most });
  }
  return tiling;
}

/**
 * The cell at a point; null between and beside the maps.
 * @param {Tiling} tiling @param {number} rows @param {number} cols @param {number} x @param {number} y
 * @returns {Place|null}
 */
export function cellAt(tiling, rows, cols, x, y) {
  const map = tileAt(tiling, x, y);
  if (map === null) return null;
  const from = placeOf(tiling, map);
  const [row, col] = [Math.floor((y - from.y) / tiling.scale), Math.floor((x - from.x) / tiling.scale)];
  return row < rows && col < cols ? { map, row, col } : null;
}

/**
 * The feature at a point of a row of bars that is so wide.
 * @param {number} count @param {number} width @param {number} x
 * @returns {Place}
 */
export function featureAt(count, width, x) {
  return { map: 0, row: 0, col: Math.min(count - 1, Math.max(0, Math.floor((x / width) * count))) };
}

/**
 * Where a key leads: arrows from cell to cell, Home and End along the row, PageUp and PageDown from map to map (of a flat
 * layer: ten features). Null for other keys.
 * @param {Place} place
 * @param {string} key
 * @param {readonly number[]} shape  of the layer's output
 * @returns {Place|null}
 */
export function placeBy({ map, row, col }, key, shape) {
  const flat = shape.length === 1;
  const [maps, rows, cols] = flat ? [1, 1, shape[0]] : shape;
  const pages = { PageUp: -1, PageDown: 1 }[key];
  const by = /** @type {Record<string, [number, number, number]>} */ ({
    ArrowLeft: [0, 0, -1], ArrowRight: [0, 0, 1], ArrowUp: [0, -1, 0], ArrowDown: [0, 1, 0], Home: [0, 0, -cols], End: [0, 0, cols],
    ...(pages && { [key]: flat ? [0, 0, pages * LEAPS] : [pages, 0, 0] }),
  })[key];
  if (!by) return null;
  const clamp = (/** @type {number} */ at, /** @type {number} */ size) => Math.min(size - 1, Math.max(0, at));
  return { map: clamp(map + by[0], maps), row: clamp(row + by[1], rows), col: clamp(col + by[2], cols) };
}

/**
 * Where a place stands in a layer's numbers.
 * @param {Place} place @param {readonly number[]} shape
 */
export function offsetOf({ map, row, col }, shape) {
  return shape.length === 1 ? col : (map * shape[1] + row) * shape[2] + col;
}

/**
 * Whether a layer of that shape has the place at all.
 * @param {Place} place @param {readonly number[]} shape
 */
export function hasPlace({ map, row, col }, shape) {
  const [maps, rows, cols] = shape.length === 1 ? [1, 1, shape[0]] : shape;
  return map >= 0 && map < maps && row >= 0 && row < rows && col >= 0 && col < cols;
}
