import test from 'node:test';
import assert from 'node:assert/strict';
import { factorText } from '../../static/js/core/curvemarks.js';
import { emptyPicture, foldAll } from '../../static/js/core/run.js';
import { align, axisOf, curvesOf, decimate, epochAt, extentOf, pointsOf, rateSteps } from '../../static/js/core/series.js';
import { smooth } from '../../static/js/core/smoothing.js';
import { defaultTrainingView } from '../../static/js/state/training.js';
import { moved, zoomed } from '../../static/js/state/trainingZoom.js';
import { generator } from './helpers.js';
import { epoch, started, told } from './training.js';

const view = (change = {}) => ({ ...defaultTrainingView(), ...change });
const run = (...lists) => foldAll(emptyPicture('a'), told([started(), ...lists.flat()]));
const close = (a, b) => assert.ok(Math.abs(a - b) < 1e-12, `${a} is not ${b}`);

/** TensorBoard's own loop, written out. */
function tensorboard(values, weight) {
  let last = 0;
  let taken = 0;
  return values.map((value) => {
    last = last * weight + (1 - weight) * value;
    taken += 1;
    return last / (1 - weight ** taken);
  });
}

test('smoothing is TensorBoard\'s, its start unbiased', () => {
  const random = generator(3);
  const values = random.list(200, () => random.next());
  for (const weight of [0.1, 0.6, 0.99]) {
    const expected = tensorboard(values, weight);
    smooth(values, weight).forEach((value, i) => close(value, expected[i]));
  }
  close(smooth([5, 1], 0.5)[0], 5);
});

test('smoothing leaves alone what is missing, what is no number, and what is constant', () => {
  assert.deepEqual(smooth([1, null, NaN, Infinity], 0.9).slice(1), [null, NaN, Infinity]);
  assert.deepEqual(smooth([0.1, null, 0.1, 0.1], 0.97), [0.1, null, 0.1, 0.1]);
  assert.deepEqual(smooth([3, 1, 2], 0), [3, 1, 2]);
  assert.deepEqual(smooth([], 0.5), []);
  const [first, , third] = smooth([1, NaN, 3], 0.5);
  assert.deepEqual([first, third], [1, (0.25 * 1 + 0.5 * 3) / 0.75]);
});

test('thinning keeps every extreme, the ends and the gaps', () => {
  const random = generator(5);
  const x = random.list(10_000, (i) => i / 100);
  const y = x.map(() => random.next());
  y[5003] = 9;
  y[7777] = -9;
  y[2500] = null;
  const thin = decimate({ x, y }, 0, 100, 300);
  assert.ok(thin.x.length <= 4 * 301, String(thin.x.length));
  const at = new Map(thin.x.map((value, i) => [value, thin.y[i]]));
  assert.deepEqual([at.get(x[5003]), at.get(x[7777]), at.get(x[2500]), at.has(0), at.has(x.at(-1))], [9, -9, null, true, true]);
  // Column by column, what is left spans what was there.
  for (let column = 0; column < 300; column++) {
    const inside = (points) => points.y.filter((value, i) => value !== null && Math.floor(points.x[i] / (100 / 300)) === column);
    assert.deepEqual([Math.min(...inside(thin)), Math.max(...inside(thin))], [Math.min(...inside({ x, y })), Math.max(...inside({ x, y }))]);
  }
  assert.ok(thin.x.every((value, i) => i === 0 || value > thin.x[i - 1]));
});

test('few points stay as they are; of a stretch, one point more on each side', () => {
  const points = { x: [0, 1, 2, 3, 4, 5], y: [5, 4, 3, 2, 1, 0] };
  assert.deepEqual(decimate(points, 0, 5, 100), points);
  assert.deepEqual(decimate(points, 1.5, 3.5, 100), { x: [1, 2, 3, 4], y: [4, 3, 2, 1] });
  assert.deepEqual(decimate({ x: [], y: [] }, 0, 1, 100), { x: [], y: [] });
});

test('lists of different points become one table, without gaps where one has none', () => {
  assert.deepEqual(align([{ x: [1, 2, 3], y: [10, null, 30] }, { x: [2, 2.5], y: [7, 8] }]), [
    [1, 2, 2.5, 3], [10, null, undefined, 30], [undefined, 7, 8, undefined],
  ]);
  assert.deepEqual(align([]), [[]]);
});

