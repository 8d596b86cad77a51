/**
 * `<cs-net-filter>`: one map's filter, taken apart by channels: the picture of each channel that it reads, times that
 * channel's kernel, is that channel's own part of the map; the parts and the bias add up to it. A layer without a kernel reads
 * one channel through its window. A cell of any of the maps leads to its window's arithmetic.
 */

import { partsOf } from '../core/channel-parts.js';
import { number, short, tight } from '../core/format.js';
import { t } from '../core/i18n.js';
import { kernelPlane } from '../core/kernels.js';
import { channelsRead, tapsOf, windowOf } from '../core/taps.js';
import { planeOf } from '../core/tensor.js';
import { layerScale } from '../draw/scale.js';
import { lookAt } from '../state/networkActions.js';
import { html, nothing } from './element.js';
import { colourCells } from './kernel-colours.js';
import './legend.js';
import { channelSigns } from './net-parts.js';
import './net-plane.js';
import { StageElement } from './net-stage-element.js';

/** @typedef {import('../core/types.js').Answer} Answer */
/** @typedef {import('../core/types.js').Tensor} Tensor */
/** @typedef {import('../core/nettypes.js').Look} Look */
/** @typedef {import('./net-plane.js').PlaneMark} PlaneMark */

const AT_FIRST = 6; // channels

class NetFilter extends StageElement {
  static properties = { ...StageElement.properties, _all: { state: true } };

  constructor() {
    super();
    this._all = false;
  }

  render() {
    const { look } = this.picked;
    const { answer } = this;
    const taps = answer && tapsOf(answer.tensors);
    if (!look || !answer || !taps || look.map >= answer.meta.output_shape[0]) return html`<p class="soft small">${t('netzoom.waiting')}</p>`;
    const window = windowOf(taps, look.row, look.col);
    const read = window.filter(({ padding }) => !padding);
    const marks = { kind: /** @type {const} */ ('window'), rows: read.map(({ row }) => row), cols: read.map(({ col }) => col), role: /** @type {const} */ ('input') };
    return html`<div class="zoom-filter">
      <h4>${t(partsOf(answer, look.map) ? 'netzoom.filter_of' : 'netzoom.window_of', { map: look.map + 1 })}</h4>
      ${partsOf(answer, look.map) ? this._parts(answer, look, marks) : this._window(answer, look, marks)}
    </div>`;
  }

  /** @param {Answer} answer @param {Look} look @param {PlaneMark} marks */
  _parts(answer, look, marks) {
    const parts = partsOf(answer, look.map);
    if (!parts) return nothing;
    const { channels, tensor, order, bias } = parts;
    const shown = this._all ? order.map((_, nth) => nth) : order.slice(0, AT_FIRST).sort((a, b) => a - b);
    const rest = order.slice(AT_FIRST);
    const at = look.row * tensor.shape[2] + look.col;
    const here = (/** @type {number} */ nth) => planeOf(tensor, nth).data[at];
    const sign = (/** @type {number} */ nth) => channelSigns(this.store.state, look.layer)(channels[nth]);
    const { output, weight } = answer.tensors;
    return html`<p class="small soft">${t('netzoom.parts_say')}</p>
      <ol class="zoom-channels">
        ${shown.map((nth) => html`<li class="zoom-channel">
          ${this._plane('input', answer.tensors.input, channels[nth], layerScale(answer.tensors.input, channels[nth], 'map'), [marks], t('netzoom.channel', { channel: sign(nth) }))}
          <span class="zoom-sign" aria-hidden="true">×</span>
          ${kernelTable(kernelPlane(weight, answer.meta, look.map, nth), nth, t('netzoom.kernel', { channel: sign(nth) }))}
          <span class="zoom-sign" aria-hidden="true">=</span>
          ${this._plane('part', tensor, nth, layerScale(tensor, nth, 'shared'), [this._asked(look)], t('netzoom.part', { channel: sign(nth) }), here(nth))}
        </li>`)}
      </ol>
      <p class="row small"><span>${t('netzoom.one_scale')}</span><cs-legend .scale=${layerScale(tensor, 0, 'shared')}></cs-legend></p>
      ${rest.length ? html`<p class="small soft">${this._all ? nothing : html`${t('netzoom.rest', { count: rest.length, sum: short(rest.reduce((sum, nth) => sum + here(nth), 0), 3) })} `}
        <button type="button" class="link" aria-expanded=${this._all ? 'true' : 'false'} @click=${() => { this._all = !this._all; }}>${this._all ? t('netzoom.fewer') : t('netzoom.all', { count: channels.length })}</button></p>` : nothing}
      <div class="zoom-sum">
        <p class="number">${t('netzoom.sum_here', { row: look.row, col: look.col })} Σ ${short(order.reduce((sum, nth) => sum + here(nth), 0), 4)}${bias === null ? nothing : html` + <span class="chip role-kernel">${short(bias, 4)}</span> <span class="soft">(${t('netzoom.bias')})</span>`}
          = <b class="chip role-output">${number(planeOf(output, look.map).data[at], false, 4)}</b></p>
        ${this._plane('output', output, look.map, layerScale(output, look.map, 'map'), [this._asked(look)], t('netzoom.map_whole', { map: look.map + 1 }))}
      </div>`;
  }

