import test from 'node:test';
import assert from 'node:assert/strict';
import { Refused, Unreachable } from '../../static/js/net/api.js';
import { heldNames, startNetwork, wantedNames } from '../../static/js/net/network-live.js';
import { createNetwork, defaultNetwork } from '../../static/js/state/network.js';
import * as actions from '../../static/js/state/networkActions.js';
import { f32, handClock, settle } from './helpers.js';

const LAYERS = [{ kind: 'conv2d', out_channels: 2, kernel_size: 3 }, { kind: 'relu' }, { kind: 'flatten' }, { kind: 'linear', out_features: 10 }];
const problem = (code) => new Refused({ status: 422, code, title: code, detail: code });
const rowsOf = (layers) => layers.map(({ kind }) => ({ kind, output_shape: kind === 'flatten' || kind === 'linear' ? [10] : [2, 26, 26], parameters: 1, macs: 1, receptive_field: null, jump: null }));

/** A page without a page: its store, a clock by hand, and a server whose answers the test gives one by one. */
function page(change = {}) {
  const store = createNetwork({ setting: { ...defaultNetwork(), layers: LAYERS }, ...change }, { now: () => 0 });
  const clock = handClock();
  const described = [];
  const computed = [];
  const server = { up: true, pings: 0, recovers: false, recovered: [] };
  const question = (list, about, signal, make) => new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
    list.push({ ...about, signal, reject, resolve: (given) => resolve(make(given)) });
  });
  const live = startNetwork(store, {
    clock,
    describe: (layers, shape, signal) => question(described, { layers, shape }, signal, (broken = null) => ({
      input_shape: shape, rows: rowsOf(broken ? layers.slice(0, broken.index) : layers), totals: {}, code: {}, broken })),
    compute: (body, signal) => question(computed, { body }, signal, (mark = 0) => ({
      tensors: Object.fromEntries(body.want.filter((name) => /input|output|3\.weight/.test(name)).map((name) => [name, f32([1], [mark])])),
      meta: { classes: null, probabilities: [mark] } })),
    ping: async () => { server.pings += 1; return server.up; },
    recover: async (lost) => { server.recovered.push(lost); return server.recovers; },
  });
  const describe = async (index, broken) => { described[index].resolve(broken); await settle(); };
  const answer = async (index, mark) => { computed[index].resolve(mark); await settle(); };
  const refuse = async (list, index, error) => { list[index].reject(error); await settle(); };
  return { store, clock, described, computed, server, live, describe, answer, refuse, state: () => store.state.live };
}

/** A page that has heard of its network and its numbers. */
async function opened(change) {
  const it = page(change);
  await it.describe(0);
  await it.answer(0);
  return it;
}

const draw = (store, x) => actions.setDrawing(store, { board: 28, strokes: [{ tool: 'pen', size: 2, points: [x, 1] }] });

test('the summary comes first, then the numbers of what is on screen and of the last layer', async () => {
  const { store, described, computed, describe, answer, state } = page({ visible: [-1, 0] });
  assert.deepEqual(described[0].shape, [1, 28, 28]);
  assert.equal(computed.length, 0);
  await describe(0);
  assert.equal(state().summary.rows.length, 4);
  assert.deepEqual(computed[0].body.want, ['input', 'layers.0.output', 'layers.3.output']);
  await answer(0, 5);
  assert.equal(state().status, 'ready');
  assert.equal(state().answer.setting, store.state.setting);
  assert.equal(state().answer.tensors['layers.3.output'].data[0], 5);
});

test('layers that come on screen bring their numbers, and nothing twice', async () => {
  const { store, computed, answer, state } = await opened();
  actions.setVisible(store, [0]);
  actions.setVisible(store, [0, 1]);
  assert.deepEqual(computed.slice(1).map(({ body }) => body.want), [['layers.0.output'], ['layers.0.output', 'layers.1.output']]);
  await answer(2, 3);
  assert.deepEqual(Object.keys(state().answer.tensors).sort(), ['input', 'layers.0.output', 'layers.1.output', 'layers.3.output']);
  actions.setVisible(store, [1]);
  actions.setVisible(store, [0, 1]);
  assert.equal(computed.length, 3, 'it is all there');
});

