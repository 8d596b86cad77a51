/**
 * `<cs-train-model>`: the layers of the run that is being set up: a ready-made network to begin with, and the list of them
 * to change. Another data set brings the ready-made network fitted to it, and one's own with as many answers as classes.
 */
import { answersOf } from '../core/beginning.js';
import { shape } from '../core/format.js';
import { t } from '../core/i18n.js';
import { equal, fitted } from '../core/sequence.js';
import { modelsFor } from '../net/drafts.js';
import { setDraft } from '../state/trainingActions.js';
import './train-items.js';
import { html, nothing } from './element.js';
import { ReadyElement } from './ready-element.js';

/** @typedef {import('../core/runtypes.js').TrainingState} TrainingState */
/** @typedef {import('../core/types.js').Layer} Layer */
/** @typedef {import('../net/runs.js').ReadyModel} ReadyModel */

/** @extends {ReadyElement<{dataset: string, layers: Layer[]}, TrainingState>} */
class TrainModel extends ReadyElement {
  static properties = { ...ReadyElement.properties, problem: { attribute: false }, checked: { attribute: false } };

  constructor() {
    super();
    /** @type {import('../core/types.js').Problem|null} */
    this.problem = null;
    /** @type {import('./train-setup.js').CheckedDraft|null} What the server says of the last network that was good. */
    this.checked = null;
  }

  /** @param {TrainingState} state */
  select({ draft: { dataset, layers } }) {
    return { dataset, layers };
  }

  _fitting() {
    const { dataset } = this.picked;
    return { to: dataset, ask: (/** @type {AbortSignal} */ signal) => modelsFor(dataset, signal) };
  }

  /**
   * The network follows the data set.
   * @param {ReadyModel[]} before  fitted to the data set that was left
   * @param {ReadyModel[]} models
   */
  _refitted(before, models) {
    const { layers } = this.picked;
    const fit = (/** @type {Layer[]} */ given) => fitted(given, answersOf(models[0].layers));
    const id = before.find((model) => equal(fit(model.layers), fit(layers)))?.id;
    const next = models.find((model) => model.id === id)?.layers ?? fit(layers);
    if (!equal(next, layers)) setDraft(this.store, { layers: next }, 'dataset');
  }

  /** A data set that is too small today may grow: whatever changes next, they are asked for again. */
  _missed() {
    this._asked = '';
  }

  render() {
    const { layers } = this.picked;
    const [first] = this._models ?? [];
    const chosen = this._readyOf(layers);
    return html`
      ${this._models ? html`
        <div class="row ready" role="group" aria-label=${t('train.ready')}>
          ${this._models.map((model) => html`<button type="button" class="button small" aria-pressed=${model === chosen} title=${model.summary}
            @click=${() => setDraft(this.store, { layers: model.layers })}>${model.title}</button>`)}
        </div>
        <p class="small soft">${chosen ? chosen.summary : t('train.own_model')}</p>` : nothing}
      <cs-train-items .items=${layers} .kinds=${this._kinds} .list=${'layers'} .problem=${this.problem} .results=${this._results()} .classes=${answersOf(first?.layers ?? [])}
        @cs-items=${(/** @type {CustomEvent} */ { detail }) => setDraft(this.store, { layers: detail.items }, detail.tag)}></cs-train-items>`;
  }

  /** The output shape of each layer, as far as the server has seen these very layers. */
  _results() {
    const { checked, picked: { layers, dataset } } = this;
    if (!checked || checked.draft.dataset !== dataset) return [];
    const known = layers.findIndex((layer, index) => !equal(layer, checked.draft.layers[index]));
    return checked.layers.slice(0, known < 0 ? layers.length : known).map(({ output_shape }) => `→ ${shape(output_shape)}`);
  }
}

customElements.define('cs-train-model', TrainModel);
