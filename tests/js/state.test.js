import test from 'node:test';
import assert from 'node:assert/strict';
import { createStore } from '../../static/js/state/store.js';
import * as setting from '../../static/js/state/setting.js';
import * as actions from '../../static/js/state/actions.js';
import { beginStroke, blank } from '../../static/js/core/drawing.js';
import { remedyFor } from '../../static/js/state/remedies.js';
import { f32, generator, sliding } from './helpers.js';

/** A store with a clock that the test moves. */
function testStore(change = {}) {
  let time = 0;
  const state = setting.initialState();
  const store = createStore({ ...state, ...change }, { now: () => time });
  return { store, wait: (ms) => { time += ms; } };
}

const layerOf = (store) => store.state.setting.layer;

test('history: one entry for a drag, one for each separate change, none for looking', () => {
  const { store, wait } = testStore();
  assert.deepEqual([store.canUndo, store.canRedo], [false, false]);
  for (const padding of [2, 3, 4]) {
    actions.setParameter(store, 'padding', padding);
    wait(700);
  }
  wait(200);
  actions.setParameter(store, 'padding', 5);
  actions.setParameter(store, 'stride', 2);
  actions.setView(store, { unrounded: true });
  actions.setColor(store, 'gray');
  const seen = [];
  while (store.canUndo) {
    store.undo();
    const { padding, stride } = layerOf(store);
    seen.push([padding, stride, store.state.setting.color].join());
  }
  assert.deepEqual(seen, ['5,2,rgb', '5,,rgb', '4,,rgb', '1,,rgb']);
  assert.equal(store.state.view.unrounded, true);
  while (store.canRedo) store.redo();
  assert.equal(store.state.setting.color, 'gray');
  assert.equal(store.state.setting.weight.presets.length, 8);
});

test('history: a new change ends what could be redone, and undoing splits a drag', () => {
  const { store } = testStore();
  actions.setParameter(store, 'padding', 2);
  store.undo();
  actions.setParameter(store, 'padding', 3);
  assert.equal(store.canRedo, false);
  actions.setParameter(store, 'padding', 4);
  store.undo();
  assert.equal(layerOf(store).padding, 1);
  store.undo();
  assert.equal(layerOf(store).padding, 1);
});

test('history: random changes are undone and redone exactly, two hundred of them', () => {
  const random = generator(61);
  const { store, wait } = testStore();
  const states = [store.state.setting];
  for (let i = 0; i < 230; i++) {
    wait(1000);
    actions.setParameter(store, random.pick(['kernel_size', 'stride', 'out_channels']), random.integer(1, 12));
    if (store.state.setting !== states.at(-1)) states.push(store.state.setting);
  }
  const kept = Math.min(200, states.length - 1);
  for (let back = 1; back <= kept; back++) {
    store.undo();
    assert.equal(store.state.setting, states.at(-1 - back));
  }
  assert.equal(store.canUndo, false);
  for (let i = 0; i < kept; i++) store.redo();
  assert.equal(store.state.setting, states.at(-1));
});

test('subscribers hear of every change once, and of none that is none', () => {
  const { store } = testStore();
  const heard = [];
  const stop = store.subscribe((state, previous) => heard.push([state.hover, previous.hover]));
  const hover = { grid: 'input', channel: 0, row: 1, col: 2 };
  actions.hover(store, hover);
  actions.hover(store, { ...hover });
  store.set({ hover: store.state.hover });
  actions.setParameter(store, 'padding', 1);
  assert.deepEqual(heard, [[hover, null]]);
  stop();
  actions.hover(store, null);
  assert.equal(heard.length, 1);
});

