/**
 * The stretch of the x axis that is seen.
 */

const FINEST = 1e-3; // of the whole

/**
 * A stretch that somebody asks for, as the view keeps it: inside the whole, not too fine, and null where it is all.
 * @param {readonly [number, number]} whole
 * @param {readonly [number, number]|null} wanted
 * @returns {[number, number]|null}
 */
export function zoomed([low, high], wanted) {
  if (!wanted) return null;
  const least = (high - low) * FINEST;
  const from = Math.max(low, Math.min(high - least, wanted[0]));
  const to = Math.min(high, Math.max(from + least, wanted[1]));
  return to - from >= (high - low) * (1 - FINEST) ? null : [from, to];
}

/**
 * A stretch moved along the axis, as far as there is any.
 * @param {readonly [number, number]} stretch
 * @param {number} by
 * @param {readonly [number, number]} whole
 * @returns {[number, number]}
 */
export function moved([from, to], by, [low, high]) {
  const allowed = Math.max(low - from, Math.min(high - to, by));
  return [from + allowed, to + allowed];
}
