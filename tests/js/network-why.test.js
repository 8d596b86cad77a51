import test from 'node:test';
import assert from 'node:assert/strict';
import { raising, strongestOf } from '../../static/js/core/attribution.js';
import { createWhy } from '../../static/js/net/network-why.js';
import { defaultNetwork } from '../../static/js/state/network.js';
import { handClock } from './helpers.js';

const plane = (shape, values) => ({ dtype: 'F32', shape, data: Float32Array.from(values) });

test('the strongest place is the largest number of either sign, in the middle of what a coarse cell lies over', () => {
  assert.deepEqual(strongestOf(plane([2, 2], [1, -3, 2, 0]), [1, 2, 2]), { cell: { row: 0, col: 1 }, value: -3 });
  assert.deepEqual(strongestOf(plane([2, 2], [0, 0, 0, 5]), [1, 28, 28]), { cell: { row: 21, col: 21 }, value: 5 });
  assert.equal(strongestOf(plane([1, 2], [0, 0]), [1, 1, 2]), null);
  assert.equal(strongestOf(plane([1, 2], [NaN, 0]), [1, 1, 2]), null);
});

test('of Grad-CAM only what raises the score is left; what is no number stays one that is seen', async () => {
  assert.deepEqual([...raising(plane([1, 4], [-1, 0, 2, NaN])).data], [0, 0, 2, NaN]);
  const clock = handClock();
  const found = {};
  const why = createWhy({ found: ({ question, plane: { data } }) => { found[question.method] = [...data]; }, failed: assert.fail }, {
    clock, ask: async () => ({ attribution: plane([1, 2], [-3, 1]), meta: {} }),
  });
  const setting = defaultNetwork();
  for (const method of ['grad_cam', 'occlusion']) {
    why.ask({ setting, method, target: null, layer: null });
    await clock.run(0);
  }
  assert.deepEqual(found, { grad_cam: [0, 1], occlusion: [-3, 1] });
});

test('a picture in motion is asked about once it rests; another class of the same picture at once', async () => {
  const clock = handClock();
  const asked = [];
  const found = [];
  const why = createWhy({ found: ({ question }) => found.push(question), failed: assert.fail }, {
    clock,
    ask: async (body, { target }) => {
      asked.push([body.seed, target]);
      return { attribution: plane([1, 1, 1], [1]), meta: {} };
    },
  });
  const question = (seed, target = null) => ({ setting: { ...defaultNetwork(), seed }, method: 'saliency', target, layer: null });
  const first = question(0);
  assert.equal(why.ask(first), true);
  assert.equal(why.ask({ ...first }), false, 'the same is not asked twice');
  await clock.run(0);
  why.ask(question(1));
  await clock.run(100);
  const last = question(2);
  why.ask(last);
  await clock.run(249);
  assert.deepEqual(asked, [[0, null]]);
  await clock.run(1);
  assert.deepEqual(asked, [[0, null], [2, null]]);
  why.ask({ ...last, target: 3 });
  await clock.run(0);
  assert.deepEqual(asked.at(-1), [2, 3]);
  assert.deepEqual(found.map(({ target }) => target), [null, null, 3]);
  why.ask(question(4));
  why.leave();
  await clock.run(1000);
  assert.equal(asked.length, 3);
});
