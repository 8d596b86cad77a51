import test, { afterEach } from 'node:test';
import assert from 'node:assert/strict';
import { Refused, Unreachable } from '../../static/js/net/api.js';
import { command } from '../../static/js/net/command.js';
import { startTraining } from '../../static/js/net/follow.js';
import * as calls from '../../static/js/net/runs.js';
import { refreshRuns, select, toggleCompare } from '../../static/js/state/trainingActions.js';
import { createTraining } from '../../static/js/state/training.js';
import { handClock, settle } from './helpers.js';
import { epoch, spec, started, told } from './training.js';

const real = { fetch: globalThis.fetch };
afterEach(() => Object.assign(globalThis, real));

const run = (id, state = 'running', fields = {}) => ({ id, name: id, state, spec: spec(), created: 1, ...fields });

/** A server that answers what a test puts into it, and lines that a test speaks on. */
function world(initial = {}, options = {}) {
  const store = createTraining(initial);
  const clock = handClock();
  const lines = [];
  const frames = [];
  const server = { runs: [], histories: {}, asked: [], failure: null };
  const training = startTraining(store, options, {
    clock,
    frame: (fn) => frames.push(fn),
    list: async () => {
      server.asked.push('list');
      await null; // the test has its say first
      if (server.failure) throw server.failure;
      return server.runs;
    },
    history: async (id) => {
      server.asked.push(id);
      await null;
      if (!server.histories[id]) throw new Refused({ status: 404, code: 'run_unknown', title: '', detail: '' });
      return server.histories[id];
    },
    open(line) {
      const mine = { ...line, id: /runs\/(\w+)/.exec(line.url(0))[1], open: true };
      lines.push(mine);
      line.onConnection({ state: 'connecting' });
      return { close: () => { mine.open = false; }, wake: () => { mine.woken = (mine.woken ?? 0) + 1; } };
    },
  });
  return {
    store, clock, lines, server, training,
    get line() { return lines.at(-1); },
    /** Say events on the newest line, and let a frame pass. */
    say(events) {
      for (const event of events) lines.at(-1).onEvent(event);
      for (const frame of frames.splice(0)) frame();
    },
  };
}

test('the newest run is followed where none is selected, and its events make its picture', async () => {
  const { store, lines, server, say, line: none } = world({}, { newest: true });
  assert.equal(none, undefined);
  server.runs = [run('b'), run('a')];
  await settle();
  assert.deepEqual([store.state.selected, lines.map(({ id, after, url }) => [id, after, url(7)])], ['b', [['b', 0, '/api/runs/b/events?after=7']]]);
  say(told([started(), ...epoch(0)]));
  const { b } = store.state.pictures;
  assert.deepEqual([b.epochPoints.epoch, b.callbacks.map(({ spec: of }) => of.kind)], [[0], ['early_stopping', 'model_checkpoint']]);
});

test('what comes within a frame is one change of the state', async () => {
  const { store, say } = world({ selected: 'a' });
  await settle();
  let changes = 0;
  store.subscribe((state, previous) => { changes += Number(state.pictures !== previous.pictures); });
  say(told([started(), ...epoch(0), ...epoch(1)]));
  assert.deepEqual([changes, store.state.pictures.a.version > 0, store.state.pictures.a.seq], [1, true, 11]);
});

test('while the page is hidden there are no frames, and the picture grows all the same', async () => {
  const { store, line, clock } = world({ selected: 'a' });
  await settle();
  for (const event of told([started(), ...epoch(0)])) line.onEvent(event);
  assert.equal(store.state.pictures.a.seq, 0);
  await clock.run(250);
  assert.equal(store.state.pictures.a.seq, 6);
});

test('there is one line, to the run that is selected; what has come of the other stays', async () => {
  const { store, lines, say } = world({ selected: 'a' });
  say(told([started(), ...epoch(0)]));
  select(store, 'b');
  assert.deepEqual(lines.map(({ id, open }) => [id, open]), [['a', false], ['b', true]]);
  lines[0].onEvent(told([['epoch_started']], { from: 7 })[0]);
  lines[0].onConnection({ state: 'lost' });
  say(told([started()]));
  assert.deepEqual([store.state.pictures.a.seq, store.state.pictures.b.seq, store.state.connection.state], [6, 1, 'connecting']);
  select(store, 'a');
  assert.deepEqual([lines.at(-1).id, lines.at(-1).after, lines.filter(({ open }) => open).length], ['a', 6, 1]);
  select(store, null);
  assert.deepEqual([lines.filter(({ open }) => open).length, store.state.connection.state], [0, 'idle']);
});

