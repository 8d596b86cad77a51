import test from 'node:test';
import assert from 'node:assert/strict';
import { accepts } from '../../static/js/core/accepts.js';
import * as drawing from '../../static/js/core/drawing.js';
import * as kernels from '../../static/js/core/kernels.js';
import { f32, generator } from './helpers.js';

const total = (kernel) => kernel.flat().reduce((sum, value) => sum + value, 0);

test('normalising makes the sum one where there is a sum, else the sum of sizes', () => {
  assert.equal(total(kernels.normalise([[1, 2], [3, 4]])), 1);
  assert.deepEqual(kernels.normalise([[1, 0, -1]]), [[0.5, 0, -0.5]]);
  // Rounding is no sum: 0.1 + 0.2 − 0.3 is not 0 in binary.
  assert.deepEqual(kernels.normalise([[0.1, 0.2, -0.3]]).flat().map((value) => Math.round(value * 6)), [1, 2, -3]);
  assert.deepEqual(kernels.normalise([[0, 0]]), [[0, 0]]);
});

test('turns come back to where they began; a rectangle keeps its shape', () => {
  const random = generator(51);
  for (let round = 0; round < 30; round++) {
    const size = random.integer(1, 5);
    const square = random.list(size, () => random.list(size, () => random.next()));
    const { rotate, flip } = kernels;
    assert.deepEqual(rotate(rotate(rotate(rotate(square)))), square);
    assert.deepEqual(rotate(rotate(square)), flip(square));
    assert.deepEqual(flip(flip(square)), square);
  }
  assert.deepEqual(kernels.rotate([[1, 2], [3, 4]]), [[3, 1], [4, 2]]);
  assert.deepEqual(kernels.rotate([[1, 2, 3]]), [[3, 2, 1]]);
});

test('resizing keeps the middle in the middle', () => {
  assert.deepEqual(kernels.resize([[1, 2, 3], [4, 5, 6], [7, 8, 9]], 1, 1), [[5]]);
  assert.deepEqual(kernels.resize([[5]], 3, 3), [[0, 0, 0], [0, 5, 0], [0, 0, 0]]);
  assert.deepEqual(kernels.resize([[1, 2]], 1, 3), [[1, 2, 0]]);
  const random = generator(52);
  for (let round = 0; round < 30; round++) {
    const kernel = random.list(random.integer(1, 4), () => [1, 2, 3]);
    const larger = kernels.resize(kernel, kernel.length + random.integer(0, 4), 3 + random.integer(0, 4));
    assert.deepEqual(kernels.resize(larger, kernel.length, 3), kernel);
  }
});

test('painting changes the cells passed over, nothing else and nothing in place', () => {
  const kernel = [[1, 2], [3, 4]];
  assert.deepEqual(kernels.paint(kernel, [[0, 1], [1, 1], [5, 5], [-1, 0]], 9), [[1, 9], [3, 9]]);
  assert.deepEqual(kernel, [[1, 2], [3, 4]]);
});

test('spreading over other channels keeps the total', () => {
  assert.deepEqual(kernels.spread([[[3]], [[6]], [[0]]], 1), [[[9]]]);
  assert.deepEqual(kernels.spread([[[9]]], 3), [[[3]], [[3]], [[3]]]);
});

test('a kernel is found in either layout', () => {
  const random = generator(53);
  for (let round = 0; round < 30; round++) {
    const groups = random.integer(1, 3);
    const ins = random.integer(1, 3);
    const outs = random.integer(1, 3);
    for (const layout of ['oi', 'io']) {
      const shape = layout === 'oi' ? [outs * groups, ins, 1, 2] : [ins * groups, outs, 1, 2];
      const weight = f32(shape, Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => i));
      const meta = { groups, weight_layout: layout, input_shape: [ins * groups, 4, 4], output_shape: [outs * groups, 4, 4] };
      const seen = new Set();
      for (let map = 0; map < outs * groups; map++) {
        for (let input = 0; input < ins; input++) {
          const plane = kernels.kernelPlane(weight, meta, map, input);
          assert.deepEqual([plane.rows, plane.cols, plane.data.length], [1, 2, 2]);
          seen.add(plane.data[0]);
        }
      }
      assert.equal(seen.size, weight.data.length / 2);
    }
  }
  // torch: weight[1][0] of a transposed layer leads input 1 to output 0.
  const weight = f32([2, 2, 1, 1], [1, 2, 3, 4]);
  const meta = { groups: 1, weight_layout: 'io', input_shape: [2, 1, 1], output_shape: [2, 1, 1] };
  assert.equal(kernels.kernelPlane(weight, meta, 0, 1).data[0], 3);
  assert.deepEqual([...kernels.kernelPlane(f32([2, 3], [1, 2, 3, 4, 5, 6]), { weight_layout: 'oi' }, 1, 0).data], [4, 5, 6]);
});

