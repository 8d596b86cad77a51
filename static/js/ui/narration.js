/**
 * What is to be said of the cursor's step, in one sentence.
 */
import { count, number, short } from '../core/format.js';
import { hasText, t } from '../core/i18n.js';
import { runningOf } from '../core/progress.js';
import { gridOf, indexOf, valueAt } from '../core/tensor.js';
import { channelName, hasColours, mapTitle } from '../draw/titles.js';

/** @typedef {import('../core/types.js').Answer} Answer */
/** @typedef {import('../core/types.js').Cursor} Cursor */
/** @typedef {import('../core/types.js').Explanation} Explanation */
/** @typedef {import('../core/stepper.js').Phase} Phase */

const DIGITS = 3;

/**
 * Which cell: "Output row 3, column 5 of map 1, Sobel x".
 * @param {Answer} answer
 * @param {Cursor} cursor
 */
export function placeOf(answer, { map, row, col }) {
  const { output_shape: shape } = answer.meta;
  const name = mapTitle(answer, map);
  const place = gridOf(shape).flat
    ? t('narration.place_flat', { index: indexOf(shape, map, row, col)?.[0] ?? 0 })
    : t('narration.place', { map: map + 1, row, col });
  return name ? `${place}, ${name}` : place;
}

/**
 * An input channel by its colour, by its number, or by nothing where there is only one.
 * @param {Answer} answer
 * @param {number} channel
 * @returns {string}
 */
export function channelLabel(answer, channel) {
  if (hasColours(answer)) return channelName(answer, channel);
  const { input_shape: shape } = answer.meta;
  return shape.length === 3 && shape[0] > 1 ? t('narration.channel', { channel: channelName(answer, channel) }) : '';
}

/**
 * @param {Answer} answer
 * @param {Cursor} cursor
 * @param {Explanation|null} explanation  null: not known here; then only the value is told
 * @param {Phase|null} phase  null: the finished cell
 * @param {{full: boolean, hidden: boolean}} how
 * @returns {string}
 */
export function sentenceOf(answer, cursor, explanation, phase, { full, hidden }) {
  const place = placeOf(answer, cursor);
  if (hidden) return t('narration.hidden', { place });
  if (!phase || phase.name === 'cell') return wholeCell(answer, cursor, explanation, place, full);
  return explanation ? oneStep(answer, explanation, phase, place, full) : place;
}

/**
 * @param {Answer} answer @param {Cursor} cursor @param {Explanation|null} explanation @param {string} place @param {boolean} full
 */
function wholeCell(answer, cursor, explanation, place, full) {
  if (!explanation) {
    const value = valueAt(answer.tensors.output, cursor.map, cursor.row, cursor.col) ?? NaN;
    return t('narration.cell.plain', { place, value: number(value, full, DIGITS) });
  }
  const { meta } = answer;
  const { terms, bias, winner, divisor, value, torch_value: torch } = explanation;
  const written = (/** @type {number|null} */ n) => (n === null ? '' : number(n, full, DIGITS));
  const variant = bias !== null ? 'biased' : meta.reduction === 'max' && !winner ? 'empty' : meta.reduction === 'copy' && terms[0]?.padding ? 'padding' : '';
  const key = `narration.cell.${meta.reduction}${variant && `_${variant}`}`;
  return t(hasText(key) ? key : 'narration.cell.plain', {
    place, count: count(terms.length), sum: written(runningOf(terms, meta)), bias: written(bias), value: written(value), torch: written(torch),
    row: winner?.[0] ?? terms[0]?.row ?? 0, col: winner?.[1] ?? terms[0]?.col ?? 0, divisor: divisor ?? '', input: written(terms[0]?.input ?? null), p: meta.norm?.p ?? '',
  });
}

/**
 * @param {Answer} answer @param {Explanation} explanation @param {Phase} phase @param {string} place @param {boolean} full
 */
function oneStep(answer, explanation, phase, place, full) {
  const { meta } = answer;
  const { terms, partial_sums: sums, bias, divisor, winner } = explanation;
  const written = (/** @type {number} */ n) => number(n, full, DIGITS);
  const channels = sums?.length ?? 1;
  const window = terms.length / channels;
  const nth = phase.channel ?? channels - 1;
  const name = terms[nth * window] ? channelLabel(answer, terms[nth * window].channel) : '';
  const channel = name && `, ${name}`;
  if (phase.name === 'tap') {
    const index = nth * window + (phase.tap ?? 0);
    const term = terms[index];
    const running = runningOf(terms.slice(0, index + 1), meta);
    const key = term.weight !== null ? 'product' : meta.reduction;
    return t(`narration.tap.${key}`, {
      channel, tap: (phase.tap ?? 0) + 1, taps: window, input: term.padding ? t('narration.padding', { value: written(term.input) }) : written(term.input),
      weight: term.weight === null ? '' : written(term.weight), product: term.product === null ? '' : short(term.product, DIGITS), running: running === null ? '' : written(running),
    });
  }
  const total = Number(runningOf(terms.slice(0, (nth + 1) * window), meta));
  return t(`narration.step.${phase.name}`, {
    channel, place, sum: written(phase.channel === null || !sums ? total : sums[nth]), bias: bias === null ? '' : written(bias), divisor: divisor ?? '', p: meta.norm?.p ?? '',
    value: written(winner ? explanation.value : total), row: winner?.[0] ?? 0, col: winner?.[1] ?? 0,
  });
}
