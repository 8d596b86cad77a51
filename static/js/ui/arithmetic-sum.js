/**
 * Sums of products: the patch times the kernel, channel by channel, and what they come to; for a layer without windows
 * the list of its terms, the largest contributions first.
 */
import { count, number } from '../core/format.js';
import { t } from '../core/i18n.js';
import { exactSum } from '../core/sums.js';
import { runningOf } from '../core/progress.js';
import { UNKNOWN } from '../state/hiding.js';
import { columns, hatched, line, made, numbers, resultLines, sum } from './arithmetic-cells.js';
import { html, nothing, svg } from './element.js';
import { channelLabel } from './narration.js';

/** @typedef {import('./arithmetic-cells.js').Sight} Sight */

/** @param {Sight} sight */
export function sumView(sight) {
  return sight.window ? html`${channels(sight)}${totals(sight)}` : html`${contributions(sight)}${totals(sight)}`;
}

/** @param {Sight} sight */
function channels(sight) {
  const { explanation: { terms, partial_sums: sums }, window } = sight;
  const size = window?.length ?? 0;
  return (sums ?? []).map((value, nth) => channel(sight, nth, terms[nth * size]?.channel ?? nth, value));
}

/**
 * @param {Sight} sight
 * @param {number} nth  of the channels read
 * @param {number} of  the input channel
 * @param {number} value  its partial sum
 */
function channel(sight, nth, of, value) {
  const { answer, explanation: { terms }, progress, full, window } = sight;
  const size = /** @type {unknown[]} */ (window).length;
  const first = nth * size;
  const name = channelLabel(answer, of) || t('arithmetic.input');
  const common = { first, count: size, cols: columns(sight), sight };
  const state = progress.done || progress.tail ? '' : progress.closed === nth + 1 && progress.current === null ? 'now' : progress.closed > nth ? '' : 'later';
  return html`<section class="arith-channel" aria-label=${name}>
    <h3 class="arith-name"><span class="role-input">${name}</span>
      <span class="arith-sum ${state}">Σ ${partial(sight, nth, value)}</span></h3>
    <div class="arith-line">
      ${numbers({ ...common, role: 'input', label: t('arithmetic.patch'), text: (i) => number(terms[i].input, full), mark: hatched(sight) })}
      <div class="arith-next"><span aria-hidden="true">×</span>
        ${numbers({ ...common, role: 'kernel', label: t('arithmetic.kernel'), text: (i) => number(Number(terms[i].weight), full) })}</div>
      <div class="arith-next"><span aria-hidden="true">=</span>
        ${numbers({ ...common, role: 'product', label: t('arithmetic.products'), text: (i) => made(Number(terms[i].product), full), fills: true })}</div>
    </div>
  </section>`;
}

/**
 * A channel's sum: final, as far as it has come, or not begun.
 * @param {Sight} sight
 * @param {number} nth
 * @param {number} value
 */
function partial({ explanation: { terms }, progress, full, window, answer, hidden }, nth, value) {
  const size = /** @type {unknown[]} */ (window).length;
  if (hidden) return UNKNOWN;
  if (progress.closed > nth) return sum(value, full);
  const taken = terms.slice(nth * size, Math.min(progress.taken, (nth + 1) * size));
  return taken.length ? sum(Number(runningOf(taken, answer.meta)), full) : '·';
}

/** @param {Sight} sight */
function totals(sight) {
  const { explanation: { terms, partial_sums: sums, bias }, progress, full, hidden, answer } = sight;
  const running = Number(runningOf(terms.slice(0, progress.taken), answer.meta));
  const words = progress.tail ? t('arithmetic.sum_of', { count: count(terms.length) })
    : t('arithmetic.running', { taken: count(progress.taken), count: count(terms.length) });
  return html`<dl class="arith-total">
    ${line(words, hidden ? UNKNOWN : sum(progress.tail ? exactSum(sums ?? []) : running, full), 'arith-strong')}
    ${bias === null ? nothing : line(t('arithmetic.bias'), number(bias, full, 3), 'chip role-kernel', progress.tail ? (progress.done ? '' : 'now') : 'later')}
    ${resultLines(sight)}
  </dl>`;
}

/**
 * The terms of a layer that reads everything, ordered by size; the rest is summed in one line and can be shown.
 * @param {Sight} sight
 */
function contributions(sight) {
  const { explanation: { terms }, full, lit, listed, more } = sight;
  const order = terms.map((_, i) => i).sort((a, b) => Math.abs(Number(terms[b].product)) - Math.abs(Number(terms[a].product)));
  const shown = order.slice(0, listed);
  const rest = order.slice(listed).map((i) => Number(terms[i].product));
  const largest = Math.abs(Number(terms[order[0]]?.product)) || 1;
  return html`<div class="arith-list">
    <table><caption>${t('arithmetic.largest')}</caption>
      <thead><tr><th scope="col">${t('arithmetic.index')}</th><th scope="col">${t('arithmetic.input')}</th><th scope="col">${t('arithmetic.weight')}</th><th scope="col">${t('arithmetic.product')}</th><th></th></tr></thead>
      <tbody>${shown.map((i) => html`<tr class=${lit.has(i) ? 'lit' : ''} data-term=${i}>
        <th scope="row">${terms[i].col}</th>
        <td class="role-input">${number(terms[i].input, full, 3)}</td>
        <td class="role-kernel">× ${number(Number(terms[i].weight), full, 3)}</td>
        <td>= ${sum(Number(terms[i].product), full)}</td>
        <td>${bar(Number(terms[i].product) / largest)}</td></tr>`)}</tbody>
    </table>
    ${rest.length ? html`<p class="small soft">${t('arithmetic.rest', { count: count(rest.length), sum: sum(exactSum(rest), full) })}
      <button type="button" class="link" @click=${more}>${t('arithmetic.more')}</button></p>` : nothing}
  </div>`;
}

/** A signed bar around a middle line. @param {number} part  −1 … 1 */
const bar = (part) => {
  const width = Number.isFinite(part) ? Math.abs(part) * 30 : 0;
  return html`<svg class="arith-bar" viewBox="0 0 60 8" aria-hidden="true">${svg`<line x1="30" x2="30" y1="0" y2="8"></line><rect class=${part < 0 ? 'minus' : 'plus'} x=${part < 0 ? 30 - width : 30} y="1" height="6" width=${width}></rect>`}</svg>`;
};
