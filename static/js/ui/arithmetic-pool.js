/**
 * What pooling and copying do with a window: the largest and why it wins, the sum and what it is divided by, the root
 * of the sum of powers, the one cell that is read.
 */
import { count, number } from '../core/format.js';
import { t } from '../core/i18n.js';
import { exactSum } from '../core/sums.js';
import { runningOf } from '../core/progress.js';
import { tapsOf } from '../core/taps.js';
import { indexOf } from '../core/tensor.js';
import { UNKNOWN } from '../state/hiding.js';
import { columns, formula, hatched, line, made, numbers, reach, resultLines, sum } from './arithmetic-cells.js';
import { html, nothing } from './element.js';
import { channelLabel } from './narration.js';

/** @typedef {import('./arithmetic-cells.js').Sight} Sight */

/**
 * The window's cells, with the rows and columns that it spans.
 * @param {Sight} sight
 * @param {(index: number) => string} [mark]
 */
function window(sight, mark = hatched(sight)) {
  const { answer, explanation: { terms }, full } = sight;
  return html`<section class="arith-channel" aria-label=${t('arithmetic.window')}>
    <h3 class="arith-name"><span class="role-input">${t('arithmetic.window')}</span> <span class="soft">${bounds(sight)}</span></h3>
    <div class="arith-line">
      ${numbers({ role: 'input', label: channelLabel(answer, terms[0]?.channel ?? 0) || t('arithmetic.input'),
        first: 0, count: terms.length, cols: columns(sight), sight, text: (i) => number(terms[i].input, full), mark })}
    </div>
  </section>`;
}

/** The rows and columns of real cells that the window reads, in words; a bin of adaptive pooling is one of these. @param {Sight} sight */
function bounds(sight) {
  const { terms } = sight.explanation;
  const real = terms.filter((term) => !term.padding);
  const cols = columns(sight);
  const size = `${terms.length / cols} × ${cols}`;
  if (!real.length) return t('arithmetic.all_padding', { size });
  const span = (/** @type {number[]} */ at) => [...new Set(reach(at))].join('–');
  return t('arithmetic.bounds', { rows: span(real.map((term) => term.row)), cols: span(real.map((term) => term.col)), size });
}

/** What a kind may want to say of the bin: `⌊i·n/o⌋ … ⌈(i+1)·n/o⌉` for both axes. @param {Sight} sight */
function bin({ answer: { meta }, cursor, explanation: { terms } }) {
  const [top, bottom] = reach(terms.map((term) => term.row));
  const [left, right] = reach(terms.map((term) => term.col));
  return {
    row: cursor.row, height: meta.input_shape[1], out_height: meta.output_shape[1], top, bottom: bottom + 1,
    col: cursor.col, width: meta.input_shape[2], out_width: meta.output_shape[2], left, right: right + 1,
  };
}

/** How many cells of the window hang over the edge, where ceil_mode lets it. @param {Sight} sight */
function overhang({ answer: { tensors }, explanation: { terms }, parameters }) {
  const taps = tapsOf(tensors);
  return parameters.ceil_mode && taps ? taps.rows.taps * taps.cols.taps - terms.length : 0;
}

/** @param {Sight} sight */
export function maxView(sight) {
  const { explanation: { terms, winner, value }, progress, full, hidden, answer } = sight;
  const first = winner && terms.findIndex((term) => !term.padding && term.row === winner[0] && term.col === winner[1]);
  const ties = terms.filter((term) => !term.padding && term.input === value).length;
  const padded = terms.some((term) => term.padding);
  const beyond = overhang(sight);
  const so = progress.current === null ? null : Number(runningOf(terms.slice(0, progress.taken), answer.meta));
  const told = progress.current === null && !hidden;
  return html`
    ${window(sight, (i) => `${hatched(sight)(i)}${told && i === first ? ' winner' : ''}`)}
    <dl class="arith-total">
      ${so === null ? line(t('arithmetic.winner'), hidden ? UNKNOWN : winner ? t('arithmetic.place', { row: winner[0], col: winner[1] }) : t('arithmetic.no_winner'), 'arith-strong')
        : line(t('arithmetic.largest_so_far'), hidden ? UNKNOWN : number(so, full, 3), 'arith-strong')}
      ${resultLines(sight)}
    </dl>
    <div class="arith-words small soft">
      ${told && ties > 1 ? html`<p>${t('arithmetic.tie', { count: count(ties) })}</p>` : nothing}
      ${padded ? html`<p>${t('arithmetic.padding_never_wins')}</p>` : nothing}
      ${beyond > 0 ? html`<p>${t('arithmetic.overhang_max', { count: beyond })}</p>` : nothing}
      ${formula(sight, bin(sight))}
    </div>`;
}

