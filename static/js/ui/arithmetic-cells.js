/**
 * The pieces that every cell's arithmetic is laid out from: tables of numbers in the colour of their role, and the
 * lines at the end: what it comes to, and torch's own number beside it.
 */
import { number, short, unrounded } from '../core/format.js';
import { hasText, t } from '../core/i18n.js';
import { UNKNOWN } from '../state/hiding.js';
import { html, nothing } from './element.js';

/** @typedef {import('../core/types.js').Answer} Answer */
/** @typedef {import('../core/types.js').Cursor} Cursor */
/** @typedef {import('../core/types.js').Explanation} Explanation */
/** @typedef {import('../core/progress.js').Progress} Progress */
/** @typedef {'input'|'kernel'|'product'|'output'} Role */

/**
 * All that a cell's arithmetic is drawn from.
 * @typedef {object} Sight
 * @property {Answer} answer
 * @property {Cursor} cursor
 * @property {Explanation} explanation
 * @property {import('../core/taps.js').Tap[]|null} window  the taps of one channel; null: a layer without windows
 * @property {Progress} progress
 * @property {Set<number>} lit  the terms that are pointed at
 * @property {boolean} full  every digit
 * @property {boolean} hidden  what it comes to is to be guessed
 * @property {Record<string, any>} parameters  of the layer, torch's defaults filled in
 * @property {number} listed  how many terms of a long list are shown
 * @property {() => void} more  show more of them
 */

const SUM_DIGITS = 3;
const MOST = 640; // cells of one table: 11 × 11 by far, but not the whole picture that a global pooling reads

/**
 * A sum, with a digit more than the cells have.
 * @param {number} value
 * @param {boolean} full
 */
export function sum(value, full) {
  return full ? unrounded(value, 'float64') : short(value, SUM_DIGITS);
}

/**
 * A float64 that is not a tensor's own number: a product, a power.
 * @param {number} value
 * @param {boolean} full
 */
export function made(value, full) {
  return full ? unrounded(value, 'float64') : short(value);
}

/**
 * A table of numbers, one for each term from `first` on.
 * @param {object} table
 * @param {Role} table.role
 * @param {string} table.label
 * @param {number} table.first  index of its first term
 * @param {number} table.count
 * @param {number} table.cols
 * @param {(index: number) => string} table.text
 * @param {Sight} table.sight
 * @param {(index: number) => string} [table.mark]  further classes of a cell
 * @param {boolean} [table.fills]  whether its cells are empty until they are taken
 */
export function numbers({ role, label, first, count, cols, text, sight, mark = () => '', fills = false }) {
  const { progress: { taken, current }, lit } = sight;
  /** @param {number} index */
  const cell = (index) => {
    const later = index >= taken;
    const state = `${later ? ' later' : ''}${index === current ? ' now' : ''}${lit.has(index) ? ' lit' : ''}`;
    return html`<td class="cell ${role}${state} ${mark(index)}" data-term=${index}>${later && fills ? '·' : text(index)}</td>`;
  };
  /** @param {number} row */
  const row = (row) => html`<tr>${Array.from({ length: Math.min(cols, count - row * cols) }, (_, col) => cell(first + row * cols + col))}</tr>`;
  const rows = Math.ceil(count / cols);
  const room = Math.min(rows, Math.max(1, Math.floor(MOST / cols)));
  const now = current === null || current < first || current >= first + count ? 0 : Math.floor((current - first) / cols);
  const from = Math.max(0, Math.min(rows - room, now - Math.floor(room / 2)));
  return html`<table class="cells" aria-label=${label}>
    ${room < rows ? html`<caption>${t('arithmetic.rows', { from, to: from + room - 1, rows })}</caption>` : nothing}
    <tbody>${Array.from({ length: room }, (_, nth) => row(from + nth))}</tbody></table>`;
}

/**
 * The smallest and the largest of numbers, however many: spreading them into Math.min would end at some tens of thousands.
 * @param {readonly number[]} values
 * @returns {[number, number]}
 */
export function reach(values) {
  return values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);
}

/**
 * The hatching of a term that reads the padding.
 * @param {Sight} sight
 * @returns {(index: number) => string}
 */
export const hatched = ({ explanation: { terms } }) => (index) => (terms[index].padding ? 'padding' : '');

/** How many columns of taps a window has. @param {Sight} sight @returns {number} */
export function columns({ window, explanation }) {
  return window ? new Set(window.map((tap) => tap.kc)).size : explanation.terms.length;
}

/**
 * A line of the result: words, then a number.
 * @param {string} words
 * @param {unknown} value
 * @param {string} [role]
 * @param {string} [state]  `now` while the cursor is on it, `later` before
 */
export const line = (words, value, role = '', state = '') =>
  html`<div class=${state}><dt>${words}</dt><dd class=${role}>${value}</dd></div>`;

/**
 * The last lines: the cell, torch's own number, and the difference. Nothing is claimed to be equal that is not.
 * @param {Sight} sight
 */
export function resultLines({ explanation, progress, full, hidden }) {
  if (!progress.done) return line(t('arithmetic.cell'), '·', 'chip role-output', 'later');
  if (hidden) return line(t('arithmetic.cell'), UNKNOWN, 'chip role-output');
  const { value, torch_value: torch, difference } = explanation;
  return html`
    ${line(t('arithmetic.cell'), sum(value, full), 'chip role-output result')}
    <div class="arith-torch soft"><dt>${t('arithmetic.torch')}</dt> <dd>${number(torch, true)}
      · ${difference === 0 ? t('arithmetic.equal') : html`${t('arithmetic.differs')} ${short(Math.abs(difference), SUM_DIGITS)}`}</dd></div>`;
}

/**
 * The words that a kind of layer adds to its numbers, with the numbers in, each in the colour of its role. Looked up by
 * the kind's name under `arithmetic.formula`, and where there are several, by what is the case.
 * @param {Sight} sight
 * @param {Record<string, number>} values  by placeholder
 * @param {readonly string[]} [cases]  the first that the catalogue has a sentence for
 */
export function formula({ answer, parameters, full, hidden }, values, cases = []) {
  const base = `arithmetic.formula.${answer.setting.layer.kind}`;
  const key = [base, ...cases.map((name) => `${base}.${name}`)].find(hasText);
  if (!key) return nothing;
  const parts = t(key).split(/\{(\w+)\}/);
  return html`<p class="arith-formula">${parts.map((part, i) => {
    if (i % 2 === 0) return part;
    const value = values[part] ?? parameters[part];
    // What the layer was given is written as it was given; what was computed, as sums are.
    const text = hidden && (part === 'y' || part === 'ratio') ? UNKNOWN : typeof value !== 'number' ? String(value) : part in values && !Number.isInteger(value) ? sum(value, full) : number(value, true);
    return html`<b class=${ROLE_OF[part] ?? 'role-kernel'}>${text}</b>`;
  })}</p>`;
}

const ROLE_OF = Object.freeze(/** @type {Record<string, string>} */ ({
  x: 'role-input', y: 'role-output', n: 'role-input', o: 'role-output', i: 'role-output', from: 'role-input', to: 'role-input',
}));
