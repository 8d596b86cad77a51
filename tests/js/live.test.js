import test from 'node:test';
import assert from 'node:assert/strict';
import { Refused, Unreachable } from '../../static/js/net/api.js';
import { startLive } from '../../static/js/net/live.js';
import * as actions from '../../static/js/state/actions.js';
import { initialState } from '../../static/js/state/setting.js';
import { createStore } from '../../static/js/state/store.js';
import { f32, handClock, settle, sliding } from './helpers.js';

const problem = (code) => new Refused({ status: 422, code, title: code, detail: code });
const tapTable = ({ data, outputs, taps }) => ({ dtype: 'I32', shape: [outputs, taps], data });

/** A page without a page: its store, a clock by hand, and a server whose answers the test gives one by one. */
function page(change = {}) {
  const store = createStore({ ...initialState(), ...change }, { now: () => 0 });
  const clock = handClock();
  const asked = [];
  const server = { up: true, pings: 0, recovers: false, recovered: [] };
  const ask = (body, signal) => new Promise((resolve, reject) => {
    const question = { body, signal, resolve: null, reject };
    question.resolve = ({ size = 2, mark = 0 } = {}) => {
      const all = {
        input: f32([1, 4, 4], Array(16).fill(mark)), output: f32([1, size, size], Array(size * size).fill(mark)),
        weight: f32([1, 1, 3, 3], Array(9).fill(mark)), bias: f32([1], [mark]),
        rows: tapTable(sliding(4, 5 - size)), cols: tapTable(sliding(4, 5 - size)),
      };
      const sent = Object.entries(all).filter(([name]) => !body.want || body.want.includes(name));
      const meta = { reduction: 'sum_of_products', groups: 1, weight_layout: 'oi', input_shape: [1, 4, 4], output_shape: [1, size, size] };
      resolve({ tensors: Object.fromEntries(sent), meta });
    };
    signal.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
    asked.push(question);
  });
  const live = startLive(store, {
    ask, clock,
    ping: async () => { server.pings += 1; return server.up; },
    recover: async (source) => { server.recovered.push(source.id); return server.recovers; },
  });
  const answer = async (index, given) => { asked[index].resolve(given); await settle(); };
  const refuse = async (index, error) => { asked[index].reject(error); await settle(); };
  return { store, clock, asked, server, live, answer, refuse, state: () => store.state.live };
}

const padding = (store, value) => actions.setParameter(store, 'padding', value);

test('the first question asks for everything; its answer stands with its setting', async () => {
  const { store, asked, answer, state } = page();
  assert.equal(state().status, 'loading');
  assert.equal(asked[0].body.want, undefined);
  assert.equal(asked[0].body.layer.kind, 'conv2d');
  await answer(0, { mark: 5 });
  assert.equal(state().status, 'ready');
  assert.equal(state().answer.setting, store.state.setting);
  assert.equal(state().answer.tensors.output.data[0], 5);
});

test('newest wins: an older answer is shown on the way, a stale one is not', async () => {
  const { store, asked, answer, state } = page();
  await answer(0);
  padding(store, 2);
  padding(store, 3);
  padding(store, 4);
  assert.equal(asked.length, 4, 'three are on their way at once');
  await answer(2, { mark: 2 });
  assert.equal(state().answer.setting.layer.padding, 3);
  assert.ok(asked[1].signal.aborted, 'what is older than an answer is of no use');
  await answer(1, { mark: 1 });
  assert.equal(state().answer.tensors.output.data[0], 2);
  await answer(3, { mark: 3 });
  assert.equal(state().answer.setting, store.state.setting);
});

test('an overtaken question is aborted after its grace, the newest never', async () => {
  const { store, clock, asked, answer, state } = page();
  await answer(0);
  padding(store, 2);
  await clock.run(100);
  padding(store, 3);
  await clock.run(49);
  assert.equal(asked[1].signal.aborted, false);
  await clock.run(1);
  assert.equal(asked[1].signal.aborted, true);
  await clock.run(60_000);
  assert.equal(asked[2].signal.aborted, false);
  assert.equal(state().status, 'loading');
  await answer(2);
  assert.equal(state().status, 'ready');
});

