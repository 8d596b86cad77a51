import assert from 'node:assert/strict';
import test from 'node:test';

import { NOWHERE, band, lineOf, positions } from '../../static/js/draw/band.js';
import { along, linkOf, reading, under } from '../../static/js/draw/link.js';
import { marksOf } from '../../static/js/draw/marks.js';
import { runs } from '../../static/js/draw/overlay.js';

/** @param {number[][]} rows */
const table = (rows) => ({ data: Int32Array.from(rows.flat()), outputs: rows.length, taps: rows[0].length });
/** @param {number[][]} rows */
const tensor = (rows) => ({ dtype: 'I32', shape: [rows.length, rows[0].length], data: Int32Array.from(rows.flat()) });
const places = (/** @type {number[][]} */ rows) => [...positions(table(rows)).at];

test('padding lies where the windows say: before and after the input', () => {
  const same = [[-1, 0, 1], [0, 1, 2], [1, 2, 3], [2, 3, -1]];
  assert.deepEqual(places(same), [-1, 0, 1, 0, 1, 2, 1, 2, 3, 2, 3, 4]);
  assert.deepEqual(band(positions(table(same)), 4), { before: 1, after: 1 });
});

test('dilated and strided windows reach further', () => {
  const dilated = [[-1, -1, 1], [-1, 1, 3], [1, 3, -1]];
  assert.deepEqual(places(dilated), [-3, -1, 1, -1, 1, 3, 1, 3, 5]);
  assert.deepEqual(band(positions(table(dilated)), 4), { before: 3, after: 2 });
});

test('constant padding has one tap an output', () => {
  assert.deepEqual(places([[-1], [-1], [0], [1], [-1]]), [-2, -1, 0, 1, 2]);
});

test('reflected padding is real rows, and no band', () => {
  const reflect = [[1, 0, 1], [0, 1, 2], [1, 2, 1]];
  assert.deepEqual(band(positions(table(reflect)), 3), { before: 0, after: 0 });
});

test('a table of padding alone is laid out before the input', () => {
  assert.deepEqual(places([[-1, -1]]), [-2, -1]);
});

test('ragged bins and overhang have no place', () => {
  const at = positions(table([[0, 1, -2], [1, 2, 3]]));
  assert.equal(at.at[2], NOWHERE);
  assert.deepEqual(along(at, 0), [{ tap: 0, at: 0 }, { tap: 1, at: 1 }]);
});

test('the line from input to output goes through the middles of the windows', () => {
  const line = lineOf(positions(table([[-1, 0, 1], [1, 2, 3], [3, 4, 5]])));
  // Output 0 (its middle at 0.5) lies over input 0 (0.5), output 1 (1.5) over input 2 (2.5).
  assert.deepEqual(line, { slope: 0.5, shift: 0.25 });
  assert.equal(lineOf(positions(table([[0, 1]]))), null);
});

const axis = [[-1, 0, 1], [1, 2, 3]];
const answer = /** @type {any} */ ({
  meta: { input_shape: [1, 4, 4], output_shape: [1, 2, 2], groups: 1 },
  tensors: { rows: tensor(axis), cols: tensor(axis) },
});
const at = { map: 0, row: 0, col: 1, step: null };

test('an output cell lights its window, padding included, and itself', () => {
  const { input, output } = marksOf(linkOf(answer), at, null, null, null);
  assert.deepEqual(input, [{ kind: 'window', rows: [-1, 0, 1], cols: [1, 2, 3] }]);
  assert.deepEqual(output, [{ kind: 'asked', rows: [0], cols: [1] }]);
});

test('a step lights its one tap in input and kernel', () => {
  const phase = /** @type {any} */ ({ name: 'tap', channel: 0, tap: 5, step: 5, steps: 11 });
  const { input, weights } = marksOf(linkOf(answer), at, null, phase, null);
  assert.deepEqual(input[1], { kind: 'now', rows: [0], cols: [3] });
  assert.deepEqual(weights[1], { kind: 'now', rows: [1], cols: [2] });
});

test('an input cell lights every output that reads it; so does a padding cell', () => {
  const link = linkOf(answer);
  const read = marksOf(link, at, { grid: 'input', channel: 0, row: 1, col: 1 }, null, null);
  assert.deepEqual(read.output, [{ kind: 'reader', rows: [0, 1], cols: [0, 1] }]);
  assert.deepEqual(read.weights, [{ kind: 'window', rows: [2, 0], cols: [2, 0] }]);
  const padding = marksOf(link, at, { grid: 'input', channel: 0, row: -1, col: 2 }, null, null);
  assert.deepEqual(padding.output, [{ kind: 'reader', rows: [0], cols: [1] }]);
  assert.deepEqual(reading(/** @type {any} */ (link.taps).rows, 17), []);
});

test('a weight lights everything that it multiplies', () => {
  const { input, output, weights } = marksOf(linkOf(answer), at, { grid: 'kernel', channel: 0, row: 0, col: 2 }, null, null);
  assert.deepEqual(input, [{ kind: 'lattice', rows: [-1, 1], cols: [1, 3] }]);
  assert.deepEqual(output, []);
  assert.deepEqual(weights, [{ kind: 'asked', rows: [0], cols: [2] }]);
});

test('a weight that some outputs do not use marks those that do', () => {
  const transposed = positions(table([[0, -2], [-2, 0], [1, -2]]));
  assert.deepEqual(under(transposed, 0), { outputs: [0, 2], places: [0, 1] });
});

test('the largest is marked once the taps are through', () => {
  const explanation = /** @type {any} */ ({ winner: [0, 2], terms: [] });
  assert.deepEqual(marksOf(linkOf(answer), at, null, null, explanation).input[1], { kind: 'winner', rows: [0], cols: [2] });
});

test('layers without windows: the same cell, or the cells that the explanation names', () => {
  const relu = /** @type {any} */ ({ meta: { input_shape: [2, 3, 3], output_shape: [2, 3, 3], groups: 2 }, tensors: {} });
  assert.deepEqual(marksOf(linkOf(relu), at, null, null, null).input, [{ kind: 'window', rows: [0], cols: [1] }]);
  const flatten = /** @type {any} */ ({ meta: { input_shape: [1, 2, 2], output_shape: [4], groups: 1 }, tensors: {} });
  const explanation = /** @type {any} */ ({ terms: [{ channel: 0, row: 1, col: 0 }] });
  assert.deepEqual(marksOf(linkOf(flatten), at, null, null, explanation).input, [{ kind: 'window', rows: [1], cols: [0] }]);
  const linear = /** @type {any} */ ({ meta: { input_shape: [4], output_shape: [2], groups: 1 }, tensors: {} });
  const all = /** @type {any} */ ({ terms: Array.from({ length: 4 }, (_, i) => ({ channel: 0, row: 0, col: i })) });
  assert.deepEqual(marksOf(linkOf(linear), at, null, null, all).input, [{ kind: 'window', rows: [0, 1], cols: [0, 1] }]);
});

test('neighbouring indices are one stretch', () => {
  assert.deepEqual(runs([7, 2, 3, 4, 3]), [{ from: 2, size: 3 }, { from: 7, size: 1 }]);
});