test('what is looked at brings its weights and its input; what the server does not have is asked for once', async () => {
  const { store, computed, answer, state } = await opened();
  actions.lookAt(store, { layer: 3, map: 0, row: 0, col: 4, level: 'map' });
  assert.ok(['layers.2.output', 'layers.3.weight', 'layers.3.mask'].every((name) => computed[1].body.want.includes(name)));
  await answer(1);
  assert.ok(state().answer.tensors['layers.3.weight']);
  actions.lookAt(store, { layer: 3, map: 0, row: 0, col: 5, level: 'map' });
  await settle();
  assert.equal(computed.length, 2);
});

test('another picture needs no summary; weights of the layers are kept', async () => {
  const { store, described, computed, answer } = await opened();
  actions.lookAt(store, { layer: 3, map: 0, row: 0, col: 4, level: 'map' });
  await answer(1);
  draw(store, 1);
  assert.equal(described.length, 1);
  assert.ok(!computed[2].body.want.includes('layers.3.weight'));
  assert.ok(computed[2].body.want.includes('layers.3.output'));
});

test('the newest picture wins, older answers are shown on the way, stale ones are not', async () => {
  const { store, computed, answer, state } = await opened();
  for (const x of [1, 2, 3]) draw(store, x);
  assert.equal(computed.length, 4);
  await answer(2, 2);
  assert.equal(state().answer.tensors.input.data[0], 2);
  assert.ok(computed[1].signal.aborted);
  await answer(3, 3);
  assert.equal(state().answer.setting, store.state.setting);
  assert.deepEqual(state().answer.meta.probabilities, [3]);
});

test('a network that breaks is computed up to the break', async () => {
  const { store, computed, described, describe, answer, state } = await opened({ visible: [0, 1, 2, 3] });
  actions.removeLayer(store, 2);
  assert.equal(described.length, 2);
  const broken = { index: 2, code: 'needs_flatten', detail: '', remedy: LAYERS };
  await describe(1, broken);
  assert.equal(computed.at(-1).body.layers.length, 2);
  assert.ok(computed.at(-1).body.want.every((name) => !/layers\.[23]/.test(name)));
  await answer(computed.length - 1);
  assert.equal(state().status, 'ready');
  assert.equal(state().summary.broken, broken);
  assert.deepEqual(state().answer.setting.layers, LAYERS.slice(0, 2));
  actions.applyRemedy(store);
  await describe(2);
  await answer(computed.length - 1);
  assert.equal(state().summary.broken, null);
  assert.equal(state().answer.setting, store.state.setting);
});

test('a change after the last layer that stays asks only for what it touches', async () => {
  const { store, computed, describe } = await opened({ visible: [-1, 0, 1, 2] });
  actions.changeLayer(store, 3, { kind: 'linear', out_features: 4 });
  await describe(1);
  assert.deepEqual(computed.at(-1).body.want, ['layers.3.output']);
});

test('undo to what is already there asks nothing', async () => {
  const { store, computed, described, state } = await opened();
  draw(store, 1);
  store.undo();
  await settle();
  assert.equal(computed.length, 2);
  assert.ok(computed[1].signal.aborted);
  assert.equal(described.length, 1);
  assert.equal(state().status, 'ready');
});

