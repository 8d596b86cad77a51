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
const KEEP = 'chain.weights_keep';

/**
 * What there is to do about weights that the layers have outgrown, for wherever the refusal is told: to keep what fits.
 * @param {import('../state/network.js').NetworkStore} store
 * @returns {{label: string, apply: () => void}|null}
 */
export function keeping({ state }) {
  const card = outgrown(state) ? /** @type {ChainWeights|null} */ (document.querySelector('cs-chain-weights')) : null;
  return card && { label: KEEP, apply: () => card.keep() };
}

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

  /** @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    super.willUpdate(changed);
    if (!this.picked.before) this._failed = ''; // it was about layers that fit again
  }

  render() {
    return html`<p class="unseen" role="status">${this._said}</p>${this.picked.before ? this._choice() : nothing}`;
  }

  _choice() {
    return html`<div class="chain-against notice alarm small">
      <p role="alert">${t('chain.weights_outgrown', { name: this._name() })}</p>
      ${this._failed ? html`<p>${this._failed}</p>` : nothing}
      <div class="row">
        <button type="button" class="button small" ?disabled=${this._busy} aria-busy=${this._busy ? 'true' : 'false'} @click=${this.keep}>${t(KEEP)}</button>
        <button type="button" class="button small" ?disabled=${this._busy} @click=${() => setWeights(this.store, { seed: 0 }, null)}>${t('netweights.take_random')}</button>
      </div></div>`;
  }

  /** What people call the weights. */
  _name() {
    const { setting: { weights }, runs } = this.store.state;
    if ('file' in weights) return originOf(weights.name ?? weights.file);
    if (!('run' in weights)) return '';
    const run = runs?.find(({ id }) => id === weights.run);
    const when = 'epoch' in weights ? t('watch.after_epoch', { epoch: weights.epoch + 1 }) : t('netweights.checkpoint', { name: weights.checkpoint });
    return `${run ? runLabel(run) : weights.run.slice(0, 8)}, ${when}`;
  }

  /** Go on with the weights of the layers that still fit. What comes in between is said here. */
  keep = async () => {
    const { setting } = this.store.state;
    const before = outgrown(this.store.state);
    if (!before || this._busy) return;
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
      await this.updateComplete;
      this.querySelector('.chain-against')?.scrollIntoView({ block: 'nearest' });
    } finally {
      this._busy = false;
    }
  };
}

/** The name of weights without what became of them. @param {string} name */
function originOf(name) {
  const end = name.lastIndexOf(APART);
  return end < 0 ? name : name.slice(0, end);
}

customElements.define('cs-chain-weights', ChainWeights);
