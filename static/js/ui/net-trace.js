/**
 * `<cs-net-trace>`: what the cell that is looked at sees, told in words: a line for every earlier layer and the picture, and,
 * by the gradient, how few of the pixels count for most. Of a pixel: what it goes into, in every later layer.
 */

import { percent } from '../core/format.js';
import { hasText, t } from '../core/i18n.js';
import { influenceOf, spanOf, strengthOf } from '../core/seeing.js';
import { layerScale } from '../draw/scale.js';
import { lookAt, setView } from '../state/networkActions.js';
import { fadeEdges } from './edges.js';
import { ConvElement, html, live, nothing } from './element.js';
import './legend.js';
import './net-plane.js';

/** @typedef {import('../core/nettypes.js').NetworkState} NetworkState */
/** @typedef {import('../core/nettypes.js').Region} Region */
/** @typedef {import('../core/nettypes.js').Trace} Trace */
/** @typedef {import('../core/types.js').Tensor} Tensor */
/** @typedef {{look: NetworkState['view']['look'], traced: Trace|null, summary: NetworkState['live']['summary'], trace: NetworkState['view']['trace'], input: Tensor|null}} Picked */

const SHARE = 0.9; // of the gradient

/** @extends {ConvElement<Picked, NetworkState>} */
class NetTrace extends ConvElement {
  constructor() {
    super();
    /** @type {Trace|null} of what is looked at; it stays while the pointer is elsewhere */
    this._own = null;
  }

  /** @param {NetworkState} state @returns {Picked} */
  select({ view, traced, live: { summary, answer } }) {
    return { look: view.look, traced, summary, trace: view.trace, input: answer?.tensors.input ?? null };
  }

  render() {
    const { look, traced, summary, trace } = this.picked;
    if (!look || !summary) return nothing;
    const isOwn = (/** @type {Trace|null} */ of) => of !== null && of.look.layer === look.layer && of.look.map === look.map && of.look.row === look.row && of.look.col === look.col;
    if (isOwn(traced)) this._own = traced;
    const own = isOwn(this._own) ? this._own : null;
    const forwards = look.layer < 0;
    const flat = summary.input_shape.length === 1;
    const layers = own ? [...own.regions.keys()].filter((layer) => (forwards ? layer >= 0 : layer < look.layer)) : [];
    layers.sort((a, b) => (forwards ? a - b : b - a));
    return html`<div class="zoom-trace">
      <div class="row"><h3>${t(!forwards ? 'netzoom.sees' : flat ? 'netzoom.goes_into_flat' : 'netzoom.goes_into')}</h3>
        ${forwards ? nothing : html`<span class="segments small" role="radiogroup" aria-label=${t('netzoom.trace')}>
          ${/** @type {const} */ (['theory', 'gradient']).map((mode) => html`<label><input type="radio" name="net-trace" .checked=${live(mode === trace)}
            @change=${() => setView(this.store, { trace: mode })}><span>${t(`netzoom.trace_${mode}`)}</span></label>`)}</span>`}
      </div>
      <p class="small soft">${t(this._meaning(forwards, summary.input_shape))}</p>
      ${own && layers.length === 0 ? html`<p class="soft small">${t('netzoom.goes_nowhere')}</p>` : own ? html`<div class="zoom-scroll" tabindex="0" role="region" aria-label=${t('netzoom.trace_table')}><table class="zoom-table number">
        <caption class="unseen">${t('netzoom.trace_table')}</caption>
        <thead><tr><th scope="col">${t('netzoom.layer')}</th><th scope="col">${t('netzoom.size')}</th><th scope="col">${t('netzoom.rows')}</th><th scope="col">${t('netzoom.cols')}</th><th scope="col">${t('netzoom.of_maps')}</th></tr></thead>
        <tbody>${layers.map((layer) => this._line(layer, /** @type {Region} */ (own.regions.get(layer))))}</tbody></table></div>`
        : html`<p class="soft small">${t('netzoom.waiting')}</p>`}
      ${trace === 'gradient' && !forwards ? this._influence(own) : nothing}
    </div>`;
  }

  /**
   * What the table says. Forwards a pixel goes with all its channels.
   * @param {boolean} forwards @param {readonly number[]} input  its shape
   */
  _meaning(forwards, input) {
    const flat = input.length === 1;
    if (forwards) return flat ? 'netzoom.goes_into_says_flat' : input[0] > 1 ? 'netzoom.goes_into_says_channels' : 'netzoom.goes_into_says';
    if (this.picked.trace === 'theory') return 'netzoom.theory_says';
    return flat ? 'netzoom.gradient_says_flat' : 'netzoom.gradient_says';
  }

