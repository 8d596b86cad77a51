/**
 * What a card says of a callback: its name, the parameters that matter, how far its patience is used up, its files.
 *
 * @typedef {import('./runtypes.js').CallbackSpec} CallbackSpec
 * @typedef {import('./runtypes.js').CallbackEvent} CallbackEvent
 * @typedef {import('./accepts.js').Schema} Schema
 */

/** Keras's own names. */
const TITLES = Object.freeze(/** @type {Record<string, string>} */ ({
  early_stopping: 'EarlyStopping', reduce_lr_on_plateau: 'ReduceLROnPlateau', model_checkpoint: 'ModelCheckpoint',
  terminate_on_nan: 'TerminateOnNaN', csv_logger: 'CSVLogger',
}));

/** Shown even where they are Keras's defaults: without them the card's decisions cannot be followed. */
const IMPORTANT = Object.freeze(/** @type {Record<string, string[]>} */ ({
  early_stopping: ['monitor', 'patience', 'min_delta', 'restore_best_weights'],
  reduce_lr_on_plateau: ['monitor', 'factor', 'patience', 'min_delta', 'min_lr'],
  model_checkpoint: ['filepath', 'monitor', 'save_best_only'],
  csv_logger: ['filename'],
}));

/** @param {string} kind */
export const callbackTitle = (kind) => TITLES[kind] ?? kind;

/**
 * The parameters that a card shows, the important ones first.
 * @param {CallbackSpec} spec
 * @param {Schema|null} schema  of the kind; without it nobody knows the defaults, and all that was said is shown
 * @returns {{name: string, value: any}[]}
 */
export function shownParameters(spec, schema) {
  const important = IMPORTANT[spec.kind] ?? [];
  const properties = schema?.properties ?? {};
  /** @param {string} name */
  const preset = (name) => properties[name]?.default;
  const others = Object.keys(spec).filter((name) => name !== 'kind' && !important.includes(name)
    && !(name in properties && JSON.stringify(preset(name)) === JSON.stringify(spec[name])));
  return [...important, ...others]
    .map((name) => ({ name, value: name in spec ? spec[name] : preset(name) }))
    .filter(({ value }) => value !== undefined);
}

/**
 * How much of its patience a callback has used up; null for one that has none.
 * @param {CallbackSpec} spec
 * @param {CallbackEvent|null} last
 * @returns {{wait: number, patience: number}|null} patience is at least 1: that is how 0 acts
 */
export function meterOf(spec, last) {
  const patience = last?.patience ?? spec.patience;
  if (typeof patience !== 'number') return null;
  return { wait: last?.wait ?? 0, patience: Math.max(1, patience) };
}

/**
 * What a callback says now: its last decision, and before it the one that ended the run, where the last only tidied up.
 * @param {readonly CallbackEvent[]} history
 * @returns {CallbackEvent[]}
 */
export function presentOf(history) {
  const [before, last] = [history.at(-2), history.at(-1)];
  if (!last) return [];
  return before && last.action === 'weights_restored' && before.action === 'stopped' ? [before, last] : [last];
}

/**
 * The best value that a callback has seen, and when. `beside` is what its latest sentence compares it with, if it does.
 * @param {readonly CallbackEvent[]} history
 * @returns {{monitor: string, value: number, beside: number|null, epoch: number|null}|null}
 */
export function bestOf(history) {
  const at = history.findLastIndex(({ best }) => best !== undefined && best !== null);
  if (at < 0) return null;
  const last = history[at];
  const beside = last.value === last.best ? history.slice(0, at).findLast(({ best }) => best !== undefined)?.best : last.value;
  const when = last.best_epoch ?? history.findLast(({ action, value }) => (action === 'improved' || action === 'saved') && value === last.best)?.epoch;
  return { monitor: last.monitor ?? '', value: /** @type {number} */ (last.best), beside: beside ?? null, epoch: when ?? null };
}

/**
 * The names of the files that a callback has written, first written first, each once.
 * @param {readonly CallbackEvent[]} history
 * @returns {string[]}
 */
export function filesOf(history) {
  return [...new Set(history.flatMap(({ path, paths }) => paths ?? (path ? [path] : [])))];
}

/**
 * The last time that a callback lowered the rate.
 * @param {readonly CallbackEvent[]} history
 * @returns {{from: number, to: number, epoch: number|undefined}|null}
 */
export function rateChange(history) {
  const last = history.findLast(({ action }) => action === 'reduced');
  return last ? { from: /** @type {number} */ (last.old_lr), to: /** @type {number} */ (last.new_lr), epoch: last.epoch } : null;
}

/** What an action is to the person: good news, patience running out, or something done. @type {Record<string, string>} */
const TONES = Object.freeze({
  improved: 'good', saved: 'good', weights_restored: 'good', waited: 'waiting', skipped: 'quiet', not_yet: 'quiet', cooldown: 'waiting',
  reduced: 'acted', at_min_lr: 'quiet', stopped: 'acted', monitor_missing: 'alarm', finite: 'good',
});

/**
 * What a decision is called on its chip: its action, but for TerminateOnNaN, which skips nothing when all is well.
 * @param {Pick<CallbackEvent, 'callback'|'action'>} event
 * @returns {string}
 */
export const chipOf = ({ callback, action }) => (callback === 'terminate_on_nan' && action === 'skipped' ? 'finite' : action);

/** @param {string} action */
export const toneOfAction = (action) => TONES[action] ?? 'quiet';