  updated() {
    colourCells([...this.querySelectorAll('td[data-value]')].map((cell) => /** @type {HTMLElement} */ (cell)), [], null);
  }

  /** A layer without a kernel: one channel, its window, and what becomes of it. @param {Answer} answer @param {Look} look @param {PlaneMark} marks */
  _window(answer, look, marks) {
    const { input, output } = answer.tensors;
    const [channel] = channelsRead(answer.meta, look.map);
    return html`<p class="small soft">${t('netzoom.window_says')}</p>
      <div class="zoom-channel wide">
        ${this._plane('input', input, channel, layerScale(input, channel, 'map'), [marks], t('netzoom.channel', { channel: channelSigns(this.store.state, look.layer)(channel) }))}
        <span class="zoom-sign" aria-hidden="true">→</span>
        ${this._plane('output', output, look.map, layerScale(output, look.map, 'map'), [this._asked(look)], t('gallery.map', { name: look.map + 1 }))}
      </div>`;
  }

  /** @param {Look} look @returns {PlaneMark} */
  _asked({ row, col }) {
    return { kind: 'asked', rows: [row], cols: [col], role: 'output' };
  }

  /**
   * @param {'input'|'part'|'output'} role @param {Tensor} tensor @param {number} map @param {import('../draw/scale.js').Scale} scale
   * @param {PlaneMark[]} marks @param {string} label @param {number} [value]  of the cell that is looked at
   */
  _plane(role, tensor, map, scale, marks, label, value) {
    const { look } = this.picked;
    const still = role === 'input';
    return html`<figure class="zoom-plane ${role}">
      <cs-net-plane .tensor=${tensor} .map=${map} .scale=${scale} .marks=${marks} .label=${label} ?still=${still}
        .cell=${still ? null : look && { row: look.row, col: look.col }} @cs-pick=${this._pick}></cs-net-plane>
      <figcaption class="small">${label}${value === undefined ? nothing : html` <b class="number">${short(value, 3)}</b>`}</figcaption>
    </figure>`;
  }

  /** @param {CustomEvent<{row: number, col: number, enters: boolean}>} event */
  _pick({ detail: { row, col, enters } }) {
    const { look } = this.picked;
    if (look) lookAt(this.store, { ...look, row, col, level: enters ? 'cell' : look.level });
  }
}

/**
 * One kernel as a table.
 * @param {import('../core/tensor.js').Plane} kernel @param {number} nth  of the channels that are read @param {string} label
 */
function kernelTable({ data, rows, cols }, nth, label) {
  const said = cols > 4 ? tight : short;
  const cell = (/** @type {number} */ row, /** @type {number} */ col) => {
    const value = data[row * cols + col];
    return html`<td class="number" data-input=${nth} data-row=${row} data-col=${col} data-value=${value}>${said(value)}</td>`;
  };
  return html`<figure class="zoom-kernel"><table aria-label=${label}><tbody>${Array.from({ length: rows }, (_, row) => html`<tr>
    ${Array.from({ length: cols }, (__, col) => cell(row, col))}</tr>`)}</tbody></table></figure>`;
}

customElements.define('cs-net-filter', NetFilter);
