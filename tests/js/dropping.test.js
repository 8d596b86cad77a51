import assert from 'node:assert/strict';
import { test } from 'node:test';

import { takerOf } from '../../static/js/ui/dropping.js';

const file = (name) => /** @type {File} */ ({ name });
const ending = (text) => ({ takes: ({ name }) => name.endsWith(text), take() {} });

test('a dropped file goes to whoever takes its kind, whatever nobody takes to the one who takes the rest', () => {
  const [json, picture] = [ending('.json'), { ...ending('.png'), rest: true }];
  for (const asked of [[json, picture], [picture, json]]) {
    assert.equal(takerOf([file('a.json')], asked).taker, json);
    assert.equal(takerOf([file('a.png')], asked).taker, picture);
    assert.equal(takerOf([file('a.txt')], asked).taker, picture);
    assert.equal(takerOf([file('a.txt'), file('b.json')], asked).file.name, 'b.json');
  }
  assert.equal(takerOf([file('a.txt')], [json]), null);
  assert.equal(takerOf([], [picture]), null);
});
