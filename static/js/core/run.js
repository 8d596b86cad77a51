/**
 * A run's picture, folded from its events: live, replayed after a reload, resumed, or read from a finished run's export,
 * all one code path.
 */

import { marksOf } from './marks.js';

/** @typedef {import('./runtypes.js').RunPicture} RunPicture */
/** @typedef {import('./runtypes.js').RunEvent} RunEvent */
/** @typedef {import('./runtypes.js').RunSpec} RunSpec */
/** @typedef {import('./runtypes.js').FigureName} FigureName */

/** Every type of event that a run's log can have. @type {readonly import('./runtypes.js').EventType[]} */
export const EVENT_TYPES = Object.freeze(/** @type {const} */ ([
  'run_started', 'run_continued', 'epoch_started', 'batch', 'epoch_ended', 'callback', 'maps_saved', 'run_paused',
  'run_resumed', 'run_changed', 'diverged', 'run_ended',
]));

/** @type {readonly FigureName[]} */
export const FIGURES = Object.freeze(/** @type {const} */ (['loss', 'accuracy', 'val_loss', 'val_accuracy']));

/** How a run is left by the way it ended. @type {Record<string, import('./runtypes.js').RunState>} */
const LEFT = { completed: 'finished', early_stopped: 'finished', nan: 'finished', stopped: 'stopped', failed: 'failed', interrupted: 'interrupted' };

/**
 * @param {string} id
 * @param {RunSpec|null} [spec]
 * @returns {RunPicture}
 */
export function emptyPicture(id, spec = null) {
  return withSpec({
    id, seq: 0, version: 0, missing: 0, state: null, started: null, epochs: 0, epoch: null, batch: null, batches: 0,
    batchPoints: { x: [], step: [], time: [], loss: [], accuracy: [], learning_rate: [] },
    epochPoints: { epoch: [], time: [], loss: [], accuracy: [], val_loss: [], val_accuracy: [], learning_rate: [] },
    callbacks: [], marks: [], maps: [], console: [], best: null, end: null,
    pace: { origin: 0, pausedAt: null, now: 0, epochBegan: null, batchesTook: null, epochs: [] },
  }, spec);
}

/**
 * The same with what the run was asked for, which no event says: the callbacks' parameters.
 * @param {RunPicture} picture
 * @param {RunSpec|null} spec
 * @returns {RunPicture}
 */
export function withSpec(picture, spec) {
  if (!spec) return picture;
  const callbacks = spec.callbacks.map((callback, index) => {
    const known = callbackAt(picture, index) ?? { kind: callback.kind, index, spec: null, last: null, history: [] };
    return { ...known, spec: known.spec ?? callback };
  });
  return { ...picture, version: picture.version + 1, callbacks, epochs: picture.epochs || spec.epochs };
}

/** @param {RunPicture} picture @param {number} index  its place in the run's list */
const callbackAt = (picture, index) => picture.callbacks.find((callback) => callback.index === index);

/**
 * @param {RunPicture} picture
 * @param {RunEvent} event
 * @returns {RunPicture}  the same object if the event had been taken already
 */
export function fold(picture, event) {
  return foldAll(picture, [event]);
}

/**
 * Take several events, in order. What has been taken is not taken twice; a hole is counted and stepped over.
 * @param {RunPicture} picture
 * @param {readonly RunEvent[]} events  as the server tells them
 * @returns {RunPicture}
 */
export function foldAll(picture, events) {
  /** @type {RunPicture|null} */
  let next = null;
  for (const told of events) {
    const { seq } = next ?? picture;
    if (told.seq <= seq) continue;
    next ??= { ...picture, version: picture.version + 1, pace: { ...picture.pace } };
    next.missing += told.seq - seq - 1;
    next.seq = told.seq;
    const event = revive(told);
    clock(next, event);
    TAKE[event.type]?.(next, event);
    for (const mark of marksOf(event, next)) next.marks.push(mark);
  }
  return next ?? picture;
}