/** @param {Sight} sight */
export function meanView(sight) {
  const { explanation: { terms, divisor }, progress, full, hidden, answer: { meta } } = sight;
  const total = Number(runningOf(terms.slice(0, progress.taken), meta));
  const rule = meta.divisor?.rule ?? 'window';
  const whole = meta.divisor?.value ?? terms.length;
  const real = terms.filter((term) => !term.padding).length;
  const dividing = progress.tail ? (progress.done ? '' : 'now') : 'later';
  return html`
    ${window(sight)}
    <dl class="arith-total">
      ${line(progress.tail ? t('arithmetic.sum') : t('arithmetic.running', { taken: progress.taken, count: terms.length }), hidden ? UNKNOWN : sum(total, full), 'arith-strong')}
      ${line(t('arithmetic.divisor'), divisor, 'chip role-kernel', dividing)}
      ${resultLines(sight)}
    </dl>
    <div class="arith-words small soft">
      <p>${t(`arithmetic.divisor_${rule}`, { divisor: divisor ?? NaN, real, count: terms.length })}</p>
      ${sight.parameters.ceil_mode && rule === 'window' && terms.length < whole ? html`<p>${t('arithmetic.overhang', { count: whole - terms.length })}</p>` : nothing}
      ${formula(sight, bin(sight))}
    </div>`;
}

/** @param {Sight} sight */
export function normView(sight) {
  const { explanation: { terms }, progress, full, hidden, answer: { meta } } = sight;
  const { p, window: whole } = meta.norm ?? { p: NaN, window: terms.length };
  const powers = terms.map((term) => term.input ** p);
  const total = exactSum(powers.slice(0, progress.taken));
  const scale = whole / terms.length;
  const rooting = progress.tail ? (progress.done ? '' : 'now') : 'later';
  return html`
    ${window(sight)}
    <section class="arith-channel" aria-label=${t('arithmetic.powers', { p })}>
      <h3 class="arith-name">${t('arithmetic.powers', { p })}</h3>
      <div class="arith-line">${numbers({ role: 'product', label: t('arithmetic.powers', { p }), first: 0, count: terms.length,
        cols: columns(sight), sight, text: (i) => made(powers[i], full), fills: true })}</div>
    </section>
    <dl class="arith-total">
      ${line(progress.tail ? t('arithmetic.sum') : t('arithmetic.running', { taken: progress.taken, count: terms.length }), hidden ? UNKNOWN : sum(total, full), 'arith-strong')}
      ${scale === 1 ? nothing : line(t('arithmetic.scaled'), `${whole} / ${terms.length}`, 'chip role-kernel', rooting)}
      ${line(t('arithmetic.root'), `1/${number(p, full)}`, 'chip role-kernel', rooting)}
      ${resultLines(sight)}
    </dl>
    <div class="arith-words small soft">
      ${scale === 1 ? nothing : html`<p>${t('arithmetic.scaled_why', { count: terms.length, whole })}</p>`}
      ${p % 2 === 1 ? html`<p>${t('arithmetic.odd_power')}</p>` : nothing}
    </div>`;
}

/** @param {Sight} sight */
export function copyView(sight) {
  const { answer, cursor, explanation: { terms: [term] }, full } = sight;
  if (!term) return nothing;
  const index = indexOf(answer.meta.output_shape, cursor.map, cursor.row, cursor.col)?.at(-1) ?? 0;
  const [, height = 1, width = 1] = answer.meta.input_shape.length === 3 ? answer.meta.input_shape : [0, 1, answer.meta.input_shape.at(-1)];
  const words = Object.values(sight.parameters).filter((value) => typeof value === 'string');
  return html`
    <section class="arith-channel" aria-label=${t('arithmetic.window')}>
      <h3 class="arith-name">${term.padding ? html`<span class="role-padding">${t('arithmetic.from_padding')}</span>`
        : html`<span class="role-input">${[t('arithmetic.from', { row: term.row, col: term.col }), channelLabel(answer, term.channel)].filter(Boolean).join(', ')}</span>`}</h3>
      <div class="arith-line">${numbers({ role: 'input', label: t('arithmetic.window'), first: 0, count: 1, cols: 1, sight,
        text: () => number(term.input, full), mark: hatched(sight) })}</div>
    </section>
    <dl class="arith-total">${resultLines(sight)}</dl>
    <div class="arith-words small soft">${formula(sight, { index, c: term.channel, y_in: term.row, x_in: term.col, height, width }, words)}</div>`;
}
