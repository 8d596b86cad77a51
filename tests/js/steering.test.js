import test, { afterEach } from 'node:test';
import assert from 'node:assert/strict';
import { emptyPicture, foldAll } from '../../static/js/core/run.js';
import { steering } from '../../static/js/net/steering.js';
import { createTraining } from '../../static/js/state/training.js';
import { settle } from './helpers.js';
import { epoch, spec, started, told } from './training.js';

const real = { fetch: globalThis.fetch };
afterEach(() => Object.assign(globalThis, real));

/** A run that is followed, and a server that answers when the test lets it. */
function world(events) {
  const run = { id: 'a', name: 'a', state: 'running', spec: spec(), created: 1 };
  const store = createTraining({ selected: 'a', runs: [run, { ...run, id: 'b' }] });
  const hear = (more) => store.set({ pictures: { a: foldAll(store.state.pictures.a ?? emptyPicture('a', spec()), more) } });
  hear(told(events));
  const asked = [];
  const open = [];
  globalThis.fetch = (path, { body }) => {
    asked.push([path.replace('/api/runs/', ''), body && JSON.parse(body)]);
    return new Promise((resolve) => open.push(() => resolve(new Response('{}'))));
  };
  const answer = async () => {
    open.shift()();
    await settle();
  };
  return { store, steer: steering(store), hear, asked, open, answer };
}

const HELD = [started(), ...epoch(0), ['run_paused', { epoch: 1, batch: 0 }]];
const batch = (seq, n) => [{ seq, type: 'batch', time: 2000 + seq, epoch: 1, batch: n, step: 2 + n, logs: { loss: 1, accuracy: 0.5 }, learning_rate: 0.001 }];
const STEP = ['a/step', { unit: 'batch' }];

test('a batch that is here before the answer is does not keep the next step away', async () => {
  const { steer, hear, asked, answer } = world(HELD);
  steer.step('batch');
  steer.step('batch'); // nothing has come of the first one yet: a key that trembles
  await settle();
  assert.deepEqual(asked, [STEP]);
  hear(batch(HELD.length + 1, 0));
  steer.step('batch');
  await settle();
  assert.deepEqual(asked, [STEP, STEP]);
  await answer();
  await answer();
});

test('to the end of an epoch it is told once, and so is a run that is to be held', async () => {
  const held = world(HELD);
  held.steer.step('epoch');
  held.hear([{ seq: HELD.length + 1, type: 'run_resumed', time: 3000, epoch: 1, batch: 0 }, ...batch(HELD.length + 2, 0)]);
  held.steer.step('epoch');
  held.steer.step('batch');
  await settle();
  assert.deepEqual(held.asked, [['a/step', { unit: 'epoch' }]]);

  const runs = world(HELD.slice(0, -1));
  runs.steer.step('batch');
  runs.hear(batch(HELD.length, 0));
  runs.steer.step('batch');
  await settle();
  assert.deepEqual(runs.asked, [['a/pause', null]]);
});

test('changes are made one after the other, each of them, and of the run that they were meant for', async () => {
  const { store, steer, asked, open, answer } = world(HELD);
  steer.setRate(0.1);
  steer.setPatience(0, 7);
  store.set({ selected: 'b' });
  steer.setRate(0.2);
  await settle();
  assert.deepEqual(asked, [['a', { lr: 0.1 }]]);
  while (open.length > 0) await answer();
  assert.deepEqual(asked, [['a', { lr: 0.1 }], ['a', { callbacks: { 0: { patience: 7 } } }], ['b', { lr: 0.2 }]]);
});

test('a run is repeated before the list of runs is there', async () => {
  const store = createTraining({ selected: 'a' });
  const asked = [];
  globalThis.fetch = async (path, { method, body }) => {
    asked.push([method, path, body && JSON.parse(body).name]);
    return new Response(JSON.stringify(method === 'GET' ? { id: 'a', name: 'mine', spec: spec() } : { id: 'again' }));
  };
  await steering(store).repeat('a');
  assert.deepEqual(asked, [['GET', '/api/runs/a', null], ['POST', '/api/runs', 'mine (2)']]);
  assert.equal(store.state.selected, 'again');
});
