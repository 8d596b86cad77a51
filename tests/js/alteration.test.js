import assert from 'node:assert/strict';
import { test } from 'node:test';

import { alteration } from '../../static/js/core/alteration.js';

const before = Object.freeze([{ kind: 'conv2d', out_channels: 4, kernel_size: 9 }, { kind: 'relu' }, { kind: 'linear', out_features: 10, in_features: 7 }]);
const [conv, relu, linear] = before;

test('a layer more, and one less', () => {
  assert.deepEqual(alteration(before, [conv, relu, { kind: 'flatten' }, linear]), { how: 'put', index: 2, kind: 'flatten', values: {} });
  assert.deepEqual(alteration(before, [...before, relu]), { how: 'put', index: 3, kind: 'relu', values: {} });
  assert.deepEqual(alteration(before, [conv, linear]), { how: 'taken', index: 1, kind: 'relu', values: {} });
  assert.deepEqual(alteration([relu, relu], [relu]), { how: 'taken', index: 1, kind: 'relu', values: {} });
});

test('parameters that are set, and parameters that are left to follow', () => {
  assert.deepEqual(alteration(before, [{ ...conv, kernel_size: 3, padding: 1 }, relu, linear]),
    { how: 'set', index: 0, kind: 'conv2d', values: { kernel_size: 3, padding: 1 } });
  assert.deepEqual(alteration(before, [conv, relu, { kind: 'linear', out_features: 10 }]),
    { how: 'freed', index: 2, kind: 'linear', values: { in_features: 7 } });
});

test('anything else is other', () => {
  assert.equal(alteration(before, [conv, { kind: 'tanh' }, linear]).how, 'other');
  assert.equal(alteration(before, []).how, 'other');
  assert.equal(alteration(before, [{ ...conv, kernel_size: 3 }, relu, { ...linear, in_features: 8 }]).how, 'other');
});
