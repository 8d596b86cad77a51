/**
 * `<cs-network-link>`: the way from a run to its whole network, with the weights of one of its epochs or checkpoints.
 */

import { t } from '../core/i18n.js';
import { Refused, Unreachable } from '../net/api.js';
import { addressOfRun, newestWeights } from '../net/network-run.js';
import { same } from '../state/setting.js';
import { networkAddress } from '../state/networkLinks.js';
import { summaryOf } from '../state/trainingActions.js';
import { ConvElement, html, nothing } from './element.js';

/** @typedef {import('../core/nettypes.js').Weights} Weights */
/** @typedef {import('../core/runtypes.js').TrainingState} TrainingState */
/** @typedef {import('../core/runtypes.js').RunSummary} RunSummary */

/** @extends {ConvElement<{runs: RunSummary[]|null}, TrainingState>} */
class NetworkLink extends ConvElement {
  static properties = {
    run: { attribute: false }, weights: { attribute: false }, text: { attribute: false }, label: { attribute: false }, _href: { state: true },
  };

  constructor() {
    super();
    /** @type {string|null} */
    this.run = null;
    /** @type {Weights|null} null: those after the newest epoch */
    this.weights = null;
    /** @type {string} Where there is little room. */
    this.text = '';
    /** @type {string} What is opened, for those who hear one link after the other. */
    this.label = '';
    /** @type {string|null} */
    this._href = null;
    /** @type {Weights|null} What `_href` leads to. */
    this._of = null;
  }

  /** @param {TrainingState} state */
  select({ runs }) {
    return { runs };
  }

  /** @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    super.willUpdate(changed);
    const run = summaryOf(this.picked, this.run);
    const weights = run && (this.weights ?? newestWeights(run));
    if (same(weights, this._of)) return;
    this._of = weights;
    if (run && weights) this._lead(run, weights);
    else this._href = null;
  }

  /**
   * To the network, with a picture in the size of the run's own: any other would be refused, so that there is no link before
   * that is known. @param {RunSummary} run @param {Weights} weights
   */
  async _lead(run, weights) {
    const href = await addressOfRun(run, weights).catch((error) => {
      // Without the server it is the plain address; the page that it leads to says the same.
      if (!(error instanceof Refused) && !(error instanceof Unreachable)) throw error;
      return networkAddress(run.spec.layers, weights);
    });
    if (same(this._of, weights)) this._href = href;
  }

  render() {
    if (!this._href) return nothing;
    return html`<a class="button small" href=${this._href} title=${t('watch.open_network_hint')} aria-label=${this.label || nothing}>${this.text || t('watch.open_network')}</a>`;
  }
}

customElements.define('cs-network-link', NetworkLink);
