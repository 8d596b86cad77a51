/**
 * `<cs-chain-train>`: hands the network to the page that trains. What would be refused there is said here, where the layers
 * are, with the click that mends it. Says `cs-break` where the network breaks: the chain shows why.
 */
import { refusedIndex } from '../core/complaints.js';
import { shape } from '../core/format.js';
import { t } from '../core/i18n.js';
import { mending } from '../core/mending.js';
import { Refused, Unreachable } from '../net/api.js';
import { datasets } from '../net/datasets.js';
import { checkDraft } from '../net/drafts.js';
import { mendLayers } from '../state/networkActions.js';
import { trainAddress, trainDraft } from '../state/networkLinks.js';
import { ConvElement, html, nothing } from './element.js';

/** @typedef {import('../core/nettypes.js').NetworkState} NetworkState */
/** @typedef {import('../core/types.js').Layer} Layer */
/** @typedef {{problem: import('../core/types.js').Problem, draft: import('../core/runtypes.js').RunSpec, set: import('../net/datasets.js').DataSet|undefined, href: string}} Against */

/** @extends {ConvElement<{layers: Layer[], breaks: boolean}, NetworkState>} */
class ChainTrain extends ConvElement {
  static properties = { ...ConvElement.properties, names: { attribute: false }, _asking: { state: true }, _against: { state: true }, _away: { state: true } };

  constructor() {
    super();
    /** @type {readonly string[]} What the layers are called. */
    this.names = [];
    this._asking = false;
    /** @type {Against|null} What speaks against training it, and the way there all the same. */
    this._against = null;
    this._away = false; // there is no way to the other page: this one keeps the network
  }

  /** @param {NetworkState} state */
  select({ setting: { layers }, live: { summary } }) {
    return { layers, breaks: Boolean(summary?.broken) };
  }

  render() {
    const { layers } = this.picked;
    const against = this._against?.draft.layers === layers ? this._against : null;
    return html`
      <button type="button" class="button small primary chain-train" title=${t('chain.train_about')} ?disabled=${layers.length === 0}
        aria-busy=${this._asking ? 'true' : 'false'} @click=${this._train}>${t('chain.train')}</button>
      ${this._away ? html`<p class="chain-against notice alarm small" role="alert">${t('watch.unreachable')}</p>` : against ? this._refusal(against) : nothing}`;
  }

  /** @param {Against} against */
  _refusal({ problem, draft, set, href }) {
    const mend = mending(problem, draft);
    const layers = mend?.change.layers;
    const index = refusedIndex(problem, 'layers');
    return html`<div class="chain-against notice alarm small">
      <p role="alert">${set ? html`<b>${t('chain.train_on', { title: set.title, shape: shape(set.shape) })}</b> ` : nothing}${index === null ? nothing : html`<b>${index + 1} ${this.names[index]}</b> · `}${problem.errors?.[0]?.msg ?? problem.detail}</p>
      <div class="row">
        ${mend && layers ? html`<button type="button" class="button small" @click=${() => this._mend(layers)}>${t(`train.mend.${mend.code}`, mend.params)}</button>` : nothing}
        <a class="small" href=${href}>${t('chain.train_anyway')}</a>
      </div></div>`;
  }

  async _train() {
    if (this.picked.breaks) {
      this.dispatchEvent(new CustomEvent('cs-break'));
      return;
    }
    this._asking = true;
    this._away = false;
    const { state } = this.store;
    const sets = await datasets().catch(() => /** @type {import('../net/datasets.js').DataSet[]} */ ([])); // without them the form there says what does not fit
    const href = trainAddress(state, sets);
    const draft = trainDraft(state, sets);
    try {
      await checkDraft(draft);
      location.assign(href);
    } catch (error) {
      if (error instanceof Refused) this._against = { problem: error.problem, draft, set: sets.find(({ id }) => id === draft.dataset), href };
      else if (error instanceof Unreachable) this._away = true;
      else throw error;
    } finally {
      this._asking = false;
    }
  }

  /** @param {Layer[]} layers */
  async _mend(layers) {
    mendLayers(this.store, layers);
    await this.updateComplete;
    /** @type {HTMLElement|null} */ (this.querySelector('.chain-train'))?.focus();
  }
}

customElements.define('cs-chain-train', ChainTrain);
