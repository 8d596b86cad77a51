/**
 * Curves from a run's picture: which figure over which axis, smoothed, and thinned to what a screen can show without
 * losing an extreme.
 */

import { reachedBy } from './marks.js';
import { smooth } from './smoothing.js';

/** @typedef {import('./runtypes.js').RunPicture} RunPicture */
/** @typedef {import('./runtypes.js').TrainingView} TrainingView */
/** @typedef {import('./runtypes.js').FigureName} FigureName */
/** @typedef {(number|null)[]} Column */
/** @typedef {{x: number[], y: Column}} Points  x grows */

/**
 * @typedef {object} Curve
 * @property {string} key  unlike that of any other curve on the chart
 * @property {FigureName} figure
 * @property {'line'|'raw'} role  `raw`: what a smoothed line was made from
 * @property {Points} points
 */

/** @type {WeakMap<RunPicture, (x: number) => number>} the time axis of a picture: many ask, and it takes a look at every point */
const clocks = new WeakMap();

/**
 * From "epochs done" to the axis that is asked for.
 * @param {RunPicture} picture
 * @param {TrainingView['axis']} axis
 * @returns {(x: number) => number}
 */
export function axisOf(picture, axis) {
  if (axis === 'epoch') return (x) => x;
  if (axis === 'step') return (x) => x * Math.max(1, picture.batches);
  const known = clocks.get(picture) ?? clockOf(picture);
  clocks.set(picture, known);
  return known;
}

/** @param {RunPicture} picture @returns {(x: number) => number} */
function clockOf(picture) {
  const { x: xs, time } = picture.batchPoints;
  const { epoch, time: ends } = picture.epochPoints;
  // An epoch's last batch and its end share their place on the axis; its validation lies between the two.
  const known = [[0, 0], ...xs.map((x, i) => [x, time[i]]), ...epoch.map((each, i) => [each + 1, ends[i]])]
    .sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  return (x) => between(known, x);
}

/**
 * @param {number[][]} known  pairs, by their first
 * @param {number} x
 * @returns {number}  the second, on the straight line between its neighbours; behind the last one, the last one's
 */
function between(known, x) {
  const at = firstOver(known.length, (i) => known[i][0] > x);
  const [x0, y0] = known[Math.max(0, at - 1)];
  if (at === known.length || at === 0 || x0 === x) return y0;
  const [x1, y1] = known[at];
  return y0 + ((x - x0) / (x1 - x0)) * (y1 - y0);
}

/**
 * The first of `size` indices for which something holds that holds for all that follow.
 * @param {number} size @param {(index: number) => boolean} holds
 */
