import assert from 'node:assert/strict';
import { test } from 'node:test';

import { differences, sideBySide } from '../../static/js/core/differences.js';

const conv = { kind: 'conv2d', out_channels: 8, kernel_size: 3 };
const relu = { kind: 'relu' };
const flatten = { kind: 'flatten' };
const linear = { kind: 'linear', out_features: 10 };
const stopping = { kind: 'early_stopping', patience: 3 };
const base = {
  dataset: 'mnist', layers: [conv, relu, flatten, linear], optimizer: { kind: 'adam', lr: 0.001 }, batch_size: 64,
  epochs: 10, validation_split: 0.2, seed: 0, callbacks: [stopping],
};

test('runs that were asked for alike differ in nothing, however their members are ordered', () => {
  const turned = Object.fromEntries(Object.entries(base).reverse());
  assert.deepEqual(differences([base, { ...turned, optimizer: { lr: 0.001, kind: 'adam' }, probe: null }]), []);
  assert.deepEqual(differences([base]), []);
  assert.deepEqual(differences([]), []);
});

test('a layer that one has and the other has not is one row', () => {
  const dropout = { kind: 'dropout', p: 0.5 };
  const rows = differences([base, { ...base, layers: [conv, relu, flatten, dropout, linear] }]);
  assert.deepEqual(rows, [{ part: 'layer', name: '', kind: 'dropout', nth: 1, values: [undefined, dropout] }]);
});

test('parameters differ where they stand, also beside a layer that was put in before them', () => {
  const wide = { ...conv, out_channels: 16 };
  const rows = differences([base, { ...base, layers: [{ kind: 'pad2d', padding: 1 }, wide, relu, flatten, linear] }]);
  assert.deepEqual(rows.map(({ kind, name, values }) => [kind, name, values.map((value) => value?.kind ?? value)]),
    [['pad2d', '', [undefined, 'pad2d']], ['conv2d', 'out_channels', [8, 16]]]);
});

test('the second of a kind is told from the first', () => {
  const two = [conv, relu, conv, relu, flatten, linear];
  const rows = differences([{ ...base, layers: two }, { ...base, layers: two.with(2, { ...conv, padding: 'same' }) }]);
  assert.deepEqual(rows, [{ part: 'layer', name: 'padding', kind: 'conv2d', nth: 2, values: [undefined, 'same'] }]);
});

test('settings, optimizer and callbacks of three runs', () => {
  const rows = differences([
    base, { ...base, seed: 1, optimizer: { kind: 'sgd', lr: 0.01, momentum: 0.9 } },
    { ...base, callbacks: [{ ...stopping, patience: 5 }, { kind: 'csv_logger' }] },
  ]);
  assert.deepEqual(rows.map(({ part, name, kind, values }) => [part, kind, name, values.map((value) => value?.kind ?? value)]), [
    ['setting', undefined, 'seed', [0, 1, 0]],
    ['optimizer', undefined, 'kind', ['adam', 'sgd', 'adam']],
    ['optimizer', undefined, 'lr', [0.001, 0.01, 0.001]],
    ['optimizer', undefined, 'momentum', [undefined, 0.9, undefined]],
    ['callback', 'early_stopping', 'patience', [3, 3, 5]],
    ['callback', 'csv_logger', '', [undefined, undefined, 'csv_logger']],
  ]);
});

test('every item of every list stands in exactly one slot, in order', () => {
  const lists = [[conv, relu, linear], [relu, conv, relu, linear], [linear, conv]];
  const slots = sideBySide(lists);
  lists.forEach((list, at) => assert.deepEqual(slots.map((slot) => slot[at]).filter(Boolean), list));
  for (const slot of slots) {
    assert.equal(slot.length, 3);
    assert.equal(new Set(slot.filter(Boolean).map(({ kind }) => kind)).size, 1);
  }
});

test('of optimizers of two kinds, what both have and what somebody has set', () => {
  const adam = { kind: 'adam', lr: 0.001, betas: [0.9, 0.999], eps: 1e-8, weight_decay: 0 };
  const sgd = { kind: 'sgd', lr: 0.1, momentum: 0.9, dampening: 0, weight_decay: 0 };
  const presets = { betas: true, eps: true, dampening: true, weight_decay: true };
  const written = (optimizer) => Object.fromEntries(Object.entries(optimizer).filter(([name]) => !presets[name]));
  const rows = differences([{ ...base, optimizer: adam }, { ...base, optimizer: sgd }], written);
  assert.deepEqual(rows.map(({ name, values }) => [name, values]), [['kind', ['adam', 'sgd']], ['lr', [0.001, 0.1]], ['momentum', [undefined, 0.9]]]);
});
