/**
 * A run's picture, folded from its events: live, replayed after a reload, resumed, or read from a finished run's export,
 * all one code path.
 */

/** @typedef {import('./runtypes.js').RunPicture} RunPicture */
/** @typedef {import('./runtypes.js').RunEvent} RunEvent */
/** @typedef {import('./runtypes.js').RunSpec} RunSpec */

/** Every type of event a run's log can have. @type {readonly import('./runtypes.js').EventType[]} */
export const EVENT_TYPES = Object.freeze(/** @type {const} */ ([
  'run_started', 'run_continued', 'epoch_started', 'batch', 'epoch_ended', 'callback', 'maps_saved', 'run_paused',
  'run_resumed', 'run_changed', 'diverged', 'run_ended',
]));

/**
 * @param {string} id
 * @param {RunSpec|null} [spec]
 * @returns {RunPicture}
 */
export function emptyPicture(id, spec = null) {
  return {
    id, seq: 0, version: 0, missing: 0, state: null, started: null,
    epochs: spec?.epochs ?? 0, epoch: null, batch: null, batches: 0,
    batchPoints: { x: [], step: [], time: [], loss: [], accuracy: [], learning_rate: [] },
    epochPoints: { epoch: [], time: [], loss: [], accuracy: [], val_loss: [], val_accuracy: [], learning_rate: [], seconds: [] },
    callbacks: (spec?.callbacks ?? []).map((callback, index) => ({ kind: callback.kind, index, spec: callback, last: null, history: [] })),
    marks: [], maps: [], console: [], best: null, end: null,
    pace: { since: null, held: 0, pausedAt: null, epochSeconds: [] },
  };
}
