import assert from 'node:assert/strict';
import { test } from 'node:test';

import { softmaxSteps } from '../../static/js/core/softmax.js';

test('the steps lead from logits to shares of one', () => {
  const { max, shifted, powers, sum, shares } = softmaxSteps(Float32Array.from([1, 2, 4]));
  assert.equal(max, 4);
  assert.deepEqual(shifted, [-3, -2, 0]);
  assert.deepEqual(powers, [Math.exp(-3), Math.exp(-2), 1]);
  assert.ok(Math.abs(sum - (Math.exp(-3) + Math.exp(-2) + 1)) < 1e-15);
  assert.ok(Math.abs(shares.reduce((a, b) => a + b) - 1) < 1e-15);
  // The plain formula, where nothing overflows.
  const plain = [1, 2, 4].map(Math.exp);
  const total = plain.reduce((a, b) => a + b);
  shares.forEach((share, i) => assert.ok(Math.abs(share - plain[i] / total) < 1e-15));
});

test('large logits overflow nothing; what is no number has no shares', () => {
  assert.deepEqual(softmaxSteps([1000, 1000]).shares, [0.5, 0.5]);
  assert.deepEqual(softmaxSteps([0, -Infinity]).shares, [1, 0]);
  for (const logits of [[], [1, NaN], [Infinity, 1], [-Infinity, -Infinity]]) assert.equal(softmaxSteps(logits), null);
});
