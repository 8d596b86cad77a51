/**
 * The explanation of a cell: from the answer itself where the page can give it, else from the server, each cell once.
 */

import { asNumber, explain } from '../core/explain.js';
import { toRequest } from '../state/setting.js';
import { requestJson } from './api.js';

/** @typedef {import('../core/types.js').Answer} Answer */
/** @typedef {import('../core/types.js').Explanation} Explanation */
/** @typedef {import('../core/types.js').Term} Term */

/** @type {WeakMap<Answer, Map<string, Explanation>>} */
const known = new WeakMap();

/**
 * What is known of a cell without asking; null: ask.
 * @param {Answer} answer
 * @param {readonly number[]} index  `[c, y, x]` or `[i]`
 * @returns {Explanation|null}
 */
export function knownExplanation(answer, index) {
  return explain(answer, index) ?? known.get(answer)?.get(index.join()) ?? null;
}

/**
 * @param {Answer} answer
 * @param {readonly number[]} index
 * @param {AbortSignal} [signal]
 * @returns {Promise<Explanation>}
 * @throws as `requestJson`
 */
export async function askExplanation(answer, index, signal) {
  const at = knownExplanation(answer, index);
  if (at) return at;
  const json = { ...toRequest(answer.setting), at: index };
  const explanation = readExplanation(await requestJson('/api/layers/explain', signal ? { json, signal } : { json }));
  const cells = known.get(answer) ?? new Map();
  cells.set(index.join(), explanation);
  known.set(answer, cells);
  return explanation;
}

/**
 * An explanation as JSON carries it, with the words for non-finite numbers read back.
 * @param {any} json
 * @returns {Explanation}
 */
export function readExplanation(json) {
  const orNull = (/** @type {any} */ value) => (value === null ? null : asNumber(value));
  return {
    ...json,
    terms: json.terms.map((/** @type {any} */ term) => (
      { ...term, input: asNumber(term.input), weight: orNull(term.weight), product: orNull(term.product) })),
    partial_sums: json.partial_sums?.map(asNumber) ?? null,
    value: asNumber(json.value),
    torch_value: asNumber(json.torch_value),
    difference: asNumber(json.difference),
  };
}
