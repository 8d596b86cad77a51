/**
 * Moving through the epochs that have maps and figures: a rising list. A view that names no epoch (null) follows the newest,
 * whichever that will be.
 */

/**
 * The epoch so many places after the one that is shown; null (follow) at the end of the list.
 * @param {readonly number[]} epochs  rising
 * @param {number|null} shown  null: nothing is kept yet
 * @param {number} by
 * @returns {number|null}
 */
export function stepEpoch(epochs, shown, by) {
  return shown === null ? null : atPlace(epochs, epochs.indexOf(shown) + by);
}

/**
 * The epoch at a place of the list, what lies beyond its ends being the end; null at the last one, which is the newest.
 * @param {readonly number[]} epochs
 * @param {number} place
 * @returns {number|null}
 */
export function atPlace(epochs, place) {
  return place >= epochs.length - 1 ? null : epochs[Math.max(0, place)];
}

/**
 * Which epochs to fetch beforehand: those around the one that is shown, the next ones in the direction of travel first.
 * @param {readonly number[]} epochs  rising
 * @param {number} shown
 * @param {1|-1} direction
 * @param {number} ahead  in that direction; half as many in the other
 * @returns {number[]}
 */
export function neighbours(epochs, shown, direction, ahead) {
  const here = epochs.indexOf(shown);
  if (here < 0) return [];
  const forth = Array.from({ length: ahead }, (_, i) => epochs[here + direction * (i + 1)]);
  const back = Array.from({ length: Math.ceil(ahead / 2) }, (_, i) => epochs[here - direction * (i + 1)]);
  return [...forth, ...back].filter((epoch) => epoch !== undefined);
}
