import test from 'node:test';
import assert from 'node:assert/strict';
import { createNetwork, defaultNetwork, networkShape, toNetworkRequest } from '../../static/js/state/network.js';
import * as actions from '../../static/js/state/networkActions.js';
import { playEpochs, placeOfEpoch, savedEpochs, seekEpoch, stepEpochs } from '../../static/js/state/networkEpochs.js';
import { keepable, networkRemedy, outgrown } from '../../static/js/state/networkRemedies.js';
import { NETWORK_KEYS, lookUp } from '../../static/js/state/netkeys.js';
import { handClock } from './helpers.js';

const look = (layer, more = {}) => ({ layer, map: 0, row: 1, col: 1, level: 'map', ...more });
const kinds = (store) => store.state.setting.layers.map(({ kind }) => kind).slice(0, 4);

test('layers come and go and change places, and what is open, looked at, weighed and unfolded goes along', () => {
  const store = createNetwork();
  actions.setView(store, { open: 3, look: look(3), weighed: 3, unfolded: [-1, 3] });
  actions.insertLayer(store, 1, { kind: 'dropout' });
  assert.deepEqual(kinds(store), ['conv2d', 'dropout', 'tanh', 'avg_pool2d']);
  assert.equal(store.state.view.open, 1, 'the new one is opened');
  assert.equal(store.state.view.look.layer, 4);
  assert.deepEqual(store.state.view.unfolded, [-1, 4]);
  assert.equal(store.state.view.weighed, 4);
  actions.moveLayer(store, 4, 0);
  assert.equal(store.state.view.look.layer, 0);
  assert.equal(store.state.view.open, 2);
  actions.removeLayer(store, 0);
  assert.equal(store.state.view.look, null);
  assert.equal(store.state.view.weighed, null);
  assert.deepEqual(store.state.view.unfolded, [-1]);
  store.undo();
  store.undo();
  store.undo();
  assert.deepEqual(store.state.setting, defaultNetwork());
  assert.equal(store.canUndo, false);
});

test('moving beyond the ends stays at the end; moving nowhere makes no history', () => {
  const store = createNetwork();
  actions.moveLayer(store, 0, -5);
  actions.moveLayer(store, 99, 0);
  actions.removeLayer(store, 99);
  assert.equal(store.canUndo, false);
  actions.moveLayer(store, 0, 99);
  assert.equal(store.state.setting.layers.at(-1).kind, 'conv2d');
});

test('a drag of one control is one entry', () => {
  const store = createNetwork({}, { now: () => 0 });
  for (const out_channels of [7, 8, 9]) actions.changeLayer(store, 0, { ...store.state.setting.layers[0], out_channels }, 'out_channels');
  assert.equal(store.state.setting.layers[0].out_channels, 9);
  store.undo();
  assert.equal(store.state.setting.layers[0].out_channels, 6);
});

test('a remedy is applied where there is one', () => {
  const store = createNetwork();
  assert.equal(actions.applyRemedy(store), false);
  const remedy = [{ kind: 'flatten' }, { kind: 'linear', out_features: 10 }];
  store.set({ live: { ...store.state.live, summary: { rows: [], broken: { index: 0, remedy } } } });
  assert.equal(actions.applyRemedy(store), true);
  assert.equal(store.state.setting.layers, remedy);
});

test('the picture of a network is set by the same actions, and touches nothing else', () => {
  const store = createNetwork();
  actions.setSource(store, { kind: 'sample', id: 'boats' });
  actions.setColor(store, 'rgb');
  actions.setPicture(store, { size: [64, 64] });
  assert.deepEqual(networkShape(store.state.setting), [3, 64, 64]);
  actions.setDrawing(store, { board: 28, strokes: [] });
  assert.deepEqual(networkShape(store.state.setting), [1, 28, 28]);
  assert.deepEqual(store.state.setting.layers, defaultNetwork().layers);
});

test('a request carries no name of a file', () => {
  const body = toNetworkRequest({ ...defaultNetwork(), weights: { file: 'abc', name: 'my.safetensors' } });
  assert.deepEqual(body.weights, { file: 'abc' });
  assert.deepEqual(Object.keys(body), ['input', 'layers', 'weights', 'mode', 'seed']);
});

