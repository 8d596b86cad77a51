/**
 * Numbers as a picture file.
 */

/**
 * @param {number[][][]} planes  one (gray) or three (rgb) of rows of numbers from 0 to 1
 * @returns {Promise<Blob>} the same numbers in steps of 1/255
 */
export async function png(planes) {
  const [height, width] = [planes[0].length, planes[0][0].length];
  const canvas = new OffscreenCanvas(width, height);
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const image = context.createImageData(width, height);
  for (let cell = 0; cell < height * width; cell++) {
    const [row, col] = [Math.floor(cell / width), cell % width];
    const levels = [0, 1, 2].map((channel) => (planes[channel] ?? planes[0])[row][col] * 255);
    image.data.set([...levels.map(Math.round), 255], 4 * cell);
  }
  context.putImageData(image, 0, 0);
  return canvas.convertToBlob({ type: 'image/png' });
}

/**
 * @param {Float32Array} cells
 * @param {number} width
 * @returns {number[][]}
 */
export const rowsOf = (cells, width) =>
  Array.from({ length: cells.length / width }, (_, row) => Array.from(cells.subarray(row * width, (row + 1) * width)));