test('weights follow the number of maps, and a refused number of groups loses nothing', () => {
  const { store } = testStore();
  actions.setPreset(store, 1, { name: 'gabor', angle: 45 });
  actions.setParameter(store, 'out_channels', 10);
  const { weight, bias } = store.state.setting;
  assert.deepEqual(weight.presets.slice(0, 2), ['sobel_x', { name: 'gabor', angle: 45 }]);
  assert.deepEqual([weight.presets.length, bias.length], [10, 10]);
  actions.setParameter(store, 'groups', 3);
  assert.equal(store.state.setting.weight, weight);
  actions.setParameter(store, 'out_channels', 2);
  assert.equal(store.state.setting.weight.presets.length, 10, 'not before the groups divide');
  actions.setParameter(store, 'groups', undefined);
  assert.equal(store.state.setting.weight.presets.length, 2);
  assert.ok(!('groups' in layerOf(store)));
  actions.setParameter(store, 'out_channels', 1e6);
  assert.equal(store.state.setting.weight.presets.length, 2);
  actions.setParameter(store, 'bias', false);
  assert.equal(store.state.setting.bias, null);
});

/** The store as after an answer to its present setting. */
function answered(store, tensors, meta) {
  const answer = {
    setting: store.state.setting, tensors,
    meta: { reduction: 'sum_of_products', groups: 1, weight_layout: 'oi', input_shape: [3, 4, 4], output_shape: [2, 2, 2], ...meta },
  };
  store.set({ live: { status: 'ready', answer, compared: null, problem: null } });
}

function convolution() {
  const { store, wait } = testStore();
  actions.setParameter(store, 'out_channels', 2);
  actions.setParameter(store, 'padding', undefined);
  const ninths = Array.from({ length: 54 }, (_, i) => i);
  const table = ({ data, outputs, taps }) => ({ dtype: 'I32', shape: [outputs, taps], data });
  const tables = { rows: table(sliding(4, 3)), cols: table(sliding(4, 3)) };
  answered(store, { weight: f32([2, 3, 3, 3], ninths), bias: f32([2], [0, 0.1]), output: f32([2, 2, 2], Array(8).fill(0)), ...tables });
  wait(1000);
  return { store, wait };
}

test('editing a cell writes the weights out, and the bias that goes with them', () => {
  const { store } = convolution();
  store.set({ setting: { ...store.state.setting, bias: null } });
  assert.equal(actions.setWeightCell(store, 1, 2, 0, 1, 0.1), true, 'the bias has no part in the weights');
  const { weight, bias } = store.state.setting;
  assert.deepEqual(weight.values[1][2], [[45, 0.1, 47], [48, 49, 50], [51, 52, 53]]);
  assert.deepEqual(weight.values[0][0][0], [0, 1, 2]);
  assert.deepEqual(bias, [0, 0.1]);
  assert.equal(actions.setWeightCell(store, 0, 0, 0, 0, 7), true);
  assert.deepEqual([store.state.setting.weight.values[0][0][0][0], store.state.setting.weight.values[1][2][0][1]], [7, 0.1]);
  store.undo();
  store.undo();
  assert.deepEqual(store.state.setting.weight.presets.length, 2);
});

test('a linear layer’s rows are flat kernels', () => {
  const { store } = testStore();
  const source = { kind: 'tensor', values: [[[1, 2]]], flat: true };
  store.set({ setting: { ...store.state.setting, source, layer: { kind: 'linear', out_features: 2 }, weight: null, bias: null } });
  answered(store, { weight: f32([2, 2], [1, 2, 3, 4]), bias: f32([2], [0, 0]), output: f32([2], [0, 0]) }, { input_shape: [2], output_shape: [2] });
  assert.ok(actions.setWeightCell(store, 1, 0, 0, 1, 9));
  assert.deepEqual(store.state.setting.weight.values, [[1, 2], [3, 9]]);
  assert.ok(actions.kernelOp(store, 1, 'reset'));
  assert.deepEqual(store.state.setting.weight.values, [[1, 2], [3, 4]]);
  actions.setParameter(store, 'out_features', 3);
  assert.equal(store.state.setting.weight, null);
});

test('taking back what was never edited changes nothing', () => {
  const { store } = convolution();
  const before = store.state.setting;
  assert.ok(actions.kernelOp(store, 0, 'reset'));
  assert.equal(store.state.setting, before);
});

test('while the numbers are not known, nothing is edited', () => {
  const { store } = convolution();
  actions.setParameter(store, 'kernel_size', 5);
  const before = store.state.setting;
  assert.equal(actions.setWeightCell(store, 0, 0, 0, 0, 1), false);
  assert.equal(actions.kernelOp(store, 0, 'flip'), false);
  assert.equal(store.state.setting, before);
});

