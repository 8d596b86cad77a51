import assert from 'node:assert/strict';
import { test } from 'node:test';

import { lacking, smallerBatch, tidy } from '../../static/js/core/labels.js';

const NEEDS = { fewest_classes: 2, fewest: 3 };

test('a name is kept as the server keeps it', () => {
  assert.equal(tidy('  a  b\tc '), 'a b c');
  assert.equal(tidy('\u1100\u1161'), '가');
  assert.equal(tidy(' \n '), '');
});

test('what is lacking is named, class by class', () => {
  assert.deepEqual(lacking([], NEEDS), { classes: 2, few: [] });
  assert.deepEqual(lacking([{ label: 'a', count: 1 }], NEEDS), { classes: 1, few: [{ label: 'a', lack: 2 }] });
  assert.deepEqual(lacking([{ label: 'a', count: 3 }, { label: 'b', count: 0 }, { label: 'c', count: 9 }], NEEDS), { classes: 0, few: [{ label: 'b', lack: 3 }] });
  assert.equal(lacking([{ label: 'a', count: 3 }, { label: 'b', count: 3 }], NEEDS), null);
});

test('few pictures call for small batches, and never for larger ones', () => {
  assert.equal(smallerBatch(8000, 64), null);
  assert.equal(smallerBatch(30, 64), 4);
  assert.equal(smallerBatch(200, 64), 32);
  assert.equal(smallerBatch(400, 64), null);
  assert.equal(smallerBatch(6, 64), 2);
  assert.equal(smallerBatch(6, 2), null);
  for (let train = 2; train < 500; train += 1) {
    const size = smallerBatch(train, 64);
    if (size !== null) assert.ok(size < 64 && (size === 2 || Math.ceil(train / size) >= 6));
  }
});
