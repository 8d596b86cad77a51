import assert from 'node:assert/strict';
import { test } from 'node:test';

import { literal, notation, tidied } from '../../static/js/core/notation.js';
import { parametersOf } from '../../static/js/core/parameters.js';

const integer = { type: 'integer', minimum: 1 };
const pair = { anyOf: [integer, { type: 'array', prefixItems: [integer, integer], minItems: 2, maxItems: 2 }] };
const conv = {
  title: 'Conv2d',
  parameters: parametersOf({
    properties: {
      kind: { const: 'conv2d' }, in_channels: { ...integer, 'x-inferred': true }, out_channels: integer, kernel_size: pair, stride: { ...pair, default: [1, 1] },
      padding: { anyOf: [{ enum: ['same', 'valid'] }, ...pair.anyOf], default: [0, 0] }, bias: { type: 'boolean', default: true },
    },
  }),
};

test('values are written as Python writes them', () => {
  assert.deepEqual([null, true, 'same', [1, 2], 0.001, 1e-5, 1e6, 0].map(literal),
    ['None', 'True', "'same'", '(1, 2)', '0.001', '1e-5', '1000000', '0']);
});

test('one line, in the order of the signature, without what is at its default', () => {
  const layer = { kind: 'conv2d', padding: 'same', kernel_size: [3, 3], out_channels: 8, stride: 1, bias: false };
  assert.equal(notation(layer, conv), "Conv2d(8, kernel_size=3, padding='same', bias=False)");
  assert.equal(notation({ ...layer, kernel_size: [3, 5] }, conv), "Conv2d(8, kernel_size=(3, 5), padding='same', bias=False)");
  assert.equal(notation({ kind: 'relu' }, { title: 'ReLU', parameters: [] }), 'ReLU()');
  assert.equal(notation({ kind: 'early_stopping' }, { title: 'EarlyStopping (조기 종료)', parameters: [] }), 'EarlyStopping()');
  assert.equal(notation({ kind: 'unheard_of', p: 1 }), 'unheard_of(p=1)');
});

test('a spec with every parameter is tidied to what a person would have written', () => {
  const whole = { kind: 'conv2d', in_channels: null, out_channels: 8, kernel_size: [3, 3], stride: [1, 1], padding: 'same', bias: true, device: null };
  assert.deepEqual(tidied(whole, conv.parameters), { kind: 'conv2d', out_channels: 8, kernel_size: [3, 3], padding: 'same' });
});