/** @type {Record<string, number>} */
const WORDS = { nan: NaN, inf: Infinity, '-inf': -Infinity };
const NUMBERS = ['value', 'best', 'old_lr', 'new_lr', 'learning_rate', 'baseline'];

/** @type {(value: any) => any} */
const number = (value) => (typeof value === 'string' && Object.hasOwn(WORDS, value) ? WORDS[value]
  : Array.isArray(value) ? value.map(number) : value);

/**
 * An event whose words for numbers that are not finite (JSON has none) are numbers again. Only where a number stands: a
 * class of drawings may well be called "nan".
 * @param {RunEvent} event
 * @returns {RunEvent}
 */
export function revive(event) {
  /** @type {RunEvent} */
  const revived = { ...event };
  for (const name of NUMBERS) if (name in revived) revived[name] = number(revived[name]);
  if (event.logs) revived.logs = Object.fromEntries(Object.entries(event.logs).map(([name, value]) => [name, number(value)]));
  return revived;
}

/**
 * The run's own clock: it stands still while the run is paused, and between its end and its going on.
 * @param {RunPicture} picture
 * @param {RunEvent} event
 */
function clock({ pace }, { type, time }) {
  if (type === 'run_started' || pace.origin === 0) pace.origin = time;
  if (type === 'run_continued') {
    pace.origin = time - pace.now;
    pace.pausedAt = null;
  }
  if (pace.pausedAt !== null) {
    // A batch that is stepped by hand takes no time of its own that could be told from the waiting.
    pace.origin += time - pace.pausedAt;
    pace.pausedAt = type === 'run_resumed' || type === 'run_ended' ? null : time;
  }
  pace.now = Math.max(pace.now, time - pace.origin);
  if (type === 'run_paused') pace.pausedAt = time;
}

/** @param {Record<string, any>|undefined} logs @param {string} name @returns {number|null} */
const figure = (logs, name) => (typeof logs?.[name] === 'number' ? logs[name] : null);

/** What each type of event does to the picture. @type {Record<string, (picture: RunPicture, event: RunEvent) => void>} */
const TAKE = {
  run_started(picture, event) {
    Object.assign(picture, { started: event, epochs: event.epochs, batches: event.batches, state: 'running', end: null });
  },
  run_continued(picture, event) {
    rewind(picture, event.from_epoch);
    Object.assign(picture, { state: 'running', end: null });
  },
  epoch_started(picture, event) {
    Object.assign(picture, { epoch: event.epoch, batch: null, state: picture.state === 'paused' ? 'paused' : 'running' });
    Object.assign(picture.pace, { epochBegan: picture.pace.now, batchesTook: null });
  },
  batch(picture, { epoch = 0, batch, step, logs, learning_rate: rate }) {
    Object.assign(picture, { epoch, batch });
    picture.pace.batchesTook = picture.pace.epochBegan === null ? null : picture.pace.now - picture.pace.epochBegan;
    const { batchPoints: points, batches } = picture;
    points.x.push(epoch + (batch + 1) / Math.max(1, batches));
    points.step.push(step ?? epoch * batches + batch);
    points.time.push(picture.pace.now);
    points.loss.push(figure(logs, 'loss'));
    points.accuracy.push(figure(logs, 'accuracy'));
    points.learning_rate.push(typeof rate === 'number' ? rate : null);
  },
  epoch_ended(picture, { epoch = 0, logs }) {
    const { epochPoints: points, pace } = picture;
    picture.epoch = epoch;
    points.epoch.push(epoch);
    points.time.push(pace.now);
    for (const name of [...FIGURES, /** @type {const} */ ('learning_rate')]) points[name].push(figure(logs, name));
    if (pace.epochBegan !== null) pace.epochs = [...pace.epochs, pace.now - pace.epochBegan];
    Object.assign(pace, { epochBegan: null, batchesTook: null });
    better(picture, points.epoch.length - 1);
  },
  callback(picture, event) {
    const { index, callback: kind } = event;
    const said = /** @type {import('./runtypes.js').CallbackEvent} */ (event);
    /** @type {Omit<import('./runtypes.js').CallbackPicture, 'last'>} */
    const before = callbackAt(picture, index) ?? { kind, index, spec: null, history: [] };
    before.history.push(said);
    picture.callbacks = [...picture.callbacks.filter((other) => other.index !== index), { ...before, last: said }]
      .sort((a, b) => a.index - b.index);
    for (const text of String(event.message ?? '').split('\n')) {
      if (text.trim() !== '') picture.console.push({ epoch: event.epoch ?? null, text });
    }
  },
  maps_saved(picture, { epoch }) {
    if (epoch !== undefined) picture.maps.push(epoch);
  },
  run_paused(picture) {
    picture.state = 'paused';
  },
  run_resumed(picture) {
    picture.state = 'running';
  },
  run_changed(picture, { index, patience }) {
    if (!Array.isArray(patience)) return;
    picture.callbacks = picture.callbacks.map((callback) => (callback.index === index && callback.spec
      ? { ...callback, spec: { ...callback.spec, patience: patience[1] } } : callback));
  },
  run_ended(picture, event) {
    picture.end = event;
    picture.state = LEFT[event.reason] ?? 'finished';
  },
};

