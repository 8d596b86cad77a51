/**
 * Layers that have no window: a function of one number, with the number in, and the share that softmax gives a number
 * among its like.
 */
import { ratioOf } from '../core/explain-unwindowed.js';
import { exactSum } from '../core/sums.js';
import { count, number } from '../core/format.js';
import { t } from '../core/i18n.js';
import { indexOf, planeOf } from '../core/tensor.js';
import { formula, line, made, reach, resultLines, sum } from './arithmetic-cells.js';
import { html, nothing } from './element.js';

/** @typedef {import('./arithmetic-cells.js').Sight} Sight */
/** @typedef {import('../core/types.js').Answer} Answer */

/** @type {WeakMap<Answer, Map<number, {own_mean: number, own_var: number}>>} */
const statistics = new WeakMap();

/**
 * Mean and population variance of an input channel, in float64.
 * @param {Answer} answer
 * @param {number} channel
 */
function statisticsOf(answer, channel) {
  const known = statistics.get(answer) ?? new Map();
  statistics.set(answer, known);
  if (!known.has(channel)) {
    const values = Array.from(planeOf(answer.tensors.input, channel).data);
    const mean = exactSum(values) / values.length;
    known.set(channel, { own_mean: mean, own_var: exactSum(values.map((value) => (value - mean) ** 2)) / values.length });
  }
  return known.get(channel);
}

/**
 * What is the case for this cell, for kinds that have a sentence for each: whether it was dropped, whose statistics
 * count, the mode, and choices among words.
 * @param {Sight} sight
 * @param {number} at  of the cell in the tensor
 */
function cases({ answer: { tensors, setting }, parameters }, at) {
  const chosen = Object.values(parameters).filter((value) => typeof value === 'string');
  return [
    ...(tensors.mask ? [tensors.mask.data[at] ? 'kept' : 'dropped'] : []),
    setting.mode === 'eval' && tensors.running_mean ? 'running' : 'own',
    setting.mode,
    ...chosen,
  ];
}

/** @param {Sight} sight */
export function functionView(sight) {
  const { answer, explanation: { terms: [term], value } } = sight;
  const { tensors } = answer;
  if (!term) return nothing;
  const { count: cells, cols } = planeOf(tensors.input);
  const at = term.channel * cells + term.row * cols + term.col;
  /** @type {Record<string, number>} */
  const perChannel = {};
  for (const [name, tensor] of Object.entries(tensors)) {
    if (tensor.shape.length === 1 && tensor.shape[0] === answer.meta.input_shape[0] && name !== 'input' && name !== 'output') {
      perChannel[name] = tensor.data[term.channel];
    }
  }
  const own = 'running_mean' in tensors || parameterised(sight) ? statisticsOf(answer, term.channel) : {};
  const values = { weight: 1, bias: 0, ...perChannel, ...own, x: term.input, y: value, ratio: ratioOf(term.input, value) };
  return html`
    <div class="arith-words">${formula(sight, values, cases(sight, at))}</div>
    <dl class="arith-total">
      ${line(t('arithmetic.input'), number(term.input, sight.full, 3), 'chip role-input')}
      ${resultLines(sight)}
    </dl>`;
}

/** Whether the layer may use the picture's own statistics. @param {Sight} sight */
const parameterised = ({ parameters }) => 'track_running_stats' in parameters;

/** @param {Sight} sight */
export function shareView(sight) {
  const { answer, cursor, explanation: { terms, value }, full, hidden, listed, more } = sight;
  const { channel, row, col } = placeOf(answer, cursor);
  const mine = terms.findIndex((term) => term.channel === channel && term.row === row && term.col === col);
  const [, highest] = reach(terms.map((term) => term.input));
  const exps = terms.map((term) => Math.exp(term.input - highest));
  const total = exactSum(exps);
  const order = exps.map((_, i) => i).sort((a, b) => Number(b === mine) - Number(a === mine) || exps[b] - exps[a]);
  const rest = order.slice(listed);
  return html`
    <div class="arith-list">
      <table><caption>${t('arithmetic.exps', { highest: number(highest, full, 3) })}</caption>
        <thead><tr><th scope="col">${t('arithmetic.index')}</th><th scope="col">x</th><th scope="col">exp(x − max)</th></tr></thead>
        <tbody>${order.slice(0, listed).map((i) => html`<tr class=${i === mine ? 'lit' : ''} data-term=${i}>
          <th scope="row">${nameOf(terms, i)}</th><td class="role-input">${number(terms[i].input, full, 3)}</td><td>${sum(exps[i], full)}</td></tr>`)}</tbody>
      </table>
      ${rest.length ? html`<p class="small soft">${t('arithmetic.rest', { count: count(rest.length), sum: sum(exactSum(rest.map((i) => exps[i])), full) })}
        <button type="button" class="link" @click=${more}>${t('arithmetic.more')}</button></p>` : nothing}
    </div>
    <dl class="arith-total">
      ${line(t('arithmetic.sum'), sum(total, full), 'arith-strong')}
      ${line(t('arithmetic.quotient'), `${made(exps[mine] ?? NaN, full)} / ${made(total, full)}`)}
      ${resultLines(sight)}
    </dl>
    <div class="arith-words small soft">${hidden ? nothing : t('arithmetic.share', { share: number(value * 100, full) })}</div>`;
}

/** The cursor's cell as the terms name cells: a flat tensor is one row. @param {Answer} answer @param {import('../core/types.js').Cursor} cursor */
function placeOf({ meta: { output_shape: shape } }, { map, row, col }) {
  return shape.length === 3 ? { channel: map, row, col } : { channel: 0, row: 0, col: indexOf(shape, map, row, col)?.[0] ?? -1 };
}

/** By what a term differs from the others. @param {import('../core/types.js').Term[]} terms @param {number} i */
function nameOf(terms, i) {
  const differing = /** @type {const} */ (['channel', 'row', 'col']).find((axis) => terms.some((term) => term[axis] !== terms[0][axis]));
  return terms[i][differing ?? 'col'];
}