test('a refusal leaves the last good answer, and the next setting is asked all the same', async () => {
  const { store, computed, answer, refuse, state } = await opened();
  const before = state().answer;
  actions.setWeights(store, { run: 'r', epoch: 1 });
  await refuse(computed, 1, problem('state_shape'));
  assert.equal(state().status, 'refused');
  assert.equal(state().answer, before);
  actions.setVisible(store, [0, 1]);
  assert.equal(computed.length, 2, 'what is refused is not asked for again by scrolling');
  actions.setWeights(store, { seed: 1 }, null);
  await answer(2);
  assert.equal(state().problem, null);
});

test('layers that make no sense are refused before any number is asked for', async () => {
  const { store, described, computed, refuse, state } = await opened();
  actions.changeLayer(store, 0, { kind: 'conv2d', out_channels: 0, kernel_size: 3 });
  await refuse(described, 1, problem('validation'));
  assert.equal(state().status, 'refused');
  assert.equal(computed.length, 1);
  assert.equal(state().summary.rows.length, 4, 'the last that could be read stays');
});

test('pictures and weights that the server has dropped are sent again, once', async () => {
  const { store, computed, server, refuse, answer, state } = await opened();
  server.recovers = true;
  actions.setWeights(store, { file: 'f' });
  await refuse(computed, 1, problem('weights_unknown'));
  assert.deepEqual(server.recovered, [{ file: 'f' }]);
  assert.equal(computed.length, 3);
  await refuse(computed, 2, problem('weights_unknown'));
  assert.equal(state().status, 'refused', 'and not a second time');
  actions.setSource(store, { kind: 'upload', id: 'u' });
  await refuse(computed, 3, problem('picture_unknown'));
  await answer(4);
  assert.equal(state().status, 'ready');
});

test('while the server is away it is tried again, and then everything is asked', async () => {
  const { store, clock, computed, server, refuse, answer, state } = await opened();
  server.up = false;
  draw(store, 1);
  await refuse(computed, 1, new Unreachable('gone'));
  assert.equal(state().status, 'gone');
  await clock.run(500);
  assert.equal(server.pings, 1);
  server.up = true;
  await clock.run(1000);
  assert.equal(computed.length, 3);
  await answer(2);
  assert.equal(state().status, 'ready');
});

test('only an answer that takes long is worth a word about loading', async () => {
  const { store, clock, computed, state } = await opened();
  draw(store, 1);
  await clock.run(199);
  assert.equal(state().status, 'ready');
  await clock.run(2);
  assert.equal(state().status, 'loading');
  assert.equal(computed.length, 2);
});

test('stopped, it asks nothing any more', async () => {
  const { store, computed, live } = await opened();
  live.stop();
  draw(store, 1);
  assert.equal(computed.length, 1);
});

test('names that are held: by geometry, by weights, by everything before', () => {
  const setting = { ...defaultNetwork(), layers: LAYERS };
  const names = ['input', 'layers.0.output', 'layers.0.weight', 'layers.0.rows', 'layers.3.output', 'layers.3.bias'];
  const answer = { setting, tensors: Object.fromEntries(names.map((name) => [name, f32([1], [0])])), meta: {} };
  const held = (change) => heldNames(answer, { ...setting, ...change });
  assert.deepEqual(held({}), names);
  assert.deepEqual(held({ source: { kind: 'sample', id: 'digit-1' } }), ['layers.0.weight', 'layers.0.rows', 'layers.3.bias']);
  assert.deepEqual(held({ weights: { seed: 1 } }), ['input', 'layers.0.rows']);
  assert.deepEqual(held({ mode: 'train' }), ['input', 'layers.0.weight', 'layers.0.rows', 'layers.3.bias']);
  assert.deepEqual(held({ layers: [LAYERS[0], { kind: 'tanh' }, ...LAYERS.slice(2)] }), names.slice(0, 4));
  assert.deepEqual(held({ size: [20, 20] }), []);
  assert.deepEqual(heldNames(null, setting), []);
});

test('of an empty network there is the input', () => {
  assert.deepEqual(wantedNames({ ...defaultNetwork(), layers: [] }, [-1, 0, 1], null), ['input']);
});
