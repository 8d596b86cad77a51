/**
 * The page's state as an address. Only what differs from the defaults is written, as JSON in base64url behind the number
 * of the format; drawings and typed tensors are inside while the whole stays short enough to be sent about.
 */

import { decodeDrawing, encodeDrawing } from '../core/drawing.js';
import {
  LONGEST, different, filled, isFlag, isIndex, isLayer, isName, isNumber, isObject, isParameter, isSize, listOf, oneOf, orNull, readHash,
  writeHash, written,
} from './hash.js';
import { LITERAL_LIMIT, defaultCursor, defaultSetting, defaultView } from './setting.js';

export { LONGEST } from './hash.js';

/** @typedef {import('../core/types.js').State} State */
/** @typedef {import('../core/types.js').Setting} Setting */
/** @typedef {import('../core/types.js').Source} Source */
/** @typedef {import('./hash.js').Check} Check */
/** @typedef {Pick<State, 'setting'|'pinned'|'cursor'|'view'>} Kept */

const MOST_NUMBERS = 65_536;

/**
 * The address, and what had to be left out of it to keep it short: the comparison, the picture (a drawing or a typed
 * tensor; uploading it gives it a short name) or the weights, and whatever is named before it here. What is left out is
 * the default for whoever opens the address.
 * @typedef {{hash: string, tooLong: 'pinned'|'source'|'weight'|null}} Address
 */

/**
 * @param {Kept} state
 * @returns {Address}
 */
export function addressOf(state) {
  const { setting } = state;
  const short = { ...setting, source: shortSource(setting.source) };
  /** @type {[Address['tooLong'], Kept][]} */
  const attempts = [
    [null, state],
    ['pinned', { ...state, pinned: null }],
    ['source', { ...state, pinned: null, setting: short }],
  ];
  for (const [tooLong, kept] of attempts) {
    const hash = write(kept);
    if (hash.length <= LONGEST) return { hash, tooLong };
  }
  return { hash: write({ ...state, pinned: null, setting: { ...short, weight: null, bias: null } }), tooLong: 'weight' };
}

/** @param {Source} source */
function shortSource(source) {
  return source.kind === 'sample' || source.kind === 'upload' ? source : defaultSetting().source;
}

/**
 * @param {Kept} state
 * @returns {string}  `#…`, or nothing where the state is the default
 */
export function encode(state) {
  return addressOf(state).hash;
}

/**
 * @param {Kept} state
 * @returns {string}
 */
function write({ setting, pinned, cursor, view }) {
  const document = {
    ...written('s', packed(setting), packed(defaultSetting())),
    // A and B mostly share their picture: A is written as what sets it apart.
    ...(pinned && { p: different(packed(pinned), packed(setting)) }),
    ...written('c', cursor, defaultCursor()),
    ...written('v', view, defaultView()),
  };
  return writeHash(document);
}

/**
 * @param {Setting} setting
 * @returns {{[key: string]: any}}  the same with a drawing as its text, and values without what they were before
 */
function packed(setting) {
  const { source, weight } = setting;
  return {
    ...setting,
    source: packedSource(source),
    weight: weight && 'values' in weight ? { values: weight.values } : weight,
  };
}

/**
 * @param {Source} source
 * @returns {object}  the same with a drawing as its text
 */
export function packedSource(source) {
  return source.kind === 'drawing' ? { kind: 'drawing', drawing: encodeDrawing(source.drawing) } : source;
}

/**
 * The state that an address stands for, whole where the address can be read: what it does not name is the default, and
 * so is every single value in it that makes no sense. An address of another kind gives nothing.
 * @param {string} hash
 * @returns {Partial<Kept>}
 */
export function decode(hash) {
  const document = readHash(hash);
  if (!isObject(document)) return {};
  const setting = settingFrom(document.s, defaultSetting());
  return {
    setting,
    pinned: isObject(document.p) ? settingFrom(document.p, setting) : null,
    cursor: filled(defaultCursor(), document.c, CURSOR),
    view: filled(defaultView(), document.v, VIEW),
  };
}

/**
 * Nested lists of numbers, of any depth.
 * @type {Check}
 */
function isNumbers(value) {
  return Array.isArray(value) && value.length > 0 && value.flat(4).length <= MOST_NUMBERS && value.flat(4).every(isNumber);
}

/** @type {Check} */
const isPreset = (value) => isName(value) || (isObject(value) && isName(value.name) && Object.values(value).every(isParameter));

/** @type {Check} */
function isWeight(value) {
  if (!isObject(value) || Object.keys(value).length !== 1) return false;
  return isNumbers(value.values) || isIndex(value.seed) || listOf(isPreset, 1, 4096)(value.presets);
}

/** @type {Check} */
function isTensor(values) {
  const { channels, rows, cols } = LITERAL_LIMIT;
  if (!listOf(listOf(listOf(isNumber, 1, cols), 1, rows), 1, channels)(values)) return false;
  return values.every((/** @type {number[][]} */ plane) =>
    plane.length === values[0].length && plane.every((row) => row.length === values[0][0].length));
}

/** @type {Record<keyof State['cursor'], Check>} */
const CURSOR = { map: isIndex, row: isIndex, col: isIndex, step: orNull(isIndex) };

/** @type {Record<keyof State['view'], Check>} */
const VIEW = {
  input: (value) => value === 'rgb' || isIndex(value),
  scale: oneOf('strong', 'map', 'shared'),
  pinned: isFlag,
  stepping: isFlag,
  unrounded: isFlag,
  coverage: isFlag,
  unit: oneOf('tap', 'cell', 'row'),
  speed: (value) => isNumber(value) && value >= 0.25 && value <= 16,
  predict: oneOf('off', 'size', 'cell'),
  tab: (value) => typeof value === 'string' && /^[a-z_]{1,32}$/.test(value),
};

/** @type {Record<Exclude<keyof Setting, 'source'>, Check>} */
const SETTING = {
  crop: orNull(listOf(isIndex, 4, 4)),
  color: oneOf('rgb', 'gray'),
  size: orNull(listOf(isSize, 2, 2)),
  layer: isLayer,
  weight: orNull(isWeight),
  bias: orNull(listOf(isNumber, 1, 4096)),
  mode: oneOf('eval', 'train'),
  seed: isIndex,
};

/**
 * @param {unknown} given
 * @param {Setting} base  what holds where nothing else is given
 * @returns {Setting}
 */
function settingFrom(given, base) {
  const setting = filled(base, given, SETTING);
  const source = isObject(given) ? sourceFrom(given.source) : null;
  return source ? { ...setting, source } : setting;
}

/**
 * @param {unknown} given
 * @returns {Source|null}
 */
export function sourceFrom(given) {
  if (!isObject(given)) return null;
  const { kind, id, drawing, values, flat } = given;
  if (kind === 'sample' || kind === 'upload') return isName(id) && id !== '' ? { kind, id } : null;
  if (kind === 'tensor' && isTensor(values)) return flat === true ? { kind, values, flat } : { kind, values };
  const strokes = kind === 'drawing' && typeof drawing === 'string' ? decodeDrawing(drawing) : null;
  return strokes && { kind: 'drawing', drawing: strokes };
}
