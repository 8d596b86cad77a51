import test from 'node:test';
import assert from 'node:assert/strict';
import { emptyPicture, foldAll } from '../../static/js/core/run.js';
import * as actions from '../../static/js/state/trainingActions.js';
import { ONE_RUN, addressOfTraining, decodeTraining } from '../../static/js/state/trainingAddress.js';
import { createTraining, defaultDraft, defaultTrainingView, initialTraining } from '../../static/js/state/training.js';
import { epoch, spec, started, told } from './training.js';

const summary = (id, state = 'running', fields = {}) => ({ id, name: id.toUpperCase(), state, spec: spec(), created: 1, ...fields });

test('the draft has a history, nothing else has', () => {
  let time = 0;
  const store = createTraining({}, { now: () => time });
  actions.setDraft(store, { epochs: 5 }, 'epochs');
  time = 100;
  actions.setDraft(store, { epochs: 6 }, 'epochs');
  actions.setView(store, { smoothing: 0.5 });
  actions.select(store, 'a');
  time = 5000;
  actions.setDraft(store, { seed: 3 });
  store.undo();
  assert.deepEqual([store.state.draft.epochs, store.state.draft.seed], [6, 0]);
  store.undo();
  assert.deepEqual([store.state.draft.epochs, store.canUndo, store.canRedo], [defaultDraft().epochs, false, true]);
  assert.deepEqual([store.state.view.smoothing, store.state.selected], [0.5, 'a']);
  store.redo();
  assert.equal(store.state.draft.epochs, 6);
});

test('listeners hear changes once, and nothing where nothing changes', () => {
  const store = createTraining();
  const heard = [];
  const leave = store.subscribe((state, previous) => heard.push([state.hover, previous.hover]));
  actions.hoverEpoch(store, 3);
  actions.hoverEpoch(store, 3);
  store.set({ hover: 3 });
  leave();
  actions.hoverEpoch(store, null);
  assert.deepEqual(heard, [[3, null]]);
});

test('another run is looked at afresh', () => {
  const store = createTraining({ selected: 'a', compare: ['b', 'c'], hover: 2 });
  actions.setView(store, { epoch: 4, playing: true, zoom: [1, 2], smoothing: 0.3 });
  actions.select(store, 'b');
  const { selected, compare, hover, view } = store.state;
  assert.deepEqual([selected, compare, hover, view.epoch, view.playing, view.zoom, view.smoothing], ['b', ['c'], null, null, false, null, 0.3]);
  const before = store.state;
  actions.select(store, 'b');
  assert.equal(store.state, before);
});

test('runs are laid one over the other, as many as there are colours', () => {
  const store = createTraining({ selected: 'a' });
  for (const id of ['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']) actions.toggleCompare(store, id);
  actions.toggleCompare(store, 'a');
  assert.deepEqual(store.state.compare, ['b', 'c', 'd', 'e', 'f', 'g', 'h']);
  assert.deepEqual(['a', 'b', 'h', 'i'].map((id) => actions.toneOf(store.state, id)), [1, 2, 8, 0]);
  actions.toggleCompare(store, 'c');
  actions.toggleCompare(store, 'zz', false);
  assert.deepEqual(actions.shownRuns(store.state), ['a', 'b', 'd', 'e', 'f', 'g', 'h']);
});

test('what a run is doing, its events know first', () => {
  const picture = foldAll(emptyPicture('a'), told([started(), ['run_ended', { reason: 'stopped' }]]));
  const state = { ...initialTraining(), runs: [summary('a'), summary('b', 'queued')], pictures: { a: picture, b: emptyPicture('b') } };
  assert.deepEqual(['a', 'b', 'c', null].map((id) => actions.stateOf(state, id)), ['stopped', 'queued', null, null]);
  assert.equal(actions.selectedPicture({ ...state, selected: 'a' }), picture);
  assert.equal(actions.selectedPicture(state), null);
});

