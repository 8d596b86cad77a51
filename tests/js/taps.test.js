import test from 'node:test';
import assert from 'node:assert/strict';
import * as taps from '../../static/js/core/taps.js';
import { generator, sliding, table } from './helpers.js';

/** @param {ReturnType<typeof generator>} random */
function randomTable(random, size) {
  const kernel = random.integer(1, 4);
  return table(random.list(random.integer(1, 6), () => random.list(kernel, () => random.integer(-2, size - 1))));
}

test('coverage counts what the windows read', () => {
  const random = generator(11);
  for (let round = 0; round < 60; round++) {
    const height = random.integer(1, 6);
    const width = random.integer(1, 6);
    const both = { rows: randomTable(random, height), cols: randomTable(random, width) };
    const counted = new Int32Array(height * width);
    for (let row = 0; row < both.rows.outputs; row++) {
      for (let col = 0; col < both.cols.outputs; col++) {
        for (const tap of taps.windowOf(both, row, col)) {
          assert.equal(tap.padding, tap.row === taps.PADDING || tap.col === taps.PADDING);
          assert.equal(tap.row, both.rows.data[row * both.rows.taps + tap.kr]);
          assert.equal(tap.col, both.cols.data[col * both.cols.taps + tap.kc]);
          if (!tap.padding) counted[tap.row * width + tap.col] += 1;
        }
      }
    }
    assert.deepEqual(taps.coverage(both, height, width), counted);
  }
});

test('a window leaves out what is no tap and keeps the kernel’s order', () => {
  const both = { rows: table([[taps.NO_TAP, 0]]), cols: table([[taps.PADDING, 3, taps.NO_TAP]]) };
  assert.deepEqual(taps.windowOf(both, 0, 0), [
    { kr: 1, kc: 0, row: 0, col: -1, padding: true },
    { kr: 1, kc: 1, row: 0, col: 3, padding: false },
  ]);
});

const unread = (given, size) => Object.fromEntries(taps.unreadAlong(given, size));

test('what is never read is told apart by its cause', () => {
  assert.deepEqual(unread(sliding(8, 3, { stride: 2 }), 8), { 7: 'trailing' });
  assert.deepEqual(unread(sliding(7, 1, { stride: 3 }), 7), { 1: 'stride', 2: 'stride', 4: 'stride', 5: 'stride' });
  assert.deepEqual(unread(sliding(8, 1, { stride: 3 }), 8), { 1: 'stride', 2: 'stride', 4: 'stride', 5: 'stride', 7: 'trailing' });
  assert.deepEqual(unread(sliding(5, 3, { dilation: 2 }), 5), { 1: 'dilation', 3: 'dilation' });
  assert.deepEqual(unread(sliding(8, 2, { stride: 3, dilation: 2 }), 8), { 1: 'dilation', 4: 'dilation', 6: 'trailing', 7: 'trailing' });
  assert.deepEqual(unread(sliding(9, 3), 9), {});
  // Cropped by pad2d: one tap a row, moving by one.
  assert.deepEqual(unread(table([[1], [2]]), 4), { 0: 'crop', 3: 'crop' });
  // Circular padding reads the far end first: its jump is no dilation.
  assert.deepEqual(unread(table([[5, 0, 1], [2, 3, 4]]), 6), {});
  assert.deepEqual(unread(table([[6, 0, 1]]), 8), { 2: 'stride', 3: 'stride', 4: 'stride', 5: 'stride', 7: 'trailing' });
  assert.deepEqual(unread(table([[-1, -1]]), 2), { 0: 'crop', 1: 'crop' });
});

test('channels and maps find each other through their groups', () => {
  const random = generator(5);
  for (let round = 0; round < 40; round++) {
    const groups = random.integer(1, 4);
    const meta = { groups, input_shape: [groups * random.integer(1, 3), 4, 4], output_shape: [groups * random.integer(1, 3), 4, 4] };
    for (let map = 0; map < meta.output_shape[0]; map++) {
      for (let channel = 0; channel < meta.input_shape[0]; channel++) {
        assert.equal(taps.channelsRead(meta, map).includes(channel), taps.mapsReading(meta, channel).includes(map));
      }
    }
  }
  assert.deepEqual(taps.channelsRead({ groups: 1, input_shape: [10], output_shape: [3] }, 2), [0]);
});

test('an answer without tables has no taps', () => {
  assert.equal(taps.tapsOf({}), null);
  const tensor = { dtype: 'I32', shape: [1, 2], data: Int32Array.of(0, 1) };
  assert.deepEqual(taps.tapsOf({ rows: tensor, cols: tensor }).rows, { data: tensor.data, outputs: 1, taps: 2 });
});
