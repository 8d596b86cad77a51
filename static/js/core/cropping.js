/**
 * The part of a picture that goes in: top, left, height and width in the picture's own pixels.
 */

/**
 * The largest part of a picture's shape-to-be, from its middle: nothing in it is squeezed.
 * @param {{width: number, height: number}} picture  its own size
 * @param {readonly [number, number]|null} size  height and width that it is brought to; null: it keeps its own
 * @returns {[number, number, number, number]|null}  null: the whole picture
 */
export function middle({ width, height }, size) {
  if (!size) return null;
  const scale = Math.min(height / size[0], width / size[1]);
  const [rows, cols] = size.map((side) => Math.max(1, Math.round(side * scale)));
  if (rows === height && cols === width) return null;
  return [Math.floor((height - rows) / 2), Math.floor((width - cols) / 2), rows, cols];
}
