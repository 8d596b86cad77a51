import assert from 'node:assert/strict';
import { test } from 'node:test';

import { remarksOf } from '../../static/js/core/remarks.js';

const tensor = (shape, values) => ({ dtype: 'F32', shape, data: Float32Array.from(values) });

test('a map that is 0 everywhere is silent, one with a single other number is not', () => {
  const maps = tensor([3, 2, 2], [0, 0, 0, 0, 0, 0, 1e-9, 0, -0, 0, 0, 0]);
  assert.deepEqual(remarksOf(maps, 'relu'), { silent: [0, 2], saturated: [], count: 3 });
  assert.deepEqual(remarksOf(tensor([4], [0, 2, 0, NaN]), 'relu').silent, [0, 2]);
});

test('saturated is what lies near the ends of its activation in nine cells of ten', () => {
  const near = Array.from({ length: 9 }, (_, i) => (i % 2 ? 0.99 : -0.995));
  const maps = tensor([2, 2, 5], [...near, 0, ...near.slice(1), 0, 0.5]);
  assert.deepEqual(remarksOf(maps, 'tanh').saturated, [0]);
  assert.deepEqual(remarksOf(maps, 'relu').saturated, [], 'only what has ends saturates');
  assert.deepEqual(remarksOf(tensor([4], [0.001, 0.5, 0.995, 0.98]), 'sigmoid').saturated, [0, 2]);
});

test('the same question is answered once', () => {
  const maps = tensor([1, 1, 1], [0]);
  assert.equal(remarksOf(maps, 'relu'), remarksOf(maps, 'relu'));
});
