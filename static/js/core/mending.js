/**
 * What one click can do about a refused run: by the refusal's code, the changed parts of the run. The sentence says it in
 * words, this does it.
 */

import { refusedIndex } from './complaints.js';
import { fitted, inserted, without } from './sequence.js';

/** @typedef {import('./types.js').Problem} Problem */
/** @typedef {import('./types.js').Layer} Layer */
/** @typedef {import('./runtypes.js').RunSpec} RunSpec */
/** @typedef {{spec: RunSpec, problem: Problem, index: number|null, params: Record<string, any>}} Case */

/** The refused layer with some parameters changed. @param {Partial<Layer>} change */
const alter = (change) => (/** @type {Case} */ { spec: { layers }, index }) =>
  (index === null ? null : { layers: layers.with(index, { ...layers[index], ...change }) });

/** @param {Case} found */
const drop = ({ spec: { layers }, index }) => (index === null ? null : { layers: without(layers, index) });

/** @param {Case} found */
const answerFlat = ({ spec: { layers }, params }) => ({ layers: [...layers, { kind: 'flatten' }, { kind: 'linear', out_features: params.classes }] });

/** @param {keyof RunSpec} name */
const toLimit = (name) => (/** @type {Case} */ { params }) => (typeof params.limit === 'number' ? { [name]: params.limit } : null);

/** @type {Record<string, (found: Case) => Partial<RunSpec>|null>} */
const MENDINGS = {
  needs_flatten: ({ spec: { layers }, index }) => (index === null ? null : { layers: inserted(layers, index, { kind: 'flatten' }) }),
  output_not_flat: answerFlat,
  output_count({ spec: { layers }, params }) {
    const changed = fitted(layers, params.classes);
    const same = changed.every((layer, at) => layer === layers[at]);
    return { layers: same ? [...layers, { kind: 'linear', out_features: params.classes }] : changed };
  },
  nothing_to_train: answerFlat,
  kernel_too_large: drop,
  layer_joins_samples: drop,
  same_needs_stride_1: alter({ stride: 1 }),
  groups_do_not_divide: alter({ groups: 1 }),
  returns_indices: alter({ return_indices: false }),
  epochs_too_many: toLimit('epochs'),
  batch_too_large: toLimit('batch_size'),
  validation_takes_all: () => ({ validation_split: 0.2 }),
  validation_takes_none: () => ({ validation_split: 0.2 }),
  file_name_needs_validation: () => ({ validation_split: 0.2 }),
  nesterov_needs_momentum: ({ spec: { optimizer } }) => ({ optimizer: { ...optimizer, momentum: 0.9, dampening: 0 } }),
};

/**
 * @param {Problem|null} problem
 * @param {RunSpec} spec
 * @returns {{code: string, change: Partial<RunSpec>, params: Record<string, string|number>}|null}  `train.mend.<code>` says
 *   it, with these params
 */
export function mending(problem, spec) {
  const mend = problem && Object.hasOwn(MENDINGS, problem.code) ? MENDINGS[problem.code] : null;
  if (!mend || !problem) return null;
  const index = refusedIndex(problem, 'layers');
  if (index !== null && !spec.layers[index]) return null;
  const change = mend({ spec, problem, index, params: problem.params ?? {} });
  return change && { code: problem.code, change, params: spoken(problem.params ?? {}) };
}

/** What of a refusal's params can stand in a sentence. @param {Record<string, any>} params */
const spoken = (params) => Object.fromEntries(Object.entries(params).filter(([, value]) => typeof value === 'number' || typeof value === 'string'));

/** The codes that can be mended: each has its words. */
export const MENDED = Object.freeze(Object.keys(MENDINGS));
