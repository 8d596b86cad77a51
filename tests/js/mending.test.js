import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { complaintOf, refusedIndex, sectionOf } from '../../static/js/core/complaints.js';
import { MENDED, mending } from '../../static/js/core/mending.js';

const catalogues = ['en', 'ko'].map((language) =>
  JSON.parse(readFileSync(new URL(`../../static/i18n/${language}.json`, import.meta.url), 'utf8')));

const conv = { kind: 'conv2d', out_channels: 8, kernel_size: 3 };
const spec = { dataset: 'mnist', layers: [conv, { kind: 'linear', out_features: 10 }], batch_size: 9999, epochs: 9999, validation_split: 0, callbacks: [] };
const refusal = (code, loc = [], params = {}) => ({ status: 422, code, title: '', detail: '', params, errors: [{ loc, code, msg: `${code}!` }] });

test('every mending has its words', () => {
  for (const { train } of catalogues) assert.deepEqual(MENDED.filter((code) => typeof train.mend[code] !== 'string'), []);
});

test('a flatten is put before the layer that needs it', () => {
  const { change } = mending(refusal('needs_flatten', ['layers', 1]), spec);
  assert.deepEqual(change.layers.map(({ kind }) => kind), ['conv2d', 'flatten', 'linear']);
});

test('the last layer answers with as many numbers as there are classes; one is added where none answers', () => {
  assert.equal(mending(refusal('output_count', ['layers', 1], { classes: 4, given: 10 }), spec).change.layers[1].out_features, 4);
  const without = { ...spec, layers: [{ kind: 'flatten' }] };
  assert.deepEqual(mending(refusal('output_count', ['layers', 0], { classes: 4 }), without).change.layers.at(-1), { kind: 'linear', out_features: 4 });
  assert.deepEqual(mending(refusal('output_not_flat', ['layers', 0], { classes: 4 }), { ...spec, layers: [conv] }).change.layers.map(({ kind }) => kind),
    ['conv2d', 'flatten', 'linear']);
});

test('a number beyond its limit becomes the limit', () => {
  assert.deepEqual(mending(refusal('epochs_too_many', ['epochs'], { limit: 500 }), spec).change, { epochs: 500 });
  assert.deepEqual(mending(refusal('batch_too_large', ['batch_size'], { limit: 1024 }), spec).change, { batch_size: 1024 });
});

test('what cannot be mended by a click is left to the person', () => {
  assert.equal(mending(null, spec), null);
  assert.equal(mending(refusal('dataset_unknown', ['dataset']), spec), null);
  assert.equal(mending(refusal('needs_flatten'), spec), null);
  assert.equal(mending(refusal('needs_flatten', ['layers', 9]), spec), null);
});

test('a refusal is found at the part, the layer and the parameter it is about', () => {
  const problem = refusal('kernel_too_large', ['layers', 1, 'kernel_size']);
  assert.equal(sectionOf(problem), 'model');
  assert.equal(sectionOf(refusal('x', ['optimizer', 'lr'])), 'training');
  assert.equal(sectionOf(refusal('x', ['callbacks', 0, 'filepath'])), 'callbacks');
  assert.equal(sectionOf(refusal('x', ['dataset'])), 'data');
  assert.equal(sectionOf({ status: 429, code: 'queue_full', title: '', detail: '' }), null);
  assert.equal(refusedIndex(problem, 'layers'), 1);
  assert.equal(refusedIndex(problem, 'callbacks'), null);
  assert.equal(complaintOf(problem, 'layers', 1), 'kernel_too_large!');
  assert.equal(complaintOf(problem, 'layers', 1, 'kernel_size'), 'kernel_too_large!');
  assert.equal(complaintOf(problem, 'layers', 1, 'stride'), null);
  assert.equal(complaintOf(problem, 'layers', 0), null);
});
