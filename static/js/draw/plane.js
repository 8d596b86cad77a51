/**
 * A plane of numbers as a picture of one pixel a cell. The colour table has 256 colours and three more for what is no
 * finite number, so that every cell costs one comparison and one store.
 *
 * @typedef {{rows: number, cols: number, canvas: HTMLCanvasElement, context: CanvasRenderingContext2D,
 *   image: ImageData, pixels: Uint32Array}} Sheet
 * @typedef {Uint32Array} Lut  256 colours, then NaN, +∞, −∞; as little-endian RGBA, which is how ImageData lies in memory
 */

export const NOT_A_NUMBER = 256;
export const PLUS_INFINITY = 257;
export const MINUS_INFINITY = 258;

/** Violet tones, which none of the colour maps has. */
const ODD = [0x9b30c8, 0xd58cf0, 0x5b1a78];

/** @param {number} red @param {number} green @param {number} blue */
const pack = (red, green, blue) => (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;

/**
 * @param {Uint8Array} rgb 256 × 3
 * @returns {Lut}
 */
export function lutOf(rgb) {
  const lut = new Uint32Array(259);
  for (let i = 0; i < 256; i += 1) lut[i] = pack(rgb[3 * i], rgb[3 * i + 1], rgb[3 * i + 2]);
  ODD.forEach((hex, i) => { lut[256 + i] = pack(hex >> 16, (hex >> 8) & 255, hex & 255); });
  return lut;
}

/**
 * Colours of a plane; `low` and `high` are the ends of the table, what lies beyond takes the end's colour.
 * @param {Uint32Array} pixels
 * @param {ArrayLike<number>} data
 * @param {number} offset where the plane starts in `data`
 * @param {Lut} lut
 * @param {number} low
 * @param {number} high
 * @param {number} [count] cells; pixels beyond stay clear
 */
export function colour(pixels, data, offset, lut, low, high, count = pixels.length) {
  const scale = high > low ? 256 / (high - low) : 0;
  // A plane of one value that is an end of nothing: the middle tone.
  const shift = scale ? -low * scale : 128;
  for (let i = 0; i < count; i += 1) {
    const value = data[offset + i];
    const tone = value * scale + shift;
    if (tone >= 0 && tone < 256) pixels[i] = lut[tone | 0];
    else if (value === Infinity) pixels[i] = lut[PLUS_INFINITY];
    else if (value === -Infinity) pixels[i] = lut[MINUS_INFINITY];
    else if (value !== value) pixels[i] = lut[NOT_A_NUMBER];
    else pixels[i] = tone < 0 ? lut[0] : lut[255];
  }
  pixels.fill(0, count);
}

/**
 * Three planes of 0…1 as one picture.
 * @param {Uint32Array} pixels
 * @param {ArrayLike<number>} data C×H×W with C = 3
 */
export function compose(pixels, data) {
  const n = pixels.length;
  for (let i = 0; i < n; i += 1) {
    const red = Math.min(255, Math.max(0, data[i] * 255 + 0.5)) | 0;
    const green = Math.min(255, Math.max(0, data[n + i] * 255 + 0.5)) | 0;
    const blue = Math.min(255, Math.max(0, data[2 * n + i] * 255 + 0.5)) | 0;
    pixels[i] = pack(red, green, blue);
  }
}

/**
 * A sheet of that size: the old one if it fits, so that dragging a control allocates nothing.
 * @param {Sheet|null} old @param {number} rows @param {number} cols
 * @returns {Sheet}
 */
export function sheetFor(old, rows, cols) {
  if (old && old.rows === rows && old.cols === cols) return old;
  const canvas = document.createElement('canvas');
  canvas.width = cols;
  canvas.height = rows;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const image = context.createImageData(cols, rows);
  return { rows, cols, canvas, context, image, pixels: new Uint32Array(image.data.buffer) };
}

/** @param {Sheet} sheet */
export function commit(sheet) {
  sheet.context.putImageData(sheet.image, 0, 0);
}

/**
 * A canvas as sharp as the screen.
 * @param {HTMLCanvasElement} canvas @param {number} width CSS pixels @param {number} height @param {number} ratio
 * @returns {CanvasRenderingContext2D} with CSS pixels as units, cleared
 */
export function ready(canvas, width, height, ratio) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const across = Math.max(1, Math.round(width * ratio));
  const down = Math.max(1, Math.round(height * ratio));
  if (canvas.width !== across || canvas.height !== down) {
    canvas.width = across;
    canvas.height = down;
  } else {
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, across, down);
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Sheet} sheet
 * @param {import('./viewport.js').Placement} placement
 */
export function drawSheet(context, sheet, { scale, x, y }) {
  // Cells stay cells; only where several cells share a pixel are they averaged.
  context.imageSmoothingEnabled = scale * (globalThis.devicePixelRatio ?? 1) < 1;
  context.imageSmoothingQuality = 'medium';
  context.drawImage(sheet.canvas, x, y, sheet.cols * scale, sheet.rows * scale);
}
