import assert from 'node:assert/strict';
import { test } from 'node:test';

import { checkDraft, modelsFor } from '../../static/js/net/drafts.js';
import { Refused } from '../../static/js/net/api.js';
import { brief } from '../../static/js/core/duration.js';
import { holdersOf } from '../../static/js/state/trainingActions.js';

const limits = { classes: 20, drawings: 2000, label: 24, fewest_classes: 2, fewest: 3 };
const drawn = (...counts) => async () => ({ limits, classes: counts.map((count, i) => ({ class: 'ab'[i], drawings: Array(count).fill('x') })) });

test('the server is not asked about drawings that are too few', async () => {
  const asked = [];
  const ask = async (draft) => { asked.push(draft.dataset); return 'fine'; };
  const code = async (found) => checkDraft({ dataset: 'drawings' }, undefined, { found, ask }).catch((error) => {
    assert.ok(error instanceof Refused);
    assert.deepEqual(error.problem.errors[0].loc, ['body', 'dataset']);
    return error.problem.code;
  });
  assert.equal(await code(drawn(3)), 'drawings_too_few');
  assert.equal(await code(drawn(3, 2)), 'drawings_class_too_small');
  await assert.rejects(modelsFor('drawings', undefined, { found: drawn(3), ask }), Refused);
  assert.deepEqual(asked, []);
  assert.equal(await code(drawn(3, 3)), 'fine');
  assert.equal(await checkDraft({ dataset: 'mnist' }, undefined, { found: () => assert.fail(), ask }), 'fine');
});

test('no short time becomes nothing', () => {
  assert.deepEqual([0.0421, 1.66, 9.96, 12.4].map(brief), ['0.042', '1.7', '10', '12']);
});

test('a run that is held keeps the place of one that waits', () => {
  const runs = [{ id: 'c', state: 'queued' }, { id: 'b', state: 'running' }, { id: 'a', state: 'paused' }];
  assert.deepEqual(holdersOf({ runs, pictures: {} }).map(({ id }) => id), ['a']);
  assert.deepEqual(holdersOf({ runs, pictures: { b: { state: 'paused' } } }).map(({ id }) => id), ['b', 'a']);
});
