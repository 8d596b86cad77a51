import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { explain } from '../../static/js/core/explain.js';
import { largestChannels, largestTerms, strongestTerm } from '../../static/js/core/reasons.js';
import { answerOf } from './explain.test.js';

const golden = JSON.parse(readFileSync(new URL('../golden/explain.json', import.meta.url), 'utf8'));

test('the largest products and what the others come to are the whole sum, for every cell that is one', () => {
  let sums = 0;
  for (const one of golden) {
    const { index, explanation } = asked(one);
    const products = explanation && largestTerms(explanation.terms, 3);
    if (!products) continue;
    sums += 1;
    const whole = explanation.terms.reduce((sum, { product }) => sum + product, 0);
    const told = products.largest.reduce((sum, { part }) => sum + part, 0) + products.rest.sum;
    assert.ok(Math.abs(told - whole) <= 1e-9 * Math.max(1, Math.abs(whole)), `${index}: ${told} instead of ${whole}`);
    assert.equal(products.largest.length + products.rest.count, explanation.terms.length);
    const sizes = products.largest.map(({ part }) => Math.abs(part));
    assert.deepEqual(sizes, sizes.toSorted((a, b) => b - a));
    assert.equal(sizes[0], Math.max(...explanation.terms.map(({ product }) => Math.abs(product))));
  }
  assert.ok(sums >= 3);
});

/** A cell of a golden answer that has one. */
function asked(one) {
  const answer = answerOf(one);
  const index = answer.meta.output_shape.map((size) => Math.floor(size / 2));
  return { index, explanation: explain(answer, index) };
}

test('channels are told by their index, the one that moves most first; one channel alone is no list', () => {
  const term = (channel, product) => ({ channel, row: 0, col: 0, input: product, weight: 1, product, padding: false });
  const terms = [term(4, 1), term(4, 1), term(6, -9), term(6, 1), term(7, 3), term(7, 0)];
  assert.deepEqual(largestChannels(terms, [2, -8, 3], 2), { largest: [{ of: 6, part: -8 }, { of: 7, part: 3 }], rest: { count: 1, sum: 2 } });
  assert.equal(largestChannels(terms.slice(0, 2), [2], 3), null);
  assert.equal(largestChannels(terms, null, 3), null);
  assert.equal(largestTerms([{ ...term(0, 1), product: null }], 3), null);
  assert.equal(largestTerms([], 3), null);
});

test('a number is followed back to what won, to the largest product, to the largest input; never into the padding', () => {
  const term = (row, input, product = null, padding = false) => ({ channel: 2, row, col: 5, input, weight: null, product, padding });
  const row = (terms, winner = null) => strongestTerm({ terms, winner })?.row;
  assert.equal(row([term(0, 9, 1), term(1, 2, -8), term(2, 4, 7)]), 1);
  assert.equal(row([term(0, 3), term(1, -4), term(2, 0, null, true)]), 1);
  assert.equal(row([term(-1, 0, null, true), term(0, -3), term(1, -7)], [0, 5]), 0);
  assert.equal(row([term(-1, 0, 0, true), term(0, 0, 0)]), 0);
  assert.equal(strongestTerm({ terms: [term(-1, 0, 0, true)], winner: null }), null);
});
