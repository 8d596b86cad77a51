/**
 * What each panel of `<cs-curves>` shows, from the pictures of the runs and the way they are looked at.
 */

import { factorText, marksOn } from '../core/curvemarks.js';
import { figure, rate } from '../core/format.js';
import { t } from '../core/i18n.js';
import { curvesOf, extentOf, rateSteps } from '../core/series.js';

/** @typedef {import('../core/runtypes.js').RunPicture} RunPicture */
/** @typedef {import('../core/runtypes.js').TrainingView} TrainingView */
/** @typedef {import('../core/series.js').Curve} Curve */
/** @typedef {import('../draw/chart.js').Line} Line */
/** @typedef {import('../draw/chart.js').Panel} Panel */
/** @typedef {'loss'|'accuracy'|'rate'} PanelName */

/**
 * A run on the chart.
 * @typedef {{picture: RunPicture, tone: number, selected: boolean}} Shown  tone: 1 … 8, or 0 where it is the only one
 */

/** @type {WeakMap<RunPicture, Map<string, Curve[]>>} finished runs are asked for again with every frame of a live one */
const made = new WeakMap();

/** @param {RunPicture} picture @param {'loss'|'accuracy'} metric @param {TrainingView} view */
function curves(picture, metric, view) {
  const key = JSON.stringify([metric, view.axis, view.per, view.smoothing, view.hidden]);
  const known = made.get(picture) ?? new Map();
  made.set(picture, known);
  const found = known.get(key) ?? curvesOf(picture, metric, view);
  known.set(key, found);
  return /** @type {Curve[]} */ (found);
}

/**
 * @param {TrainingView} view
 * @param {boolean} compact
 * @returns {PanelName[]}  from above
 */
export function panelsOf({ metric }, compact) {
  if (compact) return [metric === 'accuracy' ? 'accuracy' : 'loss', 'rate'];
  return metric === 'both' ? ['loss', 'accuracy', 'rate'] : [metric, 'rate'];
}

/**
 * The stretch of the axis that is seen.
 * @param {readonly Shown[]} shown @param {TrainingView} view
 * @returns {[number, number]}
 */
export function rangeOf(shown, { zoom, axis }) {
  return zoom ?? [0, Math.max(...shown.map(({ picture }) => extentOf(picture, axis)), axis === 'epoch' ? 1 : 0.01)];
}

/**
 * @param {PanelName} name
 * @param {readonly Shown[]} shown  the selected run first
 * @param {TrainingView} view
 * @param {boolean} files  whether saved files stand below this panel
 * @returns {Panel}
 */
export function panelOf(name, shown, view, files) {
  const range = rangeOf(shown, view);
  const words = markWords();
  if (name === 'rate') {
    const lines = shown.map(({ picture, tone }) => rateLine(picture, tone, view));
    const rates = lines.flatMap((line) => line.points.y.map(Number));
    // Steps of ten, one below the other, can only be told apart on a logarithmic axis.
    const log = Math.min(...rates) > 0 && Math.max(...rates) / Math.min(...rates) > 30;
    return { lines, range, log, marks: [], words, files: false, fromZero: true };
  }
  const log = view.scale === 'log' && name === 'loss';
  return {
    lines: shown.flatMap(({ picture, tone }) => curves(picture, name, view)
      .filter(({ role }) => !tone || role === 'line').map((curve) => lineOf(curve, tone, name, view))),
    range, log, words, files,
    marks: shown.map(({ picture, tone, selected }) => ({
      marks: seenMarks(picture, name, view), bands: selected, tone: (figure) => (tone ? `run-${tone}` : toneOf(figure)),
    })),
    floor: 0, ...(name === 'accuracy' && { ceiling: 1 }),
  };
}

/** The colour of a figure's curve where there is but one run. @param {string} figure */
const toneOf = (figure) => (figure.startsWith('val_') ? 'output' : 'input');

/**
 * What stands on a curve goes with it.
 * @param {RunPicture} picture @param {'loss'|'accuracy'} metric @param {TrainingView} view
 */
function seenMarks(picture, metric, { axis, hidden }) {
  const marks = marksOn(picture, metric, axis);
  const gone = (/** @type {{figure: string}|null} */ mark) => mark !== null && hidden.some((figure) => figure === mark.figure);
  return { ...marks, ...(gone(marks.best) && { best: null }), ...(gone(marks.back) && { back: null }) };
}

/**
 * @param {Curve} curve @param {number} tone @param {'loss'|'accuracy'} metric @param {TrainingView} view
 * @returns {Line}
 */
function lineOf({ key, figure, role, points }, tone, metric, { per }) {
  const validation = figure !== metric;
  const raw = role === 'raw';
  const dense = !validation && per === 'batch';
  return {
    key, points,
    tone: tone ? `run-${tone}` : toneOf(figure),
    width: raw ? 1 : dense ? 1.5 : 2,
    alpha: raw ? 0.3 : 1,
    ...(tone && !validation && { dash: [4, 3] }),
    ...(!tone && !raw && { label: t(`curves.short.${figure}`) }),
    dots: !raw && !dense && !tone,
  };
}

/** @param {RunPicture} picture @param {number} tone @param {TrainingView} view @returns {Line} */
function rateLine(picture, tone, view) {
  return { key: `${picture.id} rate`, points: rateSteps(picture, view.axis), tone: tone ? `run-${tone}` : 'kernel', width: 1.75, stepped: true };
}

/** @returns {import('../draw/chart-marks.js').MarkWords} */
function markWords() {
  return {
    best: t('curves.mark.best'), saved: t('curves.mark.saved'), cooldown: t('curves.mark.cooldown'), restored: t('curves.mark.restored'),
    reduced: (factor) => t('curves.mark.reduced', { factor: factorText(factor) }),
    lines: {
      stopped: t('curves.mark.stopped'), interrupted: t('curves.mark.interrupted'), failed: t('curves.mark.failed'), paused: t('curves.mark.paused'), changed: t('curves.mark.changed'),
      continued: t('curves.mark.continued'), diverged: t('curves.mark.diverged'),
    },
  };
}

/**
 * Numbers beside an axis: as they are where all of them are short, else the long ones in powers of ten.
 * @param {readonly number[]} values
 */
export function ticks(values) {
  const plain = values.map((value) => String(Number(value.toPrecision(6))).replace('e+', 'e').replace('-', '−'));
  if (plain.every((text) => text.length <= SHORT)) return plain;
  return plain.map((text, i) => {
    const power = Number(values[i].toPrecision(6)).toExponential().replace('e+', 'e').replaceAll('-', '−');
    return values[i] !== 0 && text.length >= SHORT && power.length < text.length ? power : text;
  });
}
const SHORT = 6;

/**
 * A figure of an epoch, or its rate, as it is read.
 * @param {string} name  Keras's
 * @param {number|null|undefined} value
 */
export const valueText = (name, value) => (name === 'learning_rate' ? rate(value) : figure(value));

/** Seconds beside an axis, as 1:05. @param {number} seconds */
export function clockText(seconds) {
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (/** @type {number} */ value) => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
