import test from 'node:test';
import assert from 'node:assert/strict';
import { marksOn } from '../../static/js/core/curvemarks.js';
import { epochSeconds, progressOf, secondsLeft, throughput } from '../../static/js/core/pace.js';
import { EVENT_TYPES, emptyPicture, fold, foldAll, withSpec } from '../../static/js/core/run.js';
import { validates } from '../../static/js/core/series.js';
import { generator } from './helpers.js';
import { epoch, spec, started, told } from './training.js';

const picture = (events, id = 'a') => foldAll(emptyPicture(id), events);
/** A picture but for the count of its changes. */
const known = (run) => ({ ...run, version: null });
const early = (action, fields) => ['early_stopping', 0, action, { monitor: 'val_loss', ...fields }];

test('a run grows event by event', () => {
  const run = picture(told([started(), ...epoch(0), ...epoch(1)]));
  assert.deepEqual([run.state, run.epochs, run.batches, run.epoch, run.batch, run.seq], ['running', 5, 2, 1, 1, 11]);
  assert.deepEqual(run.batchPoints.x, [0.5, 1, 1.5, 2]);
  assert.deepEqual(run.batchPoints.step, [0, 1, 2, 3]);
  assert.deepEqual(run.batchPoints.loss, [1.05, 1, 0.55, 0.5]);
  assert.deepEqual(run.epochPoints.epoch, [0, 1]);
  assert.deepEqual(run.epochPoints.val_loss, [1.1, 0.6]);
  assert.deepEqual(run.epochPoints.learning_rate, [0.001, 0.001]);
  assert.deepEqual(run.maps, [0, 1]);
  assert.deepEqual(run.best, { epoch: 1, monitor: 'val_loss', value: 0.6 });
});

test('one by one or all at once, the picture is the same', () => {
  const events = told([started(), ...epoch(0, { says: [early('improved', { value: 1.1, best: 1.1 })] }), ...epoch(1), ['run_ended', { reason: 'completed' }]]);
  const single = events.reduce((run, event) => fold(run, event), emptyPicture('a'));
  assert.deepEqual(known(single), known(picture(events)));
  assert.equal(single.version, events.length);
});

test('what has been taken is not taken twice', () => {
  const events = told([started(), ...epoch(0)]);
  const run = picture(events);
  assert.equal(fold(run, events[3]), run);
  assert.equal(foldAll(run, events), run);
  const more = foldAll(run, [...events.slice(2), ...told(epoch(1), { from: events.length + 1 })]);
  assert.deepEqual([more.batchPoints.x.length, more.epochPoints.epoch.length, more.missing], [4, 2, 0]);
});

test('a hole is counted and stepped over', () => {
  const events = told([started(), ...epoch(0), ...epoch(1)]);
  const run = picture(events.filter(({ seq }) => seq !== 3 && seq !== 4));
  assert.deepEqual([run.missing, run.seq, run.epochPoints.epoch], [2, 11, [0, 1]]);
});

test('a new picture has the same lists: 10,000 points stay cheap', () => {
  const before = picture(told([started(), ...epoch(0)]));
  const after = foldAll(before, told(epoch(1), { from: before.seq + 1 }));
  assert.notEqual(after, before);
  assert.equal(after.batchPoints.x, before.batchPoints.x);
  assert.ok(after.version > before.version);
});

test('numbers that JSON has no word for are numbers again, and only they', () => {
  const run = picture(told([
    started({ classes: ['nan', 'inf'] }),
    ...epoch(0, { loss: 'nan', val: '-inf', says: [early('waited', { value: 'nan', best: 'inf', wait: 1 })] }),
  ]));
  assert.deepEqual(run.epochPoints.loss, [NaN]);
  assert.deepEqual(run.epochPoints.val_loss, [-Infinity]);
  assert.deepEqual(run.started.classes, ['nan', 'inf']);
  const { value, best } = run.callbacks[0].last;
  assert.deepEqual([value, best], [NaN, Infinity]);
});

