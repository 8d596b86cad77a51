/**
 * The page's sentences: one catalogue in one language, nested by dots, the same files that Python and Jinja read.
 */

/** @typedef {{[key: string]: string|Messages}} Messages */

/** @type {Messages} */
let messages = {};
let current = 'en';
let numbers = formatOf(current);

/**
 * All the digits that a person can have meant; the last two of a double are rounding.
 * @param {string} language
 */
function formatOf(language) {
  return new Intl.NumberFormat(language, { maximumSignificantDigits: 15 });
}

/**
 * Make a catalogue the one that `t` reads.
 * @param {string} language  `ko` or `en`; a regional tag is cut to its language
 * @param {Messages} catalogue
 */
export function setCatalogue(language, catalogue) {
  // Headless browsers report tags that Intl refuses, such as "en-US@posix".
  current = language.toLowerCase().startsWith('ko') ? 'ko' : 'en';
  messages = catalogue;
  numbers = formatOf(current);
}

/** @returns {'en'|'ko'} the language that `t` speaks */
export function language() {
  return /** @type {'en'|'ko'} */ (current);
}

/**
 * @param {string} key
 * @returns {string|undefined}
 */
function find(key) {
  /** @type {string|Messages|undefined} */
  let node = messages;
  for (const part of key.split('.')) {
    if (typeof node !== 'object' || !Object.hasOwn(node, part)) return undefined;
    node = node[part];
  }
  return typeof node === 'string' ? node : undefined;
}

/**
 * Whether the catalogue has a sentence under this key.
 * @param {string} key
 * @returns {boolean}
 */
export function hasText(key) {
  return find(key) !== undefined;
}

/**
 * The sentence under a key with its `{placeholders}` filled in; numbers are written the language's way.
 * A key that is missing is returned itself, so that the gap shows on the page and in the tests.
 * @param {string} key
 * @param {Record<string, string|number>} [params]
 * @returns {string}
 */
export function t(key, params = {}) {
  const text = find(key);
  if (text === undefined) return key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => {
    if (!Object.hasOwn(params, name)) return whole;
    const value = params[name];
    return typeof value === 'number' ? numbers.format(value) : String(value);
  });
}
