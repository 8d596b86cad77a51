import assert from 'node:assert/strict';
import { test } from 'node:test';

import { complaint, parametersOf, sameValue, spread, trackOf } from '../../static/js/core/parameters.js';

const integer = { type: 'integer', minimum: 1, maximum: 2 ** 31 - 1 };
const pair = { anyOf: [integer, { type: 'array', prefixItems: [integer, integer], minItems: 2, maxItems: 2 }] };

/** @param {Record<string, any>} property @param {Record<string, any>} [rest] */
const one = (property, rest = {}) => parametersOf({ properties: { kind: { const: 'x' }, it: property }, ...rest })[0];

test('a pair may be a bare number, and its slider begins at its least value', () => {
  const { control, count, single, integer: whole, least, most, low } = one({ ...pair, default: [1, 1] });
  assert.deepEqual([control, count, single, whole, least, most, low], ['numbers', 2, true, true, 1, Infinity, 1]);
});

test('words stand beside numbers', () => {
  const { words, count } = one({ anyOf: [{ enum: ['same', 'valid'] }, ...pair.anyOf] });
  assert.deepEqual([words, count], [['same', 'valid'], 2]);
});

test('null is an alternative of the whole, or of a single number', () => {
  assert.equal(one({ anyOf: [...pair.anyOf, { type: 'null' }] }).nullable, true);
  const hole = { anyOf: [integer, { type: 'null' }] };
  const { holes, nullable } = one({ type: 'array', prefixItems: [hole, hole], minItems: 2, maxItems: 2 });
  assert.deepEqual([holes, nullable], [true, false]);
});

test('choices, switches, references', () => {
  assert.equal(one({ enum: ['zeros', 'reflect'] }).control, 'choice');
  assert.equal(one({ type: 'boolean', default: true }).control, 'switch');
  assert.equal(one({ $ref: '#/$defs/Mode' }, { $defs: { Mode: { enum: ['a', 'b'] } } }).control, 'choice');
});

test('what is inferred or ignored has no control', () => {
  assert.deepEqual(parametersOf({ properties: { in_channels: { ...integer, 'x-inferred': true }, device: { 'x-ignored': true } } }), []);
});

test('a hint says where the slider ends, in steps that can be read', () => {
  const { low, high, step } = one({ type: 'number', 'x-range': [1, 8] });
  assert.deepEqual([low, high, step], [1, 8, 0.05]);
  assert.equal(one({ type: 'number', minimum: 0, maximum: 1 }).step, 0.01);
});

test('a bare number equals the pair of it', () => {
  const parameter = one({ ...pair, default: [1, 1] });
  assert.equal(sameValue(3, [3, 3], parameter), true);
  assert.equal(sameValue([3, 2], 3, parameter), false);
  assert.equal(sameValue('same', 3, parameter), false);
  assert.equal(sameValue(null, null, parameter), true);
  assert.deepEqual(spread('same', 2), [null, null]);
  assert.deepEqual(spread([2], 2), [2, 2]);
});

test('a complaint is found by the part and the name it is about', () => {
  const problem = { status: 422, code: 'x', title: '', detail: '', errors: [{ loc: ['layer', 'groups'], code: 'x', msg: 'no' }] };
  assert.equal(complaint(problem, 'layer', 'groups'), 'no');
  assert.equal(complaint(problem, 'layer'), 'no');
  assert.equal(complaint(problem, 'layer', 'stride'), null);
  assert.equal(complaint(problem, 'weight'), null);
  assert.equal(complaint(null, 'layer'), null);
});

test('free text, and one of a few numbers', () => {
  assert.equal(one({ type: 'string' }).control, 'text');
  const verbose = one({ enum: [0, 1], type: 'integer', default: 0 });
  assert.deepEqual([verbose.control, verbose.words], ['choice', [0, 1]]);
  const often = one({ anyOf: [{ const: 'epoch' }, integer], default: 'epoch' });
  assert.deepEqual([often.control, often.words], ['numbers', ['epoch']]);
});

test('a rate slides by powers of ten, and a value beyond the track stretches it', () => {
  const rate = one({ type: 'number', exclusiveMinimum: 0, 'x-range': [0.0001, 0.1], 'x-decades': true });
  const { low, high, place, value } = trackOf(rate, 0.001);
  assert.deepEqual([low, high], [-4, -1]);
  assert.equal(place(0.001), -3);
  assert.equal(value(-2.5), 0.0032);
  assert.equal(trackOf(rate, 1).high, 0);
  const plain = trackOf(one({ type: 'number', minimum: 0, maximum: 1 }), 0.3);
  assert.deepEqual([plain.low, plain.high, plain.place(0.3), plain.value(0.4)], [0, 1, 0.3, 0.4]);
});