test('a NaN is never the best', () => {
  const run = picture(told([started(), ...epoch(0, { val: 0.5 }), ...epoch(1, { val: 'nan' }), ...epoch(2, { val: 0.7 })]));
  assert.deepEqual(run.best, { epoch: 0, monitor: 'val_loss', value: 0.5 });
});

test('without validation the loss is what is best', () => {
  const events = told([started(), ...epoch(0), ...epoch(1)]);
  for (const event of events) if (event.type === 'epoch_ended') event.logs = { loss: event.logs.loss };
  const run = picture(events);
  assert.deepEqual(run.best, { epoch: 1, monitor: 'loss', value: 0.5 });
  assert.deepEqual(run.epochPoints.val_loss, [null, null]);
});

test('callbacks know their parameters, their last word and their history', () => {
  const says = [early('improved', { value: 1.1 }), ['model_checkpoint', 1, 'saved', { path: '01.safetensors', message: 'Epoch 1: saving model to 01\nEpoch 1: finished saving' }]];
  const run = foldAll(emptyPicture('a', spec()), told([started(), ...epoch(0, { says })]));
  assert.deepEqual(run.callbacks.map(({ kind, index, spec: of, last, history }) => [kind, index, Object.keys(of).length, last.action, history.length]),
    [['early_stopping', 0, 2, 'improved', 1], ['model_checkpoint', 1, 2, 'saved', 1]]);
  assert.deepEqual(run.console.map(({ epoch: at, text }) => [at, text]), [[0, 'Epoch 1: saving model to 01'], [0, 'Epoch 1: finished saving']]);
});

test('a spec that is known only later is put in, and a changed patience stands in it', () => {
  const run = picture(told([started(), ...epoch(0, { says: [['model_checkpoint', 1, 'saved']] }), ['run_changed', { callback: 'early_stopping', index: 0, patience: [3, 7] }]]));
  assert.deepEqual(run.callbacks.map(({ index, spec: of }) => [index, of]), [[1, null]]);
  const whole = withSpec(run, spec());
  assert.deepEqual(whole.callbacks.map(({ index, spec: of, history }) => [index, of.kind, history.length]), [[0, 'early_stopping', 0], [1, 'model_checkpoint', 1]]);
  const changed = foldAll(whole, told([['run_changed', { callback: 'early_stopping', index: 0, patience: [3, 7] }]], { from: run.seq + 1 }));
  assert.equal(changed.callbacks[0].spec.patience, 7);
  assert.equal(withSpec(changed, spec()).callbacks[0].spec.patience, 7);
});

const ENDS = { completed: 'finished', early_stopped: 'finished', nan: 'finished', stopped: 'stopped', failed: 'failed', interrupted: 'interrupted' };
test('every reason to end leaves its state', () => {
  for (const [reason, state] of Object.entries(ENDS)) {
    const run = picture(told([started(), ['run_ended', { reason, detail: 'Why.' }]]));
    assert.deepEqual([run.state, run.end.detail], [state, 'Why.'], reason);
    const cut = ['stopped', 'failed', 'interrupted'].includes(reason);
    assert.deepEqual(run.marks.map(({ type }) => type), cut ? [reason] : [], 'a callback tells of its own stop');
  }
});

