/**
 * The page's state as an address. Only what differs from the defaults is written, as JSON in base64url behind the number
 * of the format; drawings and typed tensors are inside while the whole stays short enough to be sent about.
 */

import { LITERAL_LIMIT, defaultCursor, defaultSetting, defaultView, same } from './setting.js';
import { decodeDrawing, encodeDrawing } from '../core/drawing.js';

/** @typedef {import('../core/types.js').State} State */
/** @typedef {import('../core/types.js').Setting} Setting */
/** @typedef {import('../core/types.js').Source} Source */
/** @typedef {Pick<State, 'setting'|'pinned'|'cursor'|'view'>} Kept */

const FORMAT = '1';
/** Longer addresses are cut or refused by mail programs, chats and some servers' logs. */
export const LONGEST = 6000;
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
  if (Object.keys(document).length === 0) return '';
  const bytes = new TextEncoder().encode(JSON.stringify(document));
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return `#${FORMAT}.${btoa(text).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '')}`;
}

/**
 * @param {string} key
 * @param {object} values
 * @param {object} defaults
 */
function written(key, values, defaults) {
  const found = different(values, defaults);
  return Object.keys(found).length > 0 ? { [key]: found } : {};
}

/**
 * @param {{[key: string]: any}} values
 * @param {{[key: string]: any}} defaults
 * @returns {{[key: string]: any}}
 */
function different(values, defaults) {
  return Object.fromEntries(Object.entries(values).filter(([key, value]) => !same(value, defaults[key])));
}

/**
 * @param {Setting} setting
 * @returns {{[key: string]: any}}  the same with a drawing as its text, and values without what they were before
 */
function packed(setting) {
  const { source, weight } = setting;
  return {
    ...setting,
    source: source.kind === 'drawing' ? { kind: 'drawing', drawing: encodeDrawing(source.drawing) } : source,
    weight: weight && 'values' in weight ? { values: weight.values } : weight,
  };
}

/**
 * The state that an address stands for, whole where the address can be read: what it does not name is the default, and
 * so is every single value in it that makes no sense. An address of another kind gives nothing.
 * @param {string} hash
 * @returns {Partial<Kept>}
 */
export function decode(hash) {
  const document = read(hash.replace(/^#/, ''));
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
 * @param {string} text
 * @returns {unknown}
 */
function read(text) {
  if (text === '') return {};
  const found = new RegExp(`^${FORMAT}\\.([\\w-]+)$`).exec(text);
  if (!found || text.length > 4 * LONGEST) return null;
  try {
    const binary = atob(found[1].replace(/-/g, '+').replace(/_/g, '/'));
    const bytes = Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // An address is whatever somebody pasted; what cannot be read says nothing.
    return null;
  }
}

/** @typedef {(value: any) => boolean} Check */

/**
 * @param {unknown} value
 * @returns {value is {[key: string]: any}}
 */
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
/** @type {Check} */
const isFlag = (value) => typeof value === 'boolean';
/** @type {Check} */
const isIndex = (value) => Number.isInteger(value) && value >= 0 && value < 2 ** 31;
/** @type {Check} */
const isNumber = (value) => typeof value === 'number' && Number.isFinite(value);
/** @type {Check} */
const isName = (value) => typeof value === 'string' && value.length <= 128;
/** @type {(...words: string[]) => Check} */
const oneOf = (...words) => (value) => words.includes(value);
/** @type {(check: Check) => Check} */
const orNull = (check) => (value) => value === null || check(value);
/** @type {(check: Check, least: number, most: number) => Check} */
const listOf = (check, least, most) => (value) =>
  Array.isArray(value) && value.length >= least && value.length <= most && value.every(check);
/** @type {Check} */
const isSize = (value) => isIndex(value) && value >= 1;

/**
 * Nested lists of numbers, of any depth.
 * @type {Check}
 */
function isNumbers(value) {
  return Array.isArray(value) && value.length > 0 && value.flat(4).length <= MOST_NUMBERS && value.flat(4).every(isNumber);
}

/**
 * Something that a layer or a kernel can have as a parameter; the server knows which.
 * @type {Check}
 */
const isParameter = (value) => value === null || isFlag(value) || isNumber(value) || isName(value) || listOf(isNumber, 1, 8)(value);

/** @type {Check} */
const isLayer = (value) => isObject(value) && isName(value.kind) && Object.keys(value).length <= 32 && Object.values(value).every(isParameter);

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
 * Defaults with those given values put in that pass their check.
 * @template {{[key: string]: any}} T
 * @param {T} defaults
 * @param {unknown} given
 * @param {Record<string, Check>} checks
 * @returns {T}
 */
function filled(defaults, given, checks) {
  if (!isObject(given)) return defaults;
  const sound = Object.entries(checks).filter(([key, check]) => Object.hasOwn(given, key) && check(given[key]));
  return { ...defaults, ...Object.fromEntries(sound.map(([key]) => [key, given[key]])) };
}

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
function sourceFrom(given) {
  if (!isObject(given)) return null;
  const { kind, id, drawing, values, flat } = given;
  if (kind === 'sample' || kind === 'upload') return isName(id) && id !== '' ? { kind, id } : null;
  if (kind === 'tensor' && isTensor(values)) return flat === true ? { kind, values, flat } : { kind, values };
  const strokes = kind === 'drawing' && typeof drawing === 'string' ? decodeDrawing(drawing) : null;
  return strokes && { kind: 'drawing', drawing: strokes };
}
