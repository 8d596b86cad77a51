import assert from 'node:assert/strict';
import test from 'node:test';

import { middle } from '../../static/js/core/cropping.js';

test('the middle of a picture has the shape that it is brought to', () => {
  assert.deepEqual(middle({ width: 40, height: 30 }, [28, 28]), [0, 5, 30, 30]);
  assert.deepEqual(middle({ width: 30, height: 41 }, [28, 28]), [5, 0, 30, 30]);
  assert.deepEqual(middle({ width: 40, height: 30 }, [10, 40]), [10, 0, 10, 40]);
});

test('a picture that has it already, or keeps its own size, is taken whole', () => {
  assert.equal(middle({ width: 60, height: 60 }, [28, 28]), null);
  assert.equal(middle({ width: 40, height: 30 }, [15, 20]), null);
  assert.equal(middle({ width: 40, height: 30 }, null), null);
});

test('however thin a picture is, a pixel of it is left', () => {
  assert.deepEqual(middle({ width: 1000, height: 1 }, [100, 10]), [0, 499, 1, 1]);
});
