/**
 * What stands on the curves, event by event: the best value so far, a fallen rate, a saved file, the stop and the way back.
 */

/** @typedef {import('./runtypes.js').Mark} Mark */
/** @typedef {import('./runtypes.js').RunEvent} RunEvent */
/** @typedef {import('./runtypes.js').RunPicture} RunPicture */

/**
 * How far a run has come, in epochs done: the middle of the third epoch is 2.5.
 * @param {RunPicture} picture
 */
export function reachedBy({ epoch, batch, batches, epochPoints }) {
  const done = epochPoints.epoch.length;
  if (epoch === null || batch === null || epoch < done) return done;
  return epoch + (batch + 1) / Math.max(1, batches);
}

/**
 * The marks that an event leaves, once the picture has taken it.
 * @param {RunEvent} event
 * @param {RunPicture} picture
 * @returns {Mark[]}
 */
export function marksOf(event, picture) {
  return MARKS[event.type]?.(event, picture) ?? [];
}

/** @type {Record<string, (event: RunEvent, picture: RunPicture) => Mark[]>} */
const MARKS = {
  callback: (event, picture) => SAID[event.action]?.(event, (event.epoch ?? 0) + 1, picture) ?? [],
  run_paused: (event, picture) => [here('paused', event, picture)],
  run_changed: (event, picture) => {
    const [from, rate] = Array.isArray(event.learning_rate) ? event.learning_rate : [];
    return [{ ...here('changed', event, picture), ...(rate !== undefined && { from, rate }) }];
  },
  run_continued: (event) => [{ type: 'continued', epoch: event.from_epoch, x: event.from_epoch, event }],
  diverged: (event, picture) => [here('diverged', event, picture)],
  run_ended: (event, picture) => (CUT_SHORT.includes(event.reason) ? [here(event.reason, event, picture)] : []),
};

/** Ends that no callback's own mark tells of. */
const CUT_SHORT = ['stopped', 'interrupted', 'failed'];

/** What a callback did, at the end of its epoch. @type {Record<string, (event: RunEvent, x: number, picture: RunPicture) => Mark[]>} */
const SAID = {
  improved: best,
  saved: (event, x, picture) => [
    { type: 'saved', epoch: x - 1, x, event },
    ...(event.best !== undefined && event.best === event.value ? best(event, x, picture) : []),
  ],
  reduced: (event, x) => [{ type: 'reduced', epoch: x - 1, x, from: event.old_lr, rate: event.new_lr, event }],
  cooldown: (event, x) => [{ type: 'cooldown', epoch: x - 1, x, event }],
  stopped: (event, x) => [{ type: 'stopped', epoch: x - 1, x, event }],
  weights_restored: (event, _, picture) => {
    if (event.best_epoch === undefined) return [];
    // The run may have ended in the middle of an epoch, whichever epoch the event is counted to.
    const x = reachedBy(picture);
    return [{ type: 'restored', epoch: Math.max(0, Math.ceil(x) - 1), x, to: event.best_epoch, event }];
  },
};

/**
 * Several callbacks watching the same figure agree on the best epoch: one mark.
 * @param {RunEvent} event @param {number} x @param {RunPicture} picture
 * @returns {Mark[]}
 */
function best(event, x, { marks }) {
  const { monitor, value } = event;
  const last = marks.findLast((mark) => mark.type === 'best' && mark.monitor === monitor);
  return last?.x === x ? [] : [{ type: 'best', epoch: x - 1, x, monitor, value, event }];
}

/** @param {Mark['type']} type @param {RunEvent} event @param {RunPicture} picture @returns {Mark} */
function here(type, event, picture) {
  const x = reachedBy(picture);
  return { type, epoch: event.epoch ?? Math.floor(x), x, event };
}
