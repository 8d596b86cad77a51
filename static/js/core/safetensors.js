/**
 * safetensors: a little-endian u64 length, a JSON header of that length, then the numbers of all tensors. Read without a
 * copy, written for downloads. Format: https://github.com/huggingface/safetensors#format
 */

/** @typedef {import('./types.js').Tensor} Tensor */
/** @typedef {import('./types.js').Tensors} Tensors */

const ARRAYS = Object.freeze({ F32: Float32Array, I32: Int32Array, U8: Uint8Array });

/**
 * Read a file. The tensors are views on the buffer, unless one is not aligned to its numbers' size: that one is copied.
 * @param {ArrayBuffer} buffer
 * @returns {{tensors: Tensors, metadata: Record<string, string>}}
 * @throws {RangeError|SyntaxError} when the buffer is no safetensors file, or a number type is not one of ours
 */
export function parse(buffer) {
  if (buffer.byteLength < 8) throw new RangeError('safetensors: shorter than its own length');
  const length = Number(new DataView(buffer).getBigUint64(0, true));
  if (8 + length > buffer.byteLength) throw new RangeError('safetensors: the header is cut off');
  const header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array(buffer, 8, length)));
  const { __metadata__: metadata = {}, ...entries } = header;
  /** @type {Tensors} */
  const tensors = {};
  for (const [name, entry] of Object.entries(entries)) tensors[name] = read(buffer, 8 + length, name, entry);
  return { tensors, metadata };
}

/**
 * @param {ArrayBuffer} buffer
 * @param {number} base  where the numbers begin
 * @param {string} name
 * @param {{dtype: string, shape: number[], data_offsets: [number, number]}} entry
 * @returns {Tensor}
 */
function read(buffer, base, name, { dtype, shape, data_offsets: [from, to] }) {
  if (!Object.hasOwn(ARRAYS, dtype)) throw new RangeError(`safetensors: ${name} is ${dtype}`);
  const kind = /** @type {Tensor['dtype']} */ (dtype);
  const Numbers = ARRAYS[kind];
  const count = shape.reduce((product, size) => product * size, 1);
  if (to - from !== count * Numbers.BYTES_PER_ELEMENT || from < 0 || base + to > buffer.byteLength) {
    throw new RangeError(`safetensors: ${name} does not fit its shape`);
  }
  const start = base + from;
  const data = start % Numbers.BYTES_PER_ELEMENT === 0
    ? new Numbers(buffer, start, count)
    : new Numbers(buffer.slice(start, base + to));
  return { dtype: kind, shape, data };
}

/**
 * Write a file. The header is padded so that the numbers begin at a multiple of eight.
 * @param {Tensors} tensors
 * @param {Record<string, string>} [metadata]
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function serialize(tensors, metadata = {}) {
  /** @type {Record<string, any>} */
  const header = Object.keys(metadata).length > 0 ? { __metadata__: metadata } : {};
  // Four-byte numbers before bytes: no tensor is then misaligned by the one before it.
  const entries = Object.entries(tensors).sort(([, a], [, b]) => b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT);
  let size = 0;
  for (const [name, { dtype, shape, data }] of entries) {
    header[name] = { dtype, shape, data_offsets: [size, size + data.byteLength] };
    size += data.byteLength;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = Math.ceil(text.length / 8) * 8;
  const file = new Uint8Array(8 + length + size);
  new DataView(file.buffer).setBigUint64(0, BigInt(length), true);
  file.fill(0x20, 8, 8 + length);
  file.set(text, 8);
  let at = 8 + length;
  for (const [, { data }] of entries) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return file;
}
