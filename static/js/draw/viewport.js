/**
 * Where cells lie on a canvas: pan and zoom as pure arithmetic. Lengths are CSS pixels, positions are cells: cell
 * (row, col) covers [row, row + 1) × [col, col + 1), and a padding band lies at negative rows and columns.
 *
 * @typedef {{top: number, left: number, bottom: number, right: number}} Extent  cells; bottom and right are exclusive
 * @typedef {{width: number, height: number}} Box
 * @typedef {{zoom: number, row: number, col: number}} View  zoom 1 shows the whole extent; row, col is the centre
 * @typedef {{scale: number, x: number, y: number}} Placement  cell (r, c) starts at (x + c·scale, y + r·scale)
 * @typedef {{row: number, col: number}} Cell
 */

/** A cell is never drawn larger than this at zoom 1: a single number need not fill the card. */
export const LARGEST_FIT = 80;
/** Zooming ends where a cell has this size. */
export const LARGEST_CELL = 112;

/** @param {Extent} extent @returns {View} */
export function whole(extent) {
  return { zoom: 1, row: (extent.top + extent.bottom) / 2, col: (extent.left + extent.right) / 2 };
}

/** @param {number} value @param {number} low @param {number} high */
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

/**
 * Pixels per cell when everything is shown.
 * @param {Extent} extent @param {Box} box
 */
export function fitScale(extent, box) {
  const across = box.width / Math.max(1, extent.right - extent.left);
  const down = box.height / Math.max(1, extent.bottom - extent.top);
  return Math.min(across, down, LARGEST_FIT);
}

/** @param {Extent} extent @param {Box} box */
export function largestZoom(extent, box) {
  return Math.max(1, LARGEST_CELL / Math.max(fitScale(extent, box), 1e-9));
}

/**
 * One axis of `place`: where index 0 starts. Content smaller than the box is centred, larger content covers it.
 * @param {number} centre @param {number} low @param {number} high @param {number} length @param {number} scale
 */
function origin(centre, low, high, length, scale) {
  const size = (high - low) * scale;
  if (size <= length) return (length - size) / 2 - low * scale;
  return clamp(length / 2 - centre * scale, length - high * scale, -low * scale);
}

/**
 * @param {Extent} extent @param {Box} box @param {View} view
 * @returns {Placement}
 */
export function place(extent, box, view) {
  const scale = fitScale(extent, box) * clamp(view.zoom, 1, largestZoom(extent, box));
  return {
    scale,
    x: origin(view.col, extent.left, extent.right, box.width, scale),
    y: origin(view.row, extent.top, extent.bottom, box.height, scale),
  };
}

/**
 * The view that a placement shows: its centre is where the placement was clamped to.
 * @param {Placement} placement @param {Box} box @param {number} zoom
 * @returns {View}
 */
function viewOf(placement, box, zoom) {
  return {
    zoom,
    row: (box.height / 2 - placement.y) / placement.scale,
    col: (box.width / 2 - placement.x) / placement.scale,
  };
}

/**
 * Zooms by a factor; what lies under the point stays under it.
 * @param {View} view @param {Extent} extent @param {Box} box @param {number} factor @param {{x: number, y: number}} point
 * @returns {View}
 */
export function zoomAt(view, extent, box, factor, point) {
  const before = place(extent, box, view);
  const zoom = clamp(view.zoom * factor, 1, largestZoom(extent, box));
  if (zoom === 1) return whole(extent);
  const scale = fitScale(extent, box) * zoom;
  const col = (point.x - before.x) / before.scale;
  const row = (point.y - before.y) / before.scale;
  const wanted = { zoom, row: row + (box.height / 2 - point.y) / scale, col: col + (box.width / 2 - point.x) / scale };
  return viewOf(place(extent, box, wanted), box, zoom);
}

/**
 * Moves what is shown by so many pixels, as a hand moves paper.
 * @param {View} view @param {Extent} extent @param {Box} box @param {number} dx @param {number} dy
 * @returns {View}
 */
export function pan(view, extent, box, dx, dy) {
  const { scale } = place(extent, box, view);
  const wanted = { zoom: view.zoom, row: view.row - dy / scale, col: view.col - dx / scale };
  return viewOf(place(extent, box, wanted), box, view.zoom);
}

/**
 * The view moved just as far as a cell needs to be inside the box.
 * @param {View} view @param {Extent} extent @param {Box} box @param {Cell} cell
 * @returns {View}
 */
export function reveal(view, extent, box, cell) {
  const { scale, x, y } = place(extent, box, view);
  const left = x + cell.col * scale;
  const top = y + cell.row * scale;
  const dx = left < 0 ? -left : Math.min(0, box.width - left - scale);
  const dy = top < 0 ? -top : Math.min(0, box.height - top - scale);
  return dx === 0 && dy === 0 ? view : pan(view, extent, box, dx, dy);
}

/**
 * The cell under a point, or null outside the extent.
 * @param {Placement} placement @param {Extent} extent @param {{x: number, y: number}} point
 * @returns {Cell|null}
 */
export function cellAt(placement, extent, point) {
  const row = Math.floor((point.y - placement.y) / placement.scale);
  const col = Math.floor((point.x - placement.x) / placement.scale);
  const inside = row >= extent.top && row < extent.bottom && col >= extent.left && col < extent.right;
  return inside ? { row, col } : null;
}

/**
 * The cells of which any part is shown.
 * @param {Placement} placement @param {Extent} extent @param {Box} box
 * @returns {Extent}
 */
export function visible(placement, extent, box) {
  const { scale, x, y } = placement;
  return {
    top: Math.max(extent.top, Math.floor(-y / scale)),
    left: Math.max(extent.left, Math.floor(-x / scale)),
    bottom: Math.min(extent.bottom, Math.ceil((box.height - y) / scale)),
    right: Math.min(extent.right, Math.ceil((box.width - x) / scale)),
  };
}

/**
 * The view of a second grid that follows the first: same zoom, the centre carried over by one straight line an axis.
 * @param {View} view @param {Line} rows @param {Line} cols
 * @returns {View}
 *
 * @typedef {{slope: number, shift: number}} Line
 */
export function follow(view, rows, cols) {
  return {
    zoom: view.zoom,
    row: view.row * rows.slope + rows.shift,
    col: view.col * cols.slope + cols.shift,
  };
}

/** @param {Line} line @returns {Line} */
export function inverse({ slope, shift }) {
  return { slope: 1 / slope, shift: -shift / slope };
}
