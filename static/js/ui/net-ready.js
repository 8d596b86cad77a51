/**
 * `<cs-net-ready>`: networks to start from, fitted to the picture: a button that is called as the present one, and all of
 * them with a sentence each below it.
 */
import { answersOf } from '../core/beginning.js';
import { t } from '../core/i18n.js';
import { notation } from '../core/notation.js';
import { parametersOf } from '../core/parameters.js';
import { layerKinds } from '../net/catalogue.js';
import { readyNetworks } from '../net/networks.js';
import { setLayers } from '../state/networkActions.js';
import { ConvElement, html, nothing } from './element.js';

/** @typedef {import('../core/nettypes.js').NetworkState} NetworkState */
/** @typedef {import('../core/nettypes.js').Weights} Weights */
/** @typedef {import('../core/types.js').Layer} Layer */
/** @typedef {import('../net/runs.js').ReadyModel} ReadyModel */

/** @extends {ConvElement<{layers: Layer[], weights: Weights, shape: number[]|null, classes: string[]|null}, NetworkState>} */
class NetReady extends ConvElement {
  static properties = { _open: { state: true }, _kinds: { state: true }, _models: { state: true }, _failed: { state: true } };

  constructor() {
    super();
    this._open = false;
    /** @type {import('../net/catalogue.js').Kinds|null} */
    this._kinds = null;
    /** @type {ReadyModel[]|null} */
    this._models = null;
    this._failed = false;
    /** @type {AbortController|null} */
    this._asking = null;
    this._asked = ''; // what the models were asked for
  }

  /** @param {NetworkState} state */
  select({ setting: { layers, weights }, live: { summary, answer } }) {
    return { layers, weights, shape: summary?.input_shape ?? null, classes: answer?.meta.classes ?? null };
  }

  async connectedCallback() {
    super.connectedCallback();
    this._kinds ??= await layerKinds();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this._asking?.abort();
  }

  updated() {
    const { shape } = this.picked;
    if (shape === null) return;
    const classes = this._classes();
    const asked = `${shape} ${classes}`;
    if (asked === this._asked) return;
    this._asked = asked;
    this._fetch(shape, classes);
  }

  _classes() {
    const { layers, classes } = this.picked;
    return classes?.length ?? answersOf(layers);
  }

  /**
   * @param {number[]} shape
   * @param {number} classes
   */
  async _fetch(shape, classes) {
    this._asking?.abort();
    const { signal } = this._asking = new AbortController();
    this._failed = false;
    try {
      this._models = await readyNetworks(shape, classes, signal);
    } catch {
      if (!signal.aborted) this._failed = true; // the page's own line says why the server does not answer
    }
  }

  /** Layers as Python writes them: the same network reads the same. @param {readonly Layer[]} layers */
  _text(layers) {
    return layers.map((layer) => notation(layer, { title: layer.kind, parameters: parametersOf(this._kinds?.[layer.kind]?.schema ?? {}) })).join();
  }

  render() {
    const text = this._text(this.picked.layers);
    const present = this._models?.find(({ layers }) => this._text(layers) === text);
    return html`
      <button type="button" class="button small" id="ready-open" aria-expanded=${this._open} aria-controls="ready-list" @click=${this._toggle}>
        <span class="unseen">${t('chain.ready')}: </span>${present?.title ?? t('chain.ready_own')} <span aria-hidden="true">${this._open ? '▴' : '▾'}</span></button>
      <div class="ready-list" id="ready-list" ?hidden=${!this._open} @keydown=${this._key}>${this._open ? this._list(present) : nothing}</div>`;
  }

  /** @param {ReadyModel|undefined} present */
  _list(present) {
    if (this._failed) return html`<p class="small notice alarm">${t('chain.ready_failed')} <button type="button" class="link" @click=${this._again}>${t('chain.again')}</button></p>`;
    if (!this._models) return html`<p class="small soft" role="status">${t('train.loading')}</p>`;
    return html`<p class="small soft">${t('chain.ready_about')}</p>
      <ul>${this._models.map((model) => html`<li>${this._choice(model.title, model.summary, model === present, model.layers)}</li>`)}
        <li>${this._choice(t('chain.ready_empty'), t('chain.ready_empty_about'), this.picked.layers.length === 0, [])}</li></ul>`;
  }

  /**
   * @param {string} title
   * @param {string} about
   * @param {boolean} chosen
   * @param {Layer[]} layers
   */
  _choice(title, about, chosen, layers) {
    return html`<button type="button" class="ready-choice" aria-pressed=${chosen} @click=${() => this._choose(layers)}>
      <b>${title}</b><span class="small">${about}</span></button>`;
  }

  async _toggle() {
    this._open = !this._open;
    if (!this._open) return;
    await this.updateComplete;
    /** @type {HTMLElement|null} */ (this.querySelector('[aria-pressed=true]'))?.focus();
  }

  _again() {
    this._asked = '';
    this.requestUpdate();
  }

  /** Trained weights belong to the layers that they were trained in. @param {Layer[]} layers */
  _choose(layers) {
    const { weights } = this.picked;
    setLayers(this.store, structuredClone(layers), null, 'seed' in weights ? weights : { seed: 0 });
    this._close();
  }

  /** @param {KeyboardEvent} event */
  _key(event) {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    this._close();
  }

  async _close() {
    this._open = false;
    await this.updateComplete;
    /** @type {HTMLElement|null} */ (this.querySelector('#ready-open'))?.focus();
  }
}

customElements.define('cs-net-ready', NetReady);
