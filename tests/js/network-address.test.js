import test from 'node:test';
import assert from 'node:assert/strict';
import { addPoint, beginStroke, blank } from '../../static/js/core/drawing.js';
import { defaultNetwork, defaultNetworkView, initialNetwork } from '../../static/js/state/network.js';
import { addressOfNetwork, decodeNetwork } from '../../static/js/state/networkAddress.js';
import { networkAddress, trainAddress } from '../../static/js/state/networkLinks.js';
import { LONGEST, writeHash } from '../../static/js/state/hash.js';
import { defaultDraft, initialTraining } from '../../static/js/state/training.js';
import { addressOfTraining, decodeTraining, isHanded } from '../../static/js/state/trainingAddress.js';
import { generator } from './helpers.js';

const random = generator(11);

function randomState() {
  const layer = () => random.pick([
    { kind: 'conv2d', out_channels: random.integer(1, 64), kernel_size: [3, 1], padding: 'same', bias: false },
    { kind: 'relu' }, { kind: 'dropout', p: 0.25 }, { kind: 'flatten' }, { kind: 'linear', out_features: 10 },
  ]);
  return {
    setting: {
      source: random.pick([{ kind: 'sample', id: 'boats' }, { kind: 'upload', id: 'ab12' }, { kind: 'drawing', drawing: addPoint(beginStroke(blank(28), 'pen', 2, 1, 1), 5, 6) }, { kind: 'tensor', values: [[[1, 2]]], flat: true }]),
      crop: random.pick([null, [0, 1, 20, 30]]), color: random.pick(['rgb', 'gray']), size: random.pick([[28, 28], [64, 32]]),
      layers: random.list(random.integer(0, 12), layer),
      weights: random.pick([{ seed: 7 }, { run: 'r1', epoch: 3 }, { run: 'r1', checkpoint: '03-0.10.safetensors' }, { file: 'abc' }, { file: 'abc', name: 'mine' }]),
      mode: random.pick(['eval', 'train']), seed: random.integer(0, 9),
    },
    view: {
      ...defaultNetworkView(), flow: random.pick(['row', 'column']), open: random.pick([null, 2]),
      look: random.pick([null, { layer: -1, map: 0, row: 3, col: 4, level: 'map' }, { layer: 2, map: 1, row: 0, col: 4, level: 'stage' }]),
      scale: random.pick(['strong', 'map', 'shared']), unfolded: random.pick([[], [-1, 3]]), target: random.pick([null, 4]),
      trace: random.pick(['theory', 'gradient']), method: random.pick(['saliency', 'grad_cam', 'occlusion']), speed: random.pick([1, 8]), tab: 'files',
      weighed: random.pick([null, 3]), opacity: random.pick([0, 0.4, 1]), dataset: random.pick([null, 'mnist']),
    },
  };
}

test('any state comes back from its address as it was', () => {
  for (let example = 0; example < 200; example++) {
    const state = randomState();
    const { hash, tooLong } = addressOfNetwork(state);
    assert.equal(tooLong, null);
    assert.deepEqual(decodeNetwork(hash), state);
  }
});

test('what the page opens with has no address; whoever opens a link starts playing himself', () => {
  const { setting, view } = initialNetwork();
  assert.equal(addressOfNetwork({ setting, view }).hash, '');
  assert.equal(addressOfNetwork({ setting, view: { ...view, playing: true } }).hash, '');
  assert.deepEqual(decodeNetwork(''), { setting, view });
});

test('single values that make no sense are the default, and other addresses nothing', () => {
  const hash = writeHash({
    s: { layers: [{ kind: 'relu' }, 7], weights: { seed: 1, run: 'r' }, size: null, mode: 'eval', seed: -1, source: { kind: 'file' } },
    v: { look: { layer: -2, map: 0, row: 0, col: 0, level: 'map' }, unfolded: ['a'], trace: 'both', open: 1.5, weighed: -1, opacity: 1.2, dataset: 7, flow: 'column' },
  });
  assert.deepEqual(decodeNetwork(hash), { setting: defaultNetwork(), view: { ...defaultNetworkView(), flow: 'column' } });
  assert.deepEqual(decodeNetwork('#2.xyz'), {});
});