test('operations work on all kernels of one map', () => {
  const { store } = convolution();
  assert.ok(actions.kernelOp(store, 0, 'flip'));
  const { values } = store.state.setting.weight;
  assert.deepEqual(values[0].map((kernel) => kernel[0][0]), [8, 17, 26]);
  assert.equal(values[1][0][0][0], 27);
  assert.ok(actions.kernelOp(store, 1, 'normalise'));
  assert.ok(actions.paintWeights(store, 1, 0, [[0, 0], [2, 2]], 3));
  assert.deepEqual(store.state.setting.weight.values[1][0][0][0], 3);
  assert.ok(actions.kernelOp(store, 0, 'reset'));
  assert.deepEqual(store.state.setting.weight.values[0][0][0], [0, 1, 2]);
  assert.equal(store.state.setting.weight.values[1][0][0][0], 3, 'the other map keeps its edits');
  assert.deepEqual(Object.keys(setting.toRequest(store.state.setting).weight), ['values']);
  actions.setWeight(store, { values: store.state.setting.weight.values });
  assert.ok(actions.kernelOp(store, 0, 'reset'));
  assert.deepEqual(store.state.setting.weight.presets, ['sobel_x', 'sobel_y']);
});

test('value kernels keep their middle and their total when the layer changes shape', () => {
  const { store } = convolution();
  actions.setWeightCell(store, 0, 0, 0, 0, 0);
  actions.setColor(store, 'gray');
  assert.deepEqual(store.state.setting.weight.values.map((kernels) => kernels.map((kernel) => kernel[1][1])), [[4 + 13 + 22], [31 + 40 + 49]]);
  actions.setParameter(store, 'kernel_size', [1, 5]);
  assert.deepEqual(store.state.setting.weight.values[0], [[[0, 36, 39, 42, 0]]]);
  actions.setParameter(store, 'out_channels', 4);
  assert.deepEqual(store.state.setting.weight.values.map(([kernel]) => kernel[0][2]), [39, 120, 39, 120]);
  actions.setParameter(store, 'kernel_size', 10_000);
  assert.equal(store.state.setting.weight.values[0][0].length, 1);
});

test('transposed weights are edited and resized in their own layout', () => {
  const { store } = testStore();
  store.set({ setting: { ...store.state.setting, layer: { kind: 'conv_transpose2d', out_channels: 4, kernel_size: 1, groups: 2 }, color: 'gray',
    source: { kind: 'tensor', values: [[[1]], [[1]], [[1]], [[1]]] }, weight: { seed: 0 }, bias: null } });
  const weight = f32([4, 2, 1, 1], [1, 2, 3, 4, 5, 6, 7, 8]);
  answered(store, { weight, output: f32([4, 1, 1], [0, 0, 0, 0]) }, { weight_layout: 'io', groups: 2, input_shape: [4, 1, 1], output_shape: [4, 1, 1] });
  // Map 3 is the second of group 1; its input 1 is channel 3.
  assert.ok(actions.setWeightCell(store, 3, 1, 0, 0, 9));
  assert.deepEqual(store.state.setting.weight.values.flat(3), [1, 2, 3, 4, 5, 6, 7, 9]);
  actions.setParameter(store, 'out_channels', 2);
  // One map a group is left: maps 0 and 1 of the old order.
  assert.deepEqual(store.state.setting.weight.values.flat(3), [1, 3, 2, 4]);
});

const SCHEMAS = {
  max_pool2d: { properties: { kind: { const: 'max_pool2d' }, kernel_size: { type: 'integer' }, padding: { type: 'integer', default: 0 }, stride: { anyOf: [{ type: 'integer' }, { type: 'null' }] } }, required: ['kernel_size'] },
  conv2d: { properties: { kind: {}, out_channels: { type: 'integer' }, kernel_size: { type: 'integer' }, padding: { anyOf: [{ type: 'integer' }, { enum: ['same'] }] }, stride: { type: 'integer' } }, required: ['out_channels', 'kernel_size'] },
  adaptive: { properties: { kind: {}, output_size: { type: 'array', minItems: 2, maxItems: 2, items: { type: 'integer' } } }, required: ['output_size'] },
  relu: { properties: { kind: {}, inplace: { type: 'boolean' } } },
};

