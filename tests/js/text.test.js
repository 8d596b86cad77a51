import test from 'node:test';
import assert from 'node:assert/strict';
import * as format from '../../static/js/core/format.js';
import { hasText, language, setCatalogue, t } from '../../static/js/core/i18n.js';
import { checkAnswer, questionOf, readNumber } from '../../static/js/core/predict.js';
import { f32, generator } from './helpers.js';

test('a float32 is written with the fewest digits that single it out', () => {
  const random = generator(41);
  assert.equal(format.float32(Math.fround(0.1)), 0.1);
  assert.equal(format.float32(Math.fround(1 / 3)), 0.33333334);
  assert.equal(format.float32(16777216), 16777216);
  assert.ok(Number.isNaN(format.float32(NaN)));
  for (let round = 0; round < 2000; round++) {
    const value = Math.fround((random.next() - 0.5) * 10 ** random.integer(-38, 38));
    const short = format.float32(value);
    assert.equal(Math.fround(short), value);
    assert.ok(String(short).length <= String(value).length);
  }
});

test('figures and rates are written as the callbacks write them in their sentences', () => {
  assert.deepEqual(format.figures([0.5, 0.25]), ['0.5000', '0.2500']);
  assert.deepEqual(format.figures([0.019801, 0.019757]), ['0.01980', '0.01976']);
  assert.deepEqual(format.figures([0.5, 0.5]), ['0.5000', '0.5000']);
  assert.deepEqual(format.figures([2.5e-5, 0]), ['2.500e−5', '0.0000']);
  assert.deepEqual(format.figures([0.03125, -0.5]), ['0.0312', '−0.5000']);
  assert.deepEqual(format.figures([NaN, Infinity, -Infinity]), ['NaN', '∞', '−∞']);
  assert.deepEqual([1e300, 18228.875, 1e6, 0.00099, undefined, null].map(format.figure), ['1.000e300', '18228.8750', '1.000e6', '9.900e−4', '–', '–']);
  assert.deepEqual([0.01, 0.01 * 0.3 * 0.3, 3.90625e-5, 5e-7, 1e5, 1e6, 0, null].map(format.rate), ['0.01', '0.0009', '3.90625e−5', '5e−7', '100000', '1e6', '0', '–']);
});

test('numbers in cells are short', () => {
  const cases = [[0, '0'], [-0, '0'], [3, '3'], [-12, '−12'], [0.333, '0.33'], [-0.696732, '−0.70'], [123.456, '123.5'],
    [1234.5, '1235'], [0.0004, '4e−4'], [-3e-9, '−3e−9'], [1234567, '1.2e6'], [NaN, 'NaN'], [Infinity, '∞'], [-Infinity, '−∞']];
  for (const [value, text] of cases) assert.equal(format.short(value), text);
  const random = generator(42);
  for (let round = 0; round < 500; round++) {
    const value = (random.next() - 0.5) * 10 ** random.integer(-12, 12);
    assert.ok(format.short(value).length <= 7, format.short(value));
  }
  const narrow = [[0, '0'], [-0, '0'], [0.0049, '~0'], [-0.0049, '~0'], [0.005, '.01'], [-0.073, '−.07'], [0.996, '1.00'], [-1.5, '−1.50'], [-3, '−3'], [NaN, 'NaN']];
  for (const [value, text] of narrow) assert.equal(format.tight(value), text);
  assert.equal(format.number(Math.fround(0.1), true), '0.1');
  assert.equal(format.unrounded(0.1 + 0.2, 'float64'), '0.30000000000000004');
  assert.equal(format.unrounded(-Infinity), '−∞');
});

test('counts follow the language', () => {
  setCatalogue('en', {});
  assert.deepEqual([format.count(12544), format.compactCount(9999), format.compactCount(2709504)], ['12,544', '9,999', '2.71M']);
  assert.deepEqual([format.percent(0.256), format.bytes(10 * 2 ** 20), format.bytes(0), format.shape([3, 112, 112])], ['26%', '10 MiB', '0 B', '3 × 112 × 112']);
  assert.deepEqual([0.256, 0.0005, 0.0004, 0].map(format.share), ['25.6%', '0.1%', '< 0.1%', '0%']);
  setCatalogue('ko', {});
  assert.equal(format.compactCount(2709504), '271만');
});

test('sentences come from the catalogue with their placeholders filled', () => {
  setCatalogue('ko-KR', { a: { b: '행: {row}, 값: {value}', c: { d: '깊이' } } });
  assert.equal(language(), 'ko');
  assert.equal(t('a.b', { row: 12544, value: '−0.7' }), '행: 12,544, 값: −0.7');
  assert.equal(t('a.b', { row: 12345678901, value: 0.1 + 0.2 }), '행: 12,345,678,901, 값: 0.3');
  assert.equal(t('a.b', { row: 1 }), '행: 1, 값: {value}');
  assert.equal(t('a.c.d'), '깊이');
  for (const missing of ['a', 'a.c', 'a.x', 'toString', 'a.b.length', 'constructor.name']) {
    assert.equal(t(missing), missing);
    assert.equal(hasText(missing), false);
  }
  setCatalogue('en-US@posix', { a: '{toString}' });
  assert.equal(language(), 'en');
  assert.equal(t('a'), '{toString}');
});

const answer = {
  setting: { layer: { kind: 'conv2d' } },
  meta: { input_shape: [1, 4, 4], output_shape: [1, 2, 3] },
  tensors: { output: f32([1, 2, 3], [0, 0.125, -0.6967, 2, 1000, NaN]) },
};
const cell = (row, col) => questionOf('cell', answer, { map: 0, row, col, step: null });
const verdict = (question, ...given) => checkAnswer(question, given).verdicts.join();

test('predictions: what is asked and what counts as right', () => {
  assert.equal(questionOf('off', answer, {}), null);
  const size = questionOf('size', answer, {});
  assert.deepEqual(size.truth, [2, 3]);
  assert.deepEqual(checkAnswer(size, ['2', ' 3 ']), { verdicts: ['right', 'right'], right: true });
  assert.equal(verdict(size, '3', '9'), 'close,wrong');
  assert.equal(verdict(size, ''), 'unread,unread');
  assert.equal(verdict(cell(0, 1), '0.13'), 'right');
  assert.equal(verdict(cell(0, 1), '1/8'), 'right');
  assert.equal(verdict(cell(0, 2), '−0,70'), 'right');
  assert.equal(verdict(cell(0, 2), '0.7'), 'sign');
  assert.equal(verdict(cell(0, 2), '-0.65'), 'close');
  assert.equal(verdict(cell(1, 1), '1009'), 'right');
  assert.equal(verdict(cell(1, 0), '7'), 'wrong');
  assert.equal(verdict(cell(1, 0), 'two'), 'unread');
  assert.equal(cell(5, 0), null);
  assert.deepEqual(questionOf('size', { ...answer, meta: { ...answer.meta, output_shape: [7] } }, {}).truth, [7]);
});

test('numbers as people type them', () => {
  assert.deepEqual(['-1.5', '–1,5', '1/4', '-∞', 'inf', '+2'].map(readNumber), [-1.5, -1.5, 0.25, -Infinity, Infinity, 2]);
  for (const text of ['', 'x', '1/', '1,2,3', '--1']) assert.ok(Number.isNaN(readNumber(text)), text);
});
