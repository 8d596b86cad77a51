/**
 * Many small grids on one sheet: how large their cells are, and which one a point lies in.
 *
 * @typedef {{count: number, across: number, down: number, scale: number, width: number, height: number, gap: number,
 *   tileWidth: number, tileHeight: number}} Tiling
 *   `scale` is CSS pixels a cell, `width` and `height` what the sheet takes of them
 */

const GAP = 4; // CSS pixels between tiles

/**
 * The tiling that shows all of them as large as fits the width, within a size that is still a thumbnail.
 * @param {number} count  of tiles
 * @param {number} rows  cells of a tile
 * @param {number} cols
 * @param {number} room  CSS pixels across
 * @param {{least?: number, most?: number}} [sizes]  of a tile's longer side in CSS pixels
 * @returns {Tiling}
 */
export function tilingOf(count, rows, cols, room, { least = 36, most = 72 } = {}) {
  const longer = Math.max(rows, cols);
  const fits = Math.max(1, Math.floor((room + GAP) / ((least * cols) / longer + GAP)));
  // Lines that are equally full, with tiles of the least size or more.
  const down = Math.ceil(count / fits);
  const across = Math.ceil(count / down);
  const tileWidth = Math.min((room + GAP) / across - GAP, (most * cols) / longer);
  const scale = tileWidth / cols;
  const tileHeight = rows * scale;
  return {
    count, across, down, scale, gap: GAP, tileWidth, tileHeight,
    width: across * (tileWidth + GAP) - GAP,
    height: down * (tileHeight + GAP) - GAP,
  };
}

/**
 * Where a tile lies.
 * @param {Tiling} tiling
 * @param {number} tile
 * @returns {{x: number, y: number}}
 */
export function placeOf({ across, tileWidth, tileHeight, gap }, tile) {
  return { x: (tile % across) * (tileWidth + gap), y: Math.floor(tile / across) * (tileHeight + gap) };
}

/**
 * The tile at a point; null beside them.
 * @param {Tiling} tiling
 * @param {number} x
 * @param {number} y
 * @returns {number|null}
 */
export function tileAt({ across, count, tileWidth, tileHeight, gap }, x, y) {
  const [col, row] = [Math.floor(x / (tileWidth + gap)), Math.floor(y / (tileHeight + gap))];
  const tile = row * across + col;
  return col >= 0 && col < across && row >= 0 && tile < count ? tile : null;
}

/**
 * The tile that an arrow key leads to; null for other keys.
 * @param {Tiling} tiling
 * @param {number} tile
 * @param {string} key
 * @returns {number|null}
 */
export function tileBy({ across, count }, tile, key) {
  const to = { ArrowRight: tile + 1, ArrowLeft: tile - 1, ArrowDown: tile + across, ArrowUp: tile - across, Home: 0, End: count - 1 }[key];
  if (to === undefined) return null;
  return to >= 0 && to < count ? to : tile;
}
