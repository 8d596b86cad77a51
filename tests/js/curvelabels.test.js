import test from 'node:test';
import assert from 'node:assert/strict';
import { crossings, freest, layRows } from '../../static/js/core/curvelabels.js';

const word = (text, x, { width = 30, align = 'left', short } = {}) => (
  { x, align, colour: 'ink', forms: [{ text, width }, ...(short ? [{ text: short, width: width / 2 }] : [])] });

test('words that would lie on each other stand in rows of their own', () => {
  const { words, rows } = layRows([word('a', 0), word('b', 100), word('c', 110), word('d', 200, { align: 'right' })], 0, 300, 4);
  assert.deepEqual(words.map(({ text, from, row }) => [text, from, row]), [['a', 3, 0], ['b', 103, 0], ['c', 113, 1], ['d', 167, 0]]);
  assert.equal(rows, 2);
});

test('however close the falls of the rate are, each keeps its name', () => {
  const falls = Array.from({ length: 14 }, (_, i) => word(`LR ${i}`, 14 * i));
  const { words, rows } = layRows(falls, 0, 240, 6);
  assert.deepEqual(words.map(({ text }) => text), falls.map(({ forms: [{ text }] }) => text));
  assert.equal(rows, 3);
  for (const [i, a] of words.entries()) {
    for (const b of words.slice(i + 1)) assert.ok(a.row !== b.row || Math.abs(a.from - b.from) >= 30, `${a.text} lies on ${b.text}`);
  }
});

test('a word is pushed inside, shortened where it does not fit, and left out where nothing does', () => {
  assert.deepEqual(layRows([word('edge', 90), word('left', 5, { align: 'right' })], 0, 100, 1).words.map(({ from }) => from), [70, 0]);
  const narrow = layRows([word('first', 0), word('LR ½', 35, { short: '½' }), word('none', 20)], 0, 55, 1);
  assert.deepEqual(narrow.words.map(({ text }) => text), ['first', '½']);
  assert.deepEqual(layRows([], 0, 100, 3), { words: [], rows: 0 });
});

test('a stretch of a curve touches a box also where none of its points lies inside', () => {
  const box = { left: 10, top: 10, right: 20, bottom: 20 };
  assert.equal(crossings([[0, 0], [30, 30]], box), 1);
  assert.equal(crossings([[0, 15], [12, 15], [30, 15]], box), 2);
  assert.equal(crossings([[0, 0], [30, 5]], box), 0);
  assert.equal(crossings([[15, 0], [15, 9]], box), 0);
  assert.equal(crossings([[15, 15]], box), 0);
});

test('the freest box is the one that least runs through; of equal ones the first', () => {
  const at = (top) => ({ left: 0, right: 10, top, bottom: top + 10 });
  assert.equal(freest([at(0), at(20), at(40)], [[[-5, 5], [15, 5]], [[-5, 45], [15, 45]]]).top, 20);
  assert.equal(freest([at(20), at(60)], []).top, 20);
});