test('each form of weights stands alone', () => {
  const decoded = (weights) => decodeNetwork(writeHash({ s: { weights } })).setting.weights;
  for (const weights of [{ seed: 3 }, { run: 'r', epoch: 0 }, { run: 'r', checkpoint: 'c' }, { file: 'f' }]) assert.deepEqual(decoded(weights), weights);
  for (const weights of [{}, { run: 'r' }, { epoch: 1 }, { run: 'r', epoch: 1, checkpoint: 'c' }, { run: 'r', epoch: -1 }, { name: 'f' }, [1]]) {
    assert.deepEqual(decoded(weights), { seed: 0 });
  }
});

test('a drawing that is too long for a link is left out, and then the layers', () => {
  let drawing = beginStroke(blank(64), 'pen', 2, 1, 1);
  for (let i = 0; i < 20_000; i++) drawing = addPoint(drawing, random.next() * 64, random.next() * 64);
  const setting = { ...defaultNetwork(), source: { kind: 'drawing', drawing } };
  const long = addressOfNetwork({ setting, view: defaultNetworkView() });
  assert.equal(long.tooLong, 'source');
  assert.deepEqual(decodeNetwork(long.hash).setting?.layers ?? defaultNetwork().layers, setting.layers);
  const many = Array.from({ length: 250 }, (_, i) => ({ kind: 'conv2d', out_channels: i + 1, kernel_size: [3, 3], padding: 'same' }));
  const longer = addressOfNetwork({ setting: { ...setting, layers: many }, view: defaultNetworkView() });
  assert.equal(longer.tooLong, 'layers');
  assert.ok(longer.hash.length <= LONGEST);
});

test('"train this" sets the layers up on the data set that the network fits', () => {
  const sets = [{ id: 'mnist', shape: [1, 28, 28], classes: Array(10) }, { id: 'letters', shape: [1, 28, 28], classes: Array(26) }, { id: 'colours', shape: [3, 32, 32], classes: Array(4) }];
  const state = { setting: defaultNetwork(), runs: null, live: { summary: { rows: [{ output_shape: [26] }] } } };
  const draft = (change, given = sets) => decodeTraining(trainAddress({ ...state, ...change }, given).replace('/train', '')).draft;
  assert.equal(draft({}).dataset, 'letters');
  assert.deepEqual(draft({}).layers, defaultNetwork().layers);
  assert.equal(draft({ live: { summary: { rows: [{ output_shape: [7] }] } } }).dataset, 'mnist');
  assert.equal(draft({ setting: { ...defaultNetwork(), color: 'rgb', size: [32, 32] } }).dataset, 'colours');
  assert.equal(draft({ setting: { ...defaultNetwork(), size: [9, 9] } }, []).dataset, defaultDraft().dataset);
  const hash = trainAddress(state, sets).replace('/train', '');
  assert.ok(isHanded(hash)); // it is told once: the next address of that page says nothing of it
  assert.ok(!isHanded(addressOfTraining({ ...initialTraining(), ...decodeTraining(hash) }).hash));
  assert.ok(!isHanded('') && !isHanded('#nonsense'));
  const run = { id: 'r', spec: { dataset: 'drawings' } };
  assert.equal(draft({ runs: [run], setting: { ...defaultNetwork(), weights: { run: 'r', epoch: 0 } } }).dataset, 'drawings');
});

test('a run is opened with its layers, its weights, and a picture of its kind', () => {
  const layers = [{ kind: 'flatten' }, { kind: 'linear', out_features: 4 }];
  const { setting } = decodeNetwork(networkAddress(layers, { run: 'r', epoch: 3 }, [3, 32, 48]).replace('/network', ''));
  assert.deepEqual(setting, { ...defaultNetwork(), layers, weights: { run: 'r', epoch: 3 }, color: 'rgb', size: [32, 48] });
  const unknown = decodeNetwork(networkAddress(layers, { run: 'r', checkpoint: 'c' }).replace('/network', ''));
  assert.deepEqual(unknown.setting.size, [28, 28]);
});