test('what is looked at is nothing once the network has it no more', () => {
  const store = createNetwork({ live: { status: 'ready', problem: null, answer: null, summary: { rows: [{ output_shape: [6, 28, 28] }, { output_shape: [10] }], broken: null } } });
  const shown = (layer, more) => actions.shownLook({ ...store.state, view: { ...store.state.view, look: look(layer, more) } });
  assert.ok(shown(0, { map: 5, row: 27, col: 27 }));
  assert.equal(shown(0, { map: 6 }), null);
  assert.equal(shown(0, { row: 28 }), null);
  assert.ok(shown(1, { row: 0, col: 9 }));
  assert.equal(shown(1, { row: 0, col: 10 }), null);
  assert.equal(shown(2), null);
  assert.ok(shown(-1, { row: 27 }));
  assert.deepEqual(actions.placeIn([6, 28, 28], look(0)), [0, 1, 1]);
  assert.deepEqual(actions.placeIn([10], { map: 0, row: 0, col: 4 }), [4]);
});

test('Escape goes up level by level and then away', () => {
  const store = createNetwork();
  actions.lookAt(store, look(0, { level: 'stage' }));
  const seen = [];
  for (let i = 0; i < 5; i++) {
    lookUp(store);
    seen.push(store.state.view.look?.level ?? null);
  }
  assert.deepEqual(seen, ['cell', 'filter', 'map', null, null]);
});

test('Shift and arrows walk from layer to layer, the place kept inside the maps', () => {
  const rows = [{ output_shape: [6, 28, 28] }, { output_shape: [2, 3, 3] }, { output_shape: [10] }];
  const store = createNetwork({ live: { status: 'ready', problem: null, answer: null, summary: { rows, broken: null } } });
  const press = (action) => NETWORK_KEYS.find((each) => each.action === action).run({ store, ask() {} });
  press('net_layer_forward');
  assert.deepEqual(store.state.view.look, look(-1, { row: 14, col: 14 }));
  press('net_layer_forward');
  actions.lookAt(store, look(0, { map: 5, row: 27, col: 27, level: 'cell' }));
  press('net_layer_forward');
  assert.deepEqual(store.state.view.look, look(1, { map: 1, row: 2, col: 2, level: 'cell' }));
  press('net_layer_forward');
  assert.deepEqual(store.state.view.look, look(2, { row: 0, col: 2, level: 'cell' }));
  press('net_layer_forward');
  assert.equal(store.state.view.look.layer, 2, 'the last layer is the last');
});

test('a change of layers on screen is told once, in order', () => {
  const store = createNetwork();
  let changes = 0;
  store.subscribe(() => { changes += 1; });
  actions.setVisible(store, [2, -1, 0]);
  actions.setVisible(store, [0, 2, -1]);
  assert.deepEqual(store.state.visible, [-1, 0, 2]);
  assert.equal(changes, 1);
});

const atRun = (epoch, epochs = [0, 1, 2, 3]) => createNetwork({ setting: { ...defaultNetwork(), weights: { run: 'r', epoch } }, epochs });

test('every complete epoch of a run is kept', () => {
  assert.deepEqual(savedEpochs({ latest: { epoch: 2 } }), [0, 1, 2]);
  assert.deepEqual(savedEpochs({}), []);
  assert.deepEqual(savedEpochs(null), []);
});

test('stepping through epochs stays within them, and is one entry of the history', () => {
  const store = atRun(1);
  stepEpochs(store, 1);
  stepEpochs(store, 5);
  assert.deepEqual(store.state.setting.weights, { run: 'r', epoch: 3 });
  seekEpoch(store, 0);
  assert.equal(placeOfEpoch(store.state), 0);
  store.undo();
  assert.deepEqual(store.state.setting.weights, { run: 'r', epoch: 1 });
});

test('weights of a seed have no epochs to step through', () => {
  const store = createNetwork({ epochs: [0, 1] });
  stepEpochs(store, 1);
  assert.deepEqual(store.state.setting.weights, { seed: 0 });
});

test('playing goes from epoch to epoch, waits for each answer, and stops at the end', async () => {
  const store = atRun(3);
  const clock = handClock();
  playEpochs(store, clock);
  const ready = () => store.set({ live: { status: 'ready', summary: null, problem: null, answer: { setting: store.state.setting, tensors: {}, meta: {} } } });
  ready();
  actions.setView(store, { playing: true, speed: 1 });
  assert.equal(store.state.setting.weights.epoch, 0, 'from the end it begins at the beginning');
  await clock.run(3000);
  assert.equal(store.state.setting.weights.epoch, 0, 'nobody has seen it yet');
  for (let i = 0; i < 3; i++) {
    ready();
    await clock.run(1000);
  }
  assert.equal(store.state.setting.weights.epoch, 3);
  assert.equal(store.state.view.playing, false);
  store.undo();
  assert.equal(store.state.setting.weights.epoch, 3, 'all that went by is one entry: back to where it was');
});