test('every decision that shows on the curves leaves its mark', () => {
  const run = picture(told([
    started(),
    ...epoch(0, { says: [early('improved', { value: 1.1, best: 1.1 }), ['model_checkpoint', 1, 'saved', { monitor: 'val_loss', value: 1.1, best: 1.1 }]] }),
    ...epoch(1, { says: [early('waited'), ['reduce_lr_on_plateau', 2, 'reduced', { old_lr: 0.001, new_lr: 0.0005 }]] }),
    ['epoch_started', { epoch: 2 }], ['batch', { epoch: 2, batch: 0, logs: { loss: 1 }, learning_rate: 0.0005 }],
    ['run_paused', { epoch: 2, batch: 0 }], ['run_changed', { epoch: 2, batch: 0, learning_rate: [0.0005, 0.01] }], ['run_resumed', { epoch: 2, batch: 0 }],
    ['diverged', { epoch: 2, batch: 0 }],
    ['epoch_ended', { epoch: 2, logs: { loss: 1, val_loss: 2 } }],
    ['callback', { epoch: 2, callback: 'reduce_lr_on_plateau', index: 2, action: 'cooldown' }],
    ['callback', { epoch: 2, callback: 'early_stopping', index: 0, action: 'stopped', monitor: 'val_loss' }],
    ['callback', { epoch: 2, callback: 'early_stopping', index: 0, action: 'weights_restored', best_epoch: 0 }],
    ['run_ended', { reason: 'early_stopped' }],
  ]));
  assert.deepEqual(run.marks.map(({ type, epoch: at, x, to }) => [type, at, x, ...(to === undefined ? [] : [to])]), [
    ['best', 0, 1], ['saved', 0, 1], ['reduced', 1, 2], ['paused', 2, 2.5], ['changed', 2, 2.5], ['diverged', 2, 2.5],
    ['cooldown', 2, 3], ['stopped', 2, 3], ['restored', 2, 3, 0],
  ]);
  const [, , reduced, , changed] = run.marks;
  assert.deepEqual([reduced.from, reduced.rate, changed.from, changed.rate], [0.001, 0.0005, 0.0005, 0.01]);

  const chart = marksOn(run, 'loss', 'epoch');
  assert.deepEqual(chart.bands, [{ from: 2, to: 3, kind: 'reduced', factor: 0.5 }, { from: 2, to: 3, kind: 'cooldown', factor: null }]);
  assert.deepEqual(chart.best, { x: 1, y: 1.1, figure: 'val_loss' });
  assert.deepEqual(chart.saved, [1]);
  assert.deepEqual(chart.back, { from: 3, fromY: 2, to: 1, toY: 1.1, figure: 'val_loss' });
  assert.deepEqual(chart.lines.map(({ kind }) => kind), ['paused', 'changed', 'diverged', 'stopped']);
  assert.equal(marksOn(run, 'accuracy', 'epoch').best, null);
  assert.deepEqual(marksOn(run, 'loss', 'step').best, { x: 2, y: 1.1, figure: 'val_loss' });
});

test('a run without callbacks has a best value of its own on the chart', () => {
  const run = picture(told([started(), ...epoch(0), ...epoch(1), ...epoch(2, { val: 3 })]));
  assert.deepEqual(marksOn(run, 'loss', 'epoch').best, { x: 2, y: 0.6, figure: 'val_loss' });
});

const restored = (at) => ['callback', { epoch: at, callback: 'early_stopping', index: 0, action: 'weights_restored', best_epoch: 0 }];

test('the way back begins where the run ended, in the middle of an epoch too', () => {
  const run = picture(told([
    started(), ...epoch(0), ...epoch(1, { val: 2 }), ['epoch_started', { epoch: 2 }], ['batch', { epoch: 2, batch: 0, logs: { loss: 1 } }],
    restored(2), ['run_ended', { reason: 'stopped', epoch: 1 }],
  ]));
  assert.deepEqual(run.marks.map(({ type, x }) => [type, x]), [['restored', 2.5], ['stopped', 2.5]]);
  assert.deepEqual(marksOn(run, 'loss', 'epoch').back, { from: 2.5, fromY: 2, to: 1, toY: 1.1, figure: 'val_loss' });
});

