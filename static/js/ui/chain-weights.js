/**
 * `<cs-chain-weights>`: layers that were changed below trained weights: those weights that still fit can be kept, or all be
 * drawn anew. It says `cs-gone` when that is settled and the focus was on it.
 */
import { t } from '../core/i18n.js';
import { keepWeights, weightsName } from '../net/network-keep.js';
import { setWeights } from '../state/networkActions.js';
import { keepable, outgrown } from '../state/networkRemedies.js';
import { ConvElement, html, nothing } from './element.js';

/** @typedef {import('../core/nettypes.js').NetworkState} NetworkState */
/**
 * @typedef {object} Picked
 * @property {string|null} name  of the weights that the layers have outgrown
 * @property {boolean} some  may fit
 * @property {boolean} busy
 * @property {string} failed
 * @property {string} said
 */

/** @extends {ConvElement<Picked, NetworkState>} */
class ChainWeights extends ConvElement {
  constructor() {
    super();
    this._seen = '';
    this._held = false; // whether the focus was in here before the present drawing
  }

  /** @param {NetworkState} state */
  select(state) {
    const { setting, keeping } = state;
    return {
      name: outgrown(state) && weightsName(state), some: keepable(state), busy: keeping.busy, said: keeping.said,
      failed: keeping.of === setting ? keeping.failed : '',
    };
  }

  /** @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    super.willUpdate(changed);
    this._held = this.contains(document.activeElement);
  }

  render() {
    return html`<p class="unseen" role="status">${this.picked.said}</p>${this.picked.name === null ? nothing : this._choice(this.picked.name)}`;
  }

  /** @param {string} name  of the weights */
  _choice(name) {
    const { some, busy, failed } = this.picked;
    return html`<div class="chain-against notice alarm small">
      <p role="alert">${t('chain.weights_outgrown', { name })}${some ? nothing : html` ${t('chain.weights_none')}`}</p>
      ${failed ? html`<p class="chain-failed">${failed}</p>` : nothing}
      <div class="row">
        ${some ? html`<button type="button" class="button small" aria-disabled=${busy ? 'true' : 'false'} aria-busy=${busy ? 'true' : 'false'}
          @click=${() => keepWeights(this.store)}>${t('chain.weights_keep')}</button>` : nothing}
        <button type="button" class="button small" aria-disabled=${busy ? 'true' : 'false'} @click=${() => busy || setWeights(this.store, { seed: 0 }, null)}>${t('netweights.take_random')}</button>
      </div></div>`;
  }

  /** What has failed is seen even if one has scrolled away: the button stands in two places. */
  updated() {
    if (this._held && this.picked.name === null) this.dispatchEvent(new CustomEvent('cs-gone'));
    if (this.picked.failed !== this._seen) this.querySelector('.chain-failed')?.scrollIntoView({ block: 'nearest' });
    this._seen = this.picked.failed;
  }
}

customElements.define('cs-chain-weights', ChainWeights);
