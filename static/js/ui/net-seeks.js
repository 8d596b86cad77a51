/**
 * `<cs-net-seeks>`: what a map looks for: a picture made for it, and the pictures of a data set that excite it most. It is
 * the map that is looked at; where none is, one can be chosen here.
 */

import { shape as shapeText } from '../core/format.js';
import { hasText, t } from '../core/i18n.js';
import { lookAt, shownLook } from '../state/networkActions.js';
import { ConvElement, html, live, nothing } from './element.js';
import './net-climb.js';
import './net-exciting.js';

/** @typedef {import('../core/nettypes.js').NetworkState} NetworkState */
/** @typedef {import('../core/nettypes.js').Row} Row */
/** @typedef {{rows: readonly Row[]|null, layer: number|null, channel: number, broken: number|null, waiting: boolean, classes: string[]|null}} Picked */

const NO_ROWS = Object.freeze(/** @type {Row[]} */ ([]));

/** @extends {ConvElement<Picked, NetworkState>} */
class NetSeeks extends ConvElement {
  /** @param {NetworkState} state @returns {Picked} */
  select(state) {
    const look = shownLook(state);
    const layer = look && look.layer >= 0 ? look.layer : null;
    const flat = layer !== null && state.live.summary?.rows[layer].output_shape.length === 1;
    return {
      rows: state.live.summary?.rows ?? null, layer, channel: look ? (flat ? look.col : look.map) : 0,
      broken: state.live.summary?.broken?.index ?? null, waiting: state.live.status === 'loading', classes: state.live.answer?.meta.classes ?? null,
    };
  }

  render() {
    const { rows, layer, channel, broken, waiting } = this.picked;
    return html`
      <div class="card-head"><h2>${t('netseeks.title')}</h2><small>${t('netseeks.subtitle')}</small></div>
      ${rows?.length ? this._choice(rows) : html`<p class="small soft">${t(broken !== null ? 'netclasses.broken' : waiting ? 'netclasses.waiting' : 'netseeks.empty', { number: (broken ?? 0) + 1 })}</p>`}
      ${layer !== null ? html`
        <cs-net-climb .store=${this.store} .layer=${layer} .channel=${channel}></cs-net-climb>
        <cs-net-exciting .store=${this.store} .layer=${layer} .channel=${channel}></cs-net-exciting>` : nothing}`;
  }

  /** @param {readonly Row[]} rows */
  _choice(rows) {
    const { layer, channel } = this.picked;
    const name = (/** @type {Row} */ { kind }) => (hasText(`layers.${kind}.title`) ? t(`layers.${kind}.title`) : kind);
    return html`
      <div class="seek-choices">
        <label class="choice small"><span>${t('netseeks.layer')}</span>
          <select @change=${(/** @type {Event} */ event) => this._look(Number(/** @type {HTMLSelectElement} */ (event.target).value), 0)}>
            ${layer === null ? html`<option value="" selected disabled>${t('netseeks.choose')}</option>` : nothing}
            ${rows.map((row, index) => html`<option value=${index} ?selected=${index === layer}>${index + 1} ${name(row)} · ${shapeText(row.output_shape)}</option>`)}
          </select></label>
        ${layer === null ? nothing : this._unit(rows[layer], layer, channel)}
      </div>
      ${layer === null ? html`<p class="small soft">${t('netseeks.none')}</p>` : nothing}`;
  }

  /**
   * Maps are counted from 1 and features from 0, as everywhere on the page.
   * @param {Row} row @param {number} layer @param {number} channel
   */
  _unit({ output_shape: shape }, layer, channel) {
    const first = shape.length === 1 ? 0 : 1;
    const last = layer === (this.picked.rows ?? NO_ROWS).length - 1;
    const name = last && shape.length === 1 ? this.picked.classes?.[channel] : undefined;
    return html`<label class="choice small"><span>${t(first === 0 ? 'netseeks.feature' : 'netseeks.map')}</span>
      <span class="row"><input type="number" min=${first} max=${shape[0] - 1 + first} step="1" .value=${live(String(channel + first))}
        @change=${(/** @type {Event} */ event) => {
          const wanted = /** @type {HTMLInputElement} */ (event.target).valueAsNumber - first;
          if (Number.isInteger(wanted)) this._look(layer, Math.min(shape[0] - 1, Math.max(0, wanted)));
          this.requestUpdate(); // what is none of them is not taken, and the field says the present one again
        }}>
        <span class="soft">${t('netseeks.of', { first, last: shape[0] - 1 + first })}${name ? ` · ${name}` : ''}</span></span></label>`;
  }

  /** The map's middle, unless a place of this very layer is looked at already. @param {number} layer @param {number} channel */
  _look(layer, channel) {
    const shape = this.picked.rows?.[layer]?.output_shape;
    if (!shape) return;
    const { look } = this.store.state.view;
    if (shape.length === 1) return void lookAt(this.store, { layer, map: 0, row: 0, col: channel, level: 'map' });
    const [, rows, cols] = shape;
    const here = look?.layer === layer && this.picked.layer === layer ? look : { row: Math.floor(rows / 2), col: Math.floor(cols / 2), level: /** @type {const} */ ('map') };
    lookAt(this.store, { layer, map: channel, row: here.row, col: here.col, level: here.level });
  }
}

customElements.define('cs-net-seeks', NetSeeks);
