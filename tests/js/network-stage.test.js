import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { partsOf } from '../../static/js/core/channel-parts.js';
import { explain } from '../../static/js/core/explain.js';
import { LEVELS, levelBeside, levelIn, levelsOf } from '../../static/js/core/levels.js';
import { flattenedFrom, productsOf } from '../../static/js/core/linear-maps.js';
import { influenceOf, spanOf } from '../../static/js/core/seeing.js';
import { openStage } from '../../static/js/net/network-stage.js';
import { createNetwork } from '../../static/js/state/network.js';
import { lookAt } from '../../static/js/state/networkActions.js';
import { stageOf } from '../../static/js/state/networkStage.js';
import { pinCell } from '../../static/js/state/actions.js';
import { answerOf } from './explain.test.js';

const golden = JSON.parse(readFileSync(new URL('../golden/explain.json', import.meta.url), 'utf8'));
const f32 = (shape, data) => ({ dtype: 'F32', shape, data: Float32Array.from(data) });
const near = (found, expected, by = 1e-5) => assert.ok(Math.abs(found - expected) <= by * Math.max(1, Math.abs(expected)), `${found} instead of ${expected}`);

test('the parts of all channels and the bias are the map, for every layer with a kernel', () => {
  const cases = golden.map(answerOf).filter(({ meta, tensors }) => meta.weight_layout && tensors.rows);
  assert.ok(cases.length >= 3);
  for (const answer of cases) {
    const [maps, rows, cols] = answer.meta.output_shape;
    for (let map = 0; map < maps; map += 1) {
      const { tensor, bias, channels, order } = partsOf(answer, map);
      assert.deepEqual([...order].sort((a, b) => a - b), channels.map((_, nth) => nth));
      for (let cell = 0; cell < rows * cols; cell += 1) {
        const sum = channels.reduce((total, _, nth) => total + tensor.data[nth * rows * cols + cell], bias ?? 0);
        near(sum, answer.tensors.output.data[map * rows * cols + cell]);
      }
    }
  }
});

test('a layer without a kernel has no parts', () => {
  assert.equal(partsOf(answerOf(golden.find(({ meta }) => meta.reduction === 'max')), 0), null);
});

test('linear, dropout and normalised cells are explained from the tensors at hand', () => {
  const linear = {
    setting: { layer: { kind: 'linear' }, mode: 'eval' }, meta: { input_shape: [3], output_shape: [2] },
    tensors: { input: f32([3], [1, -2, 4]), weight: f32([2, 3], [0, 0, 0, 1, 2, 3]), bias: f32([2], [0, 0.5]), output: f32([2], [0, 9.5]) },
  };
  const told = explain(linear, [1]);
  assert.deepEqual(told.terms.map(({ product }) => product), [1, -4, 12]);
  assert.deepEqual([told.value, told.bias, told.difference], [9.5, 0.5, 0]);

  const meta = { input_shape: [2, 1, 2], output_shape: [2, 1, 2] };
  const input = f32([2, 1, 2], [1, 2, 3, 5]);
  const dropped = { setting: { layer: { kind: 'dropout', p: 0.75 }, mode: 'train' }, meta,
    tensors: { input, mask: { dtype: 'U8', shape: [2, 1, 2], data: Uint8Array.of(1, 0, 1, 1) }, output: f32([2, 1, 2], [4, 0, 12, 20]) } };
  assert.equal(explain(dropped, [1, 0, 1]).value, 20);
  assert.equal(explain(dropped, [0, 0, 1]).value, 0);

  const tensors = { input, weight: f32([2], [1, 2]), bias: f32([2], [0, 0.5]), running_mean: f32([2], [0, 1]), running_var: f32([2], [1, 4]), output: f32([2, 1, 2], [1, 2, 2.5, 4.5]) };
  const layer = { kind: 'batch_norm2d', eps: 0 };
  near(explain({ setting: { layer, mode: 'eval' }, meta, tensors }, [1, 0, 1]).value, 4.5);
  near(explain({ setting: { layer, mode: 'train' }, meta, tensors }, [1, 0, 1]).value, 2.5); // (5 − 4) ÷ 1 × 2 + 0.5
});

