import test from 'node:test';
import assert from 'node:assert/strict';
import { cellOfFeature, featureOf } from '../../static/js/core/chain-flatten.js';
import { contributions } from '../../static/js/core/chain-linear.js';
import { f32, generator } from './helpers.js';

test('flattening reads row by row, then map by map, and back', () => {
  const shape = [3, 4, 5];
  let feature = 0;
  for (let map = 0; map < 3; map++) {
    for (let row = 0; row < 4; row++) {
      for (let col = 0; col < 5; col++, feature++) {
        assert.equal(featureOf(shape, map, row, col), feature);
        assert.deepEqual(cellOfFeature(shape, feature), { map, row, col });
      }
    }
  }
  assert.equal(cellOfFeature(shape, 60), null);
  assert.equal(cellOfFeature(shape, -1), null);
});

test('contributions come by size, whatever their sign, and all of them sum to the output', () => {
  const weight = f32([2, 4], [1, -2, 3, 0.5, 0, 0, 0, 0]);
  const found = contributions(weight, f32([2], [0.25, 7]), f32([4], [1, 2, -3, 4]), 0, 2);
  assert.deepEqual(found.largest, [
    { feature: 2, input: -3, weight: 3, product: -9 }, { feature: 1, input: 2, weight: -2, product: -4 }]);
  assert.deepEqual(found.rest, { count: 2, positive: 3, negative: 0 });
  assert.equal(found.bias, 0.25);
  assert.equal(found.value, -9.75);
});

test('random matrices: told and untold contributions and the bias are the value', () => {
  const random = generator(4);
  for (let example = 0; example < 100; example++) {
    const features = random.integer(1, 40);
    const outputs = random.integer(1, 6);
    const numbers = (count) => random.list(count, () => random.next() * 4 - 2);
    const bias = random.chance(0.5) ? f32([outputs], numbers(outputs)) : null;
    const output = random.integer(0, outputs - 1);
    const found = contributions(f32([outputs, features], numbers(outputs * features)), bias, f32([features], numbers(features)), output, 5);
    const told = found.largest.reduce((sum, { product }) => sum + product, 0);
    const all = told + found.rest.positive + found.rest.negative + (found.bias ?? 0);
    assert.ok(Math.abs(all - found.value) < 1e-9);
    assert.equal(found.largest.length + found.rest.count, features);
    assert.ok(found.rest.positive >= 0 && found.rest.negative <= 0);
  }
});

test('what does not belong together is nothing: an answer is still on its way', () => {
  const weight = f32([2, 3], [1, 2, 3, 4, 5, 6]);
  assert.equal(contributions(weight, null, f32([2], [1, 2]), 0, 3), null);
  assert.equal(contributions(weight, null, f32([3], [1, 2, 3]), 2, 3), null);
});
