import assert from 'node:assert/strict';
import { test } from 'node:test';

import { alteration } from '../../static/js/core/alteration.js';
import { parametersOf } from '../../static/js/core/parameters.js';

const pair = { anyOf: [{ type: 'integer', minimum: 1 }, { type: 'array', items: { type: 'integer' }, minItems: 2, maxItems: 2 }] };
const SCHEMAS = /** @type {Record<string, any>} */ ({
  conv2d: { properties: { out_channels: { type: 'integer' }, kernel_size: pair, stride: { ...pair, default: 1 }, padding: { ...pair, default: 0 } } },
  linear: { properties: { out_features: { type: 'integer' }, in_features: { anyOf: [{ type: 'integer' }, { type: 'null' }], default: null, 'x-inferred': true } } },
});
const kindOf = (/** @type {string} */ kind) => parametersOf(SCHEMAS[kind] ?? {});

const before = Object.freeze([{ kind: 'conv2d', out_channels: 4, kernel_size: 9 }, { kind: 'relu' }, { kind: 'linear', out_features: 10, in_features: 7 }]);
const [conv, relu, linear] = before;
const how = (/** @type {any[]} */ after, /** @type {readonly any[]} */ from = before) => alteration(from, after, kindOf);

test('a layer more, and one less', () => {
  assert.deepEqual(how([conv, relu, { kind: 'flatten' }, linear]), { how: 'put', index: 2, kind: 'flatten', values: {} });
  assert.deepEqual(how([...before, relu]), { how: 'put', index: 3, kind: 'relu', values: {} });
  assert.deepEqual(how([conv, linear]), { how: 'taken', index: 1, kind: 'relu', values: {} });
  assert.deepEqual(how([relu], [relu, relu]), { how: 'taken', index: 1, kind: 'relu', values: {} });
});

test('the same layers given otherwise are the same', () => {
  const whole = { kind: 'conv2d', out_channels: 4, kernel_size: [9, 9], stride: [1, 1], padding: [0, 0] };
  assert.deepEqual(how([whole, relu, { kind: 'flatten' }, linear]), { how: 'put', index: 2, kind: 'flatten', values: {} });
});

test('parameters that are set, and parameters that are left to follow', () => {
  assert.deepEqual(how([{ ...conv, kernel_size: [3, 3], padding: [1, 1] }, relu, linear]),
    { how: 'set', index: 0, kind: 'conv2d', values: { kernel_size: '3', padding: '1' } });
  assert.deepEqual(how([conv, relu, { kind: 'linear', out_features: 10 }]), { how: 'freed', index: 2, kind: 'linear', values: { in_features: '7' } });
  assert.deepEqual(how([conv], [{ ...conv, stride: 2 }]), { how: 'set', index: 0, kind: 'conv2d', values: { stride: '1' } });
});

test('a layer that is moved forward is not a new network', () => {
  assert.deepEqual(how([linear, conv, relu]), { how: 'moved', index: 0, kind: 'linear', values: {} });
});

test('anything else is other', () => {
  assert.equal(how([conv, { kind: 'tanh' }, linear]).how, 'other');
  assert.equal(how([]).how, 'other');
  assert.equal(how([{ ...conv, kernel_size: 3 }, relu, { ...linear, in_features: 8 }]).how, 'other');
});
