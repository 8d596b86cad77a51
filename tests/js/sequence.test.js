import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  equal, fitted, fresh, inserted, moved, placeAfterMove, placeAfterRemoval, swapped, withParameter, without,
} from '../../static/js/core/sequence.js';
import { parametersOf } from '../../static/js/core/parameters.js';

const abc = Object.freeze(['a', 'b', 'c']);

test('a list is changed without touching the old one', () => {
  assert.deepEqual(inserted(abc, 1, 'x'), ['a', 'x', 'b', 'c']);
  assert.deepEqual(without(abc, 0), ['b', 'c']);
  assert.deepEqual(moved(abc, 0, 2), ['b', 'c', 'a']);
  assert.deepEqual(moved(abc, 2, 0), ['c', 'a', 'b']);
  assert.deepEqual(moved(abc, 1, 9), ['a', 'c', 'b']);
  assert.deepEqual(moved(abc, 1, -1), ['b', 'a', 'c']);
});

test('what is looked at is followed when its list changes', () => {
  const list = ['a', 'b', 'c', 'd'];
  for (let from = 0; from < 4; from += 1) {
    for (let to = 0; to < 4; to += 1) {
      const after = moved(list, from, to);
      for (const [place, item] of list.entries()) assert.equal(after[placeAfterMove(place, from, to)], item, `${item} ${from} ${to}`);
    }
    const after = without(list, from);
    for (const [place, item] of list.entries()) {
      const found = placeAfterRemoval(place, from);
      if (place === from) assert.equal(found, null);
      else assert.equal(after[/** @type {number} */ (found)], item);
    }
  }
});

test('another kind keeps what both have', () => {
  const schema = {
    properties: {
      kind: { const: 'avg_pool2d' }, kernel_size: { anyOf: [{ type: 'integer', minimum: 1 }, { type: 'array', items: { type: 'integer' }, maxItems: 2 }] },
      stride: { anyOf: [{ type: 'integer' }, { type: 'null' }], default: null }, padding: { type: 'integer', default: 0 },
    },
  };
  assert.deepEqual(swapped({ kind: 'max_pool2d', kernel_size: 2, stride: 3, padding: 0, dilation: 2 }, 'avg_pool2d', schema),
    { kind: 'avg_pool2d', kernel_size: 2, stride: 3 });
  assert.deepEqual(swapped({ kind: 'conv2d', out_channels: 4, kernel_size: [5, 5], padding: 'same' }, 'avg_pool2d', schema),
    { kind: 'avg_pool2d', kernel_size: [5, 5] });
  assert.deepEqual(swapped({ kind: 'tanh' }, 'avg_pool2d', schema), { kind: 'avg_pool2d', kernel_size: 3 });
});

test('a parameter that is set to its default is left out', () => {
  const layer = { kind: 'conv2d', stride: 2 };
  assert.deepEqual(withParameter(layer, 'stride', 3, 1), { kind: 'conv2d', stride: 3 });
  assert.deepEqual(withParameter(layer, 'stride', 1, 1), { kind: 'conv2d' });
  assert.deepEqual(withParameter(layer, 'padding', [1, 1], [1, 1]), layer);
  assert.deepEqual(layer, { kind: 'conv2d', stride: 2 });
});

test('a new layer has what torch demands, and nothing else', () => {
  const parameters = parametersOf({
    properties: {
      kind: { const: 'conv2d' }, out_channels: { type: 'integer', minimum: 1 },
      kernel_size: { anyOf: [{ type: 'integer', minimum: 1 }, { type: 'array', items: { type: 'integer' }, maxItems: 2 }] },
      stride: { type: 'integer', default: 1 }, odd: { enum: ['one', 'two'] }, sure: { type: 'boolean' }, deep: { type: 'integer', minimum: 4 },
    },
  });
  assert.deepEqual(fresh('conv2d', parameters), { kind: 'conv2d', out_channels: 8, kernel_size: 3, odd: 'one', sure: false, deep: 4 });
});

test('the last linear layer gets one answer per class, and only the last', () => {
  const linear = { kind: 'linear', out_features: 10 };
  assert.deepEqual(fitted([{ kind: 'linear', out_features: 32 }, { kind: 'relu' }, linear], 4).map(({ out_features }) => out_features), [32, undefined, 4]);
  assert.deepEqual(fitted([linear, { kind: 'softmax', dim: 1 }], 4)[0].out_features, 4);
  assert.deepEqual(fitted([linear, { kind: 'relu' }], 4), [linear, { kind: 'relu' }]);
  assert.deepEqual(fitted([], 4), []);
});

test('equal means the same members, in any order', () => {
  assert.ok(equal([{ a: 1, b: [1, 2] }], [{ b: [1, 2], a: 1 }]));
  assert.ok(!equal([{ a: 1 }], [{ a: 1, b: null }]));
  assert.ok(!equal([1, 2], [2, 1]));
});
