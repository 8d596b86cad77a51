/**
 * `<cs-net-maps>`: every map of every layer, one strip per layer, the numbers before and after an activation side by side.
 * Which layers are on the screen stands in the state, so that only their numbers are asked for. Under the layer that is
 * looked at the zoom opens, its parent still in sight.
 */

import { t } from '../core/i18n.js';
import { groupsOf } from '../core/strips.js';
import { layerKinds } from '../net/catalogue.js';
import { setView, setVisible } from '../state/networkActions.js';
import { ConvElement, html, live, nothing, repeat } from './element.js';
import './net-strip.js';

/** @typedef {import('../core/nettypes.js').NetworkState} NetworkState */
/** @typedef {{summary: NetworkState['live']['summary'], waiting: boolean, scale: NetworkState['view']['scale'], look: number|null}} Picked */

const AHEAD = '250px'; // of the window: what comes into sight next is asked for already

/** @extends {ConvElement<Picked, NetworkState>} */
class NetMaps extends ConvElement {
  static properties = { _activations: { state: true }, _zoom: { state: true } };

  constructor() {
    super();
    /** @type {ReadonlySet<string>|null} the kinds of activations; null until the server has said them */
    this._activations = null;
    /** @type {'unasked'|'asked'|'missing'} The zoom with its stage comes when something is first looked at. */
    this._zoom = 'unasked';
    /** @type {Set<Element>} the strips in sight */
    this._onScreen = new Set();
    this._sights = new IntersectionObserver((entries) => this._see(entries), { rootMargin: AHEAD });
  }

  connectedCallback() {
    super.connectedCallback();
    this._learn();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this._sights.disconnect();
    this._onScreen.clear();
  }

  async _learn() {
    try {
      const kinds = await layerKinds();
      this._activations = new Set(Object.keys(kinds).filter((kind) => kinds[kind].schema['x-group'] === 'activation'));
    } catch {
      this._activations = new Set(); // each layer stands for itself; the strips say that the server is away
    }
  }

  /** @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    super.willUpdate(changed);
    if (this.picked.look !== null && this._zoom === 'unasked') this._bringZoom();
  }

  async _bringZoom() {
    this._zoom = 'asked';
    try {
      await import('./net-zoom.js');
    } catch {
      this._zoom = 'missing'; // no server; the strips and what they light go on
    }
  }

  /** @param {NetworkState} state @returns {Picked} */
  select({ live: { summary, status }, view }) {
    return { summary, waiting: status === 'loading', scale: view.scale, look: view.look?.layer ?? null };
  }

  render() {
    const { summary, scale, waiting } = this.picked;
    const activations = this._activations;
    return html`
      <div class="card-head">
        <h2>${t('netmaps.title')}</h2><small>${t('netmaps.subtitle')}</small>
        <span class="aside segments small" role="radiogroup" aria-label=${t('gallery.scale')}>
          ${/** @type {const} */ (['strong', 'map', 'shared']).map((mode) => html`<label title=${t(`gallery.scale_${mode}_help`)}><input type="radio"
            name="netmaps-scale" .checked=${live(mode === scale)} @change=${() => setView(this.store, { scale: mode })}><span>${t(`gallery.scale_${mode}`)}</span></label>`)}
        </span>
      </div>
      <p class="small soft" id="netmaps-keys">${t('netmaps.points')} <span class="netmaps-keys">${t('netmaps.keys')}</span></p>
      ${summary && activations
        ? repeat(groupsOf(summary.rows, (kind) => activations.has(kind)), (group) => group.join(' '), (group) => this._group(group))
        : html`<p class="soft">${t(waiting ? 'netmaps.waiting' : 'netmaps.empty')}</p>`}
      ${summary?.broken ? html`<p class="notice alarm">${t('netmaps.broken', { number: summary.broken.index + 1 })} ${summary.broken.detail}</p>` : nothing}`;
  }

  /** @param {number[]} group  of one or two layers */
  _group(group) {
    const { look } = this.picked;
    return html`<section class="strip-group" data-layers=${group.join(' ')}>
      ${group.map((layer, i) => html`<cs-net-strip .store=${this.store} .layer=${layer} data-layer=${layer}
        .side=${group.length === 1 ? '' : i === 0 ? 'before' : 'after'}></cs-net-strip>`)}
      ${look !== null && group.includes(look) ? this._zoomed() : nothing}
    </section>`;
  }

  _zoomed() {
    if (this._zoom === 'missing') return html`<p class="notice alarm" role="status">${t('tools.missing')}</p>`;
    return html`<cs-net-zoom .store=${this.store}></cs-net-zoom>`;
  }

  updated() {
    // Observing what is observed already changes nothing; what has left the page tells so itself.
    for (const strip of this.querySelectorAll('cs-net-strip')) this._sights.observe(strip);
    this._tell();
  }

  /** @param {IntersectionObserverEntry[]} entries */
  _see(entries) {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) this._onScreen.add(target);
      else this._onScreen.delete(target);
    }
    this._tell();
  }

  /** Besides what is in sight: the logits, which softmax's own strip does not show. */
  _tell() {
    const layers = [...this._onScreen].filter((strip) => strip.isConnected).map((strip) => Number(/** @type {HTMLElement} */ (strip).dataset.layer));
    const rows = this.picked.summary?.rows ?? [];
    if (rows.at(-1)?.kind === 'softmax') layers.push(rows.length - 2);
    setVisible(this.store, [...new Set(layers)]);
  }
}

customElements.define('cs-net-maps', NetMaps);
