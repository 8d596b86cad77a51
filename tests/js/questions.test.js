import test from 'node:test';
import assert from 'node:assert/strict';
import { answered, changeLayer, changesOf, randomCell, shuffled } from '../../static/js/state/questions.js';
import { initialState } from '../../static/js/state/setting.js';
import { createStore } from '../../static/js/state/store.js';

const schema = {
  properties: {
    kind: { const: 'conv2d' },
    kernel_size: { type: 'integer', minimum: 1 },
    stride: { type: 'integer', minimum: 1, maximum: 2 },
    padding: { anyOf: [{ type: 'integer', minimum: 0 }, { enum: ['same', 'valid'] }] },
  },
};

/** A server that answers a moment later, and refuses what `refuses` says. */
function serving(store, refuses = () => false) {
  store.subscribe((state, previous) => {
    if (state.setting === previous.setting) return;
    queueMicrotask(() => {
      const { setting, live } = store.state;
      store.set({ live: refuses(setting.layer)
        ? { ...live, status: 'refused' }
        : { ...live, status: 'ready', answer: { setting, meta: { weight_layout: 'oi' }, tensors: {} } } });
    });
  });
}

test('shuffling keeps every one and follows the dice', () => {
  assert.deepEqual(shuffled([1, 2, 3], () => 0), [1, 2, 3]);
  assert.deepEqual(shuffled([1, 2, 3], () => 0.99), [3, 2, 1]);
});

test('changes keep to the schema, leave words alone and change something', () => {
  const changes = changesOf({ kind: 'conv2d', kernel_size: 3, padding: 'same' }, schema, () => 0);
  assert.ok(changes.every(({ name }) => name !== 'padding' && name !== 'dilation'));
  assert.ok(changes.every(({ name, value }) => name !== 'stride' || value <= 2));
  assert.ok(changes.every(({ name, value }) => name !== 'kernel_size' || value !== 3));
});

test('what the server refuses is taken back, and something else is tried', async () => {
  const store = createStore(initialState());
  serving(store, (layer) => layer.kernel_size !== 3);
  const before = store.state.setting.layer;
  assert.equal(await changeLayer(store, schema, () => 0), true);
  assert.equal(store.state.setting.layer.kernel_size, 3);
  assert.notDeepEqual(store.state.setting.layer, before);
  assert.equal(store.state.live.status, 'ready');
});

test('an answer to another setting is not waited for, the present one is', async () => {
  const store = createStore(initialState());
  let told = null;
  const waiting = answered(store).then((is) => { told = is; });
  store.set({ live: { ...store.state.live, status: 'ready', answer: { setting: {} } } });
  await Promise.resolve();
  assert.equal(told, null);
  store.set({ live: { ...store.state.live, answer: { setting: store.state.setting } } });
  await waiting;
  assert.equal(told, true);
});

test('a cell to ask for is one that is not zero, if there is one', () => {
  const data = new Float32Array(8);
  data[5] = 2;
  let i = 0;
  const dice = () => [0, 0, 0.9, 0.25][i++ % 4];
  assert.deepEqual(randomCell({ tensors: { output: { dtype: 'F32', shape: [2, 2, 2], data } } }, dice), { map: 1, row: 0, col: 1 });
});
