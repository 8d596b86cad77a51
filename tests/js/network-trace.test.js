import test from 'node:test';
import assert from 'node:assert/strict';
import { Refused } from '../../static/js/net/api.js';
import { startRuns } from '../../static/js/net/network-run.js';
import { startTrace } from '../../static/js/net/network-trace.js';
import { createNetwork, defaultNetwork } from '../../static/js/state/network.js';
import * as actions from '../../static/js/state/networkActions.js';
import { f32, handClock, settle } from './helpers.js';

const rows = [{ output_shape: [6, 28, 28] }, { output_shape: [6, 28, 28] }, { output_shape: [10] }];
const layers = [{ kind: 'conv2d', out_channels: 6, kernel_size: 5, padding: 2 }, { kind: 'flatten' }, { kind: 'linear', out_features: 10 }];
const look = (layer, row = 3, col = 4, level = 'map') => ({ layer, map: 0, row, col, level });

function page() {
  const store = createNetwork({
    setting: { ...defaultNetwork(), layers },
    live: { status: 'ready', problem: null, answer: null, summary: { input_shape: [1, 28, 28], rows, totals: {}, code: {}, broken: null } },
  });
  const asked = [];
  const ask = (kind) => (...given) => new Promise((resolve, reject) => {
    const signal = given.at(-1);
    signal.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
    asked.push({ kind, given, signal, resolve, reject });
  });
  const stop = startTrace(store, { trace: ask('trace'), fanOut: ask('fanOut'), effective: ask('effective'), clock: handClock() });
  const answer = async (index, given) => { asked[index].resolve(given); await settle(); };
  return { store, asked, answer, stop };
}

const regions = (row) => new Map([[-1, { rows: [row], cols: [1] }]]);

test('what is looked at is traced; the same cell is not asked for twice', async () => {
  const { store, asked, answer } = page();
  actions.lookAt(store, look(0));
  assert.deepEqual(asked[0].given.slice(1, 3), [0, [0, 3, 4]]);
  await answer(0, regions(3));
  assert.deepEqual(store.state.traced, { look: look(0), regions: regions(3), gradient: null });
  actions.lookAt(store, look(2, 0, 7));
  assert.deepEqual(asked[1].given.slice(1, 3), [2, [7]]);
  await answer(1, regions(4));
  actions.lookAt(store, look(0));
  assert.equal(asked.length, 2);
  assert.deepEqual(store.state.traced.regions, regions(3));
  actions.lookAt(store, null);
  assert.equal(store.state.traced, null);
});

test('pointing goes before looking, and gives way to it again', async () => {
  const { store, answer } = page();
  actions.lookAt(store, look(0));
  await answer(0, regions(3));
  actions.hoverCell(store, { layer: 1, map: 0, row: 5, col: 5 });
  await answer(1, regions(5));
  assert.equal(store.state.traced.look.layer, 1);
  actions.hoverCell(store, null);
  assert.deepEqual(store.state.traced.look, look(0));
});

test('of a pixel it is asked what depends on it', async () => {
  const { store, asked } = page();
  actions.lookAt(store, look(-1, 9, 8));
  assert.equal(asked[0].kind, 'fanOut');
  assert.deepEqual(asked[0].given[1], [9, 8]);
});

test('of a number of a flat input, too', async () => {
  const { store, asked } = page();
  const flat = { ...store.state.setting, source: { kind: 'tensor', values: [[[1, 2, 3, 4, 5, 6]]], flat: true } };
  store.set({ setting: flat, live: { ...store.state.live, summary: { ...store.state.live.summary, input_shape: [6] } } });
  actions.lookAt(store, { layer: -1, map: 0, row: 0, col: 4, level: 'map' });
  assert.deepEqual(asked[0].given[1], [4]);
});

test('another picture leaves the regions; other shapes trace anew', async () => {
  const { store, asked, answer } = page();
  actions.lookAt(store, look(0));
  await answer(0, regions(3));
  actions.setDrawing(store, { board: 28, strokes: [] });
  assert.equal(asked.length, 1);
  actions.changeLayer(store, 0, { ...layers[0], padding: 1 });
  assert.equal(asked.length, 1, 'the summary says the new shapes first');
  store.set({ live: { ...store.state.live, summary: { ...store.state.live.summary } } });
  assert.equal(asked.length, 2);
});

test('the gradient comes on demand, with the cell and with every change of a number', async () => {
  const { store, asked, answer } = page();
  actions.setView(store, { trace: 'gradient', look: look(0) });
  assert.deepEqual(asked.map(({ kind }) => kind), ['trace', 'effective']);
  await answer(0, regions(3));
  const gradient = f32([1, 28, 28], Array(784).fill(2));
  await answer(1, { gradient, value: 1 });
  assert.equal(store.state.traced.gradient, gradient);
  actions.setWeights(store, { seed: 4 });
  assert.deepEqual(asked.map(({ kind }) => kind), ['trace', 'effective', 'effective']);
  actions.setView(store, { trace: 'theory' });
  assert.equal(store.state.traced.gradient, null);
});

test('a gradient that comes before the regions of its cell is not lost', async () => {
  const { store, answer } = page();
  actions.setView(store, { trace: 'gradient', look: look(0) });
  const gradient = f32([1, 28, 28], Array(784).fill(2));
  await answer(1, { gradient, value: 1 });
  await answer(0, regions(3));
  assert.equal(store.state.traced.gradient, gradient);
});

test('a refused trace shows nothing', async () => {
  const { store, asked, answer } = page();
  actions.lookAt(store, look(0));
  await answer(0, regions(3));
  actions.lookAt(store, look(1));
  asked[1].reject(new Refused({ status: 422, code: 'x', title: '', detail: '' }));
  await settle();
  assert.equal(store.state.traced, null);
});

test('stopped, it follows no more', () => {
  const { store, asked, stop } = page();
  stop();
  actions.lookAt(store, look(0));
  assert.equal(asked.length, 0);
});

test('the list of runs is kept up to date, with the epochs of the one in use', async () => {
  const clock = handClock();
  const store = createNetwork({ setting: { ...defaultNetwork(), weights: { run: 'a', epoch: 0 } } });
  let runs = [{ id: 'a', state: 'running', latest: { epoch: 1 } }];
  let looks = 0;
  const stop = startRuns(store, { list: async () => { looks += 1; return structuredClone(runs); }, clock, hidden: () => false });
  await settle();
  assert.deepEqual(store.state.epochs, [0, 1]);
  const { epochs } = store.state;
  await clock.run(3000);
  assert.equal(store.state.epochs, epochs, 'nothing new, nothing changed');
  runs = [{ id: 'a', state: 'finished', latest: { epoch: 2 } }];
  await clock.run(3000);
  assert.deepEqual(store.state.epochs, [0, 1, 2]);
  assert.equal(looks, 3);
  await clock.run(10_000);
  assert.equal(looks, 3, 'seldom while nothing trains');
  actions.setWeights(store, { seed: 0 });
  assert.deepEqual(store.state.epochs, []);
  stop();
  await clock.run(60_000);
  assert.equal(looks, 3);
});
