import assert from 'node:assert/strict';
import { test } from 'node:test';

import { presentRate } from '../../static/js/core/rate.js';
import { emptyPicture, foldAll } from '../../static/js/core/run.js';
import { moment, nextName, runLabel } from '../../static/js/core/runlabel.js';

const told = (...events) => foldAll(emptyPicture('a'), events.map((event, index) => ({ seq: index + 1, time: index, ...event })));
const begun = { type: 'run_started', epochs: 5, batches: 10 };
const batch = (epoch, at, rate) => ({ type: 'batch', epoch, batch: at, step: epoch * 10 + at, logs: { loss: 1 }, learning_rate: rate });

test('the rate is that of the newest batch, until something changes it', () => {
  assert.equal(presentRate(told(begun)), null);
  assert.equal(presentRate(told(begun, batch(0, 3, 0.1))), 0.1);
  const changed = { type: 'run_changed', epoch: 0, batch: 3, learning_rate: [0.1, 0.05] };
  assert.equal(presentRate(told(begun, batch(0, 3, 0.1), changed)), 0.05);
  assert.equal(presentRate(told(begun, batch(0, 3, 0.1), changed, batch(0, 4, 0.05))), 0.05);
  const patience = { type: 'run_changed', epoch: 0, batch: 3, callback: 'early_stopping', index: 0, patience: [3, 5] };
  assert.equal(presentRate(told(begun, batch(0, 3, 0.1), patience)), 0.1);
});

test('a callback that lowers it is heard before the next batch', () => {
  const reduced = { type: 'callback', epoch: 0, callback: 'reduce_lr_on_plateau', index: 0, action: 'reduced', old_lr: 0.1, new_lr: 0.01, reason: '' };
  assert.equal(presentRate(told(begun, batch(0, 9, 0.1), reduced)), 0.01);
  assert.equal(presentRate(told(begun, batch(0, 9, 0.1), reduced, batch(1, 0, 0.01))), 0.01);
});

test('a run without a name is called by its data and its time', () => {
  assert.equal(runLabel({ id: 'ea8a600c', name: 'mine', created: 0, spec: { dataset: 'mnist' } }), 'mine');
  const now = new Date(2026, 0, 2, 12, 0, 0);
  const sameDay = moment(new Date(2026, 0, 2, 9, 5, 0).getTime() / 1000, now);
  assert.match(sameDay, /^9:05:00/);
  assert.match(moment(new Date(2026, 0, 1, 9, 5, 0).getTime() / 1000, now), /1.*26.*9:05/);
});

test('a run that repeats another one is told from it by a number', () => {
  assert.equal(nextName('', ['']), '');
  assert.equal(nextName('CNN', ['CNN']), 'CNN (2)');
  assert.equal(nextName('CNN (2)', ['CNN', 'CNN (2)']), 'CNN (3)');
  assert.ok(nextName('x'.repeat(80), []).length <= 80);
});
