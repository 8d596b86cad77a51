import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { allowed } from '../../static/js/core/steering.js';
import { bindingOf, parse } from '../../static/js/state/keys.js';
import { RUN_KEYS, TRAIN_KEYS, keyOf } from '../../static/js/state/trainkeys.js';
import { createTraining } from '../../static/js/state/training.js';

const catalogues = ['en', 'ko'].map((language) =>
  JSON.parse(readFileSync(new URL(`../../static/i18n/${language}.json`, import.meta.url), 'utf8')));

const press = (key, more = {}) => ({
  key, code: '', ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, getModifierState: () => false, ...more,
});

test('no two rows claim the same key, and every row has its words', () => {
  const keys = TRAIN_KEYS.flatMap((binding) => binding.keys);
  assert.equal(new Set(keys).size, keys.length);
  for (const { keys: words } of catalogues) {
    for (const { action, group } of TRAIN_KEYS) {
      assert.equal(typeof words[action], 'string', action);
      assert.equal(typeof words.group[group], 'string', group);
    }
    for (const name of keys.map((key) => parse(key).name)) {
      if (name.length > 1) assert.equal(typeof words.name[name], 'string', name);
    }
  }
});

test('the keys steer the run', () => {
  const done = [];
  const steer = Object.fromEntries(['toggle', 'step', 'stop', 'continue'].map((name) => [name, (...given) => done.push([name, ...given])]));
  const context = { store: createTraining(), steer, ask: (what) => done.push([what]), setUp: () => done.push(['set up']) };
  for (const event of [press(' '), press('.'), press('e'), press('S', { shiftKey: true }), press('C', { shiftKey: true }), press('n'), press('?', { shiftKey: true })]) {
    bindingOf(TRAIN_KEYS, event)?.run(context);
  }
  assert.deepEqual(done, [['toggle'], ['step', 'batch'], ['step', 'epoch'], ['stop'], ['continue'], ['set up'], ['help']]);
});

test('the epoch keys go through what is kept, and on to whatever is newest', () => {
  const store = createTraining();
  store.set({ selected: 'a', pictures: { a: { maps: [0, 1, 3] } } });
  const context = { store, steer: {}, ask: () => {} };
  const key = (name) => bindingOf(TRAIN_KEYS, press(name))?.run(context);
  key('[');
  assert.equal(store.state.view.epoch, 1);
  key('[');
  key('[');
  assert.equal(store.state.view.epoch, 0);
  key(']');
  key(']');
  assert.equal(store.state.view.epoch, null);
});

test('a run is continued only where it was left, and taken away only where it is at rest', () => {
  const states = ['queued', 'running', 'paused', 'stopped', 'finished', 'failed', 'interrupted'];
  const where = (what) => states.filter((state) => allowed(state)[what]);
  assert.deepEqual(where('continue'), ['stopped', 'failed', 'interrupted']);
  assert.deepEqual(where('remove'), ['stopped', 'finished', 'failed', 'interrupted']);
  assert.deepEqual(where('stop'), ['queued', 'running', 'paused']);
  assert.deepEqual(where('step'), ['running', 'paused']);
  assert.equal(allowed(null).pause, false);
});

test('a run that has ended is repeated, also where it can be continued', () => {
  const states = ['queued', 'running', 'paused', 'stopped', 'finished', 'failed', 'interrupted'];
  assert.deepEqual(states.filter((state) => allowed(state).repeat), ['stopped', 'finished', 'failed', 'interrupted']);
});

test('the page of one run has no keys for the form, and hints name a key as it is written', () => {
  assert.equal(RUN_KEYS.some(({ action }) => ['train_set_up', 'undo', 'redo'].includes(action)), false);
  assert.equal(keyOf(RUN_KEYS, 'train_stop'), 'Shift+S');
  assert.equal(keyOf(RUN_KEYS, 'train_step_epoch'), 'E');
  assert.equal(keyOf(RUN_KEYS, 'train_toggle'), 'Space');
  assert.equal(keyOf(RUN_KEYS, 'train_set_up'), '');
});
