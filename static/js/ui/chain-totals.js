/**
 * `<cs-chain-totals>`: what the whole network costs, and how its layers share it: one bar for parameters, one for MACs, in
 * the order of the layers.
 */
import { count, percent } from '../core/format.js';
import { t } from '../core/i18n.js';
import { ConvElement, html, nothing } from './element.js';

/** @typedef {import('../core/nettypes.js').Row} Row */
/** @typedef {import('../core/nettypes.js').Summary} Summary */

class ChainTotals extends ConvElement {
  static properties = { summary: { attribute: false }, names: { attribute: false }, open: { attribute: false } };

  constructor() {
    super();
    /** @type {Summary|null} */
    this.summary = null;
    /** @type {readonly string[]} What the layers are called. */
    this.names = [];
    /** @type {number|null} The layer that stands out. */
    this.open = null;
  }

  shouldUpdate() {
    return true;
  }

  render() {
    const { summary } = this;
    if (!summary || summary.rows.length === 0) return nothing;
    return html`<dl class="totals">${this._total(summary, 'parameters')}${this._total(summary, 'macs')}</dl>
      ${summary.broken ? html`<p class="small soft">${t('chain.totals_broken')}</p>` : nothing}`;
  }

  /**
   * @param {Summary} summary
   * @param {'parameters'|'macs'} name
   */
  _total({ rows, totals }, name) {
    const total = totals[name];
    const shares = rows.map((row) => (total > 0 ? row[name] / total : 0));
    const most = shares.indexOf(Math.max(...shares));
    return html`<div class="total">
      <dt>${t(`chain.${name}`)}</dt>
      <dd class="number">${count(total)}</dd>
      <dd class="total-bar ${name}" aria-hidden="true">${shares.map((share, index) => (share > 0 ? html`<span class="total-part ${index === this.open ? 'open' : ''}"
        data-share=${share} title="${this._name(index)}: ${count(rows[index][name])} (${percent(share, 1)})"></span>` : nothing))}</dd>
      <dd class="total-most small soft">${total > 0 ? t('chain.most', { what: this._name(most), share: percent(shares[most]) }) : nothing}</dd>
    </div>`;
  }

  /** @param {number} index */
  _name(index) {
    return `${index + 1} ${this.names[index] ?? ''}`;
  }

  updated() {
    for (const part of /** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll('.total-part'))) part.style.flexGrow = part.dataset.share ?? '0';
  }
}

customElements.define('cs-chain-totals', ChainTotals);
