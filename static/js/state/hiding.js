/**
 * What is hidden while a person predicts it. Whoever shows the output's size or the value of the cell under the cursor
 * asks here first; `UNKNOWN` stands in its place.
 */

/** @typedef {import('../core/types.js').View} View */

export const UNKNOWN = '?';

/** @param {View} view @returns {boolean} whether the output's size is to be guessed */
export function hidesSize(view) {
  return view.predict === 'size';
}

/** @param {View} view @returns {boolean} whether the value of the cell under the cursor is to be guessed */
export function hidesCell(view) {
  return view.predict === 'cell';
}

/**
 * An output-size formula without what it comes to.
 * @param {string} formula  as the server writes it: `⌊…⌋ + 1 = 112`
 * @returns {string}
 */
export function withoutResult(formula) {
  return formula.replace(/=[^=]*$/, `= ${UNKNOWN}`);
}