test('where a value is no number there is no way back to draw', () => {
  const run = picture(told([started(), ...epoch(0), ...epoch(1, { val: 'nan' }), restored(1), ['run_ended', { reason: 'completed' }]]));
  assert.equal(marksOn(run, 'loss', 'epoch').back, null, 'the training curve is not what was restored by');
  assert.equal(marksOn(run, 'accuracy', 'epoch').back.figure, 'val_accuracy');
  const early1 = picture(told([started(), ['epoch_started', { epoch: 0 }], restored(0), ['run_ended', { reason: 'stopped' }]]));
  assert.equal(marksOn(early1, 'loss', 'epoch').back, null);
});

test('without validation the marks stand on the training curve and say so', () => {
  const events = told([started({ validation: 0 }), ...epoch(0), ...epoch(1, { loss: 3 }), restored(1), ['run_ended', { reason: 'completed' }]]);
  for (const event of events) if (event.type === 'epoch_ended') event.logs = { loss: event.logs.loss };
  const { best, back } = marksOn(picture(events), 'loss', 'epoch');
  assert.deepEqual([best.figure, back.figure, back.fromY, back.toY], ['loss', 'loss', 3, 1]);
  assert.equal(validates(picture(events)), false);
  assert.equal(validates(picture(told([started()]))), true);
});

test('a run that goes on takes back its end, wherever the end was counted to', () => {
  for (const reason of ['interrupted', 'stopped', 'failed']) {
    const run = picture(told([
      started(), ...epoch(0, { says: [early('improved', { value: 1.1 })] }), ['epoch_started', { epoch: 1 }],
      ['batch', { epoch: 1, batch: 0, logs: { loss: 1 } }], ['run_ended', { reason, epoch: 0 }], ['run_continued', { from_epoch: 1 }],
    ]));
    assert.deepEqual(run.marks.map(({ type }) => type), ['best', 'continued'], reason);
    const between = picture(told([started(), ...epoch(0), ['run_ended', { reason, epoch: 0 }], ['run_continued', { from_epoch: 1 }]]));
    assert.deepEqual(between.marks.map(({ type }) => type), ['continued'], `${reason} between two epochs`);
  }
});

test('a continued run forgets what came after the epoch that it goes on from', () => {
  const says = (action, fields) => [early(action, fields), ['model_checkpoint', 1, 'saved', { message: 'saved' }]];
  const first = told([
    started(), ...epoch(0, { says: says('improved', { value: 1.1 }) }), ...epoch(1, { says: says('improved', { value: 0.6 }) }),
    ['epoch_started', { epoch: 2 }], ['batch', { epoch: 2, batch: 0, logs: { loss: 9 }, learning_rate: 0.001 }],
    ['callback', { epoch: 1, callback: 'early_stopping', index: 0, action: 'weights_restored', best_epoch: 1 }],
    ['run_ended', { reason: 'stopped' }],
  ]);
  const stopped = picture(first);
  const kept = structuredClone(stopped.batchPoints);
  const again = foldAll(stopped, told([['run_continued', { from_epoch: 1, time: 5000 }]], { from: stopped.seq + 1 }));
  assert.deepEqual([again.state, again.end, again.epoch, again.batch], ['running', null, 0, null]);
  assert.deepEqual([again.batchPoints.x, again.epochPoints.epoch, again.maps], [[0.5, 1], [0], [0]]);
  assert.deepEqual(again.marks.map(({ type, x }) => [type, x]), [['best', 1], ['saved', 1], ['continued', 1]]);
  assert.deepEqual(again.callbacks.map(({ last, history }) => [last.action, history.length]), [['improved', 1], ['saved', 1]]);
  assert.deepEqual(again.best, { epoch: 0, monitor: 'val_loss', value: 1.1 });
  assert.equal(again.console.length, 1);
  assert.deepEqual(stopped.batchPoints, kept, 'the picture before it is left as it was');
});

