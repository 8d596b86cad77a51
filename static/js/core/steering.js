/**
 * What can be done to a run in each of its states (contract, "Training runs").
 */

/** @typedef {import('./runtypes.js').RunState} RunState */

/**
 * @typedef {object} Allowed
 * @property {boolean} pause
 * @property {boolean} resume
 * @property {boolean} step  one batch, or on to the end of the epoch
 * @property {boolean} stop
 * @property {boolean} continue  from the last complete epoch
 * @property {boolean} change  learning rate and patience
 * @property {boolean} remove
 * @property {boolean} repeat  from the beginning, as another run
 */

/** @type {Allowed} */
const NOTHING = Object.freeze({ pause: false, resume: false, step: false, stop: false, continue: false, change: false, remove: false, repeat: false });
const LEFT = Object.freeze({ ...NOTHING, continue: true, remove: true, repeat: true });

/** @type {Record<RunState, Allowed>} */
const ALLOWED = {
  queued: { ...NOTHING, stop: true },
  running: { ...NOTHING, pause: true, step: true, stop: true, change: true },
  paused: { ...NOTHING, resume: true, step: true, stop: true, change: true },
  stopped: LEFT,
  interrupted: LEFT,
  failed: LEFT,
  finished: { ...NOTHING, remove: true, repeat: true },
};

/**
 * @param {RunState|null} state
 * @returns {Allowed}
 */
export const allowed = (state) => (state === null ? NOTHING : ALLOWED[state]);