test('curves over epochs, batches and time', () => {
  const picture = run(epoch(0), epoch(1));
  assert.deepEqual(pointsOf(picture, 'loss', view()), { x: [0.5, 1, 1.5, 2], y: [1.05, 1, 0.55, 0.5] });
  assert.deepEqual(pointsOf(picture, 'loss', view({ per: 'epoch' })), { x: [1, 2], y: [1, 0.5] });
  assert.deepEqual(pointsOf(picture, 'val_loss', view({ axis: 'step' })), { x: [2, 4], y: [1.1, 0.6] });
  assert.deepEqual(pointsOf(picture, 'loss', view({ axis: 'step' })).x, [1, 2, 3, 4]);
  const [first, , , fourth] = pointsOf(picture, 'loss', view({ axis: 'time' })).x;
  close(first, 0.2);
  close(fourth, 0.8);
  const clock = axisOf(picture, 'time');
  close(clock(0), 0);
  close(clock(0.25), 0.1);
  close(clock(2), 0.9);
  close(clock(99), 0.9);
});

test('the axis reaches to the end of the epoch under way', () => {
  assert.equal(extentOf(run(epoch(0)), 'epoch'), 1);
  assert.equal(extentOf(run(epoch(0), epoch(1).slice(0, 2)), 'epoch'), 2);
  assert.equal(extentOf(run(epoch(0), epoch(1).slice(0, 2)), 'step'), 4);
  assert.equal(extentOf(emptyPicture('a'), 'epoch'), 1);
  assert.equal(extentOf(emptyPicture('a'), 'time'), 1);
});

test('the epoch that is pointed at is the one whose end is nearest', () => {
  const picture = run(epoch(0), epoch(1), epoch(2));
  assert.deepEqual([0, 1.4, 1.6, 2.9, 99].map((x) => epochAt(picture, 'epoch', x)), [0, 0, 1, 2, 2]);
  assert.equal(epochAt(picture, 'step', 3.2), 1);
  assert.equal(epochAt(run([]), 'epoch', 1), null);
});

test('of the training curve there is a smooth one and what it was made from; validation stays as it is', () => {
  const picture = run(epoch(0), epoch(1), epoch(2));
  assert.deepEqual(curvesOf(picture, 'loss', view()).map(({ figure, role }) => [figure, role]), [['loss', 'line'], ['val_loss', 'line']]);
  const smoothed = curvesOf(picture, 'loss', view({ smoothing: 0.5 }));
  assert.deepEqual(smoothed.map(({ figure, role }) => [figure, role]), [['loss', 'raw'], ['loss', 'line'], ['val_loss', 'line']]);
  assert.deepEqual(smoothed[1].points.y, smooth(smoothed[0].points.y, 0.5));
  assert.deepEqual(smoothed[2].points.y, picture.epochPoints.val_loss);
  assert.deepEqual(curvesOf(picture, 'accuracy', view({ hidden: ['accuracy'] })).map(({ figure }) => figure), ['val_accuracy']);
  assert.equal(new Set(smoothed.map(({ key }) => key)).size, 3);
});

test('the rate is steps: each begins where it began to hold', () => {
  const picture = run(epoch(0), epoch(1, { rate: 0.0005 }), epoch(2, { rate: 0.0005 }));
  assert.deepEqual(rateSteps(picture, 'epoch'), { x: [0, 1, 3], y: [0.001, 0.0005, 0.0005] });
  assert.deepEqual(rateSteps(emptyPicture('a'), 'epoch'), { x: [], y: [] });
});

test('a zoom is inside the whole, not too fine, and nothing where it is all', () => {
  assert.deepEqual(zoomed([0, 10], [2, 5]), [2, 5]);
  assert.deepEqual(zoomed([0, 10], [-3, 5]), [0, 5]);
  assert.equal(zoomed([0, 10], [-1, 12]), null);
  assert.equal(zoomed([0, 10], null), null);
  const [from, to] = zoomed([0, 10], [4, 4]);
  close(to - from, 0.01);
});

test('a stretch moves along the axis, as far as there is any', () => {
  assert.deepEqual(moved([2, 4], 3, [0, 10]), [5, 7]);
  assert.deepEqual(moved([2, 4], -5, [0, 10]), [0, 2]);
  assert.deepEqual(moved([2, 4], 99, [0, 10]), [8, 10]);
});

test('factors are said as people say them', () => {
  assert.deepEqual([0.5, 0.1, 1 / 3, 0.2, 0.3, 0.7512].map(factorText), ['½', '⅒', '⅓', '⅕', '× 0.3', '× 0.75']);
});
