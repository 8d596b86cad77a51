import assert from 'node:assert/strict';
import { test } from 'node:test';

import { gapAt, landing } from '../../static/js/core/droplace.js';
import { moved } from '../../static/js/core/sequence.js';

/** Cards of 80 × 40 in rows of three, 20 apart. */
const cards = Array.from({ length: 5 }, (_, index) => {
  const [left, top] = [(index % 3) * 100, Math.floor(index / 3) * 60];
  return { left, top, right: left + 80, bottom: top + 40 };
});

test('in rows that wrap, the nearest gap of the nearest row', () => {
  assert.equal(gapAt(cards, { x: 10, y: 20 }, 'row')?.index, 0);
  assert.equal(gapAt(cards, { x: 60, y: 20 }, 'row')?.index, 1);
  assert.equal(gapAt(cards, { x: 130, y: -50 }, 'row')?.index, 1);
  assert.equal(gapAt(cards, { x: 130, y: 75 }, 'row')?.index, 4);
  assert.equal(gapAt(cards, { x: 900, y: 20 }, 'row')?.index, 3);
  assert.equal(gapAt(cards, { x: 900, y: 900 }, 'row')?.index, 5);
});

test('the end of a row and the beginning of the next are one place with two marks', () => {
  const [end, start] = [gapAt(cards, { x: 900, y: 20 }, 'row'), gapAt(cards, { x: -5, y: 80 }, 'row')];
  assert.equal(end?.index, start?.index);
  assert.deepEqual(end?.mark, { left: 290, right: 290, top: 0, bottom: 40 });
  assert.deepEqual(start?.mark, { left: -10, right: -10, top: 60, bottom: 100 });
  assert.deepEqual(gapAt(cards, { x: 60, y: 20 }, 'row')?.mark, { left: 90, right: 90, top: 0, bottom: 40 });
});

test('in a column, the gap above or below a middle', () => {
  const lines = [0, 1, 2].map((index) => ({ left: 0, right: 300, top: index * 30, bottom: index * 30 + 20 }));
  assert.deepEqual(gapAt(lines, { x: 5, y: 12 }, 'column'), { index: 1, mark: { left: 0, right: 300, top: 25, bottom: 25 } });
  assert.deepEqual(gapAt(lines, { x: 5, y: -99 }, 'column'), { index: 0, mark: { left: 0, right: 300, top: 0, bottom: 0 } });
  assert.deepEqual(gapAt(lines, { x: 5, y: 999 }, 'column'), { index: 3, mark: { left: 0, right: 300, top: 80, bottom: 80 } });
  assert.equal(gapAt([], { x: 0, y: 0 }, 'column'), null);
});

test('what is dropped stands in the gap', () => {
  const list = ['a', 'b', 'c', 'd'];
  assert.deepEqual(moved(list, 0, landing(0, 2)), ['b', 'a', 'c', 'd']);
  assert.deepEqual(moved(list, 3, landing(3, 0)), ['d', 'a', 'b', 'c']);
  assert.equal(landing(1, 1), 1);
  assert.equal(landing(1, 2), 1);
});