test('only what reads through a window has filters and windows to look into', () => {
  const tensors = { 'layers.1.rows': f32([1, 1], [0]) };
  assert.deepEqual(levelsOf(tensors, 1), LEVELS);
  assert.deepEqual(levelsOf(tensors, 0), ['map', 'stage']);
  assert.deepEqual(levelsOf(tensors, -1), ['map']);
  assert.equal(levelIn(['map', 'stage'], 'cell'), 'map');
  assert.equal(levelBeside(['map', 'stage'], 'stage', -1), 'map');
  assert.equal(levelBeside(['map', 'stage'], 'map', -1), null);
  assert.equal(levelBeside(LEVELS, 'filter', 1), 'cell');
});

test('what is seen is told with its holes, and how few pixels count for most', () => {
  assert.equal(spanOf([]), null);
  assert.deepEqual(spanOf([2, 4, 6]), { from: 2, to: 6, count: 3, holes: 2 });
  const gradient = f32([2, 2, 3], [0, 0, 8, 1, 0, 0, 0, 0, -1, -1, 0, 0]);
  assert.deepEqual(influenceOf(gradient, 0.85), { moving: 2, enough: 1, pixels: 6 });
  assert.deepEqual(influenceOf(f32([1, 1, 2], [0, 0]), 0.9), { moving: 0, enough: 0, pixels: 2 });
});

test('products lie where their features stood, as long as nothing has mixed them', () => {
  const row = (output_shape, parameters = 0) => ({ output_shape, parameters });
  const summary = { input_shape: [1, 4, 4], rows: [row([2, 2, 2], 20), row([8]), row([8]), row([3], 27), row([3], 12)] };
  assert.deepEqual(flattenedFrom(summary, 3), { layer: 0, shape: [2, 2, 2] });
  assert.equal(flattenedFrom(summary, 4), null);
  const answer = { tensors: { input: f32([4], [1, 2, 3, 4]), weight: f32([2, 4], [0, 0, 0, 0, 1, -1, 2, 0]) } };
  assert.deepEqual([...productsOf(answer, 1, [1, 2, 2]).data], [1, -2, 6, 0]);
});

const layers = [{ kind: 'conv2d', out_channels: 1, kernel_size: 1 }, { kind: 'flatten' }];
const tensors = () => ({
  input: f32([1, 2, 2], [1, 2, 3, 4]), 'layers.0.output': f32([1, 2, 2], [3, 5, 7, 9]),
  'layers.0.weight': f32([1, 1, 1, 1], [2]), 'layers.0.bias': f32([1], [1]),
  'layers.0.rows': { dtype: 'I32', shape: [2, 1], data: Int32Array.of(0, 1) }, 'layers.0.cols': { dtype: 'I32', shape: [2, 1], data: Int32Array.of(0, 1) },
  'layers.1.output': f32([4], [3, 5, 7, 9]),
});
const META = {
  input_shape: [1, 2, 2], output_shape: [1, 2, 2], reduction: 'sum_of_products', padding_value: 0, groups: 1, weight_layout: 'oi', divisor: null, norm: null,
};

function network(look) {
  const store = createNetwork();
  const setting = { ...store.state.setting, layers };
  const summary = { input_shape: [1, 2, 2], rows: [{ kind: 'conv2d', output_shape: [1, 2, 2], parameters: 2 }, { kind: 'flatten', output_shape: [4], parameters: 0 }], broken: null };
  store.set({ setting, live: { status: 'ready', summary, problem: null, answer: { setting, tensors: tensors(), meta: summary } }, view: { ...store.state.view, look } });
  return store;
}

test('a layer on the stage has the network\'s own numbers', () => {
  const { state } = network(null);
  const { setting, tensors: found } = stageOf(state.live.answer, 0, null);
  assert.deepEqual(setting.source, { kind: 'tensor', values: [[[1, 2], [3, 4]]] });
  assert.deepEqual([setting.weight, setting.bias], [{ values: [[[[2]]]] }, [1]]);
  assert.equal(found.output, state.live.answer.tensors['layers.0.output']);
  const flat = stageOf(state.live.answer, 1, null);
  assert.deepEqual([flat.setting.weight, flat.setting.bias], [null, null]);
  assert.equal(stageOf({ ...state.live.answer, tensors: {} }, 0, null), null);
});

