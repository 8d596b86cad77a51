/**
 * `<cs-dock-body>`: what is in the training panel: the run that runs or is held, else the newest one; or the demonstration run where there has never
 * been one. It keeps the state of training for the page that explores a layer.
 */

import { t } from '../core/i18n.js';
import { command } from '../net/command.js';
import { startTraining } from '../net/follow.js';
import { demo, pageUrl } from '../net/runs.js';
import { createTraining } from '../state/training.js';
import { select, selectedPicture } from '../state/trainingActions.js';
import './callback-cards.js';
import './curves.js';
import { ConvElement, html, nothing } from './element.js';
import './epoch-maps.js';
import './run-controls.js';
import './run-holders.js';
import './run-line.js';

/** @typedef {import('../core/runtypes.js').TrainingState} TrainingState */

/** @extends {ConvElement<{none: boolean, run: string|null, begun: boolean, away: TrainingState['away'], refusal: string|null}, TrainingState>} */
class DockBody extends ConvElement {
  static properties = { demo: { attribute: false }, _starting: { state: true } };

  constructor() {
    super();
    this.demo = false;
    this._starting = false;
    this.store = createTraining();
    /** @type {{stop: () => void}|null} */
    this._training = null;
  }

  /** @param {TrainingState} state */
  select(state) {
    const { runs, selected, away, problem } = state;
    return {
      none: runs !== null && runs.length === 0, run: selected, begun: Boolean(selectedPicture(state)?.started), away,
      refusal: problem?.detail ?? null,
    };
  }

  connectedCallback() {
    super.connectedCallback();
    this._training ??= startTraining(this.store, { leading: true });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this._training?.stop();
    this._training = null;
  }

  /** @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    super.willUpdate(changed);
    if (this.picked.none && this.demo && !this._starting) this._startDemo();
  }

  async _startDemo() {
    this._starting = true;
    this.demo = false; // once
    const id = await command(this.store, 'submit', demo);
    this._starting = false;
    if (id) select(this.store, id);
  }

  render() {
    const { none, run, away, refusal } = this.picked;
    if (run !== null) return this._run(run);
    if (away) return html`<p class="notice small" role="status">${t('dock.away')}</p>`;
    if (this._starting) return html`<p class="soft" role="status">${t('dock.starting')}</p>`;
    if (!none) return html`<p class="soft">${t('dock.loading')}</p>`;
    return html`${refusal ? html`<p class="refusal">${refusal}</p>` : nothing}<p class="soft">${t('dock.empty')}</p><p><a class="link" href="/train">${t('dock.all')}</a></p>`;
  }

  /** Once it stands, the panel takes the room that it needs and no more: it says so by `cs-drawn`. */
  updated() {
    const { none, begun, away } = this.picked;
    if (begun || away || (none && !this._starting)) this.dispatchEvent(new Event('cs-drawn', { bubbles: true }));
  }

  /** @param {string} run */
  _run(run) {
    const { store } = this;
    return html`
      <cs-run-line .store=${store}></cs-run-line>
      <cs-run-holders .store=${store}></cs-run-holders>
      <cs-curves compact .compact=${true} .store=${store}></cs-curves>
      <cs-callback-cards compact .compact=${true} .store=${store}></cs-callback-cards>
      <cs-epoch-maps compact .compact=${true} .store=${store}></cs-epoch-maps>
      <cs-run-controls compact .compact=${true} .keys=${null} .store=${store}></cs-run-controls>
      <p class="dock-links small"><a class="link" href=${pageUrl(run)}>${t('dock.whole')}</a> <a class="link" href="/train">${t('dock.all')}</a></p>`;
  }
}

customElements.define('cs-dock-body', DockBody);