test('the epoch that is shown is the one asked for, or the newest that is kept', () => {
  const picture = foldAll(emptyPicture('a'), told([started(), ...epoch(0), ...epoch(1), ...epoch(2)]));
  const at = (wanted, of = picture) => actions.shownEpoch({ view: { ...defaultTrainingView(), epoch: wanted } }, of);
  assert.deepEqual([at(null), at(1), at(9), at(0, { ...picture, maps: [2] })], [2, 1, 2, 2]);
  assert.deepEqual([at(null, emptyPicture('a')), at(null, null)], [null, null]);
});

const full = () => ({
  ...initialTraining(), selected: 'abc123', compare: ['b', 'c'],
  view: { ...defaultTrainingView(), axis: 'time', scale: 'log', smoothing: 0.6, zoom: [1, 2.5], hidden: ['val_loss'], epoch: 3, playing: true, layer: 2 },
  draft: { ...defaultDraft(), name: '작은 CNN', epochs: 7, callbacks: [{ kind: 'terminate_on_nan' }], layers: [{ kind: 'conv2d', out_channels: 2, kernel_size: [3, 5] }, { kind: 'flatten' }] },
});

test('an address brings everything back but the playing', () => {
  const state = full();
  const { hash, tooLong } = addressOfTraining(state);
  assert.equal(tooLong, null);
  assert.match(hash, /^#1\.[\w-]+$/);
  const { selected, compare, view, draft } = decodeTraining(hash);
  assert.deepEqual({ selected, compare, view, draft }, { selected: state.selected, compare: state.compare, view: { ...state.view, playing: false }, draft: state.draft });
});

test('the default has no address, and none has the default', () => {
  assert.equal(addressOfTraining(initialTraining()).hash, '');
  const { selected, compare, view, draft } = initialTraining();
  assert.deepEqual(decodeTraining(''), { selected, compare, view, draft });
});

test('a run\'s own page has no run and no draft in its address', () => {
  const { hash } = addressOfTraining(full(), ONE_RUN);
  const document = JSON.parse(Buffer.from(hash.slice(3), 'base64url').toString());
  assert.deepEqual(Object.keys(document), ['c', 'v']);
  assert.deepEqual(Object.keys(decodeTraining(addressOfTraining(full()).hash, ONE_RUN)), ['compare', 'view']);
});

test('a draft that is too long is left out', () => {
  const state = full();
  state.draft = { ...state.draft, layers: Array.from({ length: 60 }, (_, i) => ({ kind: 'conv2d', out_channels: 100_000 + i, kernel_size: [3, 3], padding: 'x'.repeat(100) })) };
  const { hash, tooLong } = addressOfTraining(state);
  assert.equal(tooLong, 'draft');
  assert.deepEqual(decodeTraining(hash).draft, defaultDraft());
  assert.equal(decodeTraining(hash).selected, 'abc123');
});

test('what makes no sense in an address is the default', () => {
  const hash = (document) => `#1.${Buffer.from(JSON.stringify(document)).toString('base64url')}`;
  const bad = decodeTraining(hash({
    r: '../x', c: ['b', 3], v: { axis: 'sideways', smoothing: 2, zoom: [3, 1], hidden: ['x'], epoch: -1, scale: 'log', playing: true, tab: '<b>' },
    d: { epochs: 0, layers: 'no', optimizer: { lr: 1 }, batch_size: 32, validation_split: 1, callbacks: [{ kind: 4 }], probe: { image: 'a', more: 1 }, __proto__: { x: 1 } },
  }));
  assert.deepEqual(bad, {
    selected: null, compare: [], view: { ...defaultTrainingView(), scale: 'log' }, draft: { ...defaultDraft(), batch_size: 32 },
  });
  assert.deepEqual(decodeTraining(hash({ r: 'a', c: ['a', 'b', 'b'] })).compare, ['b']);
  for (const odd of ['#2.abc', '#1.%%%', '#1.bm9wZQ', '#play', `#1.${'A'.repeat(30_000)}`, '#1.bnVsbA']) assert.deepEqual(decodeTraining(odd), {}, odd);
});
