/**
 * `<cs-net-linear>`: one output of a linear layer as a sum: the features that add or take most, signed, the rest in one line,
 * the bias, and what it comes to. Where the features were maps before they were flattened, the products lie on those maps:
 * one sees where in them the votes come from. A feature leads to the layer before.
 */

import { cellOfFeature } from '../core/chain-flatten.js';
import { contributions } from '../core/chain-linear.js';
import { number, short, unrounded } from '../core/format.js';
import { t } from '../core/i18n.js';
import { flattenedFrom, productsOf } from '../core/linear-maps.js';
import { tilingOf } from '../core/tiles.js';
import { layerScale } from '../draw/scale.js';
import { inks } from '../draw/theme.js';
import { drawTiles } from '../draw/tiles.js';
import { lookAt } from '../state/networkActions.js';
import { fadeEdges } from './edges.js';
import { html, nothing, svg } from './element.js';
import './legend.js';
import { partNames } from './net-parts.js';
import { placeName } from './net-place.js';
import { StageElement } from './net-stage-element.js';

const AT_FIRST = 8; // contributions
const MORE = 24;

class NetLinear extends StageElement {
  static properties = { ...StageElement.properties, _most: { state: true } };

  constructor() {
    super();
    this._most = AT_FIRST;
  }

  render() {
    const { look, classes, summary } = this.picked;
    const { answer } = this;
    const { input, weight, bias, output } = answer?.tensors ?? {};
    const found = look && weight && input ? contributions(weight, bias, input, look.col, this._most) : null;
    if (!look || !found || !summary) return html`<p class="soft small">${t('netzoom.waiting')}</p>`;
    const { largest, rest, value } = found;
    const from = flattenedFrom(summary, look.layer);
    const maps = from?.shape;
    const size = Math.abs(largest[0]?.product ?? 0) || 1;
    const name = look.layer === summary.rows.length - 1 ? classes?.[look.col] : null;
    return html`<div class="zoom-linear">
      <p class="small">${t('netzoom.linear_says', { output: name ?? look.col, features: input.data.length })}</p>
      <div class="zoom-scroll" tabindex="0" role="region" aria-label=${t('netzoom.linear_table')}>
      <table class="zoom-table number">
        <caption class="unseen">${t('netzoom.linear_table')}</caption>
        <thead><tr><th scope="col">${t('netzoom.feature')}</th><th scope="col">${t('netzoom.value')}</th><th scope="col">${t('netzoom.weight')}</th>
          <th scope="col">${t('netzoom.product')}</th><td></td></tr></thead>
        <tbody>${largest.map(({ feature, input: x, weight: w, product }) => html`<tr>
          <th scope="row"><button type="button" class="link" title=${t('netzoom.follow')} @click=${() => this._back(feature)}>${feature}</button>${this._place(from, feature)}</th>
          <td class="role-input">${number(x, false, 3)}</td><td class="role-kernel">× ${number(w, false, 3)}</td>
          <td>= ${signed(product)}</td><td>${bar(product / size)}</td></tr>`)}</tbody>
        <tbody class="zoom-sums">
          ${rest.count ? html`<tr><th scope="row" colspan="3">${t('netzoom.linear_rest', { count: rest.count })}</th><td>${signed(rest.positive)}<br>${signed(rest.negative)}</td><td>${bar(rest.positive / size)}${bar(rest.negative / size)}</td></tr>` : nothing}
          ${found.bias === null ? nothing : html`<tr><th scope="row" colspan="3">${t('arithmetic.bias')}</th><td class="role-kernel">${signed(found.bias)}</td><td>${bar(found.bias / size)}</td></tr>`}
          <tr class="zoom-total"><th scope="row" colspan="3">${t('netzoom.linear_sum')}</th><td><b class="chip role-output">${short(value, 4)}</b></td><td></td></tr>
        </tbody>
      </table></div>
      <p class="small soft">${t('arithmetic.torch')} ${unrounded(output?.data[look.col] ?? NaN)}
        ${largest.length === this._most && rest.count && this._most < MORE ? html` <button type="button" class="link" @click=${this._tellMore}>${t('netzoom.more', { count: MORE })}</button>` : nothing}</p>
      ${maps ? html`<figure class="zoom-votes"><figcaption class="small">${t('netzoom.votes', { maps: maps[0] })}</figcaption><canvas role="img" aria-label=${t('netzoom.votes', { maps: maps[0] })}></canvas>
        <cs-legend .scale=${layerScale(productsOf(/** @type {import('../core/types.js').Answer} */ (answer), look.col, maps), 0, 'shared')}></cs-legend></figure>` : nothing}
    </div>`;
  }

  /** The button goes away; who was on it goes on in the table. */
  _tellMore() {
    this._most = MORE;
    /** @type {HTMLElement|null} */ (this.querySelector('.zoom-scroll'))?.focus({ preventScroll: true });
  }

  /** Which cell of the maps before a feature was. @param {ReturnType<typeof flattenedFrom>} from @param {number} feature */
  _place(from, feature) {
    const cell = from && cellOfFeature(from.shape, feature);
    return cell ? html` <span class="soft">${placeName(cell, from.shape, { part: partNames(this.store.state, from.layer) })}</span>` : nothing;
  }

  /** @param {number} feature */
  _back(feature) {
    const { look } = this.picked;
    if (!look) return;
    const shape = this.answer?.tensors.input.shape;
    if (shape?.length === 1) lookAt(this.store, { layer: look.layer - 1, map: 0, row: 0, col: feature, level: 'map' });
  }

  updated() {
    fadeEdges(this.querySelectorAll('.zoom-scroll'));
    const { look, summary } = this.picked;
    const canvas = /** @type {HTMLCanvasElement|null} */ (this.querySelector('.zoom-votes canvas'));
    const maps = look && summary && flattenedFrom(summary, look.layer)?.shape;
    if (!canvas || !maps || !this.answer || !look) return;
    const products = productsOf(this.answer, look.col, maps);
    const tiling = tilingOf(maps[0], maps[1], maps[2], this.clientWidth, { least: 36, most: maps[0] === 1 ? 180 : 80 });
    drawTiles(canvas, products, tiling, { scaleOf: () => layerScale(products, 0, 'shared'), inks: inks() });
  }
}

/** @param {number} value */
const signed = (value) => `${value > 0 ? '+' : ''}${short(value, 3)}`;

/** A signed bar around a middle line. @param {number} part  −1 … 1; longer ones end at the edge */
function bar(part) {
  const width = Math.min(1, Math.abs(part)) * 30;
  return html`<svg class="arith-bar" viewBox="0 0 60 8" aria-hidden="true">${svg`<line x1="30" x2="30" y1="0" y2="8"></line><rect class=${part < 0 ? 'minus' : 'plus'} x=${part < 0 ? 30 - width : 30} y="1" height="6" width=${width}></rect>`}</svg>`;
}

customElements.define('cs-net-linear', NetLinear);
