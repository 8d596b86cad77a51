import test from 'node:test';
import assert from 'node:assert/strict';
import * as tensor from '../../static/js/core/tensor.js';
import { f32, generator } from './helpers.js';

test('a flat tensor is one plane wrapped to about a square, and every number has its cell', () => {
  for (let count = 1; count <= 200; count++) {
    const shape = [count];
    const { rows, cols } = tensor.gridOf(shape);
    assert.ok(rows * cols >= count && (rows - 1) * cols < count && Math.abs(rows - cols) <= 1);
    const flat = f32(shape, Array.from({ length: count }, (_, i) => i));
    for (let i = 0; i < count; i++) {
      const { channel, row, col } = tensor.cellOf(shape, [i]);
      assert.deepEqual(tensor.indexOf(shape, channel, row, col), [i]);
      assert.equal(tensor.valueAt(flat, channel, row, col), i);
    }
    if (rows * cols > count) assert.equal(tensor.valueAt(flat, 0, rows - 1, cols - 1), undefined);
  }
});

test('planes are views on the tensor', () => {
  const whole = f32([2, 2, 3], Array.from({ length: 12 }, (_, i) => i));
  const plane = tensor.planeOf(whole, 1);
  assert.deepEqual([plane.rows, plane.cols, plane.count, [...plane.data]], [2, 3, 6, [6, 7, 8, 9, 10, 11]]);
  assert.equal(plane.data.buffer, whole.data.buffer);
  assert.equal(tensor.valueAt(whole, 1, 1, 0), 9);
  assert.equal(tensor.valueAt(whole, 2, 0, 0), undefined);
  assert.equal(tensor.indexOf(whole.shape, 0, -1, 0), null);
  assert.deepEqual(tensor.cellOf(whole.shape, [1, 0, 2]), { channel: 1, row: 0, col: 2 });
});

test('ranges leave out what is not finite, and say how much that was', () => {
  const odd = f32([2, 1, 3], [1, NaN, -2, Infinity, 4, -Infinity]);
  const { maps, shared } = tensor.rangesOf(odd);
  assert.deepEqual(maps, [{ min: -2, max: 1, finite: 2, nonFinite: 1 }, { min: 4, max: 4, finite: 1, nonFinite: 2 }]);
  assert.deepEqual(shared, { min: -2, max: 4, finite: 3, nonFinite: 3 });
  assert.deepEqual(tensor.symmetric(shared), { min: -4, max: 4, finite: 3, nonFinite: 3 });
  const none = tensor.rangeOf([NaN]);
  assert.ok(none.min > none.max);
  assert.equal(tensor.symmetric(none), none);
});

test('a histogram counts every number once', () => {
  const random = generator(3);
  for (let round = 0; round < 50; round++) {
    const data = random.list(random.integer(1, 200), () => (random.chance(0.05) ? NaN : random.next() * 4 - 2));
    const range = tensor.rangeOf(data);
    const { counts, edges, outside } = tensor.histogram(data, range, 12);
    assert.equal(counts.reduce((sum, n) => sum + n, 0), range.finite);
    assert.equal(outside, range.nonFinite);
    assert.equal(edges.length, 13);
  }
  assert.deepEqual([...tensor.histogram([5, 5], { min: 5, max: 5 }, 3).counts], [2, 0, 0]);
});

test('a difference needs equal shapes', () => {
  assert.deepEqual([...tensor.difference(f32([1, 1, 2], [3, 1]), f32([1, 1, 2], [1, 4])).data], [2, -3]);
  assert.equal(tensor.difference(f32([1, 1, 2], [3, 1]), f32([1, 2, 1], [1, 4])), null);
  assert.equal(tensor.difference(f32([2], [3, 1]), f32([1, 2, 1], [1, 4])), null);
});

test('the reach of a map leaves a few outliers out, and nothing else', () => {
  const data = Float32Array.from({ length: 1000 }, (_, i) => (i < 5 ? 100 : (i % 2 ? -1 : 1) * (i / 1000)));
  const range = tensor.rangesOf({ dtype: 'F32', shape: [1, 10, 100], data }).shared;
  const reach = tensor.reachOf(data, range, 0.99);
  assert.ok(reach >= 0.99 && reach < 1.2, `${reach}`);
  assert.equal(tensor.reachOf(data, range, 1), 100);
  const impulse = new Float32Array(1000);
  impulse[7] = -3;
  assert.equal(tensor.reachOf(impulse, { min: -3, max: 0, finite: 1000, nonFinite: 0 }, 0.99), 3, 'what there is to see');
});
