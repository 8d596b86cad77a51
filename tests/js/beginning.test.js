import assert from 'node:assert/strict';
import { test } from 'node:test';

import { CLASSES, answersOf, startsAt } from '../../static/js/core/beginning.js';
import { seenBy } from '../../static/js/core/chain-sees.js';
import { parametersOf } from '../../static/js/core/parameters.js';
import { fresh } from '../../static/js/core/sequence.js';

const size = { anyOf: [{ type: 'integer', minimum: 1 }, { type: 'array', items: { type: 'integer' }, maxItems: 2 }] };
const pool = { 'x-group': 'pooling', properties: { kernel_size: size } };
const linear = { 'x-group': 'other', properties: { out_features: { type: 'integer', minimum: 1 } } };
const put = (kind, schema, after, classes) => fresh(kind, parametersOf(schema), startsAt(schema, after, classes));

test('a pooling halves; a linear layer at the end gives one number per class', () => {
  assert.deepEqual(put('max_pool2d', pool, [linear]), { kind: 'max_pool2d', kernel_size: 2 });
  assert.deepEqual(put('linear', linear, [], 4), { kind: 'linear', out_features: 4 });
  assert.deepEqual(put('linear', linear, [{ kind: 'softmax' }]), { kind: 'linear', out_features: CLASSES });
  assert.deepEqual(put('linear', linear, [{ kind: 'relu' }, { kind: 'linear' }], 4), { kind: 'linear', out_features: 32 });
});

test('a network answers with as many numbers as its last linear layer gives', () => {
  assert.equal(answersOf([{ kind: 'linear', out_features: 3 }, { kind: 'relu' }]), 3);
  assert.equal(answersOf([]), CLASSES);
});

const row = (kind, output_shape, more = {}) => ({ kind, output_shape, parameters: 0, macs: 0, receptive_field: null, jump: null, ...more });

test('what flattening gives sees as much as the cells it came of, until numbers are joined', () => {
  const rows = [
    row('max_pool2d', [4, 13, 13], { receptive_field: [4, 4] }), row('flatten', [676]), row('dropout', [676]),
    row('linear', [10], { parameters: 6770, macs: 6760 }), row('relu', [10]),
  ];
  assert.deepEqual(rows.map((_, index) => seenBy(rows, index)), [[4, 4], [4, 4], [4, 4], null, null]);
  assert.equal(seenBy([rows[0], rows[1], row('softmax', [676])], 2), null);
  assert.equal(seenBy([row('flatten', [6])], 0), null);
});
