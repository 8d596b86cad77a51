/**
 * `<cs-chain-weights>`: layers that were changed below trained weights: those weights that still fit can be kept, or all be
 * drawn anew.
 */
import { t } from '../core/i18n.js';
import { runLabel } from '../core/runlabel.js';
import { Refused, Unreachable } from '../net/api.js';
import { transplant } from '../net/network-transplant.js';
import { setWeights } from '../state/networkActions.js';
import { outgrown } from '../state/networkRemedies.js';
import { ConvElement, html, nothing } from './element.js';

/** @typedef {import('../core/nettypes.js').NetworkState} NetworkState */
/** @typedef {import('../core/nettypes.js').NetworkSetting} NetworkSetting */

const APART = ' · '; // between the name of the weights and what became of them

/** @extends {ConvElement<{before: NetworkSetting|null}, NetworkState>} */
class ChainWeights extends ConvElement {
  static properties = { _busy: { state: true }, _failed: { state: true }, _said: { state: true } };

  constructor() {
    super();
    this._busy = false;
    this._failed = '';
    this._said = '';
  }

  /** @param {NetworkState} state */
  select(state) {
    return { before: outgrown(state) };
  }

  render() {
    const { before } = this.picked;
    return html`<p class="unseen" role="status">${this._said}</p>${before ? this._choice(before) : nothing}`;
  }

  /** @param {NetworkSetting} before */
  _choice(before) {
    return html`<div class="chain-against notice alarm small">
      <p role="alert">${t('chain.weights_outgrown', { name: this._name() })}</p>
      ${this._failed ? html`<p>${this._failed}</p>` : nothing}
      <div class="row">
        <button type="button" class="button small" ?disabled=${this._busy} aria-busy=${this._busy ? 'true' : 'false'} @click=${() => this._keep(before)}>${t('chain.weights_keep')}</button>
        <button type="button" class="button small" ?disabled=${this._busy} @click=${() => setWeights(this.store, { seed: 0 }, null)}>${t('netweights.take_random')}</button>
      </div></div>`;
  }

  /** What people call the weights. */
  _name() {
    const { setting: { weights }, runs } = this.store.state;
    if ('file' in weights) return (weights.name ?? weights.file).split(APART)[0];
    if (!('run' in weights)) return '';
    const run = runs?.find(({ id }) => id === weights.run);
    return run ? runLabel(run) : weights.run.slice(0, 8);
  }

  /** @param {NetworkSetting} before */
  async _keep(before) {
    const { setting } = this.store.state;
    this._busy = true;
    this._failed = '';
    try {
      const { file, kept, of } = await transplant(before, setting);
      if (this.store.state.setting !== setting) return; // changed meanwhile: it is about another network
      this._said = t('chain.weights_kept', { kept, of });
      setWeights(this.store, { file, name: `${this._name()}${APART}${this._said}` }, null);
    } catch (error) {
      if (!(error instanceof Refused) && !(error instanceof Unreachable)) throw error;
      this._failed = error instanceof Refused ? error.problem.detail : t('watch.unreachable');
    } finally {
      this._busy = false;
    }
  }
}

customElements.define('cs-chain-weights', ChainWeights);