function randomDrawing(random) {
  let made = drawing.blank(random.pick([28, 64]));
  for (let stroke = random.integer(0, 5); stroke > 0; stroke--) {
    const point = () => random.next() * (made.board + 10) - 5;
    made = drawing.beginStroke(made, random.pick(['pen', 'eraser']), random.next() * 6, point(), point());
    for (let more = random.integer(0, 20); more > 0; more--) made = drawing.addPoint(made, point(), point());
  }
  return made;
}

test('a drawing survives the address and is the same picture every time', () => {
  const random = generator(54);
  for (let round = 0; round < 60; round++) {
    const made = randomDrawing(random);
    const text = drawing.encodeDrawing(made);
    assert.match(text, /^[\w-]+$/);
    assert.deepEqual(drawing.decodeDrawing(text), made);
    const cells = drawing.raster(made);
    assert.equal(cells.length, made.board ** 2);
    assert.deepEqual(drawing.raster(drawing.decodeDrawing(text)), cells);
    assert.ok(cells.every((value) => value >= 0 && value <= 1));
  }
});

test('garbage is no drawing', () => {
  const random = generator(55);
  const text = drawing.encodeDrawing(randomDrawing(random));
  for (let round = 0; round < 300; round++) {
    const at = random.integer(0, text.length - 1);
    const broken = random.chance(0.5) ? text.slice(0, at) : text.slice(0, at) + random.pick([...'AZaz09-_=% ']) + text.slice(at + 1);
    const found = drawing.decodeDrawing(broken);
    if (found !== null) drawing.raster(found);
  }
  for (const nothing of ['', '=', '한글', 'A', 'AA', '__________']) assert.equal(drawing.decodeDrawing(nothing), null);
});

test('pen inks, eraser takes away, a stroke through the middle of cells fills them', () => {
  let made = drawing.beginStroke(drawing.blank(28), 'pen', 2, 4, 14);
  made = drawing.addPoint(made, 24, 14);
  assert.equal(drawing.addPoint(made, 24.01, 14), made, 'a point within the same quarter cell is none');
  const inked = drawing.raster(made);
  assert.equal(inked[14 * 28 + 14], 1);
  assert.equal(inked[13 * 28 + 14], 1);
  assert.equal(inked[10 * 28 + 14], 0);
  const erased = drawing.raster(drawing.beginStroke(made, 'eraser', 6, 14, 14));
  assert.equal(erased[14 * 28 + 14], 0);
  assert.equal(erased[14 * 28 + 6], inked[14 * 28 + 6]);
  assert.deepEqual(drawing.dropStroke(made).strokes, []);
  assert.equal(drawing.addPoint(drawing.blank(28), 1, 1).strokes.length, 0);
});

test('schemas allow what they say', () => {
  const root = { $defs: { Positive: { type: 'integer', exclusiveMinimum: 0 } } };
  const pair = { anyOf: [{ $ref: '#/$defs/Positive' }, { type: 'array', minItems: 2, maxItems: 2, prefixItems: [{ $ref: '#/$defs/Positive' }, { type: 'integer' }] }] };
  const check = (schema, value) => accepts(schema, value, root);
  assert.deepEqual([3, 0, 1.5, [3, 4], [3], [0, 1], 'same', null].map((value) => check(pair, value)),
    [true, false, false, true, false, false, false, false]);
  assert.ok(check({ enum: ['zeros', 'reflect'] }, 'zeros') && !check({ enum: ['zeros'] }, 'reflect'));
  assert.ok(check({ const: 'same' }, 'same') && !check({ const: 'same' }, 1));
  assert.ok(check({ type: 'boolean' }, false) && !check({ type: 'boolean' }, 0));
  assert.ok(check({ type: 'null' }, null) && check({ type: 'object' }, {}) && !check({ type: 'object' }, []));
  assert.ok(check({ type: 'number', minimum: 0, maximum: 1 }, 0.5) && !check({ type: 'number', maximum: 1 }, 2));
});