function firstOver(size, holds) {
  let low = 0;
  let high = size;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * The epoch whose end lies nearest to a place on the axis, from 0.
 * @param {RunPicture} picture
 * @param {TrainingView['axis']} axis
 * @param {number} value
 * @returns {number|null} null before the first epoch has ended
 */
export function epochAt(picture, axis, value) {
  const { epoch } = picture.epochPoints;
  if (epoch.length === 0) return null;
  const place = axisOf(picture, axis);
  const after = firstOver(epoch.length, (i) => place(epoch[i] + 1) >= value);
  const candidates = [after - 1, after].filter((i) => i >= 0 && i < epoch.length);
  const [near, far = near] = candidates.toSorted((a, b) => Math.abs(place(epoch[a] + 1) - value) - Math.abs(place(epoch[b] + 1) - value));
  return epoch[near ?? far];
}

/**
 * How far the axis goes: to the end of the epoch under way.
 * @param {RunPicture} picture
 * @param {TrainingView['axis']} axis
 */
export function extentOf(picture, axis) {
  const reached = reachedBy(picture);
  if (axis === 'time') return picture.pace.now || 1;
  return axisOf(picture, axis)(Math.max(1, Math.ceil(reached - 1e-9)));
}

/**
 * Whether a run has figures of validation, or will have.
 * @param {RunPicture} picture
 */
export function validates({ started, epochPoints }) {
  return started?.validation > 0 || epochPoints.val_loss.some((value) => value !== null);
}

/**
 * The points of one figure: per batch where it is known per batch and wanted so, else per epoch.
 * @param {RunPicture} picture
 * @param {FigureName} figure
 * @param {Pick<TrainingView, 'axis'|'per'>} view
 * @returns {Points}
 */
export function pointsOf(picture, figure, { axis, per }) {
  const { batchPoints, epochPoints, batches } = picture;
  if (per === 'batch' && (figure === 'loss' || figure === 'accuracy')) {
    const x = axis === 'time' ? batchPoints.time : axis === 'step' ? batchPoints.x.map((each) => each * batches) : batchPoints.x;
    return { x: x.slice(), y: batchPoints[figure].slice() };
  }
  const x = axis === 'time' ? epochPoints.time : epochPoints.epoch.map((epoch) => (epoch + 1) * (axis === 'step' ? batches : 1));
  return { x: x.slice(), y: epochPoints[figure].slice() };
}

/**
 * The curves of one run for one metric, training first.
 * @param {RunPicture} picture
 * @param {'loss'|'accuracy'} metric
 * @param {Pick<TrainingView, 'axis'|'per'|'smoothing'|'hidden'>} view
 * @returns {Curve[]}
 */
export function curvesOf(picture, metric, view) {
  const figures = /** @type {FigureName[]} */ ([metric, `val_${metric}`]);
  return figures.filter((figure) => !view.hidden.includes(figure)).flatMap((figure) => {
    const points = pointsOf(picture, figure, view);
    if (!points.y.some((value) => value !== null)) return [];
    /** @type {Curve} */
    const line = { key: `${picture.id} ${figure}`, figure, role: 'line', points };
    // Decisions are made on the validation figures as they are; to smooth them would show what nobody decided on.
    if (!(view.smoothing > 0) || figure !== metric) return [line];
    const smoothed = { x: points.x, y: smooth(points.y, view.smoothing) };
    return [{ ...line, key: `${line.key} raw`, role: /** @type {const} */ ('raw') }, { ...line, points: smoothed }];
  });
}

/**
 * The learning rate as the steps that it takes: a point where it begins to hold, and one at the end.
 * @param {RunPicture} picture
 * @param {TrainingView['axis']} axis
 * @returns {Points}
 */
export function rateSteps(picture, axis) {
  const { batchPoints, epochPoints, batches } = picture;
  const place = axisOf(picture, axis);
  /** @type {Points} */
  const steps = { x: [], y: [] };
  /** @type {number|null} */
  let held = null;
  let end = 0;
  const each = 1 / Math.max(1, batches);
  const put = (/** @type {number} */ from, /** @type {number} */ to, /** @type {number|null} */ rate) => {
    if (rate === null) return;
    if (rate !== held) {
      steps.x.push(place(held === null ? 0 : from));
      steps.y.push(rate);
      held = rate;
    }
    end = to;
  };
  if (batchPoints.x.length > 0) batchPoints.x.forEach((x, i) => put(x - each, x, batchPoints.learning_rate[i]));
  else epochPoints.epoch.forEach((epoch, i) => put(epoch, epoch + 1, epochPoints.learning_rate[i]));
  if (held !== null) {
    steps.x.push(place(end));
    steps.y.push(held);
  }
  return steps;
}

/**
 * What is left of many points on a chart of so many columns: in each the first, the lowest, the highest and the last.
 * Nothing is left out that a column of pixels would show, and one point on each side of the range stays, so that lines run
 * to the edge.
 * @param {Points} points
 * @param {number} from
 * @param {number} to  the range that is visible
 * @param {number} columns
 * @returns {Points}
 */
export function decimate({ x, y }, from, to, columns) {
  const start = Math.max(0, firstOver(x.length, (i) => x[i] >= from) - 1);
  const stop = Math.min(x.length, firstOver(x.length, (i) => x[i] > to) + 1);
  if (stop - start <= 4 * columns) return { x: x.slice(start, stop), y: y.slice(start, stop) };
  const width = (to - from) / columns;
  /** @type {Set<number>} */
  const kept = new Set();
  let column = -Infinity;
  let first = start;
  for (let i = start; i <= stop; i++) {
    const here = i < stop ? Math.floor((x[i] - from) / width) : Infinity;
    if (here === column) continue;
    if (i > start) keep(first, i);
    column = here;
    first = i;
  }
  const indices = [...kept].sort((a, b) => a - b);
  return { x: indices.map((i) => x[i]), y: indices.map((i) => y[i]) };

  /** @param {number} a @param {number} b  one column: a … b − 1 */
  function keep(a, b) {
    let low = -1;
    let high = -1;
    for (let i = a; i < b; i++) {
      const value = y[i];
      if (value === null || Number.isNaN(value)) {
        kept.add(i); // a gap stays one
        continue;
      }
      if (low < 0 || value < Number(y[low])) low = i;
      if (high < 0 || value > Number(y[high])) high = i;
    }
    for (const i of [a, low, high, b - 1]) if (i >= 0) kept.add(i);
  }
}

/**
 * Several lists of points as one table over a common x. Where a list has no point, the cell is undefined: no gap, the
 * line goes on to its next point.
 * @param {readonly Points[]} lists
 * @returns {[number[], ...(number|null|undefined)[][]]}
 */
export function align(lists) {
  const x = [...new Set(lists.flatMap((points) => points.x))].sort((a, b) => a - b);
  const at = new Map(x.map((value, i) => [value, i]));
  return [x, ...lists.map((points) => {
    /** @type {(number|null|undefined)[]} */
    const column = Array(x.length).fill(undefined);
    points.x.forEach((value, i) => {
      column[Number(at.get(value))] = points.y[i];
    });
    return column;
  })];
}
