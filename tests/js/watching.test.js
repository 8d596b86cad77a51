/** What the cards and the maps are drawn from: the pure parts. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { bestOf, chipOf, filesOf, meterOf, presentOf, rateChange, shownParameters } from '../../static/js/core/callbacks.js';
import { likeliest, mistakesIn, saysNothing, strength, tallyOf, tallyOfClass, verdictOf, worstCell } from '../../static/js/core/confusion.js';
import { clock } from '../../static/js/core/duration.js';
import { atPlace, neighbours, stepEpoch } from '../../static/js/core/epochs.js';
import { filtersOf } from '../../static/js/core/filters.js';
import { WHITE, INKS, canBeDrawn, pictureOf } from '../../static/js/core/ink.js';
import { createLru } from '../../static/js/core/lru.js';
import { literal } from '../../static/js/core/notation.js';
import { placeOf, tileAt, tileBy, tilingOf } from '../../static/js/core/tiles.js';
import { createTraining } from '../../static/js/state/training.js';
import { setView } from '../../static/js/state/trainingActions.js';
import { playEpochs, seekEpoch, stepEpochs } from '../../static/js/state/watching.js';
import { emptyPicture, foldAll } from '../../static/js/core/run.js';
import { blank, beginStroke } from '../../static/js/core/drawing.js';
import { createEpochData } from '../../static/js/net/epoch-data.js';
import { f32, generator, handClock, settle } from './helpers.js';

test('the cache forgets what was not asked for the longest, by weight', () => {
  const cache = createLru(10);
  cache.put('a', 1, 4);
  cache.put('b', 2, 4);
  assert.equal(cache.get('a'), 1);
  cache.put('c', 3, 4);
  assert.deepEqual([cache.has('a'), cache.has('b'), cache.has('c'), cache.weight], [true, false, true, 8]);
  cache.put('heavy', 4, 99);
  assert.deepEqual([cache.size, cache.get('heavy')], [1, 4], 'the newest stays, however heavy');
  cache.put('heavy', 5, 1);
  assert.equal(cache.weight, 1, 'the same key is counted once');
});

test('stepping through epochs ends in following the newest', () => {
  const epochs = [0, 1, 3, 4];
  assert.equal(stepEpoch(epochs, 1, 1), 3);
  assert.equal(stepEpoch(epochs, 3, 1), null);
  assert.equal(stepEpoch(epochs, 0, -1), 0);
  assert.equal(stepEpoch([], null, 1), null);
  assert.deepEqual([atPlace(epochs, -2), atPlace(epochs, 2), atPlace(epochs, 3)], [0, 3, null]);
  assert.deepEqual(neighbours(epochs, 1, 1, 4), [3, 4, 0]);
  assert.deepEqual(neighbours(epochs, 3, -1, 2), [1, 0, 4]);
  assert.deepEqual(neighbours(epochs, 2, 1, 4), []);
});

test('a confusion matrix in numbers', () => {
  const matrix = [[8, 2, 0], [1, 4, 5], [0, 0, 0]];
  assert.deepEqual(tallyOf(matrix), { total: 20, correct: 12, accuracy: 0.6 });
  assert.deepEqual(tallyOfClass(matrix[2], 2), { total: 0, correct: 0, accuracy: null });
  assert.deepEqual(worstCell(matrix), { label: 1, predicted: 2, count: 5 });
  assert.equal(worstCell([[3, 0], [0, 3]]), null);
  assert.deepEqual([strength(0, 0), strength(5, 20)], [0, 0.5]);
  const mistakes = [{ label: 1, predicted: 2 }, { label: 0, predicted: 1 }];
  assert.deepEqual(mistakesIn(mistakes, { label: 0, predicted: 1 }), [mistakes[1]]);
  assert.deepEqual(mistakesIn(mistakes, null), mistakes);
  assert.deepEqual(likeliest([0.2, 'nan', 0.5, 0.2], 2), [{ index: 2, probability: 0.5 }, { index: 0, probability: 0.2 }]);
  assert.deepEqual([verdictOf([0.2, 0.5]), verdictOf(['nan', 'nan'])], [1, null], 'NaN is no verdict for the first class');
  assert.deepEqual([20, 19, 0].map((nan) => saysNothing({ nan, confusion: matrix })), [true, false, false]);
});

test('what a card says of a callback', () => {
  const schema = { properties: { monitor: { default: 'val_loss' }, patience: { default: 0 }, min_delta: { default: 0 }, baseline: { default: null }, mode: { default: 'auto' } } };
  const spec = { kind: 'early_stopping', patience: 3, mode: 'min', baseline: null };
  assert.deepEqual(shownParameters(spec, schema).map(({ name, value }) => `${name}=${literal(value)}`),
    ["monitor='val_loss'", 'patience=3', 'min_delta=0', "mode='min'"]);
  assert.deepEqual(shownParameters({ kind: 'unheard_of', a: true }, null), [{ name: 'a', value: true }]);
  assert.deepEqual(meterOf(spec, null), { wait: 0, patience: 3 });
  assert.deepEqual(meterOf({ ...spec, patience: 0 }, { wait: 1 }), { wait: 1, patience: 1 }, '0 acts as 1');
  assert.deepEqual(meterOf(spec, { wait: 2, patience: 5 }), { wait: 2, patience: 5 }, 'as it was changed meanwhile');
  assert.equal(meterOf({ kind: 'csv_logger' }, null), null);
  const history = [
    { epoch: 0, action: 'saved', monitor: 'val_loss', value: 0.5, best: 0.5, path: 'a' },
    { epoch: 1, action: 'saved', monitor: 'val_loss', value: 0.4, best: 0.4, paths: ['b', 'a'] },
    { epoch: 2, action: 'reduced', monitor: 'val_loss', value: 0.45, best: 0.4, old_lr: 0.01, new_lr: 0.001 },
  ];
  assert.deepEqual(bestOf(history), { monitor: 'val_loss', value: 0.4, beside: 0.45, epoch: 1 });
  assert.equal(bestOf(history.slice(0, 2))?.beside, 0.5, 'a new best is told beside the one before');
  assert.equal(bestOf(history.slice(0, 1))?.beside, null);
  assert.equal(bestOf([]), null);
  assert.deepEqual(filesOf(history), ['a', 'b']);
  assert.deepEqual(rateChange(history), { from: 0.01, to: 0.001, epoch: 2 });
  const plateau = shownParameters({ kind: 'reduce_lr_on_plateau', factor: 0.5 }, { properties: { ...schema.properties, min_delta: { default: 1e-4 } } });
  assert.ok(plateau.some(({ name, value }) => name === 'min_delta' && value === 1e-4), 'its sentences argue with it');
  assert.deepEqual([{ callback: 'terminate_on_nan', action: 'skipped' }, { callback: 'model_checkpoint', action: 'skipped' }].map(chipOf), ['finite', 'skipped']);
  const [stopped, restored] = [{ action: 'stopped' }, { action: 'weights_restored' }];
  assert.deepEqual(presentOf([...history, stopped, restored]), [stopped, restored], 'why it stopped outlives the tidying up');
  assert.deepEqual(presentOf([stopped]), [stopped]);
  assert.deepEqual(presentOf([]), []);
});

test('filters lie channel beside channel, whichever way the weight lies', () => {
  const weight = f32([2, 2, 1, 2], [1, 2, 3, 4, 5, 6, 7, 8]);
  const plain = filtersOf(weight);
  assert.deepEqual([plain.parts, plain.sheet.shape, [...plain.sheet.data]], [2, [2, 1, 4], [1, 2, 3, 4, 5, 6, 7, 8]]);
  assert.deepEqual([...filtersOf(weight, true).sheet.data], [1, 2, 5, 6, 3, 4, 7, 8]);
  const tall = filtersOf(f32([1, 2, 2, 1], [1, 2, 3, 4]));
  assert.deepEqual([tall.sheet.shape, [...tall.sheet.data]], [[1, 2, 2], [1, 3, 2, 4]]);
});

test('tiles fill their room and every point finds its tile', () => {
  const random = generator(7);
  for (let i = 0; i < 300; i++) {
    const [count, rows, cols, room] = [random.integer(1, 80), random.integer(1, 40), random.integer(1, 40), random.integer(120, 900)];
    const tiling = tilingOf(count, rows, cols, room);
    assert.ok(tiling.width <= room + 1e-6, `${count} ${rows}×${cols} in ${room}: ${tiling.width}`);
    assert.ok(tiling.scale > 0 && Number.isFinite(tiling.height));
    for (const tile of [0, count >> 1, count - 1]) {
      const { x, y } = placeOf(tiling, tile);
      assert.equal(tileAt(tiling, x + tiling.tileWidth / 2, y + tiling.tileHeight / 2), tile);
    }
  }
  const tiling = tilingOf(8, 3, 3, 4 * 44, { least: 40, most: 40 });
  assert.equal(tiling.across, 4);
  assert.deepEqual([tileBy(tiling, 1, 'ArrowDown'), tileBy(tiling, 1, 'ArrowUp'), tileBy(tiling, 7, 'Home'), tileBy(tiling, 0, 'x')], [5, 1, 0, null]);
});

test('ink becomes what the network reads', () => {
  assert.deepEqual([canBeDrawn([1, 28, 28]), canBeDrawn([3, 32, 32]), canBeDrawn([1, 28, 27]), canBeDrawn([2, 8, 8]), canBeDrawn([784]), canBeDrawn(undefined)],
    [true, true, false, false, false, false]);
  const drawing = beginStroke(blank(4), 'pen', 4, 2, 2);
  const [grey] = pictureOf(drawing, 1, WHITE);
  assert.deepEqual([grey.length, grey[0].length, grey[1][1]], [4, 4, 1]);
  const red = pictureOf(drawing, 3, INKS.red);
  assert.deepEqual(red.map((plane) => plane[1][1]), [0.85, 0.22, 0.18]);
  assert.deepEqual(pictureOf(blank(4), 3, INKS.blue).map((plane) => plane[3][3]), [0.2, 0.2, 0.2]);
});

test('time as a clock shows it', () => {
  assert.deepEqual([0.4, 14, 725, 3723, -3].map(clock), ['0:00', '0:14', '12:05', '1:02:03', '0:00']);
});

function storeWith(epochs) {
  const picture = foldAll(emptyPicture('r'), epochs.map((epoch, i) => ({ seq: i + 1, type: 'maps_saved', time: i, epoch })));
  return createTraining({ selected: 'r', pictures: { r: picture } });
}

test('epochs are stepped, sought and played, and end with the newest', async () => {
  const clock = handClock();
  const store = storeWith([0, 1, 2, 3]);
  playEpochs(store, clock);
  playEpochs(store, clock);
  stepEpochs(store, -1);
  assert.equal(store.state.view.epoch, 2);
  stepEpochs(store, 1);
  assert.equal(store.state.view.epoch, null);
  setView(store, { playing: true, speed: 2 });
  assert.equal(store.state.view.epoch, 0, 'from the end it plays from the beginning');
  await clock.run(500);
  assert.equal(store.state.view.epoch, 1);
  await clock.run(500);
  await clock.run(500);
  assert.deepEqual([store.state.view.epoch, store.state.view.playing], [null, false]);
  setView(store, { playing: true });
  seekEpoch(store, 1);
  assert.deepEqual([store.state.view.epoch, store.state.view.playing], [1, false], 'whoever takes the wheel, the player lets go');
  await clock.run(5000);
  assert.equal(store.state.view.epoch, 1);
  const short = storeWith([0]);
  playEpochs(short);
  setView(short, { playing: true });
  assert.equal(short.state.view.playing, false, 'one epoch cannot be played');
});

test('an epoch is fetched once, and again by who still wants it when the first lost interest', async () => {
  /** @type {{epoch: number, finish: (value: any) => void}[]} */
  const asked = [];
  const load = (run, epoch, signal) => new Promise((resolve, reject) => {
    asked.push({ epoch, finish: resolve });
    signal?.addEventListener('abort', () => reject(new DOMException('', 'AbortError')));
  });
  const data = createEpochData({ load: { maps: load, figures: load } });
  const value = (epoch) => ({ tensors: { x: f32([1], [epoch]) }, meta: {} });
  const abort = new AbortController();
  const first = data.ask('maps', 'r', 4, abort.signal);
  const second = data.ask('maps', 'r', 4);
  assert.equal(asked.length, 1);
  abort.abort();
  await assert.rejects(first);
  await settle();
  assert.equal(asked.length, 2, 'asked anew for the second');
  asked[1].finish(value(4));
  assert.equal((await second).tensors.x.data[0], 4);
  assert.equal(data.peek('maps', 'r', 4), await data.ask('maps', 'r', 4));
  assert.equal(asked.length, 2);

  data.prefetch('maps', 'r', [4, 5, 6]);
  data.prefetch('maps', 'r', [7]);
  await settle();
  assert.deepEqual(asked.slice(2).map(({ epoch }) => epoch), [5], 'one at a time, and not what is known');
  asked[2].finish(value(5));
  await settle();
  assert.deepEqual(asked.slice(2).map(({ epoch }) => epoch), [5, 7], 'the newer wish took the place of the older');
});