test('another kind keeps what both have and starts the rest from torch', () => {
  const { store } = testStore();
  actions.setParameter(store, 'padding', 'same');
  actions.setKind(store, 'max_pool2d', SCHEMAS.max_pool2d);
  assert.deepEqual(store.state.setting.layer, { kind: 'max_pool2d', kernel_size: 3 });
  assert.deepEqual([store.state.setting.weight, store.state.setting.bias], [null, null]);
  actions.setKind(store, 'adaptive', SCHEMAS.adaptive);
  assert.deepEqual(layerOf(store), { kind: 'adaptive', output_size: [8, 8] });
  actions.setKind(store, 'relu', SCHEMAS.relu);
  actions.setKind(store, 'conv2d', SCHEMAS.conv2d);
  assert.deepEqual(layerOf(store), { kind: 'conv2d', out_channels: 8, kernel_size: 3 });
  assert.equal(store.state.setting.weight.presets.length, 8);
});

test('sources: crops go with their picture, typed tensors stay within their limits', () => {
  const { store, wait } = testStore();
  actions.setCrop(store, [0, 0, 5, 5]);
  actions.setSource(store, { kind: 'tensor', values: [[[1, 2], [3, 4]]] });
  assert.equal(store.state.setting.crop, null);
  wait(1000);
  actions.setTensorCell(store, 0, 1, 0, -7);
  actions.setTensorCell(store, 9, 0, 0, 1);
  actions.resizeTensor(store, 99, 3, 99);
  const { values } = store.state.setting.source;
  assert.deepEqual([values.length, values[0].length, values[0][0].length], [3, 3, 12]);
  assert.deepEqual(values[0].map((row) => row.slice(0, 3)), [[1, 2, 0], [-7, 4, 0], [0, 0, 0]]);
  actions.setPicture(store, { size: [28, 28] });
  assert.deepEqual(store.state.setting.size, [28, 28]);
  actions.setSource(store, { kind: 'sample', id: 'cat' });
  actions.resizeTensor(store, 1, 1, 1);
  assert.equal(store.state.setting.source.id, 'cat');
});

test('requests say what the contract asks for', () => {
  const first = setting.toRequest(setting.defaultSetting());
  assert.deepEqual(first.input, { image: 'boats', crop: null, color: 'rgb', size: [112, 112] });
  assert.deepEqual(Object.keys(first), ['input', 'layer', 'weight', 'bias', 'mode', 'seed']);
  const pool = setting.toRequest({ ...setting.defaultSetting(), weight: null, bias: null });
  assert.ok(!('weight' in pool) && !('bias' in pool));
  const drawn = { kind: 'drawing', drawing: beginStroke(blank(28), 'pen', 3, 14, 14) };
  const { tensor } = setting.toRequest({ ...setting.defaultSetting(), source: drawn }).input;
  assert.deepEqual([tensor.length, tensor[0].length, tensor[0][0].length, tensor[0][14][14]], [1, 28, 28, 1]);
  const flat = { kind: 'tensor', values: [[[1, 2]], [[3, 4]]], flat: true };
  assert.deepEqual(setting.toInput({ ...setting.defaultSetting(), source: flat }), { tensor: [1, 2, 3, 4] });
});

