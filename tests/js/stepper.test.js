import test from 'node:test';
import assert from 'node:assert/strict';
import * as stepper from '../../static/js/core/stepper.js';
import { NO_TAP } from '../../static/js/core/taps.js';
import { generator, sliding, table } from './helpers.js';

const REDUCTIONS = ['sum_of_products', 'max', 'mean', 'lp_norm', 'copy'];

function randomPlan(random) {
  const ragged = (outputs) => table(random.list(outputs, () => random.list(3, () => (random.chance(0.3) ? NO_TAP : 0))));
  const rows = ragged(random.integer(1, 5));
  const cols = ragged(random.integer(1, 5));
  const reduction = random.pick(REDUCTIONS);
  const channels = reduction === 'sum_of_products' ? random.integer(1, 3) : 1;
  const meta = { reduction, groups: 1, input_shape: [channels, 4, 4], output_shape: [2, rows.outputs, cols.outputs] };
  return stepper.planOf(meta, { rows, cols }, reduction === 'sum_of_products' && random.chance(0.5));
}

test('positions, cursors and phases fit together on ragged plans, walked both ways', () => {
  const random = generator(21);
  for (let round = 0; round < 60; round++) {
    const plan = randomPlan(random);
    const total = stepper.totalSteps(plan);
    let cursor = stepper.first(plan, 1);
    for (let position = 0; position < total; position++) {
      assert.equal(stepper.positionOf(plan, cursor), position);
      assert.deepEqual(stepper.locate(plan, 1, position), cursor);
      const phase = stepper.phaseOf(plan, cursor);
      assert.equal(phase.steps, stepper.stepsOf(plan, cursor.row, cursor.col));
      assert.equal(cursor.step === null, phase.name === 'cell');
      const next = stepper.advance(plan, cursor, 'tap', 1);
      if (position < total - 1) assert.deepEqual(stepper.advance(plan, next, 'tap', -1), cursor);
      else assert.deepEqual(next, cursor);
      cursor = next;
    }
    assert.ok(stepper.atEnd(plan, cursor));
    assert.deepEqual(cursor, stepper.last(plan, 1));
    assert.deepEqual(cursor, { map: 1, row: plan.rows - 1, col: plan.cols - 1, step: null });
    assert.deepEqual(stepper.advance(plan, stepper.first(plan, 1), 'tap', -1), stepper.first(plan, 1));
  }
});

test('rests are the ends of thoughts, and skipping visits each of them', () => {
  const random = generator(22);
  for (let round = 0; round < 30; round++) {
    const plan = randomPlan(random);
    const positions = Array.from({ length: stepper.totalSteps(plan) }, (_, i) => i);
    const rests = positions.filter((i) => stepper.phaseOf(plan, stepper.locate(plan, 0, i)).name !== 'tap');
    const forwards = [];
    let cursor = stepper.first(plan, 0);
    if (rests[0] === 0) forwards.push(0);
    while (!stepper.atEnd(plan, cursor)) {
      cursor = stepper.skipToRest(plan, cursor, 1);
      forwards.push(stepper.positionOf(plan, cursor));
    }
    assert.deepEqual(forwards, rests);
    const backwards = [stepper.positionOf(plan, cursor)];
    while (stepper.positionOf(plan, cursor) > 0) {
      cursor = stepper.skipToRest(plan, cursor, -1);
      backwards.push(stepper.positionOf(plan, cursor));
    }
    assert.deepEqual(backwards.filter((position) => rests.includes(position)).reverse(), rests);
  }
});

const conv = { reduction: 'sum_of_products', groups: 1, input_shape: [2, 4, 4], output_shape: [3, 3, 3] };
const windows = { rows: sliding(4, 2), cols: sliding(4, 2) };
const names = (plan) => Array.from({ length: stepper.stepsOf(plan, 0, 0) }, (_, step) =>
  stepper.phaseOf(plan, { map: 0, row: 0, col: 0, step })).map(({ name, channel, tap }) => [name, channel, tap].join());