test('on a slow line only some are on their way, and of the waiting only the newest is asked', async () => {
  const { store, clock, asked, answer } = page();
  await answer(0);
  for (let value = 2; value <= 9; value++) padding(store, value);
  assert.deepEqual(asked.slice(1).map(({ body }) => body.layer.padding), [2, 3, 4]);
  await clock.run(150);
  assert.deepEqual(asked.slice(1).map(({ body }) => body.layer.padding), [2, 3, 4, 9]);
  await answer(4);
  assert.equal(store.state.live.answer.setting.layer.padding, 9);
  assert.equal(clock.pending, 0);
});

test('what is held is not asked for again, and is the answer’s all the same', async () => {
  const { store, asked, answer, state } = page();
  await answer(0, { mark: 1 });
  padding(store, 2);
  assert.deepEqual(asked[1].body.want, ['output', 'weight', 'bias', 'mask', 'running_mean', 'running_var', 'indices', 'rows', 'cols']);
  await answer(1, { mark: 2 });
  assert.deepEqual(['input', 'weight', 'output'].map((name) => state().answer.tensors[name].data[0]), [1, 2, 2]);
  actions.setSource(store, { kind: 'sample', id: 'cat' });
  assert.deepEqual(asked[2].body.want, ['input', 'output', 'mask', 'running_mean', 'running_var', 'indices']);
  await answer(2, { mark: 3 });
  assert.deepEqual(['input', 'weight', 'output'].map((name) => state().answer.tensors[name].data[0]), [3, 2, 3]);
  actions.setWeight(store, { seed: 3 });
  assert.deepEqual(asked[3].body.want, ['output', 'weight', 'bias', 'mask', 'running_mean', 'running_var', 'indices']);
});

test('a refusal keeps the last answer, and the next good one takes its place', async () => {
  const { store, asked, answer, refuse, state } = page();
  await answer(0);
  const good = state().answer;
  padding(store, 99);
  await refuse(1, problem('kernel_too_large'));
  assert.deepEqual([state().status, state().problem.code, state().answer], ['refused', 'kernel_too_large', good]);
  padding(store, 98);
  assert.equal(state().status, 'refused', 'no flicker in between');
  await refuse(2, problem('over_budget'));
  assert.equal(state().problem.code, 'over_budget');
  store.undo();
  assert.deepEqual([state().status, state().problem, asked.length], ['ready', null, 3], 'undone to what is there: nothing is asked');
});

test('the refusal of an overtaken question is nobody’s business', async () => {
  const { store, answer, refuse, state } = page();
  await answer(0);
  padding(store, 99);
  padding(store, 2);
  await refuse(1, problem('kernel_too_large'));
  assert.equal(state().status, 'ready');
  await answer(2);
  assert.equal(state().problem, null);
});

test('an answer that is quick says nothing of loading', async () => {
  const { store, clock, answer, state } = page();
  await answer(0);
  const seen = [];
  store.subscribe((now) => seen.push(now.live.status));
  padding(store, 2);
  await clock.run(199);
  await answer(1);
  await clock.run(1000);
  assert.ok(!seen.includes('loading'));
  assert.equal(state().status, 'ready');
});

test('a server that is gone is asked for with growing pauses until it is back', async () => {
  const { store, clock, asked, server, answer, refuse, state } = page();
  await answer(0);
  const good = state().answer;
  padding(store, 2);
  server.up = false;
  await refuse(1, new Unreachable('gone'));
  assert.deepEqual([state().status, state().answer], ['gone', good]);
  await clock.run(499);
  assert.equal(server.pings, 0);
  await clock.run(1);
  assert.equal(server.pings, 1);
  await clock.run(1000 + 2000 + 4000);
  assert.equal(server.pings, 4);
  server.up = true;
  await clock.run(8000);
  assert.equal(asked.length, 3);
  assert.equal(asked[2].body.layer.padding, 2);
  assert.equal(state().status, 'gone', 'until it has answered');
  await answer(2);
  assert.deepEqual([state().status, clock.pending], ['ready', 0]);
});

