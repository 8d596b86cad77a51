import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { asNumber, explain } from '../../static/js/core/explain.js';
import { exactSum } from '../../static/js/core/sums.js';
import { readExplanation } from '../../static/js/net/explain.js';

const golden = JSON.parse(readFileSync(new URL('../golden/explain.json', import.meta.url), 'utf8'));
const ARRAYS = { F32: Float32Array, I32: Int32Array };

/** An answer of the page from a case of the golden file. */
export function answerOf({ tensors, meta, layer }) {
  const read = Object.entries(tensors).map(([name, { dtype, shape, data }]) =>
    [name, { dtype, shape, data: ARRAYS[dtype].from(data, asNumber) }]);
  return { setting: { layer }, tensors: Object.fromEntries(read), meta };
}

/** Equal, numbers down to the rounding of float64. */
function agree(found, expected, path = '') {
  if (typeof expected === 'number') {
    const near = Object.is(found, expected) || Math.abs(found - expected) <= 1e-12 * Math.max(1, Math.abs(expected));
    assert.ok(near, `${path}: ${found} instead of ${expected}`);
  } else if (typeof expected === 'object' && expected !== null) {
    assert.deepEqual(Object.keys(found), Object.keys(expected), path);
    for (const key of Object.keys(expected)) agree(found[key], expected[key], `${path}.${key}`);
  } else assert.equal(found, expected, path);
}

for (const golden_case of golden) {
  test(`says what Python says: ${golden_case.name}`, () => {
    const answer = answerOf(golden_case);
    for (const { at, ...said } of golden_case.cells) {
      agree(explain(answer, at), readExplanation(said), `${golden_case.name} ${at}`);
    }
  });
}

test('every reduction stands in the golden file', () => {
  const reductions = new Set(golden.map(({ meta }) => meta.reduction));
  assert.deepEqual([...reductions].sort(), ['copy', 'lp_norm', 'max', 'mean', 'sum_of_products']);
});

test('a layer without tap tables is left to the server', () => {
  const { rows, cols, ...tensors } = answerOf(golden[0]).tensors;
  assert.ok(rows && cols);
  assert.equal(explain({ ...answerOf(golden[0]), tensors }, [0, 0, 0]), null);
});

test('NaN wins a maximum, the first of equals wins, padding never does', () => {
  const meta = { ...golden.find(({ name }) => name === 'max_ties').meta };
  const max = (values) => {
    const tensor = (dtype, shape, data) => ({ dtype, shape, data });
    const answer = {
      meta: { ...meta, input_shape: [1, 1, values.length], output_shape: [1, 1, 1], groups: 1, padding_value: '-inf' },
      tensors: {
        input: tensor('F32', [1, 1, values.length], Float32Array.from(values)),
        output: tensor('F32', [1, 1, 1], Float32Array.of(0)),
        rows: tensor('I32', [1, 2], Int32Array.of(-1, 0)),
        cols: tensor('I32', [1, values.length], Int32Array.from(values, (_, i) => i)),
      },
    };
    const { value, winner } = explain(answer, [0, 0, 0]);
    return [value, winner];
  };
  assert.deepEqual(max([1, NaN, 3]), [NaN, [0, 1]]);
  assert.deepEqual(max([2, 5, 5]), [5, [0, 1]]);
  assert.deepEqual(max([-Infinity, -Infinity]), [-Infinity, [0, 0]]);
});

test('sums lose nothing to cancellation and keep infinities', () => {
  assert.equal(exactSum([1e16, 1, -1e16]), 1);
  assert.equal(exactSum(Array(10).fill(0.1)), 1);
  assert.equal(exactSum([Infinity, 1]), Infinity);
  assert.ok(Number.isNaN(exactSum([Infinity, -Infinity])));
  assert.equal(exactSum([]), 0);
});
