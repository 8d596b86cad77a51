/**
 * Adding up.
 */

/**
 * A sum in float64 that does not depend on the order of its terms in any digit that matters.
 * @param {readonly number[]} values
 * @returns {number}
 *
 * Reference: Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen" (1974).
 */
export function exactSum(values) {
  let sum = 0;
  let lost = 0;
  for (const value of values) {
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  // Beside an infinity, what was lost is not a number.
  return Number.isFinite(sum) ? sum + lost : sum;
}