test('while the server is gone, a change is tried at once', async () => {
  const { store, clock, asked, server, answer, refuse, state } = page();
  server.up = false;
  await refuse(0, new Unreachable('offline'));
  assert.deepEqual([state().status, state().answer], ['offline', null]);
  padding(store, 2);
  assert.equal(asked.length, 2);
  await answer(1);
  assert.equal(state().status, 'ready');
  await clock.run(60_000);
  assert.equal(server.pings, 0);
});

const upload = { kind: 'upload', id: 'abc' };

test('a picture that the server has dropped is brought back, once', async () => {
  const { store, asked, server, answer, refuse, state } = page();
  await answer(0);
  server.recovers = true;
  actions.setSource(store, upload);
  await refuse(1, problem('picture_unknown'));
  assert.deepEqual([server.recovered, asked.length, state().status], [['abc'], 3, 'ready']);
  await refuse(2, problem('picture_unknown'));
  assert.deepEqual([state().status, state().problem.code, asked.length], ['refused', 'picture_unknown', 3]);
});

test('a picture that cannot be brought back is asked for', async () => {
  const { store, answer, refuse, state } = page();
  await answer(0);
  actions.setSource(store, upload);
  await refuse(1, problem('picture_unknown'));
  assert.deepEqual([state().status, state().problem.code], ['refused', 'picture_unknown']);
});

test('the cursor is moved onto the new output together with it', async () => {
  const { store, answer } = page({ cursor: { map: 5, row: 9, col: 1, step: null } });
  const seen = [];
  store.subscribe(({ cursor, live }) => seen.push([live.status, cursor.map, cursor.row, cursor.col]));
  await answer(0, { size: 3 });
  assert.deepEqual(seen, [['ready', 0, 2, 1]]);
});

test('comparing answers the pinned setting as well', async () => {
  const { store, asked, answer, state } = page();
  await answer(0, { mark: 1 });
  actions.pinCompare(store);
  assert.equal(state().compared, state().answer);
  padding(store, 2);
  await answer(1, { mark: 2 });
  assert.deepEqual([state().compared.tensors.output.data[0], state().answer.tensors.output.data[0]], [1, 2]);
  actions.swapCompare(store);
  assert.equal(state().compared.tensors.output.data[0], 2);
  await answer(2, { mark: 1 });
  assert.equal(asked.length, 3);
  assert.equal(state().answer.tensors.output.data[0], 1);
  actions.unpinCompare(store);
  assert.equal(state().compared, null);
});

test('an address with a comparison asks for both; a refused A is no trouble to B', async () => {
  const { setting } = initialState();
  const pinned = { ...setting, layer: { ...setting.layer, padding: 7 } };
  const both = page({ pinned });
  assert.deepEqual(both.asked.map(({ body }) => body.layer.padding), [1, 7]);
  await both.answer(1, { mark: 7 });
  await both.answer(0, { mark: 1 });
  assert.deepEqual([both.state().compared.tensors.output.data[0], both.state().answer.tensors.output.data[0]], [7, 1]);
  const refused = page({ pinned });
  await refused.refuse(1, problem('kernel_too_large'));
  await refused.answer(0);
  assert.deepEqual([refused.state().status, refused.state().compared, refused.state().problem], ['ready', null, null]);
});

test('A and B alike are one question; when B moves on before its answer, A is asked for', async () => {
  const { setting } = initialState();
  const { store, asked, answer, state } = page({ pinned: setting });
  assert.equal(asked.length, 1);
  padding(store, 2);
  assert.deepEqual(asked.map(({ body }) => body.layer.padding), [1, 1, 2]);
  await answer(1, { mark: 1 });
  await answer(2, { mark: 2 });
  assert.deepEqual([state().compared.tensors.output.data[0], state().answer.tensors.output.data[0]], [1, 2]);
});

test('stopped, it asks and writes nothing more', async () => {
  const { store, clock, asked, live, state } = page();
  live.stop();
  assert.ok(asked[0].signal.aborted);
  padding(store, 2);
  await clock.run(60_000);
  assert.deepEqual([asked.length, state().status, clock.pending], [1, 'loading', 0]);
});

test('retrying asks at once', async () => {
  const { asked, live, refuse } = page();
  await refuse(0, new Unreachable('gone'));
  live.retry();
  assert.equal(asked.length, 2);
});
