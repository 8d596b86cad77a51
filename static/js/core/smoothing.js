/**
 * Smoothing as TensorBoard does it: an exponential moving average whose start is not biased towards zero.
 *
 * Reference: TensorBoard, `tensorboard/components/vz_line_chart2/line-chart.ts`, `resmoothDataset`; the correction of the
 * start is Adam's (Kingma, Ba, "Adam: a method for stochastic optimization", 2014, section 3).
 */

/**
 * @param {readonly (number|null)[]} values  null and numbers that are not finite stay what they are and count for nothing
 * @param {number} weight  0 … 1 of what came before; 0 changes nothing
 * @returns {(number|null)[]}
 */
export function smooth(values, weight) {
  if (!(weight > 0)) return values.slice();
  const first = values.find((value) => value !== null);
  // The average of equal numbers is that number; rounding would make it wiggle.
  if (values.every((value) => value === null || value === first)) return values.slice();
  let average = 0;
  let share = 1; // of the average that is still its start, which was zero
  return values.map((value) => {
    if (value === null || !Number.isFinite(value)) return value;
    average = weight * average + (1 - weight) * value;
    share *= weight;
    return average / (1 - share);
  });
}
