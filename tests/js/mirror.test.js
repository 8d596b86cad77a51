import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';

import { createTraining } from '../../static/js/state/training.js';
import { select, setDraft } from '../../static/js/state/trainingActions.js';
import { mirrorTraining } from '../../static/js/ui/train-address.js';

const own = ['location', 'history', 'addEventListener'].map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)]);
/** A browser's history, as far as it is used. */
let entries;
let at;
let listeners;

beforeEach(() => {
  [entries, at, listeners] = [[{ hash: '', state: null }], 0, {}];
  const put = (state, url) => ({ state, hash: url.includes('#') ? url.slice(url.indexOf('#')) : '' });
  const stubs = {
    location: { pathname: '/train', search: '', href: 'http://localhost/train', get hash() { return entries[at].hash; } },
    history: {
      get state() { return entries[at].state; },
      replaceState(state, _, url) { entries[at] = put(state, url); },
      pushState(state, _, url) { entries = [...entries.slice(0, ++at), put(state, url)]; },
    },
    addEventListener: (name, listener) => { listeners[name] = listener; },
  };
  for (const [name, value] of Object.entries(stubs)) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
});
afterEach(() => {
  listeners.pagehide(); // what was to be written is written
  for (const [name, descriptor] of own) {
    if (descriptor) Object.defineProperty(globalThis, name, descriptor);
    else delete globalThis[name];
  }
});

function travel(by) {
  at += by;
  listeners.hashchange();
}

const runs = ['a', 'b', 'c'].map((id) => ({ id, name: id, state: 'finished' }));

test('back and forward go through the runs that were chosen, and leave the form as it is', () => {
  const store = createTraining({ runs, selected: 'a' });
  mirrorTraining(store);
  select(store, 'b');
  select(store, 'c');
  assert.equal(entries.length, 3);
  setDraft(store, { epochs: 7 });
  travel(-1);
  assert.equal(store.state.selected, 'b');
  assert.equal(store.state.draft.epochs, 7);
  travel(-1);
  assert.equal(store.state.selected, 'a');
  travel(1);
  assert.equal(store.state.selected, 'b');
  assert.equal(entries.length, 3);
});

test('what was never chosen by hand, and a run that is no more, are nowhere to go back to', () => {
  const store = createTraining({ runs: null });
  mirrorTraining(store);
  store.set({ runs });
  select(store, 'a'); // the newest, by itself
  assert.equal(entries.length, 1);
  store.set({ runs: runs.slice(1) });
  select(store, 'b');
  assert.equal(entries.length, 1);
});

test('a pasted link brings its form along', () => {
  const store = createTraining({ runs, selected: 'a' });
  mirrorTraining(store);
  setDraft(store, { epochs: 7 });
  entries.push({ hash: '', state: null });
  travel(1);
  assert.equal(store.state.draft.epochs, 20);
});
