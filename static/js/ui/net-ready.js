/**
 * `<cs-net-ready>`: networks to start from, fitted to the picture: a button that is called as the present one, and all of
 * them with a sentence each below it.
 */
import { answersOf } from '../core/beginning.js';
import { t } from '../core/i18n.js';
import { readyNetworks } from '../net/networks.js';
import { setLayers } from '../state/networkActions.js';
import { html, nothing } from './element.js';
import { ReadyElement } from './ready-element.js';

/** @typedef {import('../core/nettypes.js').NetworkState} NetworkState */
/** @typedef {import('../core/nettypes.js').Weights} Weights */
/** @typedef {import('../core/types.js').Layer} Layer */
/** @typedef {import('../net/runs.js').ReadyModel} ReadyModel */

/** @extends {ReadyElement<{layers: Layer[], weights: Weights, shape: number[]|null, classes: string[]|null}, NetworkState>} */
class NetReady extends ReadyElement {
  static properties = { ...ReadyElement.properties, _open: { state: true }, _failed: { state: true } };

  constructor() {
    super();
    this._open = false;
  }

  /** @param {NetworkState} state */
  select({ setting: { layers, weights }, live: { summary, answer } }) {
    return { layers, weights, shape: summary?.input_shape ?? null, classes: answer?.meta.classes ?? null };
  }

  _fitting() {
    const { layers, shape, classes } = this.picked;
    if (shape === null) return null;
    const answers = classes?.length ?? answersOf(layers);
    return { to: `${shape} ${answers}`, ask: (/** @type {AbortSignal} */ signal) => readyNetworks(shape, answers, signal) };
  }

  render() {
    const present = this._readyOf(this.picked.layers);
    return html`
      <button type="button" class="button small" id="ready-open" aria-expanded=${this._open} aria-controls="ready-list" @click=${this._toggle} @keydown=${this._key}>
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
    /** @type {HTMLElement|null} */ (this.querySelector('[aria-pressed=true]') ?? this.querySelector('.ready-choice'))?.focus();
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
    if (event.key !== 'Escape' || !this._open) return;
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
