import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { explain } from '../../static/js/core/explain.js';
import { setCatalogue } from '../../static/js/core/i18n.js';
import { advance, first, phaseOf, planFor } from '../../static/js/core/stepper.js';
import { placeOf, sentenceOf } from '../../static/js/ui/narration.js';
import { f32, sliding } from './helpers.js';

const LANGUAGES = ['en', 'ko'];
const speak = (language) => setCatalogue(language, JSON.parse(readFileSync(new URL(`../../static/i18n/${language}.json`, import.meta.url), 'utf8')));
const i32 = ({ data, outputs, taps }) => ({ dtype: 'I32', shape: [outputs, taps], data });

/** A 1×3×3 input of 1 … 9 under 2×2 windows. */
function answer(reduction, { weight, bias, padding = 0, meta = {}, output = [] } = {}) {
  const rows = sliding(3, 2, { padding });
  const cells = rows.outputs ** 2;
  return {
    setting: { source: { kind: 'tensor' }, layer: { kind: 'any' }, weight: weight ? { presets: ['ones'] } : null },
    meta: {
      input_shape: [1, 3, 3], output_shape: [1, rows.outputs, rows.outputs], reduction, groups: 1, padding_value: 0,
      weight_layout: weight ? 'oi' : null, divisor: null, norm: null, ...meta,
    },
    tensors: {
      input: f32([1, 3, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9]),
      output: f32([1, rows.outputs, rows.outputs], output.length ? output : Array(cells).fill(0)),
      rows: i32(rows), cols: i32(rows),
      ...(weight && { weight: f32([1, 1, 2, 2], weight) }), ...(bias && { bias: f32([1], bias) }),
    },
  };
}

const CASES = {
  sum: answer('sum_of_products', { weight: [1, 1, 1, 1], output: [12, 16, 24, 28] }),
  biased: answer('sum_of_products', { weight: [1, 1, 1, 1], bias: [0.5], output: [12.5, 16.5, 24.5, 28.5] }),
  max: answer('max', { padding: 1, meta: { padding_value: '-inf' } }),
  mean: answer('mean', { meta: { divisor: { rule: 'window', value: 4 } } }),
  lp: answer('lp_norm', { meta: { norm: { p: 2, window: 4 } } }),
};

const explainCell = (of, { map, row, col }) => explain(of, [map, row, col]);
const how = { full: false, hidden: false };
const CELL = { map: 0, row: 0, col: 1, step: null };

test('the finished cell: its terms, its bias, its value and torch’s own', () => {
  speak('en');
  assert.equal(sentenceOf(CASES.biased, CELL, explainCell(CASES.biased, CELL), null, how),
    'Output row 0, column 1 of map 1, Ones: sum of 4 products 16, plus bias 0.500 = 16.500; torch says 16.500.');
  assert.equal(sentenceOf(CASES.max, CELL, explainCell(CASES.max, CELL), null, how),
    'Output row 0, column 1 of map 1: the largest of 4 is 2, at input row 0, column 1; torch says 0.');
});

test('one tap: what is multiplied, and how far the sum has come', () => {
  speak('en');
  const cursor = { ...CELL, step: 2 };
  const phase = phaseOf(planFor(CASES.sum), cursor);
  assert.equal(sentenceOf(CASES.sum, cursor, explainCell(CASES.sum, cursor), phase, how), 'Tap 3 of 4: 5 times 1 = 5; so far 10.');
});

test('what is to be guessed is not told, by no step', () => {
  for (const language of LANGUAGES) {
    speak(language);
    const said = sentenceOf(CASES.sum, CELL, explainCell(CASES.sum, CELL), null, { full: false, hidden: true });
    assert.ok(said.startsWith(placeOf(CASES.sum, CELL)) && !said.includes('16'), said);
  }
});

test('every step of every reduction has its sentence in both languages, all placeholders filled', () => {
  for (const language of LANGUAGES) {
    speak(language);
    for (const [name, each] of Object.entries(CASES)) {
      const plan = planFor(each);
      let cursor = first(plan, 0);
      for (let i = 0; i < 12; i++) {
        const said = sentenceOf(each, cursor, explainCell(each, cursor), phaseOf(plan, cursor), how);
        assert.ok(!/[{}]|narration\.|undefined|NaN/.test(said), `${language} ${name}: ${said}`);
        cursor = advance(plan, cursor, 'tap', 1);
      }
    }
  }
});

test('where the page has no explanation the value is told all the same', () => {
  speak('ko');
  assert.equal(sentenceOf(CASES.sum, CELL, null, null, how), `${placeOf(CASES.sum, CELL)}: 16.`);
});
