/**
 * numpy's `.npy`, version 1.0: a magic word, a header that is a Python dict as text, then the numbers. For downloads.
 * Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */

/** @typedef {import('./types.js').Tensor} Tensor */

const DESCR = Object.freeze({ F32: '<f4', I32: '<i4', U8: '|u1' });
const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0];
const ALIGN = 64;

/**
 * @param {Tensor} tensor
 * @returns {Uint8Array<ArrayBuffer>}  the file
 */
export function encodeNpy({ dtype, shape, data }) {
  // A tuple of one needs its comma in Python.
  const tuple = `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
  const dict = `{'descr': '${DESCR[dtype]}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const before = MAGIC.length + 2;
  const length = Math.ceil((before + dict.length + 1) / ALIGN) * ALIGN - before;
  const file = new Uint8Array(before + length + data.byteLength);
  file.set(MAGIC);
  new DataView(file.buffer).setUint16(MAGIC.length, length, true);
  file.set(new TextEncoder().encode(`${dict.padEnd(length - 1)}\n`), before);
  file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), before + length);
  return file;
}
