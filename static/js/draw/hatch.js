/**
 * The grey hatching that says "padding" or "not yet" everywhere on the page.
 */

/** @type {Map<string, HTMLCanvasElement>} */
const tiles = new Map();

/**
 * @param {CanvasRenderingContext2D} context with CSS pixels as units
 * @param {string} line colour of the strokes
 * @param {string} ground colour between them
 * @returns {CanvasPattern}
 */
export function hatch(context, line, ground) {
  const ratio = Math.max(1, Math.round(context.getTransform().a));
  const key = `${line} ${ground} ${ratio}`;
  let tile = tiles.get(key);
  if (!tile) {
    tile = draw(line, ground, 7 * ratio, ratio);
    tiles.set(key, tile);
  }
  const pattern = /** @type {CanvasPattern} */ (context.createPattern(tile, 'repeat'));
  pattern.setTransform(new DOMMatrix().scale(1 / ratio));
  return pattern;
}

/**
 * @param {string} line @param {string} ground @param {number} size @param {number} width
 */
function draw(line, ground, size, width) {
  const tile = document.createElement('canvas');
  tile.width = size;
  tile.height = size;
  const context = /** @type {CanvasRenderingContext2D} */ (tile.getContext('2d'));
  context.fillStyle = ground;
  context.fillRect(0, 0, size, size);
  context.strokeStyle = line;
  context.lineWidth = width;
  context.beginPath();
  // The corners too, so that the lines meet across tiles.
  for (const shift of [-size, 0, size]) {
    context.moveTo(shift - 1, size + 1);
    context.lineTo(shift + size + 1, -1);
  }
  context.stroke();
  return tile;
}
