/**
 * Which layers of a changed network can go on with the weights that the network had before: where a layer was put in, taken
 * out, moved or changed, those of all others still fit.
 */

import { equal } from './sequence.js';

/** @typedef {import('./types.js').Layer} Layer */
/** @typedef {import('./types.js').Tensors} Tensors  by torch's names: `{layer}.weight`, `{layer}.bias`, … */

/**
 * @param {Tensors} tensors  of a network
 * @param {number} layer
 * @returns {Record<string, number[]>}  the shapes by the rest of the name; none: a layer without weights
 */
function shapesOf(tensors, layer) {
  const own = Object.entries(tensors).filter(([name]) => name.startsWith(`${layer}.`));
  return Object.fromEntries(own.map(([name, { shape }]) => [name.slice(name.indexOf('.') + 1), shape]));
}

/** How surely one layer is the other: the same object, as moving and taking out leave it; one that is written the same; its shapes. */
const SAME = 10_000;
const EQUAL = 100;
const FITTING = 1;

/**
 * The pairs of layers, in order, that fit best; a layer that was moved is found wherever it went.
 * @param {{layers: readonly Layer[], tensors: Tensors}} before
 * @param {{layers: readonly Layer[], tensors: Tensors}} after
 * @returns {Map<number, number>}  by the place of a layer afterwards, its place before; of layers with weights only
 */
export function kept(before, after) {
  const shapes = [before, after].map(({ layers, tensors }) => layers.map((_, index) => shapesOf(tensors, index)));
  const fits = (/** @type {number} */ old, /** @type {number} */ now) => Object.keys(shapes[1][now]).length > 0
    && before.layers[old].kind === after.layers[now].kind && equal(shapes[0][old], shapes[1][now]);
  /** @type {Map<number, number>} */
  const pairs = new Map();
  for (const [now, layer] of after.layers.entries()) {
    const old = before.layers.indexOf(layer);
    if (old >= 0 && fits(old, now)) pairs.set(now, old);
  }
  const taken = new Set(pairs.values());
  const worth = (/** @type {number} */ old, /** @type {number} */ now) => {
    if (pairs.get(now) === old) return SAME;
    if (pairs.has(now) || taken.has(old) || !fits(old, now)) return 0;
    return equal(before.layers[old], after.layers[now]) ? EQUAL : FITTING;
  };
  for (const [now, old] of inOrder(before.layers.length, after.layers.length, worth)) pairs.set(now, old);
  return pairs;
}

/**
 * The longest common subsequence, by worth.
 * @param {number} olds @param {number} nows @param {(old: number, now: number) => number} worth
 * @returns {[number, number][]}  `[now, old]`
 */
function inOrder(olds, nows, worth) {
  const best = Array.from({ length: olds + 1 }, () => new Array(nows + 1).fill(0));
  for (let old = olds - 1; old >= 0; old--) {
    for (let now = nows - 1; now >= 0; now--) {
      const own = worth(old, now);
      best[old][now] = Math.max(best[old + 1][now], best[old][now + 1], own && own + best[old + 1][now + 1]);
    }
  }
  /** @type {[number, number][]} */
  const found = [];
  for (let old = 0, now = 0; old < olds && now < nows;) {
    const own = worth(old, now);
    if (own && best[old][now] === own + best[old + 1][now + 1]) found.push([now++, old++]);
    else if (best[old][now] === best[old + 1][now]) old++;
    else now++;
  }
  return found;
}

/**
 * The weights of the changed network: the old ones where they fit, those that it came with elsewhere.
 * @param {Tensors} before
 * @param {Tensors} after
 * @param {Map<number, number>} pairs  of `kept`
 * @returns {Tensors}
 */
export function transplanted(before, after, pairs) {
  return Object.fromEntries(Object.entries(after).map(([name, tensor]) => {
    const dot = name.indexOf('.');
    const old = pairs.get(Number(name.slice(0, dot)));
    return [name, old === undefined ? tensor : before[`${old}${name.slice(dot)}`]];
  }));
}