test('a convolution goes tap by tap, channel by channel, then bias, then the cell', () => {
  assert.deepEqual(names(stepper.planOf(conv, windows, true)), [
    'tap,0,0', 'tap,0,1', 'tap,0,2', 'tap,0,3', 'sum,0,', 'tap,1,0', 'tap,1,1', 'tap,1,2', 'tap,1,3', 'sum,1,', 'bias,,', 'cell,,']);
  assert.deepEqual(names(stepper.planOf({ ...conv, input_shape: [1, 4, 4] }, windows, false)).slice(-2), ['sum,0,', 'cell,,']);
});

test('the other reductions end in their own way', () => {
  const tail = (reduction) => names(stepper.planOf({ ...conv, reduction, groups: 2 }, windows, false)).slice(4);
  assert.deepEqual(tail('max'), ['winner,0,', 'cell,,']);
  assert.deepEqual(tail('mean'), ['sum,0,', 'divide,,', 'cell,,']);
  assert.deepEqual(tail('lp_norm'), ['sum,0,', 'root,,', 'cell,,']);
  assert.deepEqual(tail('copy'), ['cell,,']);
  const relu = stepper.planOf({ ...conv, reduction: 'elementwise' }, null, false);
  assert.deepEqual(names(relu), ['cell,,']);
  assert.equal(stepper.totalSteps(relu), 9);
});

test('stepping by cells and rows', () => {
  const plan = stepper.planOf(conv, windows, false);
  const go = (cursor, unit, by) => Object.values(stepper.advance(plan, { map: 0, ...cursor }, unit, by)).slice(1);
  assert.deepEqual(go({ row: 0, col: 0, step: 3 }, 'cell', 1), [0, 0, null], 'a cell under way is finished first');
  assert.deepEqual(go({ row: 0, col: 2, step: null }, 'cell', 1), [1, 0, null]);
  assert.deepEqual(go({ row: 1, col: 0, step: 5 }, 'cell', -1), [0, 2, null]);
  assert.deepEqual(go({ row: 0, col: 0, step: null }, 'cell', -1), [0, 0, 0]);
  assert.deepEqual(go({ row: 2, col: 2, step: null }, 'cell', 1), [2, 2, null]);
  assert.deepEqual(go({ row: 0, col: 1, step: null }, 'row', 1), [0, 2, null]);
  assert.deepEqual(go({ row: 0, col: 2, step: null }, 'row', 1), [1, 2, null]);
  assert.deepEqual(go({ row: 2, col: 2, step: null }, 'row', 1), [2, 2, null]);
  assert.deepEqual(go({ row: 1, col: 1, step: null }, 'row', -1), [0, 2, null]);
  assert.deepEqual(go({ row: 0, col: 1, step: null }, 'row', -1), [0, 0, 0]);
});

test('scrubbing covers the map from its first step to its last', () => {
  const plan = stepper.planOf(conv, windows, true);
  assert.deepEqual(stepper.seek(plan, 2, 0, 'tap'), { map: 2, row: 0, col: 0, step: 0 });
  assert.deepEqual(stepper.seek(plan, 2, 1, 'tap'), { map: 2, row: 2, col: 2, step: null });
  assert.equal(stepper.seek(plan, 2, 0.5, 'cell').step, null);
  for (let i = 0; i < stepper.totalSteps(plan); i++) {
    const cursor = stepper.locate(plan, 0, i);
    assert.deepEqual(stepper.seek(plan, 0, stepper.fractionOf(plan, cursor), 'tap'), cursor);
  }
});

test('a cursor is moved onto a grid that has become smaller', () => {
  const plan = stepper.planOf(conv, windows, true);
  assert.deepEqual(stepper.clamp(plan, { map: 7, row: 99, col: 1, step: 4 }), { map: 2, row: 2, col: 1, step: 4 });
  assert.deepEqual(stepper.clamp(plan, { map: 0, row: 0, col: 0, step: 999 }), { map: 0, row: 0, col: 0, step: null });
  const flat = stepper.planOf({ reduction: 'sum_of_products', groups: 1, input_shape: [9], output_shape: [5] }, null, true);
  assert.deepEqual(stepper.clamp(flat, { map: 0, row: 1, col: 2, step: null }), { map: 0, row: 1, col: 1, step: null });
});
