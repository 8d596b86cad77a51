/**
 * How a page's state is written into an address and read out of one: JSON in base64url behind the number of the format. An
 * address is whatever somebody pasted, so nothing in it is believed before it has passed its check.
 */

import { same } from './setting.js';

const FORMAT = '1';
/** Longer addresses are cut or refused by mail programs, chats and some servers' logs. */
export const LONGEST = 6000;

/**
 * @param {object} document  what differs from the defaults
 * @returns {string}  `#…`, or nothing for nothing
 */
export function writeHash(document) {
  if (Object.keys(document).length === 0) return '';
  const bytes = new TextEncoder().encode(JSON.stringify(document));
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return `#${FORMAT}.${btoa(text).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '')}`;
}

/**
 * @param {string} hash  with or without its `#`
 * @returns {unknown}  an empty document for an empty address, null for one that cannot be read
 */
export function readHash(hash) {
  const text = hash.replace(/^#/, '');
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

/**
 * @param {string} key
 * @param {object} values
 * @param {object} defaults
 */
export function written(key, values, defaults) {
  const found = different(values, defaults);
  return Object.keys(found).length > 0 ? { [key]: found } : {};
}

/**
 * @param {{[key: string]: any}} values
 * @param {{[key: string]: any}} defaults
 * @returns {{[key: string]: any}}
 */
export function different(values, defaults) {
  return Object.fromEntries(Object.entries(values).filter(([key, value]) => !same(value, defaults[key])));
}

/** @typedef {(value: any) => boolean} Check */

/**
 * @param {unknown} value
 * @returns {value is {[key: string]: any}}
 */
export const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
/** @type {Check} */
export const isFlag = (value) => typeof value === 'boolean';
/** @type {Check} */
export const isIndex = (value) => Number.isInteger(value) && value >= 0 && value < 2 ** 31;
/** @type {Check} */
export const isNumber = (value) => typeof value === 'number' && Number.isFinite(value);
/** @type {Check} */
export const isName = (value) => typeof value === 'string' && value.length <= 128;
/** @type {(...words: string[]) => Check} */
export const oneOf = (...words) => (value) => words.includes(value);
/** @type {(check: Check) => Check} */
export const orNull = (check) => (value) => value === null || check(value);
/** @type {(check: Check, least: number, most: number) => Check} */
export const listOf = (check, least, most) => (value) =>
  Array.isArray(value) && value.length >= least && value.length <= most && value.every(check);
/** @type {Check} */
export const isSize = (value) => isIndex(value) && value >= 1;

/**
 * Something that a layer or a kernel can have as a parameter; the server knows which.
 * @type {Check}
 */
export const isParameter = (value) => value === null || isFlag(value) || isNumber(value) || isName(value) || listOf(isNumber, 1, 8)(value);

/** @type {Check} */
export const isLayer = (value) => isObject(value) && isName(value.kind) && Object.keys(value).length <= 32 && Object.values(value).every(isParameter);

/**
 * Defaults with those given values put in that pass their check.
 * @template {{[key: string]: any}} T
 * @param {T} defaults
 * @param {unknown} given
 * @param {Record<string, Check>} checks
 * @returns {T}
 */
export function filled(defaults, given, checks) {
  if (!isObject(given)) return defaults;
  const sound = Object.entries(checks).filter(([key, check]) => Object.hasOwn(given, key) && check(given[key]));
  return { ...defaults, ...Object.fromEntries(sound.map(([key]) => [key, given[key]])) };
}
