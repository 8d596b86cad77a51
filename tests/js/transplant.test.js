import assert from 'node:assert/strict';
import { test } from 'node:test';

import { kept, transplanted } from '../../static/js/core/transplant.js';
import { f32, generator } from './helpers.js';

const conv = (out_channels, more = {}) => ({ kind: 'conv2d', out_channels, kernel_size: 3, ...more });
const linear = (out_features) => ({ kind: 'linear', out_features });
const relu = { kind: 'relu' };

/** Tensors of a network, every number of them told apart; a convolution reads as many channels as the last one gives. */
function network(layers, mark = 0) {
  const tensors = {};
  let channels = 1;
  for (const [index, { kind, out_channels, out_features }] of layers.entries()) {
    if (kind === 'conv2d') tensors[`${index}.weight`] = f32([out_channels, channels], new Array(out_channels * channels).fill(mark + index));
    if (kind === 'linear') tensors[`${index}.bias`] = f32([out_features], new Array(out_features).fill(mark + index));
    channels = out_channels ?? channels;
  }
  return { layers, tensors };
}

const pairs = (before, after) => [...kept(network(before), network(after))].sort(([a], [b]) => a - b);

test('a layer without weights comes and goes, and all weights stay', () => {
  const layers = [conv(4), relu, linear(10)];
  assert.deepEqual(pairs(layers, [layers[0], layers[2]]), [[0, 0], [1, 2]]);
  assert.deepEqual(pairs(layers, [layers[0], { kind: 'tanh' }, relu, layers[2]]), [[0, 0], [3, 2]]);
});

test('of two alike the one that is left keeps its own', () => {
  const layers = [conv(1), conv(1), conv(1)];
  assert.deepEqual(pairs(layers, [layers[0], layers[2]]), [[0, 0], [1, 2]]);
  assert.deepEqual(pairs(layers, [layers[2], layers[0], layers[1]]), [[0, 2], [1, 0], [2, 1]]);
});

test('layers out of an address are other objects and the same layers', () => {
  const layers = [conv(4), relu, conv(4), linear(10)];
  assert.deepEqual(pairs(layers, structuredClone([layers[0], layers[2], layers[3]])), [[0, 0], [1, 2], [2, 3]]);
});

test('what no longer fits, and what reads another number of channels, begins anew', () => {
  const layers = [conv(4), conv(6), linear(10)];
  assert.deepEqual(pairs(layers, [conv(5), layers[1], layers[2]]), [[2, 2]]);
  assert.deepEqual(pairs(layers, [conv(4, { stride: 2 }), layers[1], linear(3)]), [[0, 0], [1, 1]]);
});

test('random changes: every pair fits, nobody gives twice, and what was not touched stays', () => {
  const random = generator(11);
  for (let example = 0; example < 150; example++) {
    const make = () => random.pick([conv(random.integer(1, 2)), relu, linear(random.integer(1, 2))]);
    const layers = random.list(random.integer(1, 8), make);
    const at = random.integer(0, layers.length);
    const after = random.chance(0.5) ? layers.toSpliced(at, 0, make()) : layers.toSpliced(at, 1);
    const [old, fresh] = [network(layers), network(after, 100)];
    const found = kept(old, fresh);
    assert.equal(new Set(found.values()).size, found.size);
    const tensors = transplanted(old.tensors, fresh.tensors, found);
    assert.deepEqual(Object.keys(tensors), Object.keys(fresh.tensors));
    for (const [name, { shape, data }] of Object.entries(tensors)) {
      const index = Number(name.split('.')[0]);
      assert.deepEqual(shape, fresh.tensors[name].shape);
      assert.equal(data[0], found.has(index) ? found.get(index) : 100 + index);
      const before = layers.indexOf(after[index]);
      if (before >= 0 && after[index] !== relu && `${shape}` === `${old.tensors[name.replace(/^\d+/, `${before}`)].shape}`) assert.equal(found.get(index), before);
    }
  }
});
