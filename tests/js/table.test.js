import assert from 'node:assert/strict';
import { test } from 'node:test';

import { FILLS, filled, overlay, parseNumber, parseTable } from '../../static/js/core/table.js';

test('numbers as people write them', () => {
  assert.deepEqual(['1', ' -2.5 ', '−3', '0,5', '1e3'].map(parseNumber), [1, -2.5, -3, 0.5, 1000]);
  assert.deepEqual(['', 'x', '1 2', 'Infinity', 'NaN'].map(parseNumber), [null, null, null, null, null]);
});

test('tables from spreadsheets, CSV files and printed arrays', () => {
  const table = [[1, 2], [3, 4]];
  for (const text of ['1\t2\n3\t4', '1\t2\r\n3\t4\r\n', '1,2\n3,4', '1; 2\n3; 4', '1 2\n3 4', '[[1, 2],\n [3, 4]]', '[[1, 2], [3, 4]]']) {
    assert.deepEqual(parseTable(text), table, JSON.stringify(text));
  }
  assert.deepEqual(parseTable('0,5\t1\n2\t3'), [[0.5, 1], [2, 3]], 'decimal commas between tabs');
  assert.deepEqual(parseTable('1 2 3\n4'), [[1, 2, 3], [4, 0, 0]], 'short rows are filled up');
  assert.equal(parseTable('a\tb'), null);
  assert.equal(parseTable(''), null);
});

test('a table laid over another grows it up to the limit', () => {
  const most = { rows: 3, cols: 3 };
  assert.deepEqual(overlay([[0, 0], [0, 0]], [[1, 2], [3, 4]], 1, 1, most), [[0, 0, 0], [0, 1, 2], [0, 3, 4]]);
  assert.deepEqual(overlay([[0]], [[1, 2, 3, 4, 5]], 0, 0, most), [[1, 2, 3]]);
});

test('fills', () => {
  assert.deepEqual(filled('count', 2, 1, 2), [[[0, 1]], [[2, 3]]]);
  assert.deepEqual(filled('impulse', 1, 3, 3), [[[0, 0, 0], [0, 1, 0], [0, 0, 0]]]);
  for (const fill of Object.keys(FILLS)) assert.ok(filled(fill, 1, 2, 2).flat(2).every(Number.isFinite), fill);
});
