/**
 * The user's classes of drawings: what still has to be drawn before they can be trained on, and how they fill batches.
 */

/** @typedef {{label: string, count: number}} Class */
/** @typedef {{fewest_classes: number, fewest: number}} Needs */

const BATCHES = 6; // of an epoch, at least: with fewer there is next to no step to watch

/**
 * A class's name as the server keeps it: composed, with single spaces.
 * @param {string} written
 */
export const tidy = (written) => written.normalize('NFC').trim().split(/\s+/u).join(' ');

/**
 * What is lacking: how many classes, and how many drawings of which; null when it is enough.
 * @param {readonly Class[]} classes
 * @param {Needs} needs
 * @returns {{classes: number, few: {label: string, lack: number}[]}|null}
 */
export function lacking(classes, { fewest_classes: fewestClasses, fewest }) {
  const few = classes.filter(({ count }) => count < fewest).map(({ label, count }) => ({ label, lack: fewest - count }));
  const lack = Math.max(0, fewestClasses - classes.length);
  return lack > 0 || few.length > 0 ? { classes: lack, few } : null;
}

/**
 * A batch size with which few pictures still make several batches; null where the present one does.
 * @param {number} train  pictures, validation taken off
 * @param {number} batch  the present size
 * @returns {number|null}
 */
export function smallerBatch(train, batch) {
  if (train < 2 || Math.ceil(train / batch) >= BATCHES) return null;
  const size = 2 ** Math.max(1, Math.floor(Math.log2(train / BATCHES)));
  return size < batch ? size : null;
}
