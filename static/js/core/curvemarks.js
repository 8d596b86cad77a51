/**
 * Where the marks of a run stand on the chart of one metric, ready to be drawn: places and words' keys, no pixels.
 */

import { axisOf } from './series.js';

/** @typedef {import('./runtypes.js').RunPicture} RunPicture */
/** @typedef {import('./runtypes.js').Mark} Mark */

/**
 * @typedef {object} ChartMarks
 * @property {{from: number, to: number, kind: 'reduced'|'cooldown', factor: number|null}[]} bands
 * @property {{x: number, kind: 'stopped'|'interrupted'|'failed'|'paused'|'changed'|'continued'|'diverged'}[]} lines
 * @property {{x: number, y: number, figure: string}|null} best  the best value so far of the figure that is monitored
 * @property {number[]} saved
 * @property {{from: number, fromY: number, to: number, toY: number, figure: string}|null} back  along a curve, to the epoch whose
 *   weights came back
 */

const LINES = ['stopped', 'interrupted', 'failed', 'paused', 'changed', 'continued', 'diverged'];

/** @returns {ChartMarks} */
export const noMarks = () => ({ bands: [], lines: [], best: null, saved: [], back: null });

/**
 * @param {RunPicture} picture
 * @param {'loss'|'accuracy'} metric
 * @param {import('./runtypes.js').TrainingView['axis']} axis
 * @returns {ChartMarks}
 */
export function marksOn(picture, metric, axis) {
  const place = axisOf(picture, axis);
  const { marks } = picture;
  return {
    bands: marks.flatMap((mark) => bandOf(mark, place)),
    lines: marks.filter((mark, i) => LINES.includes(mark.type) && marks.findIndex(({ type, x }) => type === mark.type && x === mark.x) === i)
      .map((mark) => ({ x: place(mark.x), kind: /** @type {ChartMarks['lines'][number]['kind']} */ (mark.type) })),
    best: bestOf(picture, metric, place),
    saved: [...new Set(marks.filter((mark) => mark.type === 'saved').map((mark) => place(mark.x)))],
    back: backOf(picture, metric, place),
  };
}

/**
 * A fallen rate acts from the end of its epoch on; a cooldown lasts for its epoch.
 * @param {Mark} mark
 * @param {(x: number) => number} place
 * @returns {ChartMarks['bands']}
 */
function bandOf(mark, place) {
  if (mark.type === 'cooldown') return [{ from: place(mark.x - 1), to: place(mark.x), kind: 'cooldown', factor: null }];
  if (mark.type !== 'reduced') return [];
  const factor = mark.from && mark.rate !== undefined ? mark.rate / mark.from : null;
  return [{ from: place(mark.x), to: place(mark.x + 1), kind: 'reduced', factor }];
}

/**
 * The best value so far by the callback that watches this metric, validation before training; where none does, by the
 * validation loss itself.
 * @param {RunPicture} picture
 * @param {'loss'|'accuracy'} metric
 * @param {(x: number) => number} place
 */
function bestOf(picture, metric, place) {
  for (const monitor of [`val_${metric}`, metric]) {
    const mark = picture.marks.findLast((each) => each.type === 'best' && each.monitor === monitor);
    if (mark?.value !== undefined && Number.isFinite(mark.value)) return { x: place(mark.x), y: mark.value, figure: monitor };
  }
  const { best } = picture;
  const watched = picture.marks.some((mark) => mark.type === 'best');
  return !watched && best && best.monitor.endsWith(metric) ? { x: place(best.epoch + 1), y: best.value, figure: best.monitor } : null;
}

/**
 * From where the run ended, at the value of its last complete epoch, to the epoch whose weights came back: on the validation
 * curve, or on the training curve where nothing is validated. Where a value is missing or is no number there is no way to
 * draw.
 * @param {RunPicture} picture
 * @param {'loss'|'accuracy'} metric
 * @param {(x: number) => number} place
 * @returns {ChartMarks['back']}
 */
function backOf({ marks, epochPoints }, metric, place) {
  const mark = marks.findLast(({ type }) => type === 'restored');
  if (mark?.to === undefined) return null;
  const { x, to } = mark;
  const last = epochPoints.epoch.findLastIndex((epoch) => epoch + 1 <= x);
  const row = epochPoints.epoch.indexOf(to);
  for (const figure of /** @type {const} */ ([`val_${metric}`, metric])) {
    const [fromY, toY] = [epochPoints[figure][last] ?? NaN, epochPoints[figure][row] ?? NaN];
    if (Number.isFinite(fromY) && Number.isFinite(toY)) return { from: place(x), fromY, to: place(to + 1), toY, figure };
    if (epochPoints[figure].some((value) => value !== null)) return null;
  }
  return null;
}

/**
 * A factor as people say it: ½, ⅒, or × 0.3.
 * @param {number} factor
 */
export function factorText(factor) {
  const [name] = [['½', 0.5], ['⅓', 1 / 3], ['¼', 0.25], ['⅕', 0.2], ['⅛', 0.125], ['⅒', 0.1], ['1/100', 0.01]]
    .find(([, value]) => Math.abs(factor / Number(value) - 1) < 1e-3) ?? [`× ${Number(factor.toPrecision(2))}`];
  return String(name);
}
