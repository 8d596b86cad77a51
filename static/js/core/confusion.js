/**
 * What a confusion matrix says: rows are the true classes, columns the predicted ones.
 *
 * @typedef {{total: number, correct: number, accuracy: number|null}} Tally  accuracy: null where there is nothing to count
 * @typedef {{label: number, predicted: number}} Cell  of the matrix
 * @typedef {{index: number, label: number, predicted: number, probabilities: (number|string)[], pixels: number[][][]}} Mistake
 *   `probabilities` may hold the words for what is no finite number; `pixels` are C×H×W, 0 … 255
 */

/** @param {number} total @param {number} correct @returns {Tally} */
const tally = (total, correct) => ({ total, correct, accuracy: total > 0 ? correct / total : null });

/**
 * @param {readonly number[]} row  of one true class
 * @param {number} label
 * @returns {Tally}
 */
export function tallyOfClass(row, label) {
  return tally(row.reduce((sum, count) => sum + count, 0), row[label]);
}

/**
 * @param {readonly (readonly number[])[]} matrix
 * @returns {Tally}
 */
export function tallyOf(matrix) {
  const classes = matrix.map((row, label) => tallyOfClass(row, label));
  return tally(classes.reduce((sum, { total }) => sum + total, 0), classes.reduce((sum, { correct }) => sum + correct, 0));
}

/**
 * Whether the matrix says nothing of the network: every output is NaN, and argmax falls on the first class.
 * @param {{nan: number, confusion: readonly (readonly number[])[]}} figures
 */
export function saysNothing({ nan, confusion }) {
  return nan > 0 && nan >= tallyOf(confusion).total;
}

/**
 * The pair of classes that is taken for each other most often; null where nothing is mistaken.
 * @param {readonly (readonly number[])[]} matrix
 * @returns {Cell & {count: number}|null}
 */
export function worstCell(matrix) {
  /** @type {Cell & {count: number}|null} */
  let worst = null;
  matrix.forEach((row, label) => row.forEach((count, predicted) => {
    if (label !== predicted && count > (worst?.count ?? 0)) worst = { label, predicted, count };
  }));
  return worst;
}

/**
 * How strongly a cell is tinted, 0 … 1: its share of the true class, under a square root so that a few mistakes are seen.
 * @param {number} count
 * @param {number} total  of the row
 */
export function strength(count, total) {
  return total > 0 ? Math.sqrt(count / total) : 0;
}

/** So many of the worst are shown where no cell is chosen; the rest are kept for their cells. */
export const WORST = 12;

/**
 * The mistakes of one cell; the worst ones where no cell is chosen.
 * @param {readonly Mistake[]} mistakes  the worst first
 * @param {Cell|null} cell
 */
export function mistakesIn(mistakes, cell) {
  if (!cell) return mistakes.slice(0, WORST);
  return mistakes.filter(({ label, predicted }) => label === cell.label && predicted === cell.predicted);
}

/**
 * The class that is likeliest; null where the probabilities are no numbers.
 * @param {readonly (number|string)[]} probabilities
 */
export function verdictOf(probabilities) {
  return likeliest(probabilities, 1)[0]?.index ?? null;
}

/**
 * The likeliest classes, falling; what is no number is likely for nobody.
 * @param {readonly (number|string)[]} probabilities
 * @param {number} most
 * @returns {{index: number, probability: number}[]}
 */
export function likeliest(probabilities, most) {
  return probabilities
    .map((probability, index) => ({ index, probability: typeof probability === 'number' ? probability : NaN }))
    .filter(({ probability }) => Number.isFinite(probability))
    .sort((a, b) => b.probability - a.probability || a.index - b.index)
    .slice(0, most);
}
