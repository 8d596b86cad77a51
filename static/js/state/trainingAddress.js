/**
 * The state of training as an address: which run, what it is compared with, how it is looked at, and the run that is being
 * set up. A run's own page has the run in its path, and no form.
 */

import {
  LONGEST, filled, isIndex, isLayer, isName, isNumber, isObject, isSize, listOf, oneOf, orNull, readHash, writeHash, written,
} from './hash.js';
import { defaultDraft, defaultTrainingView } from './training.js';
import { MOST_RUNS } from './trainingActions.js';

/** @typedef {import('../core/runtypes.js').TrainingState} TrainingState */
/** @typedef {import('./hash.js').Check} Check */
/** @typedef {'selected'|'compare'|'view'|'draft'} Part */

/** What the address of `/train` holds. @type {readonly Part[]} */
export const WHOLE = Object.freeze(/** @type {const} */ (['selected', 'compare', 'view', 'draft']));
/** … and that of `/train/{run}`. @type {readonly Part[]} */
export const ONE_RUN = Object.freeze(/** @type {const} */ (['compare', 'view']));

/**
 * @param {Pick<TrainingState, Part>} state
 * @param {readonly Part[]} [parts]
 * @param {boolean} [handed]  another page hands the draft over
 * @returns {{hash: string, tooLong: 'draft'|null}}  tooLong: the draft had to be left out to keep the address short
 */
export function addressOfTraining(state, parts = WHOLE, handed = false) {
  const hash = write(state, parts, handed);
  if (hash.length <= LONGEST) return { hash, tooLong: null };
  return { hash: write(state, parts.filter((part) => part !== 'draft')), tooLong: 'draft' };
}

/** @param {Pick<TrainingState, Part>} state @param {readonly Part[]} parts @param {boolean} [handed] */
function write({ selected, compare, view, draft }, parts, handed = false) {
  const looks = { ...view, playing: false }; // whoever opens a link starts it himself
  const has = (/** @type {Part} */ part) => parts.includes(part);
  return writeHash({
    ...(has('selected') && selected !== null && { r: selected }),
    ...(has('compare') && compare.length > 0 && { c: compare }),
    ...(has('view') && written('v', looks, defaultTrainingView())),
    ...(has('draft') && written('d', draft, defaultDraft())),
    ...(handed && { n: 1 }),
  });
}

/**
 * Whether a page of networks has handed its network over just now. The page forgets it with its next address: it is told once.
 * @param {string} hash
 * @returns {boolean}
 */
export function isHanded(hash) {
  const document = readHash(hash);
  return isObject(document) && document.n === 1;
}

/**
 * The state that an address stands for; what it does not name is the default, and so is all that makes no sense.
 * @param {string} hash
 * @param {readonly Part[]} [parts]
 * @returns {Partial<Pick<TrainingState, Part>>}
 */
export function decodeTraining(hash, parts = WHOLE) {
  const document = readHash(hash);
  if (!isObject(document)) return {};
  /** @type {Pick<TrainingState, Part>} */
  const state = {
    selected: isRun(document.r) ? document.r : null,
    compare: listOf(isRun, 0, MOST_RUNS - 1)(document.c) ? [...new Set(/** @type {string[]} */ (document.c))].filter((id) => id !== document.r) : [],
    view: filled(defaultTrainingView(), document.v, VIEW),
    draft: filled(defaultDraft(), document.d, DRAFT),
  };
  return Object.fromEntries(parts.map((part) => [part, state[part]]));
}

/** @type {Check} */
const isRun = (value) => typeof value === 'string' && /^[\w-]{1,64}$/.test(value);
/** @type {(low: number, high: number) => Check} */
const between = (low, high) => (value) => isNumber(value) && value >= low && value <= high;

/** @type {Record<string, Check>} */
const VIEW = {
  axis: oneOf('epoch', 'step', 'time'),
  scale: oneOf('linear', 'log'),
  smoothing: between(0, 0.99),
  metric: oneOf('loss', 'accuracy', 'both'),
  per: oneOf('batch', 'epoch'),
  zoom: orNull((value) => listOf(isNumber, 2, 2)(value) && value[0] < value[1]),
  hidden: listOf(oneOf('loss', 'accuracy', 'val_loss', 'val_accuracy'), 0, 4),
  epoch: orNull(isIndex),
  speed: between(0.25, 16),
  layer: isIndex,
  tab: (value) => typeof value === 'string' && /^[a-z_]{1,32}$/.test(value),
};

/** @type {Record<string, Check>} */
const DRAFT = {
  name: isName,
  dataset: isName,
  layers: listOf(isLayer, 0, 64),
  optimizer: isLayer,
  batch_size: isSize,
  epochs: isSize,
  validation_split: (value) => between(0, 1)(value) && value < 1,
  seed: isIndex,
  probe: orNull((value) => isObject(value) && isName(value.image) && Object.keys(value).length === 1),
  callbacks: listOf(isLayer, 0, 32),
};