test('the stage asks for what hangs on the shapes alone, follows the look, and is looked at from', async () => {
  const store = network({ layer: 0, map: 0, row: 1, col: 0, level: 'stage' });
  const asked = [];
  const stage = openStage(store, {
    ask: async (path, { json }) => {
      asked.push(json);
      return { tensors: {}, meta: META };
    },
  });
  const settled = () => new Promise((resolve) => { setTimeout(resolve, 5); });
  await settled();
  assert.deepEqual(asked, [{ input: { tensor: [[[0, 0], [0, 0]]] }, layer: layers[0], want: [] }]);
  const { answer } = stage.store.state.live;
  assert.equal(answer.tensors.output, store.state.live.answer.tensors['layers.0.output']);
  assert.equal(explain(answer, [0, 1, 0]).value, 7);
  assert.deepEqual(stage.store.state.cursor, { map: 0, row: 1, col: 0, step: null });
  lookAt(store, { ...store.state.view.look, col: 1 });
  assert.equal(stage.store.state.cursor.col, 1);
  pinCell(stage.store, 0, 0, 1);
  assert.deepEqual([store.state.view.look.row, store.state.view.look.col], [0, 1]);
  assert.equal(stage.edited(), false);

  // A kernel that is changed is computed by the server; the network stays as it is, and takes it back.
  stage.store.set({ setting: { ...stage.store.state.setting, weight: { values: [[[[9]]]] } } });
  await settled();
  assert.equal(stage.edited(), true);
  assert.deepEqual(asked.at(-1).weight, { values: [[[[9]]]] });
  stage.restore();
  await settled();
  assert.equal(stage.edited(), false);
  assert.equal(stage.store.state.live.answer.tensors.weight.data[0], 2);

  // More of the same numbers changes nothing; the same numbers in other objects are no change by hand either.
  store.set({ live: { ...store.state.live, answer: { ...store.state.live.answer, tensors: tensors() } } });
  assert.equal(stage.edited(), false);
  assert.equal(stage.store.state.live.answer.tensors.output, store.state.live.answer.tensors['layers.0.output']);
  stage.stop();
});

test('what comes of a layer while its shapes are asked for is part of the stage', async () => {
  const normed = [{ kind: 'batch_norm2d', affine: false }];
  const store = createNetwork();
  const setting = { ...store.state.setting, layers: normed };
  const summary = { input_shape: [1, 1, 2], rows: [{ kind: 'batch_norm2d', output_shape: [1, 1, 2], parameters: 0 }], broken: null };
  const first = { input: f32([1, 1, 2], [3, 5]), 'layers.0.output': f32([1, 1, 2], [1, 2]) };
  const live = { status: 'ready', summary, problem: null, answer: { setting, tensors: first, meta: summary } };
  store.set({ setting, live, view: { ...store.state.view, look: { layer: 0, map: 0, row: 0, col: 0, level: 'map' } } });
  let tell = () => {};
  const stage = openStage(store, { ask: () => new Promise((resolve) => { tell = () => resolve({ tensors: {}, meta: META }); }) });
  await Promise.resolve();
  const more = { 'layers.0.running_mean': f32([1], [1]), 'layers.0.running_var': f32([1], [4]) };
  store.set({ live: { ...live, answer: { ...live.answer, tensors: { ...first, ...more } } } });
  tell();
  await new Promise((resolve) => { setTimeout(resolve, 5); });
  assert.deepEqual([...stage.store.state.live.answer.tensors.running_mean.data], [1]);
  stage.stop();
});

test('a layer whose weights are on their way has no stage yet', () => {
  const setting = { layers: [{ kind: 'batch_norm2d' }], mode: 'eval', seed: 0 };
  const meta = { rows: [{ kind: 'batch_norm2d', output_shape: [1, 1, 2], parameters: 2 }] };
  const tensors = { input: f32([1, 1, 2], [3, 5]), 'layers.0.output': f32([1, 1, 2], [1, 2]) };
  assert.equal(stageOf({ setting, meta, tensors }, 0, null), null);
  const weighed = { ...tensors, 'layers.0.weight': f32([1], [2]) };
  assert.equal(stageOf({ setting, meta, tensors: weighed }, 0, null).tensors.weight, weighed['layers.0.weight']);
});
