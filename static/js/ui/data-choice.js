/**
 * `<cs-data>`: which data set the run that is being set up trains on, what it looks like, and where it comes from. Of the
 * user's own it has the drawings at hand, and says where files are to be put.
 */
import { count } from '../core/format.js';
import { t } from '../core/i18n.js';
import { fitted } from '../core/sequence.js';
import { Refused } from '../net/api.js';
import { datasets } from '../net/datasets.js';
import { setDraft } from '../state/trainingActions.js';
import './data-drawings.js';
import './data-files.js';
import './data-look.js';
import { ConvElement, html, live, nothing } from './element.js';

/** @typedef {import('../core/runtypes.js').TrainingState} TrainingState */
/** @typedef {import('../net/datasets.js').DataSet} DataSet */

let pages = 0; // each has radio buttons of its own

/** @param {string} id */
const kindOf = (id) => id.split(':')[0];

/** @extends {ConvElement<{dataset: string}, TrainingState>} */
class Data extends ConvElement {
  static properties = { problem: { attribute: false }, _list: { state: true }, _failed: { state: true } };

  constructor() {
    super();
    /** @type {import('../core/types.js').Problem|null} Why the run that is being set up is refused, if it is. */
    this.problem = null;
    /** @type {DataSet[]|null} */
    this._list = null;
    /** @type {unknown} */
    this._failed = null;
    pages += 1;
    this._name = `dataset-${pages}`;
  }

  /** @param {TrainingState} state */
  select({ draft: { dataset } }) {
    return { dataset };
  }

  connectedCallback() {
    super.connectedCallback();
    this._load();
  }

  async _load() {
    try {
      this._list = await datasets();
      this._failed = null;
    } catch (error) {
      this._failed = error;
    }
  }

  render() {
    const { dataset } = this.picked;
    const list = this._list;
    const refusal = this.problem?.errors?.find(({ loc }) => loc.includes('dataset'))?.msg;
    const chosen = list?.find(({ id }) => id === dataset);
    const reason = this._failed instanceof Refused ? this._failed.problem.detail : t('data.unreachable');
    return html`
      ${this._failed ? html`<p class="notice alarm small" role="status">${reason} <button type="button" class="link" @click=${this._load}>${t('data.again')}</button></p>` : nothing}
      ${list ? html`<div class="data-list" role="radiogroup" aria-label=${t('data.title')}>${list.map((each) => this._choice(each, each.id === dataset))}</div>`
        : this._failed ? nothing : html`<p class="small soft">${t('data.loading')}</p>`}
      ${refusal && dataset !== 'drawings' ? html`<p class="refusal" role="alert">${refusal}</p>` : nothing}
      ${chosen ? this._about(chosen) : nothing}
      <details class="data-own"><summary class="small">${t('data.files')}</summary>
        <cs-data-files @cs-data-changed=${this._load}></cs-data-files>
      </details>`;
  }

  /** @param {DataSet} each @param {boolean} chosen */
  _choice(each, chosen) {
    const { id, title, classes, shape, train, test } = each;
    const facts = [
      t('data.classes', { count: classes.length }), shape.join('×'),
      test > 0 ? t('data.split', { train: count(train), test: count(test) }) : t('data.pictures', { count: count(train) }),
    ].join(' · ');
    return html`<label class="data-choice">
      <input type="radio" name=${this._name} value=${id} .checked=${live(chosen)} @change=${() => this._choose(each)}>
      <span class="data-name">${title}</span><span class="small soft number">${facts}</span>
    </label>`;
  }

  /** @param {DataSet} chosen */
  _about(chosen) {
    const drawn = chosen.id === 'drawings';
    return html`
      <p class="small">${t(`datasets.${kindOf(chosen.id)}.summary`)}</p>
      ${drawn ? html`<cs-drawings .store=${this.store} @cs-data-changed=${this._load}></cs-drawings>` : html`<cs-data-look .chosen=${chosen}></cs-data-look>`}
      <dl class="data-source small soft">
        <dt>${t('data.source')}</dt><dd>${chosen.source}</dd>
        <dt>${t('data.licence')}</dt><dd>${chosen.licence}</dd>
      </dl>`;
  }

  /** Another data set, and as many answers of the last layer as it has classes. @param {DataSet} chosen */
  _choose({ id, classes }) {
    const { layers } = this.store.state.draft;
    setDraft(this.store, { dataset: id, ...(classes.length > 1 && { layers: fitted(layers, classes.length) }) }, 'dataset');
  }
}

customElements.define('cs-data', Data);
