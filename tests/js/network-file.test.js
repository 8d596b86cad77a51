import assert from 'node:assert/strict';
import { test } from 'node:test';

import { cellOver, groundOf, planeOfAttribution } from '../../static/js/core/attribution.js';
import { planesOf } from '../../static/js/core/planes.js';
import { defaultNetwork, lenet, networkShape } from '../../static/js/state/network.js';
import { inputFor, networkFrom, networkText } from '../../static/js/state/networkFile.js';
import { f32 } from './helpers.js';

test('a network goes into a file and comes out the same', () => {
  assert.deepEqual(networkFrom(networkText({ ...defaultNetwork(), weights: { seed: 7 } })), { layers: lenet(), shape: [1, 28, 28], seed: 7 });
});

test('weights that only this server has are not written', () => {
  const text = networkText({ ...defaultNetwork(), weights: { run: 'abc', epoch: 3 } });
  assert.ok(!text.includes('abc'));
  assert.equal(/** @type {any} */ (networkFrom(text)).seed, null);
});

test('a layer is a line, so that files can be compared', () => {
  const lines = networkText(defaultNetwork()).split('\n').filter((line) => line.includes('"kind"'));
  assert.equal(lines.length, lenet().length);
});

test('a bare list of layers will do, whatever else is wrong is told', () => {
  assert.deepEqual(networkFrom('[{"kind": "relu"}]'), { layers: [{ kind: 'relu' }], shape: null, seed: null });
  assert.equal(networkFrom('{"layers": ['), 'no_json');
  for (const text of ['{}', '[]', 'null', '3', '"layers"', '{"layers": []}', '{"layers": [{}]}', '{"layers": [{"kind": {}}]}', '[[1]]']) {
    assert.equal(networkFrom(text), 'no_layers', text);
  }
  assert.equal(networkFrom('{"format": "convscope-network", "version": 2, "layers": [{"kind": "relu"}]}'), 'newer');
  assert.deepEqual(networkFrom('{"layers": [{"kind": "relu"}], "input_shape": [0, "a"], "weights": {"seed": -1}}'),
    { layers: [{ kind: 'relu' }], shape: null, seed: null });
});

test('a file brings an input of its shape along, as far as there is one', () => {
  const setting = defaultNetwork();
  const numbers = { ...setting, source: { kind: 'tensor', values: [[[1, 2]]], flat: true } };
  const given = (shape, before = setting) => ({ ...before, ...inputFor(shape, before) });
  for (const before of [setting, numbers]) {
    for (const shape of [[1, 28, 28], [3, 32, 32], [6]]) assert.deepEqual(networkShape(given(shape, before)), shape);
    assert.deepEqual(inputFor(networkShape(before), before), {});
    for (const shape of [null, [4, 8, 8], [784], [3, 3]]) assert.deepEqual(inputFor(shape, before), {});
  }
  assert.deepEqual(given([3, 32, 32]).source, setting.source, 'the same picture');
});

test('of several channels the largest number counts; a plane and features stay', () => {
  const { shape, data } = planeOfAttribution(f32([3, 1, 2], [1, 5, 4, 2, 3, 6]));
  assert.deepEqual([shape, [...data]], [[1, 2], [4, 6]]);
  assert.deepEqual([...planeOfAttribution(f32([2, 2], [1, -2, 3, 4])).data], [1, -2, 3, 4]);
  assert.deepEqual(planeOfAttribution(f32([3], [1, 2, 3])).shape, [3]);
});

test('the ground is the mean of the channels', () => {
  const { shape, data } = groundOf(f32([3, 1, 2], [0, 3, 3, 3, 6, 3]));
  assert.deepEqual([shape, [...data]], [[1, 2], [3, 3]]);
});

test('a coarse plane is stretched over the picture', () => {
  assert.deepEqual(cellOver([5, 4], [1, 28, 28], { row: 0, col: 0 }), { row: 0, col: 0 });
  assert.deepEqual(cellOver([5, 4], [1, 28, 28], { row: 27, col: 27 }), { row: 4, col: 3 });
  assert.deepEqual(cellOver([5, 4], [1, 28, 28], { row: 6, col: 7 }), { row: 1, col: 1 });
  assert.deepEqual(cellOver([28, 28], [3, 28, 28], { row: 3, col: 9 }), { row: 3, col: 9 });
});

test('a picture of several as planes of 0…1', () => {
  const two = { dtype: /** @type {const} */ ('U8'), shape: [2, 1, 1, 2], data: Uint8Array.from([0, 255, 51, 102]) };
  assert.deepEqual(planesOf(two, 1), [[[0.2, 0.4]]]);
  assert.deepEqual(planesOf(f32([1, 2, 1], [0.25, 1])), [[[0.25], [1]]]);
});
