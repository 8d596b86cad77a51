/**
 * How far a run is and how long it will take, from its own clock (which stands still while it is paused).
 */

import { reachedBy } from './marks.js';

/** @typedef {import('./runtypes.js').RunPicture} RunPicture */

const RECENT = 5; // epochs that tell how long the next one will take

/**
 * @param {RunPicture} picture
 * @returns {number}  0 … 1 of the epochs that were planned
 */
export function progressOf(picture) {
  return picture.epochs > 0 ? Math.min(1, reachedBy(picture) / picture.epochs) : 0;
}

/**
 * What an epoch takes now: the median of the latest ones; in the first epoch, what its batches so far lead one to expect.
 * @param {RunPicture} picture
 * @returns {number|null} seconds; null while nothing can be said
 */
export function epochSeconds({ pace, batch, batches }) {
  const recent = pace.epochs.slice(-RECENT).toSorted((a, b) => a - b);
  if (recent.length > 0) return recent[recent.length >> 1];
  if (batch === null || !pace.batchesTook) return null;
  return (pace.batchesTook / (batch + 1)) * batches;
}

/**
 * The time left if no callback stops the run before.
 * @param {RunPicture} picture
 * @returns {number|null} seconds; null while nothing can be said, or when there is nothing left to do
 */
export function secondsLeft(picture) {
  if (picture.end) return null;
  const each = epochSeconds(picture);
  return each === null ? null : Math.max(0, (picture.epochs - reachedBy(picture)) * each);
}

/**
 * @param {RunPicture} picture
 * @returns {number|null}  training samples a second
 */
export function throughput(picture) {
  const each = epochSeconds(picture);
  const samples = picture.started?.train;
  return each && typeof samples === 'number' ? samples / each : null;
}