test('events that wait for their frame are not lost when the run is changed', async () => {
  const { store, line, say } = world({ selected: 'a' });
  for (const event of told([started(), ...epoch(0)])) line.onEvent(event);
  select(store, 'b');
  say([]);
  assert.equal(store.state.pictures.a.seq, 6);
});

test('at the end of the events the list is asked for, and a run that goes on is followed again', async () => {
  const { store, lines, server, clock, say } = world({ selected: 'a' });
  server.runs = [run('a')];
  await settle();
  say(told([started(), ...epoch(0), ['run_ended', { reason: 'stopped' }]]));
  server.runs = [run('a', 'stopped')];
  lines[0].onConnection({ state: 'ended' });
  await settle();
  assert.deepEqual([store.state.runs[0].state, store.state.connection.state, lines.length], ['stopped', 'ended', 1]);
  server.runs = [run('a', 'running')];
  refreshRuns(store);
  await settle();
  assert.deepEqual([lines.length, lines[1].after, store.state.connection.state], [2, 7, 'connecting']);
  await clock.run(2000);
  assert.equal(lines.length, 2);
});

test('the list is looked at often while something moves, seldom otherwise', async () => {
  const { server, clock } = world();
  server.runs = [run('a', 'finished')];
  await clock.run(14_000);
  assert.equal(server.asked.length, 1);
  server.runs = [run('a', 'queued')];
  await clock.run(1000);
  assert.equal(server.asked.length, 2);
  await clock.run(6000);
  assert.equal(server.asked.length, 5);
});

test('a server that is away is said, and asked again until it is back', async () => {
  const { store, server, clock } = world();
  server.failure = new Unreachable('gone');
  await settle();
  assert.deepEqual([store.state.away, store.state.runs], ['gone', null]);
  server.failure = null;
  server.runs = [run('a')];
  await clock.run(2000);
  assert.deepEqual([store.state.away, store.state.runs.length], [null, 1]);
});

test('once the server is back, the line to the run is not trusted either', async () => {
  const { store, server, clock, lines } = world();
  server.runs = [run('a')];
  store.set({ selected: 'a' });
  await settle();
  server.failure = new Unreachable('offline');
  await clock.run(2000);
  assert.equal(lines.at(-1).woken, undefined);
  server.failure = null;
  await clock.run(2000);
  assert.equal(lines.at(-1).woken, 1);
  await clock.run(2000);
  assert.equal(lines.at(-1).woken, 1);
});

test('a run that is gone is nowhere any more; one that has only just come stays', async () => {
  const { store, server } = world({ selected: 'a', compare: ['b'] });
  server.runs = [run('a'), run('b', 'finished')];
  server.histories.b = told([started(), ['run_ended', { reason: 'completed' }]]);
  await settle();
  select(store, 'fresh');
  server.runs = [run('b', 'finished')];
  refreshRuns(store);
  await settle();
  assert.deepEqual([store.state.selected, Object.keys(store.state.pictures)], ['fresh', ['b', 'fresh']]);
  server.runs = [run('fresh')];
  refreshRuns(store);
  await settle();
  assert.deepEqual([store.state.compare, Object.keys(store.state.pictures)], [[], ['fresh']]);
  server.runs = [];
  refreshRuns(store);
  await settle();
  assert.deepEqual([store.state.selected, store.state.pictures], [null, {}]);
});

test('compared runs are fetched whole: once when they are over, again while they go on', async () => {
  const { store, server, clock } = world({ selected: 'a' });
  server.runs = [run('a', 'finished'), run('over', 'finished'), run('on', 'running')];
  server.histories = { over: told([started(), ...epoch(0), ['run_ended', { reason: 'completed' }]]), on: told([started(), ...epoch(0)]) };
  await settle();
  toggleCompare(store, 'over');
  toggleCompare(store, 'on');
  await settle();
  assert.deepEqual([store.state.pictures.over.state, store.state.pictures.on.epochPoints.epoch], ['finished', [0]]);
  server.histories.on = told([started(), ...epoch(0), ...epoch(1)]);
  await clock.run(2000);
  assert.deepEqual(store.state.pictures.on.epochPoints.epoch, [0, 1]);
  assert.deepEqual(server.asked.filter((what) => what === 'over').length, 1);
  toggleCompare(store, 'nowhere');
  await settle();
  assert.deepEqual([store.state.compare, store.state.problem.code], [['over', 'on'], 'run_unknown']);
});

test('whoever stops following leaves nothing behind', async () => {
  const { lines, clock, training, server } = world({ selected: 'a' });
  await settle();
  training.stop();
  await clock.run(60_000);
  assert.deepEqual([lines.every(({ open }) => !open), server.asked.length, clock.pending], [true, 1, 0]);
});

