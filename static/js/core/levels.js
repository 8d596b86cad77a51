/**
 * How deep one looks into a layer: from a map to the channels of its filter, to one window's arithmetic, to the stage. Only
 * what reads through a window has filters and windows to look into.
 *
 * @typedef {import('./nettypes.js').Look['level']} Level
 */

/** @type {readonly Level[]} */
export const LEVELS = Object.freeze(/** @type {Level[]} */ (['map', 'filter', 'cell', 'stage']));

/**
 * The levels that a layer has, the outermost first.
 * @param {import('./types.js').Tensors|null} tensors  of the network's answer; null: not here yet, and any level may be
 * @param {number} layer  −1: the input
 * @returns {readonly Level[]}
 */
export function levelsOf(tensors, layer) {
  if (layer < 0) return ['map'];
  return !tensors || tensors[`layers.${layer}.rows`] ? LEVELS : ['map', 'stage'];
}

/**
 * The level that stands for one that was asked for: itself, or the next one out that the layer has.
 * @param {readonly Level[]} levels @param {Level} level
 * @returns {Level}
 */
export function levelIn(levels, level) {
  const deep = LEVELS.indexOf(level);
  return levels.findLast((each) => LEVELS.indexOf(each) <= deep) ?? 'map';
}

/**
 * One level out (`by` −1) or in (1); null: there is none.
 * @param {readonly Level[]} levels @param {Level} level @param {1|-1} by
 * @returns {Level|null}
 */
export function levelBeside(levels, level, by) {
  return levels[levels.indexOf(levelIn(levels, level)) + by] ?? null;
}
