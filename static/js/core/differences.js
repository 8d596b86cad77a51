/**
 * How runs were asked for differently: one row for each thing in which they are not all the same.
 *
 * Layers and callbacks are laid side by side by their kinds first, so that a dropout which one run has and another has
 * not is one row, and does not shift all that comes after it.
 */

import { equal } from './sequence.js';

/** @typedef {import('./runtypes.js').RunSpec} RunSpec */
/** @typedef {{kind: string, [parameter: string]: any}} Kinded */

/**
 * @typedef {object} Row
 * @property {'setting'|'optimizer'|'layer'|'callback'} part
 * @property {string} name  of the setting or the parameter; empty where the whole layer or callback is there or not
 * @property {string} [kind]  of the layer or callback
 * @property {number} [nth]  from 1, among those of its kind
 * @property {(any)[]} values  one a run; undefined: left to its default, or absent. For a row without `name`: the layer or
 *   callback itself
 */

const SETTINGS = /** @type {const} */ (['dataset', 'batch_size', 'epochs', 'validation_split', 'seed', 'probe']);

/**
 * @param {readonly RunSpec[]} specs
 * @param {(optimizer: Kinded) => Kinded} [written]  an optimizer without what it leaves to its defaults
 * @returns {Row[]}
 */
export function differences(specs, written = (optimizer) => optimizer) {
  if (specs.length < 2) return [];
  /** @type {Row[]} */
  const rows = [];
  for (const name of SETTINGS) addUnlessSame(rows, { part: 'setting', name, values: specs.map((spec) => spec[name] ?? undefined) });
  addOptimizers(rows, specs.map(({ optimizer }) => optimizer), written);
  addKinds(rows, 'layer', specs.map(({ layers }) => layers));
  addKinds(rows, 'callback', specs.map(({ callbacks }) => callbacks));
  return rows;
}

/**
 * @param {Row[]} rows
 * @param {Row} row
 */
function addUnlessSame(rows, row) {
  if (row.values.some((value) => !equal(value, row.values[0]))) rows.push(row);
}

/**
 * @param {Row[]} rows
 * @param {Row['part']} part
 * @param {Kinded[]} items  one a run
 * @param {Partial<Row>} about
 */
function addParameters(rows, part, items, about) {
  const names = new Set(items.flatMap((item) => Object.keys(item)));
  for (const name of names) {
    if (part === 'optimizer' || name !== 'kind') addUnlessSame(rows, { part, name, ...about, values: items.map((item) => item[name]) });
  }
}

/**
 * Of optimizers of several kinds, what all of them have, and what somebody has set: the defaults of one kind say nothing
 * about another.
 * @param {Row[]} rows
 * @param {Kinded[]} optimizers
 * @param {(optimizer: Kinded) => Kinded} written
 */
function addOptimizers(rows, optimizers, written) {
  const set = new Set(optimizers.flatMap((optimizer) => Object.keys(written(optimizer))));
  const told = optimizers.map((optimizer) => Object.fromEntries(Object.entries(optimizer)
    .filter(([name]) => set.has(name) || optimizers.every((other) => name in other))));
  addParameters(rows, 'optimizer', /** @type {Kinded[]} */ (told), {});
}

/**
 * @param {Row[]} rows
 * @param {'layer'|'callback'} part
 * @param {Kinded[][]} lists  one a run
 */
function addKinds(rows, part, lists) {
  /** @type {Map<string, number>} */
  const seen = new Map();
  for (const slot of sideBySide(lists)) {
    const [{ kind }] = slot.filter((item) => item !== undefined);
    const nth = (seen.get(kind) ?? 0) + 1;
    seen.set(kind, nth);
    if (slot.some((item) => item === undefined)) rows.push({ part, name: '', kind, nth, values: slot });
    else addParameters(rows, part, /** @type {Kinded[]} */ (slot), { kind, nth });
  }
}

/**
 * Lists laid side by side: slots of one kind, in each of which a list has its item or none.
 * @param {Kinded[][]} lists
 * @returns {(Kinded|undefined)[][]}
 */
export function sideBySide(lists) {
  /** @type {(Kinded|undefined)[][]} */
  let slots = [];
  lists.forEach((list, at) => {
    const kinds = slots.map((slot) => /** @type {Kinded} */ (slot.find((item) => item !== undefined)).kind);
    slots = paired(kinds, list.map(({ kind }) => kind)).map(([old, own]) => {
      const slot = old === null ? Array(at).fill(undefined) : slots[old];
      return [...slot, own === null ? undefined : list[own]];
    });
  });
  return slots;
}

/**
 * The longest common subsequence of two lists of words, and what is on one side only, in order.
 * @param {string[]} a
 * @param {string[]} b
 * @returns {[number|null, number|null][]}
 */
function paired(a, b) {
  const width = b.length + 1;
  const common = new Uint16Array((a.length + 1) * width); // of the rests a[i …], b[j …]
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      common[i * width + j] = a[i] === b[j]
        ? common[(i + 1) * width + j + 1] + 1
        : Math.max(common[(i + 1) * width + j], common[i * width + j + 1]);
    }
  }
  /** @type {[number|null, number|null][]} */
  const pairs = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) pairs.push([i++, j++]);
    else if (j === b.length || (i < a.length && common[(i + 1) * width + j] >= common[i * width + j + 1])) pairs.push([i++, null]);
    else pairs.push([null, j++]);
  }
  return pairs;
}