/**
 * Whether an epoch is the best so far by what is validated (or, without validation, by the loss).
 * @param {RunPicture} picture
 * @param {number} row  of the epoch points
 */
function better(picture, row) {
  const { epochPoints: points, best } = picture;
  const monitor = points.val_loss[row] === null ? 'loss' : 'val_loss';
  const value = points[monitor][row];
  if (value === null || Number.isNaN(value)) return;
  if (!best || best.monitor !== monitor || value < best.value) picture.best = { epoch: points.epoch[row], monitor, value };
}

/**
 * Take back everything from an epoch on: the run goes on from there. Lists are made anew, since older pictures share them.
 * @param {RunPicture} picture
 * @param {number} epoch  the first that comes (again)
 */
function rewind(picture, epoch) {
  const { batchPoints, epochPoints, pace } = picture;
  const batches = batchPoints.x.filter((x) => x <= epoch).length;
  const epochs = epochPoints.epoch.filter((each) => each < epoch).length;
  picture.batchPoints = cut(batchPoints, batches);
  picture.epochPoints = cut(epochPoints, epochs);
  picture.maps = picture.maps.filter((each) => each < epoch);
  picture.console = picture.console.filter((line) => line.epoch === null || line.epoch < epoch);
  picture.marks = picture.marks.filter((mark) => staysAfter(mark, epoch));
  picture.callbacks = picture.callbacks.map((callback) => {
    const history = callback.history.filter((event) => (event.epoch ?? 0) < epoch && event.action !== 'weights_restored');
    return { ...callback, history, last: history.at(-1) ?? null };
  });
  Object.assign(picture, { epoch: epoch > 0 ? epoch - 1 : null, batch: null, best: null });
  for (let row = 0; row < epochs; row++) better(picture, row);
  const reached = epochs > 0 ? picture.epochPoints.time[epochs - 1] : 0;
  Object.assign(pace, { origin: pace.origin + pace.now - reached, now: reached, epochBegan: null, batchesTook: null, epochs: pace.epochs.slice(0, epochs) });
}

/** Marks of an end: a run that goes on takes them back, and what a callback did because training ended. */
const OF_THE_END = ['stopped', 'interrupted', 'failed', 'restored'];

/**
 * Whether a mark stays when the run goes on from an epoch: an end may be counted to the last complete epoch and still lie
 * behind it.
 * @param {import('./runtypes.js').Mark} mark
 * @param {number} epoch  the first that comes (again)
 */
function staysAfter(mark, epoch) {
  return mark.x <= epoch && mark.epoch < epoch && !OF_THE_END.includes(mark.type);
}

/**
 * @template {Record<string, any[]>} T
 * @param {T} columns
 * @param {number} rows
 * @returns {T}
 */
function cut(columns, rows) {
  return /** @type {T} */ (Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column.slice(0, rows)])));
}
