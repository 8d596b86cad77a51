import test from 'node:test';
import assert from 'node:assert/strict';
import { encodeNpy } from '../../static/js/core/npy.js';
import { parse, serialize } from '../../static/js/core/safetensors.js';
import { generator } from './helpers.js';

const ARRAYS = { F32: Float32Array, I32: Int32Array, U8: Uint8Array };

function randomTensor(random) {
  const dtype = random.pick(['F32', 'I32', 'U8']);
  const shape = random.list(random.integer(0, 4), () => random.integer(0, 4));
  const count = shape.reduce((product, n) => product * n, 1);
  return { dtype, shape, data: ARRAYS[dtype].from(random.list(count, () => random.integer(0, 255))) };
}

test('what is written is read back, without a copy', () => {
  const random = generator(31);
  for (let round = 0; round < 60; round++) {
    const tensors = Object.fromEntries(random.list(random.integer(0, 5), (i) => [`층.${i}`, randomTensor(random)]));
    const file = serialize(tensors, { json: '{"한글": 1}' });
    const { tensors: found, metadata } = parse(file.buffer);
    assert.deepEqual(metadata, { json: '{"한글": 1}' });
    assert.deepEqual(Object.fromEntries(Object.entries(found).sort()), Object.fromEntries(Object.entries(tensors).sort()));
    for (const { data } of Object.values(found)) assert.equal(data.buffer, file.buffer);
  }
});

/** A file by hand: the header as given, then the bytes. */
function handmade(header, bytes) {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const file = new Uint8Array(8 + text.length + bytes.length);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  file.set(bytes, 8 + text.length);
  return file.buffer;
}

test('numbers that are not aligned are copied, not misread', () => {
  const header = { a: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } };
  for (let spaces = 0; spaces < 4; spaces++) {
    const { tensors } = parse(handmade(JSON.stringify(header) + ' '.repeat(spaces), new Uint8Array(Float32Array.of(1.5).buffer)));
    assert.deepEqual([...tensors.a.data], [1.5]);
  }
});

test('what is no safetensors file is refused', () => {
  const entry = { dtype: 'F32', shape: [2], data_offsets: [0, 8] };
  const bytes = new Uint8Array(8);
  assert.throws(() => parse(new ArrayBuffer(3)), RangeError);
  assert.throws(() => parse(new Uint8Array(8).fill(255).buffer), RangeError);
  assert.throws(() => parse(handmade('{not json', bytes)), SyntaxError);
  assert.throws(() => parse(handmade({ a: { ...entry, dtype: 'F64' } }, bytes)), RangeError);
  assert.throws(() => parse(handmade({ a: { ...entry, dtype: 'constructor' } }, bytes)), RangeError);
  assert.throws(() => parse(handmade({ a: { ...entry, shape: [3] } }, bytes)), RangeError);
  assert.throws(() => parse(handmade({ a: { ...entry, data_offsets: [8, 16] } }, bytes)), RangeError);
});

test('npy 1.0: magic, a header ending at a multiple of 64, the numbers', () => {
  const random = generator(32);
  for (let round = 0; round < 30; round++) {
    const tensor = randomTensor(random);
    const file = encodeNpy(tensor);
    assert.deepEqual([...file.slice(0, 8)], [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
    const length = new DataView(file.buffer).getUint16(8, true);
    assert.equal((10 + length) % 64, 0);
    assert.equal(file[9 + length], 0x0a);
    assert.deepEqual(new ARRAYS[tensor.dtype](file.buffer.slice(10 + length)), tensor.data);
  }
  const text = new TextDecoder('latin1').decode(encodeNpy({ dtype: 'F32', shape: [2], data: Float32Array.of(1, 2) }));
  assert.match(text, /\{'descr': '<f4', 'fortran_order': False, 'shape': \(2,\), \} *\n/);
});
