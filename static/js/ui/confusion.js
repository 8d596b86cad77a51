/**
 * `<cs-confusion>`: which classes are taken for which after an epoch; rows are the true ones. A cell that is chosen says
 * `cs-cell` (detail: the pair, or null), so that the mistakes beside it can be those of the cell.
 */

import { saysNothing, strength, tallyOf, tallyOfClass, worstCell } from '../core/confusion.js';
import { count, percent } from '../core/format.js';
import { t } from '../core/i18n.js';
import { fadeEdges } from './edges.js';
import { classMap, html, nothing } from './element.js';
import { EpochElement } from './epoch-element.js';

/** @typedef {import('../core/confusion.js').Cell} Cell */
/** @typedef {import('../net/epoch-data.js').Figures} Figures */

const MOVES = /** @type {Record<string, [number, number]>} */ ({ ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] });

/** @extends {EpochElement<Figures>} */
class Confusion extends EpochElement {
  static properties = { ...EpochElement.properties, cell: { attribute: false }, _at: { state: true } };

  constructor() {
    super('figures');
    /** @type {Cell|null} The one that is chosen. */
    this.cell = null;
    /** @type {[number, number]} The one that the Tab key comes to. */
    this._at = [0, 0];
  }

  render() {
    const { _shown: shown } = this;
    return html`
      <div class="card-head"><h2>${t('watch.confusion')}</h2>
        ${shown ? html`<span class="soft small">${t('watch.after_epoch', { epoch: shown.epoch + 1 })} · ${t(`watch.of.${shown.data.of}`)}</span>` : nothing}</div>
      ${this._notice()}
      ${shown ? this._matrix(shown.data) : nothing}`;
  }

  /** @param {Figures} figures */
  _matrix(figures) {
    const { of, nan, classes, confusion } = figures;
    const all = tallyOf(confusion);
    const hollow = saysNothing(figures);
    return html`
      <p class="small soft">${t('watch.confusion_help')} ${of === 'training' ? t('watch.of_training_help') : nothing}</p>
      ${nan > 0 ? html`<p class="notice alarm small">${t('watch.outputs_nan', { count: nan, total: all.total, name: classes[0] })}</p>` : nothing}
      <div class="confusion-scroll"><table class="confusion" role="grid" aria-label=${t('watch.confusion')} @keydown=${this._key} @click=${this._point}>
        <thead>
          <tr role="row"><th scope="col" rowspan="2" role="columnheader" class="axis-true">${t('watch.true')} ↓</th>
            <th scope="colgroup" colspan=${classes.length} role="columnheader" class="axis-predicted">${t('watch.predicted')} →</th>
            <th scope="col" rowspan="2" role="columnheader" class="axis-accuracy">${t('watch.class_accuracy')}</th></tr>
          <tr role="row">${classes.map((name) => html`<th scope="col" role="columnheader">${name}</th>`)}</tr>
        </thead>
        <tbody>${confusion.map((row, label) => this._row(classes, row, label, hollow))}</tbody>
      </table></div>
      ${hollow ? nothing : this._sum(figures)}`;
  }

  /** @param {Figures} figures */
  _sum({ classes, confusion }) {
    const { correct, total, accuracy } = tallyOf(confusion);
    const worst = worstCell(confusion);
    return html`<p class="small">${t('watch.right_of', { correct: count(correct), total: count(total), share: accuracy === null ? '–' : percent(accuracy, 1) })}
      ${worst ? t('watch.most_confused', { label: classes[worst.label], predicted: classes[worst.predicted], count: worst.count }) : t('watch.no_mistakes')}</p>`;
  }

  /** @param {string[]} classes @param {number[]} row @param {number} label @param {boolean} hollow  the row says nothing */
  _row(classes, row, label, hollow) {
    const tally = tallyOfClass(row, label);
    return html`<tr role="row">
      <th scope="row" role="rowheader">${classes[label]}</th>
      ${row.map((cell, predicted) => html`<td role="gridcell" data-label=${label} data-predicted=${predicted} data-share=${hollow ? 0 : strength(cell, tally.total)}
        tabindex=${this._at[0] === label && this._at[1] === predicted ? 0 : -1}
        aria-selected=${this.cell?.label === label && this.cell.predicted === predicted ? 'true' : 'false'}
        class=${classMap({ right: label === predicted, none: cell === 0 })}
        aria-label=${t('watch.cell_label', { label: classes[label], predicted: classes[predicted], count: cell })}>
        <span>${cell === 0 ? '' : cell}</span></td>`)}
      <td role="gridcell" class="class-accuracy small">${hollow || tally.accuracy === null ? '–' : percent(tally.accuracy)}</td>
    </tr>`;
  }

  updated() {
    super.updated();
    fadeEdges(this.querySelectorAll('.confusion-scroll'));
    for (const cell of /** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll('td[data-share]'))) {
      cell.style.setProperty('--share', /** @type {string} */ (cell.dataset.share));
    }
    // The matrix is never narrower than its numbers: it scrolls.
    const table = /** @type {HTMLElement|null} */ (this.querySelector('.confusion'));
    if (!table || !this._shown) return;
    const { classes, confusion } = this._shown.data;
    table.style.setProperty('--classes', String(classes.length));
    table.style.setProperty('--digits', String(String(Math.max(...confusion.flat())).length));
  }

  /** @param {Cell|null} cell */
  _choose(cell) {
    this.cell = cell && this.cell?.label === cell.label && this.cell.predicted === cell.predicted ? null : cell;
    this.dispatchEvent(new CustomEvent('cs-cell', { detail: this.cell, bubbles: true }));
  }

  /** @param {Event} event */
  _point(event) {
    const cell = /** @type {HTMLElement|null} */ (/** @type {HTMLElement} */ (event.target).closest('td[data-share]'));
    if (!cell) return;
    const [label, predicted] = [Number(cell.dataset.label), Number(cell.dataset.predicted)];
    this._at = [label, predicted];
    this._choose({ label, predicted });
  }

  /** @param {KeyboardEvent} event */
  async _key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !this._shown) return;
    const last = this._shown.data.classes.length - 1;
    const [label, predicted] = this._at;
    const move = MOVES[event.key];
    if (move || event.key === 'Home' || event.key === 'End') {
      const clamp = (/** @type {number} */ value) => Math.min(last, Math.max(0, value));
      this._at = move ? [clamp(label + move[0]), clamp(predicted + move[1])] : [label, event.key === 'Home' ? 0 : last];
    } else if (event.key === 'Enter' || event.key === ' ') this._choose({ label, predicted });
    else if (event.key === 'Escape' && this.cell) this._choose(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
    await this.updateComplete;
    /** @type {HTMLElement|null} */ (this.querySelector('td[tabindex="0"]'))?.focus();
  }
}

customElements.define('cs-confusion', Confusion);
