/**
 * The learning rate that the next batch will be trained with.
 */

/** @typedef {import('./runtypes.js').RunPicture} RunPicture */

/**
 * Batches tell the rate that they were trained with; since then a callback, or a person while the run is held, may have
 * changed it.
 * @param {Pick<RunPicture, 'batchPoints'|'marks'>} picture
 * @returns {number|null} null: not heard of yet
 */
export function presentRate({ batchPoints: { x, learning_rate: rates }, marks }) {
  const reached = x.at(-1) ?? 0;
  const newest = marks.findLast(({ rate }) => rate !== undefined);
  if (newest?.rate !== undefined && newest.x >= reached) return newest.rate;
  return rates.at(-1) ?? null;
}