test('with a single epoch there is nothing to play', () => {
  const store = atRun(0, [0]);
  playEpochs(store, handClock());
  actions.setView(store, { playing: true });
  assert.equal(store.state.view.playing, false);
});

test('weights that are refused give way to random ones by one click; other refusals have none', () => {
  const refused = (loc) => ({ status: 422, code: 'state_shape', title: '', detail: '', errors: [{ loc, code: 'state_shape', msg: '' }] });
  const store = atRun(1);
  assert.equal(networkRemedy(null, store), null);
  assert.equal(networkRemedy(refused(['body', 'layers', 0]), store), null);
  const better = { label: 'chain.weights_keep', apply() {} };
  assert.equal(networkRemedy(refused(['body', 'weights']), store, () => better), better);
  networkRemedy(refused(['body', 'weights']), store).apply();
  assert.deepEqual(store.state.setting.weights, { seed: 0 });
  assert.equal(networkRemedy(refused(['body', 'weights']), store), null);
});

test('weights are kept only where one of the layers may take some', () => {
  const store = atRun(1);
  const problem = { status: 422, code: 'state_missing', title: '', detail: '', errors: [{ loc: ['body', 'weights'], code: 'state_missing', msg: '' }] };
  const rows = (...counts) => counts.map(([kind, parameters]) => ({ kind, parameters }));
  const answer = { setting: store.state.setting, tensors: {}, meta: { rows: rows(['conv2d', 80], ['relu', 0], ['linear', 640]) } };
  actions.removeLayer(store, 1);
  const fits = (...counts) => keepable({ ...store.state, live: { status: 'refused', problem, answer, summary: { rows: rows(...counts) } } });
  assert.ok(fits(['conv2d', 80], ['linear', 5]));
  assert.ok(!fits(['conv2d', 81], ['relu', 0], ['linear', 80]), 'another kind, no weights, others');
  assert.ok(!fits());
  assert.ok(!keepable({ ...store.state, live: { status: 'ready', problem: null, answer, summary: { rows: rows(['conv2d', 80]) } } }), 'all fit');
});

test('layers over the bound are taken out by one click', () => {
  const store = createNetwork();
  networkRemedy({ status: 422, code: 'layers_too_many', title: '', detail: '', params: { limit: 5, given: 12 } }, store).apply();
  assert.equal(store.state.setting.layers.length, 5);
  store.undo();
  assert.equal(store.state.setting.layers.length, 12);
});

test('weights that fitted the layers before they were changed are known', () => {
  const store = atRun(1);
  const problem = { status: 422, code: 'state_missing', title: '', detail: '', errors: [{ loc: ['body', 'weights'], code: 'state_missing', msg: '' }] };
  const before = store.state.setting;
  store.set({ live: { status: 'ready', summary: null, problem: null, answer: { setting: before, tensors: {}, meta: {} } } });
  actions.removeLayer(store, 1);
  assert.equal(outgrown(store.state), null, 'nothing was refused yet');
  store.set({ live: { ...store.state.live, status: 'refused', problem } });
  assert.equal(outgrown(store.state), before);
  assert.equal(outgrown({ ...store.state, live: { ...store.state.live, summary: { rows: [], broken: { index: 0 } } } }), null, 'mended first');
  store.undo();
  assert.equal(outgrown(store.state), null, 'the layers are those again');
  store.set({ setting: { ...store.state.setting, color: 'rgb' } });
  assert.equal(outgrown(store.state), before, 'the picture has other channels');
  actions.setWeights(store, { run: 'other', epoch: 0 });
  assert.equal(outgrown(store.state), null, 'these never fitted');
  actions.setWeights(store, { seed: 1 });
  assert.equal(outgrown(store.state), null);
});

test('U shows the maps large that are pointed at, else those of the layer that is looked at', () => {
  const store = createNetwork();
  const unfold = () => NETWORK_KEYS.find(({ action }) => action === 'net_unfold').run({ store });
  unfold();
  assert.deepEqual(store.state.view.unfolded, []);
  actions.hoverCell(store, { layer: 2, map: 0, row: 0, col: 0 });
  unfold();
  assert.deepEqual(store.state.view.unfolded, [2]);
  unfold();
  assert.deepEqual(store.state.view.unfolded, []);
});
