import test from 'node:test';
import assert from 'node:assert/strict';
import { cellSlips, sizeSlips } from '../../static/js/core/slips.js';

const at = (slips, value) => slips.find((slip) => slip.value === value)?.slip;

test('each way of getting an output size wrong is told from the others', () => {
  const slips = sizeSlips({ kind: 'conv2d', kernel_size: 3, padding: 2, stride: 2, dilation: 2 }, 0, 20, 10);
  assert.equal(at(slips, 20), 'unchanged');
  assert.equal(at(slips, 8), 'padding');
  assert.equal(at(slips, 11), 'dilation');
  assert.equal(at(slips, 9), 'padding');       // padded on one side only
  assert.equal(at(slips, 10), undefined);
});

test('pooling moves by its window when no stride is given', () => {
  const slips = sizeSlips({ kind: 'max_pool2d', kernel_size: 2 }, 0, 28, 14);
  assert.equal(at(slips, 27), 'stride');
  assert.equal(at(slips, 28), 'unchanged');
  assert.equal(at(slips, 13), 'plus_one');
});

test('a pair is read along its axis', () => {
  const layer = { kind: 'conv2d', kernel_size: [3, 5], stride: [1, 2], padding: [1, 0] };
  assert.equal(at(sizeSlips(layer, 0, 10, 10), 8), 'padding');
  assert.equal(at(sizeSlips(layer, 1, 11, 4), 7), 'stride');
});

test('where the formula does not give the truth, nothing is guessed', () => {
  assert.deepEqual(sizeSlips({ kind: 'conv2d', kernel_size: 3, padding: 'same' }, 0, 10, 10), []);
  assert.deepEqual(sizeSlips({ kind: 'conv_transpose2d', kernel_size: 3, stride: 2 }, 0, 10, 21), []);
  assert.deepEqual(sizeSlips({ kind: 'adaptive_avg_pool2d', output_size: 3 }, 0, 10, 3), []);
  assert.deepEqual(sizeSlips({ kind: 'relu' }, 0, 10, 10), []);
});

const term = (input, weight = null, padding = false) => ({ channel: 0, row: 0, col: 0, input, weight, product: weight === null ? null : input * weight, padding });

test('a sum of products: bias left out, kernel flipped, one channel only, sign lost', () => {
  const terms = [term(1, 2), term(3, -4), term(5, 6), term(7, 8)];
  const slips = cellSlips({ terms, partial_sums: [-10, 86], bias: 1, value: 77 }, { reduction: 'sum_of_products' });
  assert.equal(at(slips, 76), 'bias');
  assert.equal(at(slips, 3 * 2 - 4 + 5 * 8 + 7 * 6 + 1), 'flipped');
  assert.equal(at(slips, 87), 'one_channel');
  assert.equal(at(slips, -77), 'sign');
});

test('pooling: not divided, padding not counted, root forgotten, the mean in place of the largest', () => {
  const window = [term(4), term(2), term(0, null, true), term(0, null, true)];
  const mean = cellSlips({ terms: window, value: 1.5 }, { reduction: 'mean' });
  assert.equal(at(mean, 6), 'not_divided');
  assert.equal(at(mean, 3), 'real_cells');
  const norm = cellSlips({ terms: [term(3), term(4)], value: 5 }, { reduction: 'lp_norm', norm: { p: 2, window: 2 } });
  assert.equal(at(norm, 25), 'no_root');
  assert.equal(at(norm, 7), 'sum');
  assert.equal(at(cellSlips({ terms: window, value: 4 }, { reduction: 'max' }), 3), 'mean');
});