test('a command says that it is under way, and how it ended', async () => {
  const store = createTraining({ problem: { status: 409, code: 'old', title: '', detail: '' } });
  const busy = [];
  store.subscribe((state) => busy.push(state.busy));
  assert.equal(await command(store, 'pause', async () => true), true);
  assert.deepEqual([busy[0], store.state.busy, store.state.problem, store.state.asked], ['pause', null, null, 1]);
  const problem = { status: 409, code: 'run_state', title: '', detail: 'It has ended.' };
  assert.equal(await command(store, 'stop', async () => { throw new Refused(problem); }), null);
  assert.deepEqual([store.state.busy, store.state.problem, store.state.asked], [null, problem, 2]);
  assert.equal(await command(store, 'stop', async () => { throw new Unreachable('offline'); }), null);
  assert.equal(store.state.away, 'offline');
  await assert.rejects(command(store, 'stop', async () => { throw new RangeError('ours'); }), RangeError);
  assert.equal(store.state.busy, null);
});

test('every call of the contract', async () => {
  const asked = [];
  globalThis.fetch = async (path, { method, body }) => {
    asked.push([method, path, body && JSON.parse(body)]);
    if (path.endsWith('jsonl')) return new Response('{"seq":1}\n{"seq":2}\n');
    return new Response(path === '/api/runs' && method === 'GET' ? '[{"id":"x","created":1},{"id":"y","created":2}]' : '{"id":"n"}');
  };
  assert.deepEqual((await calls.listRuns()).map(({ id }) => id), ['y', 'x']);
  assert.equal(await calls.submit({ epochs: 1 }), 'n');
  assert.equal(await calls.demo(), 'n');
  assert.deepEqual(await calls.eventsOf('a b'), [{ seq: 1 }, { seq: 2 }]);
  for (const call of [calls.pause, calls.resume, calls.stop, calls.continueRun, calls.remove]) assert.equal(await call('a'), true);
  await calls.step('a', 'epoch');
  await calls.rename('a', 'new');
  await calls.changeRate('a', 0.01);
  await calls.changePatience('a', 2, 9);
  await calls.predict('a', { tensor: [[[1]]] });
  await calls.check({ epochs: 2 });
  await calls.figures('a', 3);
  await calls.readyModels('idx:fashion');
  assert.deepEqual(asked.slice(1), [
    ['POST', '/api/runs', { epochs: 1 }], ['POST', '/api/runs/demo', null], ['GET', '/api/runs/a%20b/export?format=jsonl', null],
    ['POST', '/api/runs/a/pause', null], ['POST', '/api/runs/a/resume', null], ['POST', '/api/runs/a/stop', null],
    ['POST', '/api/runs/a/continue', null], ['DELETE', '/api/runs/a', null], ['POST', '/api/runs/a/step', { unit: 'epoch' }],
    ['PATCH', '/api/runs/a', { name: 'new' }], ['PATCH', '/api/runs/a', { lr: 0.01 }], ['PATCH', '/api/runs/a', { callbacks: { 2: { patience: 9 } } }],
    ['POST', '/api/runs/a/predict', { input: { tensor: [[[1]]] } }], ['POST', '/api/runs/check', { epochs: 2 }],
    ['GET', '/api/runs/a/figures?epoch=3', null], ['GET', '/api/models?dataset=idx%3Afashion', null],
  ]);
  assert.deepEqual([calls.eventsUrl('a'), calls.checkpointUrl('a', ' 01 %.safetensors'), calls.fileUrl('a', 'log.csv'), calls.dataUrl('a'), calls.pageUrl('a')],
    ['/api/runs/a/events', '/api/runs/a/checkpoints/%2001%20%25.safetensors', '/api/runs/a/files/log.csv', '/api/runs/a/data', '/train/a']);
});

test('the dock stays with the run that runs or is held, and goes on to another one when that has ended', async () => {
  const { store, server, training } = world({}, { leading: true });
  server.runs = [run('c', 'queued'), run('b', 'paused'), run('a', 'finished')];
  await settle();
  assert.equal(store.state.selected, 'b');
  server.runs = [run('c', 'running'), run('b', 'paused'), run('a', 'finished')];
  await training.refresh();
  assert.equal(store.state.selected, 'b');
  server.runs = [run('d', 'queued'), run('c', 'running'), run('b', 'stopped'), run('a', 'finished')];
  store.set({ pictures: {} });
  await training.refresh();
  assert.equal(store.state.selected, 'c');
  training.stop();
});
