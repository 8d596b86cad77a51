/**
 * The page of whole networks as an address: the network, its weights, the picture, and how it is looked at.
 */

import { packedSource, sourceFrom } from './address.js';
import {
  LONGEST, filled, isFlag, isIndex, isLayer, isName, isNumber, isObject, isSize, listOf, oneOf, orNull, readHash, writeHash, written,
} from './hash.js';
import { defaultNetwork, defaultNetworkView } from './network.js';

/** @typedef {import('../core/nettypes.js').NetworkState} NetworkState */
/** @typedef {import('../core/nettypes.js').NetworkSetting} NetworkSetting */
/** @typedef {import('./hash.js').Check} Check */
/** @typedef {Pick<NetworkState, 'setting'|'view'>} Kept */

/** A network in an address has at most so many layers; the server's own bound is its own. */
const MOST_LAYERS = 256;

/**
 * The address, and what had to be left out of it to keep it short: the picture (a drawing or a typed tensor; uploading it
 * gives it a short name), or the layers. What is left out is the default for whoever opens the address.
 * @param {Kept} state
 * @returns {{hash: string, tooLong: 'source'|'layers'|null}}
 */
export function addressOfNetwork({ setting, view }) {
  const source = setting.source.kind === 'sample' || setting.source.kind === 'upload' ? setting.source : defaultNetwork().source;
  const short = { ...setting, source };
  /** @type {['source'|'layers'|null, NetworkSetting][]} */
  const attempts = [[null, setting], ['source', short], ['layers', { ...short, layers: defaultNetwork().layers, weights: { seed: 0 } }]];
  const hashes = attempts.map(([tooLong, each]) => ({ tooLong, hash: write({ setting: each, view }) }));
  return hashes.find(({ hash }) => hash.length <= LONGEST) ?? hashes[hashes.length - 1];
}

/** @param {Kept} state */
function write({ setting, view }) {
  const packed = { ...setting, source: packedSource(setting.source) };
  const looks = { ...view, playing: false }; // whoever opens a link starts it himself
  return writeHash({ ...written('s', packed, defaultNetwork()), ...written('v', looks, defaultNetworkView()) });
}

/**
 * The state that an address stands for, whole where the address can be read: what it does not name is the default, and so
 * is every single value in it that makes no sense. An address of another kind gives nothing.
 * @param {string} hash
 * @returns {Partial<Kept>}
 */
export function decodeNetwork(hash) {
  const document = readHash(hash);
  if (!isObject(document)) return {};
  const setting = filled(defaultNetwork(), document.s, SETTING);
  const source = isObject(document.s) ? sourceFrom(document.s.source) : null;
  return { setting: source ? { ...setting, source } : setting, view: filled(defaultNetworkView(), document.v, VIEW) };
}

/** Exactly one of the forms, and nothing beside it. @type {Check} */
function isWeights(value) {
  if (!isObject(value)) return false;
  const { seed, run, epoch, checkpoint, file, name } = value;
  switch (Object.keys(value).sort().join(' ')) {
    case 'seed': return isIndex(seed);
    case 'epoch run': return isName(run) && isIndex(epoch);
    case 'checkpoint run': return isName(run) && isName(checkpoint);
    case 'file': return isName(file);
    case 'file name': return isName(file) && isName(name);
    default: return false;
  }
}

/** @type {Check} */
const isPlace = (value) => Number.isInteger(value) && value >= -1 && value < MOST_LAYERS;

/** @type {Check} */
const isLook = (value) => isObject(value) && Object.keys(value).length === 5 && isPlace(value.layer)
  && [value.map, value.row, value.col].every(isIndex) && oneOf('map', 'filter', 'cell', 'stage')(value.level);

/** @type {Record<Exclude<keyof NetworkSetting, 'source'>, Check>} */
const SETTING = {
  crop: orNull(listOf(isIndex, 4, 4)),
  color: oneOf('rgb', 'gray'),
  size: listOf(isSize, 2, 2),
  layers: listOf(isLayer, 0, MOST_LAYERS),
  weights: isWeights,
  mode: oneOf('eval', 'train'),
  seed: isIndex,
};

/** @type {Record<keyof NetworkState['view'], Check>} */
const VIEW = {
  flow: oneOf('row', 'column'),
  open: orNull(isIndex),
  look: orNull(isLook),
  scale: oneOf('strong', 'map', 'shared'),
  unfolded: listOf(isPlace, 0, MOST_LAYERS),
  trace: oneOf('theory', 'gradient'),
  target: orNull(isIndex),
  method: oneOf('saliency', 'grad_cam', 'occlusion'),
  weighed: orNull(isIndex),
  opacity: (value) => isNumber(value) && value >= 0 && value <= 1,
  dataset: orNull(isName),
  playing: isFlag,
  speed: (value) => isNumber(value) && value >= 0.25 && value <= 16,
  tab: (value) => typeof value === 'string' && /^[a-z_]{1,32}$/.test(value),
};
