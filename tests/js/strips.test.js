import assert from 'node:assert/strict';
import { test } from 'node:test';

import { cellAt, featureAt, groupsOf, hasPlace, offsetOf, placeBy, stripOf } from '../../static/js/core/strips.js';
import { placeOf } from '../../static/js/core/tiles.js';

const row = (kind, ...output_shape) => ({ kind, output_shape, parameters: 0, macs: 0, receptive_field: null, jump: null });
const isActivation = (kind) => ['relu', 'softmax'].includes(kind);

test('an activation stands beside the layer that it bends, and one pair takes no third', () => {
  const rows = [row('conv2d', 6, 24, 24), row('relu', 6, 24, 24), row('max_pool2d', 6, 12, 12), row('flatten', 864),
    row('linear', 10), row('relu', 10), row('softmax', 10)];
  assert.deepEqual(groupsOf(rows, isActivation), [[-1], [0, 1], [2], [3], [4, 5], [6]]);
  assert.deepEqual(groupsOf([row('relu', 1, 4, 4), row('relu', 1, 4, 4)], isActivation), [[-1], [0], [1]], 'the input is nobody\'s to bend');
  assert.deepEqual(groupsOf([], isActivation), [[-1]]);
});

test('every map is on the strip, whatever the room, and unfolded ones are larger', () => {
  for (const [count, rows, cols] of [[1, 1, 1], [6, 28, 28], [64, 5, 9], [512, 7, 7], [2048, 1, 1]]) {
    for (const room of [120, 330, 900]) {
      const folded = stripOf(count, rows, cols, room, false);
      const unfolded = stripOf(count, rows, cols, room, true);
      for (const tiling of [folded, unfolded]) {
        assert.ok(tiling.width <= room + 1e-6, `${count} maps in ${room}`);
        assert.ok(tiling.height <= 5000);
        const last = placeOf(tiling, count - 1);
        assert.ok(last.x + tiling.tileWidth <= tiling.width + 1e-6 && last.y + tiling.tileHeight <= tiling.height + 1e-6);
        const at = cellAt(tiling, rows, cols, last.x + tiling.scale * (cols - 0.5), last.y + tiling.scale * (rows - 0.5));
        assert.deepEqual(at, { map: count - 1, row: rows - 1, col: cols - 1 });
      }
      assert.ok(unfolded.scale >= folded.scale - 1e-9);
    }
  }
});

test('between the maps there is no cell', () => {
  const tiling = stripOf(4, 10, 10, 400, false);
  assert.equal(cellAt(tiling, 10, 10, tiling.tileWidth + 2, 5), null);
  assert.equal(cellAt(tiling, 10, 10, -1, 5), null);
  assert.equal(cellAt(tiling, 10, 10, 5, tiling.height + 9), null);
});

test('bars: a point leads to its feature, and no point beyond them', () => {
  assert.deepEqual([0, 99.9, 100, 1e4, -5].map((x) => featureAt(10, 100, x).col), [0, 9, 9, 9, 0]);
  assert.equal(featureAt(400, 200, 100).col, 200);
});

test('keys move within the layer', () => {
  const shape = [3, 4, 5];
  const at = { map: 1, row: 2, col: 3 };
  assert.deepEqual(placeBy(at, 'ArrowRight', shape), { map: 1, row: 2, col: 4 });
  assert.deepEqual(placeBy({ ...at, col: 4 }, 'ArrowRight', shape), { map: 1, row: 2, col: 4 });
  assert.deepEqual(placeBy(at, 'ArrowUp', shape), { map: 1, row: 1, col: 3 });
  assert.deepEqual(placeBy(at, 'Home', shape), { map: 1, row: 2, col: 0 });
  assert.deepEqual(placeBy(at, 'End', shape), { map: 1, row: 2, col: 4 });
  assert.deepEqual(placeBy(at, 'PageDown', shape), { map: 2, row: 2, col: 3 });
  assert.deepEqual(placeBy(placeBy(at, 'PageUp', shape), 'PageUp', shape), { map: 0, row: 2, col: 3 });
  assert.equal(placeBy(at, 'x', shape), null);
  const feature = { map: 0, row: 0, col: 5 };
  assert.deepEqual(placeBy(feature, 'PageDown', [12]), { map: 0, row: 0, col: 11 });
  assert.deepEqual(placeBy(feature, 'ArrowDown', [12]), feature);
  assert.deepEqual(placeBy(feature, 'Home', [12]), { map: 0, row: 0, col: 0 });
});

test('where a place stands in the numbers', () => {
  assert.equal(offsetOf({ map: 2, row: 1, col: 3 }, [3, 4, 5]), 48);
  assert.equal(offsetOf({ map: 0, row: 0, col: 7 }, [10]), 7);
  assert.ok(hasPlace({ map: 2, row: 3, col: 4 }, [3, 4, 5]));
  assert.ok(!hasPlace({ map: 3, row: 0, col: 0 }, [3, 4, 5]));
  assert.ok(!hasPlace({ map: 0, row: 1, col: 0 }, [10]));
});
