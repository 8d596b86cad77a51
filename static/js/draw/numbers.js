/**
 * Numbers in cells, as soon as they fit, in black or white, whichever reads better on the cell's colour.
 */

const SMALLEST = 8.5; // px of font size that can still be read
const LARGEST = 16;

/**
 * The font size at which texts of that width and so many lines fit a cell; 0 where none does.
 * @param {number} cell px
 * @param {number} width of the widest line, in multiples of the font size
 * @param {number} [lines]
 */
export function fontSize(cell, width, lines = 1) {
  const size = Math.min((cell - 3) / width, (cell - 3) / (lines * 1.15), cell * 0.45, LARGEST);
  return size >= SMALLEST ? size : 0;
}

/**
 * Black or white for text on this colour (WCAG's relative luminance; the two contrasts are equal at 0.179).
 * @param {number} rgba little-endian, as in ImageData
 */
export function textOn(rgba) {
  const [red, green, blue] = [rgba & 255, (rgba >> 8) & 255, (rgba >> 16) & 255].map((byte) => {
    const part = byte / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? '#000' : '#fff';
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {import('./viewport.js').Placement} placement
 * @param {import('./viewport.js').Extent} shown cells to write into
 * @param {(row: number, col: number) => string[]|null} texts the lines in a cell
 * @param {(row: number, col: number) => string} ink
 * @param {string} font family
 * @returns {number} px that the text takes of a cell's height; 0: no numbers
 */
export function drawNumbers(context, placement, shown, texts, ink, font) {
  const { scale, x, y } = placement;
  if (scale < 14) return 0;
  /** @type {{row: number, col: number, lines: string[]}[]} */
  const cells = [];
  let widest = 0;
  let most = 1;
  context.font = `10px ${font}`;
  for (let row = shown.top; row < shown.bottom; row += 1) {
    for (let col = shown.left; col < shown.right; col += 1) {
      const lines = texts(row, col);
      if (!lines) continue;
      for (const line of lines) widest = Math.max(widest, context.measureText(line).width / 10);
      most = Math.max(most, lines.length);
      cells.push({ row, col, lines });
    }
  }
  const size = fontSize(scale, widest, most);
  if (size === 0) return 0;
  context.font = `${size}px ${font}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (const { row, col, lines } of cells) {
    context.fillStyle = ink(row, col);
    lines.forEach((line, i) => {
      const down = (i - (lines.length - 1) / 2) * size * 1.15;
      context.fillText(line, x + (col + 0.5) * scale, y + (row + 0.5) * scale + down + size * 0.05);
    });
  }
  return most * size * 1.15;
}
