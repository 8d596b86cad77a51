import test from 'node:test';
import assert from 'node:assert/strict';
import { LONGEST, addressOf, decode, encode } from '../../static/js/state/address.js';
import { defaultCursor, defaultSetting, defaultView, initialState } from '../../static/js/state/setting.js';
import { addPoint, beginStroke, blank } from '../../static/js/core/drawing.js';
import { generator } from './helpers.js';

const kept = ({ setting, pinned, cursor, view }) => ({ setting, pinned, cursor, view });

function randomDrawing(random, points) {
  let drawing = blank(random.pick([28, 64]));
  drawing = beginStroke(drawing, 'pen', 2, 1, 1);
  for (let i = 0; i < points; i++) drawing = addPoint(drawing, random.next() * 28, random.next() * 28);
  return drawing;
}

function randomSetting(random) {
  // JSON has no -0, and nobody sets one.
  const number = () => Math.round(random.next() * 2000 - 1000) / 100 + 0;
  const values = random.list(random.integer(1, 3), () => 0).map((_, __, { length }) => length);
  const [rows, cols] = [random.integer(1, 12), random.integer(1, 12)];
  const source = random.pick([
    { kind: 'sample', id: 'digit-3' },
    { kind: 'upload', id: '0123456789abcdef0123456789abcdef' },
    { kind: 'drawing', drawing: randomDrawing(random, random.integer(0, 50)) },
    { kind: 'tensor', values: values.map(() => random.list(rows, () => random.list(cols, number))) },
    { kind: 'tensor', values: [[[1, 2]]], flat: true },
  ]);
  const maps = random.integer(1, 4);
  return {
    source,
    crop: random.pick([null, [0, 1, 20, 30]]),
    color: random.pick(['rgb', 'gray']),
    size: random.pick([null, [28, 30], [112, 112]]),
    layer: random.pick([
      defaultSetting().layer,
      { kind: 'conv2d', out_channels: maps, kernel_size: [3, 1], padding: 'same', dilation: 2, bias: false },
      { kind: 'leaky_relu', negative_slope: 0.2, inplace: true },
      { kind: 'avg_pool2d', kernel_size: 2, divisor_override: null },
    ]),
    weight: random.pick([null, { seed: 5 }, { presets: ['sobel_x', { name: 'gabor', angle: 45 }] }, { values: [[[[number(), number()]]]] }]),
    bias: random.pick([null, random.list(maps, number)]),
    mode: random.pick(['eval', 'train']),
    seed: random.integer(0, 99),
  };
}

test('the default has no address, and no address is the default', () => {
  assert.equal(encode(initialState()), '');
  assert.deepEqual({ ...initialState(), ...decode('') }, initialState());
  assert.deepEqual(decode('#'), kept(initialState()));
});

test('whatever can be set comes back from its address', () => {
  const random = generator(71);
  for (let round = 0; round < 300; round++) {
    const state = {
      setting: randomSetting(random),
      pinned: random.chance(0.3) ? randomSetting(random) : null,
      cursor: random.chance(0.5) ? defaultCursor() : { map: random.integer(0, 9), row: random.integer(0, 99), col: random.integer(0, 99), step: random.pick([null, 0, 7]) },
      view: { ...defaultView(), input: random.pick(['rgb', 0, 2]), unit: random.pick(['tap', 'cell', 'row']), speed: random.pick([0.25, 1, 16]), stepping: random.chance(0.5), predict: random.pick(['off', 'size']), tab: random.pick(['code', 'save']) },
    };
    const { hash, tooLong } = addressOf({ ...initialState(), ...state });
    if (tooLong) continue;
    assert.match(hash, /^#1\.[\w-]+$/);
    assert.deepEqual(decode(hash), state);
  }
});

test('a comparison on one drawing holds the drawing once', () => {
  const random = generator(74);
  const state = initialState();
  const setting = { ...state.setting, source: { kind: 'drawing', drawing: randomDrawing(random, 300) } };
  const pinned = { ...setting, layer: { kind: 'relu' } };
  const alone = encode({ ...state, setting });
  const both = encode({ ...state, setting, pinned });
  assert.ok(both.length - alone.length < 60);
  assert.deepEqual(decode(both).pinned, pinned);
});

test('what is only looked at or answered is not in the address', () => {
  const state = initialState();
  const hover = { grid: 'input', channel: 0, row: 0, col: 0 };
  assert.equal(encode({ ...state, hover, live: { ...state.live, status: 'gone' } }), '');
});

test('a picture that does not fit is left out and named, the rest stays', () => {
  const random = generator(72);
  const state = initialState();
  const drawing = { kind: 'drawing', drawing: randomDrawing(random, 4000) };
  const long = addressOf({ ...state, setting: { ...state.setting, source: drawing, seed: 7 } });
  assert.equal(long.tooLong, 'source');
  assert.ok(long.hash.length <= LONGEST);
  assert.deepEqual(decode(long.hash).setting, { ...state.setting, seed: 7 });
  const values = Array.from({ length: 64 }, () => [Array.from({ length: 7 }, () => Array(7).fill(0.12345678))]);
  const heavy = addressOf({ ...state, setting: { ...state.setting, weight: { values }, source: drawing } });
  assert.equal(heavy.tooLong, 'weight');
  const apart = addressOf({ ...state, pinned: { ...state.setting, source: drawing } });
  assert.equal(apart.tooLong, 'pinned');
  assert.deepEqual(decode(apart.hash), kept(state));
  assert.ok(heavy.hash.length <= LONGEST);
});

const packed = (document) => `#1.${Buffer.from(JSON.stringify(document)).toString('base64url')}`;

test('single values that make no sense are the default, the others stand', () => {
  const found = decode(packed({
    s: { color: 'green', size: [0, 5], mode: 'train', crop: [1, 2, 3], layer: { kind: 'relu', x: { y: 1 } }, seed: -1, bias: ['a'],
      weight: { values: [['a']] }, source: { kind: 'tensor', values: [[[1, 2], [3]]] } },
    c: { map: 1.5, row: 4, step: 'now' },
    v: { speed: 99, unit: 'row', tab: '<b>', constructor: 1 },
    p: 'no setting',
  }));
  assert.deepEqual(found, {
    setting: { ...defaultSetting(), mode: 'train' },
    pinned: null,
    cursor: { ...defaultCursor(), row: 4 },
    view: { ...defaultView(), unit: 'row' },
  });
  const huge = decode(packed({ s: { source: { kind: 'tensor', values: [[Array(13).fill(0)]] } } }));
  assert.deepEqual(huge.setting, defaultSetting());
});

test('garbage says nothing and breaks nothing', () => {
  for (const hash of ['#2.e30', '#1.', '#1.%%%', '#hello', '#1.AAAA', '#1.bnVsbA', '#1.W10', `#1.${'A'.repeat(1e5)}`]) {
    assert.deepEqual(decode(hash), {});
  }
  const random = generator(73);
  for (let round = 0; round < 500; round++) {
    const hash = encode({ ...initialState(), setting: randomSetting(random) });
    const at = random.integer(0, hash.length);
    const found = decode(hash.slice(0, at) + random.pick(['', 'A', '_', '.', 'zz']) + hash.slice(at + random.integer(0, 3)));
    if (found.setting) assert.deepEqual(Object.keys(found.setting).sort(), Object.keys(defaultSetting()).sort());
  }
});
