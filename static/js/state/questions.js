/**
 * The next question of "predict, then reveal": another cell, or the layer changed a little.
 */

import { accepts } from '../core/accepts.js';
import { gridOf, planeOf } from '../core/tensor.js';
import { setParameter } from './actions.js';

/** @typedef {import('./store.js').Store} Store */
/** @typedef {import('../core/accepts.js').Schema} Schema */
/** @typedef {import('../core/types.js').Layer} Layer */
/** @typedef {import('../core/types.js').Answer} Answer */

/** What may be changed for a question about the size, and to what: small enough to work out by head. */
const CHANGES = Object.freeze(/** @type {Record<string, number[]>} */ ({
  kernel_size: [2, 3, 4, 5, 7], stride: [1, 2, 3], padding: [0, 1, 2, 3], dilation: [1, 2, 3], output_size: [4, 6, 8, 12], output_padding: [0, 1],
}));

const TRIES = 8;

/**
 * A list in another order.
 * @template T
 * @param {readonly T[]} list
 * @param {() => number} random  0 ≤ … < 1
 * @returns {T[]}
 */
export function shuffled(list, random) {
  const left = [...list];
  return list.map(() => left.splice(Math.floor(random() * left.length), 1)[0]);
}

/**
 * The small changes that a layer's schema allows, in random order. What a word stands in for (`same`) is left alone.
 * @param {Layer} layer
 * @param {Schema} schema
 * @param {() => number} random
 * @returns {{name: string, value: number}[]}
 */
export function changesOf(layer, schema, random) {
  const properties = schema.properties ?? {};
  const all = Object.entries(CHANGES)
    .filter(([name]) => name in properties && typeof layer[name] !== 'string')
    .flatMap(([name, values]) => values.filter((value) => value !== layer[name] && accepts(properties[name], value, schema))
      .map((value) => ({ name, value })));
  return shuffled(all, random);
}

/**
 * Wait until the server has answered the present setting.
 * @param {Store} store
 * @returns {Promise<boolean>} false: it was refused, or there is no server
 */
export function answered(store) {
  const verdict = () => {
    const { live, setting } = store.state;
    if (live.answer?.setting === setting && live.status === 'ready') return true;
    return null;
  };
  return new Promise((resolve) => {
    if (verdict()) return resolve(true);
    const unsubscribe = store.subscribe((state, previous) => {
      const refused = state.live !== previous.live && (state.live.status === 'refused' || state.live.status === 'offline' || state.live.status === 'gone');
      if (!verdict() && !refused) return;
      unsubscribe();
      resolve(!refused);
    });
  });
}

/**
 * Change the layer a little, so that its output has another size to guess. What the server refuses is taken back and
 * something else tried.
 * @param {Store} store
 * @param {Schema} schema
 * @param {() => number} [random]
 * @returns {Promise<boolean>} whether the layer was changed
 */
export async function changeLayer(store, schema, random = Math.random) {
  for (const { name, value } of changesOf(store.state.setting.layer, schema, random).slice(0, TRIES)) {
    const before = store.state.setting;
    setParameter(store, name, value);
    if (store.state.setting === before) continue;
    if (await answered(store)) return true;
    // Someone else may have changed the setting meanwhile; then it is theirs.
    if (store.state.setting.layer[name] === value) store.set({ setting: before }, { tag: `parameter ${name}` });
    if (!await answered(store)) return false;
  }
  return false;
}

/**
 * A cell to ask for: any, but rather one that is not zero.
 * @param {Answer} answer
 * @param {() => number} [random]
 * @returns {{map: number, row: number, col: number}}
 */
export function randomCell({ tensors: { output } }, random = Math.random) {
  const { channels, cols, count } = gridOf(output.shape);
  let cell = { map: 0, row: 0, col: 0 };
  for (let i = 0; i < TRIES; i++) {
    const map = Math.floor(random() * channels);
    const at = Math.floor(random() * count);
    cell = { map, row: Math.floor(at / cols), col: at % cols };
    const value = planeOf(output, map).data[at];
    if (value !== 0 && Number.isFinite(value)) break;
  }
  return cell;
}
