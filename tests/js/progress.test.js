import test from 'node:test';
import assert from 'node:assert/strict';
import { finished, progressOf, runningOf, termsAt } from '../../static/js/core/progress.js';
import { hidesCell, hidesSize, withoutResult } from '../../static/js/state/hiding.js';

const phase = (name, channel, tap) => ({ name, channel, tap, step: 0, steps: 99 });
const term = (input, weight = null, more = {}) => ({
  channel: 0, row: 0, col: 0, input, weight, product: weight === null ? null : input * weight, padding: false, ...more,
});

test('two channels of three taps: each step says what is there and what is not yet', () => {
  const at = (...given) => progressOf(phase(...given), 6, 2);
  assert.deepEqual(at('tap', 0, 0), { taken: 1, current: 0, closed: 0, tail: false, done: false });
  assert.deepEqual(at('sum', 0, null), { taken: 3, current: null, closed: 1, tail: false, done: false });
  assert.deepEqual(at('tap', 1, 1), { taken: 5, current: 4, closed: 1, tail: false, done: false });
  assert.deepEqual(at('sum', 1, null), { taken: 6, current: null, closed: 2, tail: false, done: false });
  assert.deepEqual(at('bias', null, null), { ...finished(6), done: false });
  assert.deepEqual(at('cell', null, null), finished(6));
  assert.deepEqual(progressOf(null, 6, 2), finished(6));
});

test('what has been taken comes to a sum, a largest, a sum of powers; copies come to nothing', () => {
  const terms = [term(2, 3), term(-1, 0.5), term(9, 1, { padding: true })];
  assert.equal(runningOf(terms, { reduction: 'sum_of_products' }), 14.5);
  assert.equal(runningOf(terms, { reduction: 'mean' }), 10);
  assert.equal(runningOf(terms, { reduction: 'max' }), 2);
  assert.equal(runningOf(terms.slice(2), { reduction: 'max' }), -Infinity);
  assert.equal(runningOf(terms, { reduction: 'lp_norm', norm: { p: 2, window: 3 } }), 86);
  assert.equal(runningOf(terms, { reduction: 'copy' }), null);
});

test('pointing anywhere finds its terms: an input cell in every channel, a weight, one tap', () => {
  const window = [{ kr: 0, kc: 0 }, { kr: 0, kc: 1 }];
  const terms = [0, 1].flatMap((channel) => [term(1, 1, { channel, row: 4, col: 7 }), term(1, 1, { channel, row: 4, col: 8 })]);
  assert.deepEqual([...termsAt(terms, window, { grid: 'input', channel: 0, row: 4, col: 8 })], [1, 3]);
  assert.deepEqual([...termsAt(terms, window, { grid: 'kernel', channel: 0, row: 0, col: 0 })], [0, 2]);
  assert.deepEqual([...termsAt(terms, window, { grid: 'output', channel: 0, row: 9, col: 9, tap: 2 })], [2]);
  assert.deepEqual([...termsAt(terms, window, { grid: 'output', channel: 0, row: 9, col: 9 })], []);
  assert.deepEqual([...termsAt(terms, null, null)], []);
});

test('what is guessed is hidden, and nothing else', () => {
  assert.equal(withoutResult('⌊(112 + 2·1 − 1·(3−1) − 1) / 1⌋ + 1 = 112'), '⌊(112 + 2·1 − 1·(3−1) − 1) / 1⌋ + 1 = ?');
  assert.deepEqual([hidesSize({ predict: 'size' }), hidesCell({ predict: 'size' })], [true, false]);
  assert.deepEqual([hidesSize({ predict: 'off' }), hidesCell({ predict: 'cell' })], [false, true]);
});