test('inputs and their shapes are told apart', () => {
  const base = setting.defaultSetting();
  const alike = (a, b) => [setting.sameInput(a, b), setting.sameInputShape(a, b)];
  const changed = (change) => alike(base, { ...base, ...change });
  assert.deepEqual(changed({ layer: { kind: 'relu' } }), [true, true]);
  assert.deepEqual(changed({ source: { kind: 'sample', id: 'cat' } }), [false, true]);
  assert.deepEqual(changed({ crop: [0, 0, 9, 9] }), [false, true]);
  assert.deepEqual(changed({ color: 'gray' }), [false, false]);
  assert.deepEqual(changed({ size: null }), [false, false]);
  const own = { ...base, size: null };
  assert.deepEqual(alike(own, { ...own }), [true, true]);
  assert.deepEqual(alike(own, { ...own, source: { kind: 'sample', id: 'cat' } }), [false, false], 'only the server knows');
  const typed = (values, flat) => ({ ...base, source: { kind: 'tensor', values, ...(flat && { flat }) } });
  assert.deepEqual(alike(typed([[[1, 2]]]), typed([[[3, 4]]])), [false, true]);
  assert.deepEqual(alike(typed([[[1, 2]]]), typed([[[1, 2]]], true)), [false, false]);
  assert.deepEqual(alike(typed([[[1, 2]]]), { ...typed([[[1, 2]]]), size: null, color: 'gray' }), [true, true]);
  const drawn = (board) => ({ ...base, source: { kind: 'drawing', drawing: blank(board) } });
  assert.deepEqual(alike(drawn(28), drawn(64)), [false, false]);
});

test('the cursor follows the pointer until it is pinned or the player has it', () => {
  const { store } = convolution();
  const at = () => Object.values(store.state.cursor).join();
  actions.hover(store, { grid: 'output', channel: 1, row: 1, col: 1 });
  assert.equal(at(), '1,1,1,');
  actions.pinCell(store, 9, 9, 9);
  actions.hover(store, { grid: 'output', channel: 0, row: 0, col: 0 });
  assert.equal(at(), '1,1,1,');
  actions.release(store);
  assert.deepEqual([store.state.hover, store.state.view.pinned], [null, false]);
  assert.equal(actions.step(store, 'tap', 1), false, 'the last cell is finished: there is nothing further');
  actions.moveCursor(store, 0, 0, 0);
  assert.equal(actions.step(store, 'tap', 1), true);
  assert.equal(at(), '0,0,1,0');
  assert.equal(store.state.view.stepping, true);
  actions.hover(store, { grid: 'output', channel: 0, row: 1, col: 1 });
  assert.equal(at(), '0,0,1,0');
  actions.skipToRest(store, 1);
  assert.equal(at(), '0,0,1,9');
  actions.seek(store, 1);
  assert.equal(at(), '0,1,1,');
  actions.toStart(store);
  assert.equal(at(), '0,0,0,0');
  actions.toEnd(store);
  actions.stopStepping(store);
  assert.deepEqual([at(), store.state.view.stepping], ['0,1,1,', false]);
  actions.moveCursor(store, 99, -4, 99);
  assert.equal(at(), '1,0,1,');
  actions.selectMap(store, 0);
  assert.equal(at(), '0,0,1,');
});

test('comparing: pinned settings have their history too', () => {
  const { store, wait } = testStore();
  actions.pinCompare(store);
  wait(1000);
  actions.setParameter(store, 'stride', 2);
  const { setting: b, pinned: a } = store.state;
  actions.swapCompare(store);
  assert.deepEqual([store.state.setting, store.state.pinned], [a, b]);
  actions.unpinCompare(store);
  store.undo();
  assert.equal(store.state.pinned, b);
});

test('a kernel that does not suit the size is kept, and asked for with what stands in for it', () => {
  const { store } = testStore();
  actions.setParameter(store, 'kernel_size', 4);
  assert.deepEqual(setting.toRequest(store.state.setting).weight, { presets: setting.FIRST_PRESETS, otherwise: 'random' });
});

test('one click does what a refusal advises', () => {
  const { store } = testStore();
  const problem = (code) => ({ status: 422, code, title: '', detail: '' });
  assert.equal(remedyFor(problem('kernel_too_large')), null);
  actions.setParameter(store, 'stride', 2);
  remedyFor(problem('same_needs_stride_1')).apply(store);
  assert.equal(layerOf(store).stride, 1);
  answered(store, { input: f32([1, 12, 12], Array.from({ length: 144 }, (_, i) => i % 12)) });
  remedyFor(problem('needs_flatten')).apply(store);
  const { source } = store.state.setting;
  assert.deepEqual([source.flat, source.values[0].length, source.values[0][0]], [true, 6, [0.5, 2.5, 4.5, 6.5, 8.5, 10.5]]);
});
