import assert from 'node:assert/strict';
import test from 'node:test';

import { LARGEST_CELL, LARGEST_FIT, cellAt, fitScale, follow, inverse, largestZoom, pan, place, reveal, visible, whole, zoomAt } from '../../static/js/draw/viewport.js';

const picture = { top: -1, left: -1, bottom: 113, right: 113 };
const box = { width: 300, height: 300 };

test('zoom 1 shows the whole extent, padding included, in the middle of the box', () => {
  const { scale, x, y } = place(picture, box, whole(picture));
  assert.ok(Math.abs(scale - 300 / 114) < 1e-9);
  assert.ok(Math.abs(x - scale) < 1e-9 && Math.abs(y - scale) < 1e-9);
});

test('a few cells are not blown up to fill the box', () => {
  const single = { top: 0, left: 0, bottom: 1, right: 1 };
  assert.equal(fitScale(single, box), LARGEST_FIT);
  assert.equal(place(single, box, whole(single)).x, (300 - LARGEST_FIT) / 2);
});

test('what lies under the pointer stays under it while zooming', () => {
  const point = { x: 210, y: 90 };
  let view = whole(picture);
  const before = cellAt(place(picture, box, view), picture, point);
  for (let i = 0; i < 8; i += 1) {
    view = zoomAt(view, picture, box, 1.25, point);
    assert.deepEqual(cellAt(place(picture, box, view), picture, point), before);
  }
});

test('zooming out ends at the whole, zooming in at the largest cell', () => {
  const middle = { x: 150, y: 150 };
  assert.deepEqual(zoomAt(zoomAt(whole(picture), picture, box, 4, middle), picture, box, 1e-3, middle), whole(picture));
  const near = zoomAt(whole(picture), picture, box, 1e9, middle);
  assert.equal(near.zoom, largestZoom(picture, box));
  assert.ok(Math.abs(place(picture, box, near).scale - LARGEST_CELL) < 1e-9);
});

test('panning stops at the edges', () => {
  const view = zoomAt(whole(picture), picture, box, 8, { x: 150, y: 150 });
  const corner = place(picture, box, pan(view, picture, box, 1e6, 1e6));
  assert.ok(Math.abs(corner.x - corner.scale) < 1e-9 && Math.abs(corner.y - corner.scale) < 1e-9);
});

test('a cell out of sight is brought just inside, a visible one moves nothing', () => {
  const view = zoomAt(whole(picture), picture, box, 8, { x: 0, y: 0 });
  const shown = reveal(view, picture, box, { row: 100, col: 3 });
  const { bottom, top } = visible(place(picture, box, shown), picture, box);
  assert.ok(top <= 100 && bottom > 100);
  assert.equal(reveal(shown, picture, box, { row: 100, col: 3 }), shown);
});

test('outside the extent there is no cell', () => {
  const wide = { top: 0, left: 0, bottom: 2, right: 20 };
  assert.equal(cellAt(place(wide, box, whole(wide)), wide, { x: 10, y: 10 }), null);
  assert.deepEqual(cellAt(place(wide, box, whole(wide)), wide, { x: 10, y: 145 }), { row: 0, col: 0 });
});

test('a linked view goes there and back', () => {
  const rows = { slope: 0.5, shift: 0.25 };
  const cols = { slope: 2, shift: -1 };
  const view = { zoom: 3, row: 40, col: 50 };
  const there = follow(view, rows, cols);
  assert.deepEqual(there, { zoom: 3, row: 20.25, col: 99 });
  assert.deepEqual(follow(there, inverse(rows), inverse(cols)), view);
});
