import assert from 'node:assert/strict';
import test from 'node:test';

import { fontSize, textOn } from '../../static/js/draw/numbers.js';
import { MINUS_INFINITY, NOT_A_NUMBER, PLUS_INFINITY, colour, compose, lutOf } from '../../static/js/draw/plane.js';
import { differenceScale, hexOf, pixelOf, scaleOf } from '../../static/js/draw/scale.js';
import { hiddenFrom } from '../../static/js/draw/scenes.js';

const grey = lutOf(Uint8Array.from({ length: 768 }, (_, i) => Math.floor(i / 3)));

test('a plane takes the colours from end to end; what lies beyond takes the end', () => {
  const pixels = new Uint32Array(6);
  colour(pixels, [0, 0.5, 1, -3, 7], 0, grey, 0, 1, 5);
  assert.deepEqual([...pixels.slice(0, 5)].map(hexOf), ['#000000', '#808080', '#ffffff', '#000000', '#ffffff']);
  assert.equal(pixels[5], 0);
});

test('numbers that are none have colours of their own', () => {
  const pixels = new Uint32Array(3);
  colour(pixels, [NaN, Infinity, -Infinity], 0, grey, 0, 1);
  assert.deepEqual([...pixels], [grey[NOT_A_NUMBER], grey[PLUS_INFINITY], grey[MINUS_INFINITY]]);
  assert.equal(new Set(pixels).size, 3);
});

test('three planes make one colour', () => {
  const pixels = new Uint32Array(2);
  compose(pixels, [1, 0, 0.5, 0, 0, 1]);
  assert.deepEqual([...pixels].map(hexOf), ['#ff8000', '#0000ff']);
});

test('signs get a scale with a true zero, pictures 0 to 1', () => {
  const signed = scaleOf({ min: -1, max: 3, finite: 9, nonFinite: 0 });
  assert.deepEqual([signed.low, signed.high, signed.signed], [-3, 3, true]);
  const picture = scaleOf({ min: 0.1, max: 0.8, finite: 9, nonFinite: 2 });
  assert.deepEqual([picture.low, picture.high, picture.signed, picture.nonFinite], [0, 1, false, 2]);
  assert.equal(scaleOf({ min: 0, max: 5, finite: 9, nonFinite: 0 }).high, 5);
  assert.equal(scaleOf({ min: Infinity, max: -Infinity, finite: 0, nonFinite: 4 }).high, 1);
});

test('zero is the mid tone of a signed scale, near white', () => {
  const [red, green, blue] = [pixelOf(differenceScale({ min: 0, max: 2, finite: 9, nonFinite: 0 }), 0)].flatMap((p) => [p & 255, (p >> 8) & 255, (p >> 16) & 255]);
  assert.ok(Math.min(red, green, blue) > 235);
});

test('numbers appear when they fit and stay readable', () => {
  assert.equal(fontSize(20, 3), 0);
  assert.ok(fontSize(34, 3) >= 8.5);
  assert.ok(fontSize(20, 0.6) > 0);
  assert.equal(fontSize(28, 2.4, 3), 0);
});

test('text is black on light and white on dark cells', () => {
  assert.equal(textOn(0xffffffff), '#000');
  assert.equal(textOn(0xff000000), '#fff');
  assert.equal(textOn(0xff00ffff), '#000');
});

test('while stepping, cells after the cursor are hidden; the present one until it is finished', () => {
  const view = /** @type {any} */ ({ stepping: true, predict: 'off' });
  assert.equal(hiddenFrom(view, { map: 0, row: 2, col: 1, step: null }, 10), 22);
  assert.equal(hiddenFrom(view, { map: 0, row: 2, col: 1, step: 4 }, 10), 21);
  assert.equal(hiddenFrom({ ...view, stepping: false }, { map: 0, row: 2, col: 1, step: 4 }, 10), null);
  assert.equal(hiddenFrom({ ...view, predict: 'size' }, { map: 0, row: 0, col: 0, step: null }, 10), 0);
});