  /** @param {number} layer @param {Region} region */
  _line(layer, region) {
    const { summary } = this.picked;
    const shape = (layer < 0 ? summary?.input_shape : summary?.rows[layer]?.output_shape) ?? [];
    const kind = layer < 0 ? '' : summary?.rows[layer]?.kind ?? '';
    const title = layer < 0 ? t('netmaps.input') : `${layer + 1} ${hasText(`layers.${kind}.title`) ? t(`layers.${kind}.title`) : kind}`;
    const head = html`<th scope="row"><button type="button" class="link" @click=${() => this._go(layer, region)}>${title}</button></th>`;
    if ('features' in region) {
      const span = spanOf(region.features);
      return html`<tr>${head}<td colspan="4" class="zoom-features">${t('netzoom.features', { count: region.features.length, total: shape[0] ?? 0 })}
        ${span && span.count <= 3 ? `(${region.features.join(', ')})` : span ? `(${span.from} … ${span.to})` : nothing}</td></tr>`;
    }
    const [rows, cols] = [spanOf(region.rows), spanOf(region.cols)];
    const maps = shape[0] ?? 0;
    if (!rows || !cols) return html`<tr>${head}<td colspan="4">${t('netzoom.nothing_seen')}</td></tr>`;
    return html`<tr>${head}<td>${rows.count} × ${cols.count}</td><td>${said(rows)}</td><td>${said(cols)}</td>
      <td>${region.channels && region.channels.length < maps ? `${region.channels.length} / ${maps}` : maps}</td></tr>`;
  }

  /** @param {Trace|null} own */
  _influence(own) {
    if (!own?.gradient) return html`<p class="soft small">${t('netzoom.gradient_waits')}</p>`;
    const { moving, enough, pixels } = influenceOf(own.gradient, SHARE);
    const seen = own.regions.get(-1);
    const flat = seen !== undefined && 'features' in seen;
    const theory = !seen ? pixels : 'features' in seen ? seen.features.length : seen.rows.length * seen.cols.length;
    const told = { theory, moving, enough, share: percent(SHARE) };
    return html`${this._besides(own.gradient, seen)}<p class="small">${moving === 0 ? t('netzoom.gradient_none') : t(flat ? 'netzoom.gradient_told_flat' : 'netzoom.gradient_told', told)}</p>`;
  }

  /** What it could see beside what moves it: in one frame. @param {Tensor} gradient @param {Region|undefined} seen */
  _besides(gradient, seen) {
    const { input } = this.picked;
    if (!input || input.shape.length !== 3 || !seen || !('rows' in seen)) return nothing;
    const strength = strengthOf(gradient);
    const frame = [{ kind: /** @type {const} */ ('asked'), rows: seen.rows, cols: seen.cols, role: /** @type {const} */ ('input') }];
    const plane = (/** @type {Tensor} */ tensor, /** @type {string} */ key) => {
      const scale = layerScale(tensor, 0, 'map');
      return html`<figure class="zoom-plane"><cs-net-plane .tensor=${tensor} .map=${0} .scale=${scale} .marks=${frame} .label=${t(key)} still></cs-net-plane>
        <figcaption class="small">${t(key)}<br><cs-legend .scale=${scale}></cs-legend></figcaption></figure>`;
    };
    return html`<div class="zoom-besides">${plane(input, 'netzoom.could_see')}${plane(strength, 'netzoom.moves_it')}</div>`;
  }

  updated() {
    fadeEdges(this.querySelectorAll('.zoom-scroll'));
  }

  /** To the middle of what is seen there. @param {number} layer @param {Region} region */
  _go(layer, region) {
    const middle = (/** @type {readonly number[]} */ of) => of[Math.floor(of.length / 2)] ?? 0;
    const place = 'features' in region ? { map: 0, row: 0, col: middle(region.features) }
      : { map: region.channels?.[0] ?? 0, row: middle(region.rows), col: middle(region.cols) };
    lookAt(this.store, { layer, ...place, level: 'map' });
  }
}

/** @param {{from: number, to: number, holes: number}} span */
function said({ from, to, holes }) {
  const range = from === to ? String(from) : `${from} … ${to}`;
  return holes ? html`${range} <span class="soft">${t('netzoom.holes', { count: holes })}</span>` : range;
}

customElements.define('cs-net-trace', NetTrace);