test('a run that was stopped and went on has the curves of one that never stopped', () => {
  const whole = picture(told([started(), ...epoch(0), ...epoch(1), ...epoch(2), ['run_ended', { reason: 'completed' }]]));
  const parts = picture(told([
    started(), ...epoch(0), ...epoch(1), ...epoch(2).slice(0, 2), ['run_ended', { reason: 'interrupted' }],
    ['run_continued', { from_epoch: 2 }], ...epoch(2), ['run_ended', { reason: 'completed' }],
  ]));
  for (const name of ['x', 'step', 'loss', 'accuracy', 'learning_rate']) assert.deepEqual(parts.batchPoints[name], whole.batchPoints[name], name);
  for (const name of ['epoch', 'loss', 'val_loss']) assert.deepEqual(parts.epochPoints[name], whole.epochPoints[name], name);
});

test('whatever comes twice or late, in whatever pieces, ends in one picture', () => {
  const random = generator(7);
  const events = told([
    started(), ...epoch(0, { says: [early('improved', { value: 1.1 })] }), ...epoch(1), ['run_ended', { reason: 'stopped' }],
    ['run_continued', { from_epoch: 1 }], ...epoch(1, { says: [early('waited')] }), ['run_ended', { reason: 'completed' }],
  ]);
  const whole = known(picture(events));
  for (let round = 0; round < 50; round++) {
    let run = emptyPicture('a');
    let taken = 0;
    while (taken < events.length) {
      const to = random.integer(taken, events.length);
      run = foldAll(run, events.slice(random.integer(0, taken), to));
      taken = to;
    }
    assert.deepEqual(known(run), whole);
  }
});

test('the clock of a run stands still while it is paused', () => {
  const run = picture([
    ...told([started({ time: 100 }), ['epoch_started', { epoch: 0, time: 101 }], ['batch', { epoch: 0, batch: 0, logs: { loss: 1 }, time: 102 }],
      ['run_paused', { time: 103 }], ['run_resumed', { time: 503 }], ['batch', { epoch: 0, batch: 1, logs: { loss: 1 }, time: 504 }],
      ['epoch_ended', { epoch: 0, logs: { loss: 1 }, time: 505 }]]),
  ]);
  assert.deepEqual(run.batchPoints.time, [2, 4]);
  assert.deepEqual(run.epochPoints.time, [5]);
  assert.deepEqual(run.pace.epochs, [4]);
});

test('how long a run will take', () => {
  const events = told([started({ time: 0.1 }), ['epoch_started', { epoch: 0, time: 0.1 }], ['batch', { epoch: 0, batch: 0, logs: { loss: 1 }, time: 2.1 }]]);
  const early1 = picture(events);
  assert.equal(epochSeconds(early1), 4);
  assert.equal(progressOf(early1), 0.1);
  assert.equal(secondsLeft(early1), 4.5 * 4);
  assert.equal(throughput(early1), 20);
  assert.deepEqual([secondsLeft(emptyPicture('a')), progressOf(emptyPicture('a')), throughput(emptyPicture('a'))], [null, 0, null]);
  const ended = foldAll(early1, told([['run_ended', { reason: 'stopped', time: 3 }]], { from: 4 }));
  assert.equal(secondsLeft(ended), null);
});

test('stepping by hand does not start a paused run', () => {
  const run = picture(told([started(), ['run_paused'], ['epoch_started', { epoch: 0 }], ['batch', { epoch: 0, batch: 0, logs: { loss: 1 } }]]));
  assert.equal(run.state, 'paused');
});

test('10,000 events are folded in a moment', () => {
  const events = told([started({ batches: 100 }), ...Array.from({ length: 10_000 }, (_, i) => ['batch', { epoch: Math.floor(i / 100), batch: i % 100, logs: { loss: 1 }, learning_rate: 1 }])]);
  const began = performance.now();
  assert.equal(picture(events).batchPoints.x.length, 10_000);
  assert.ok(performance.now() - began < 500);
});

test('every type of the contract is listened to', () => {
  assert.equal(new Set(EVENT_TYPES).size, 12);
});
