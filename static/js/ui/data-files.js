/**
 * `<cs-data-files>`: where to put a data set in MNIST's format, and what is wrong with those that are there. Says
 * `cs-data-changed` when it has looked again.
 */
import { t } from '../core/i18n.js';
import { Refused } from '../net/api.js';
import { idxPlace } from '../net/datasets.js';
import { ConvElement, html, nothing } from './element.js';

class DataFiles extends ConvElement {
  static properties = { _place: { state: true }, _failed: { state: true }, _said: { state: true } };

  constructor() {
    super();
    /** @type {import('../net/datasets.js').IdxPlace|null} */
    this._place = null;
    /** @type {unknown} */
    this._failed = null;
    this._said = '';
  }

  shouldUpdate() {
    return true;
  }

  connectedCallback() {
    super.connectedCallback();
    this._look();
  }

  async _look() {
    try {
      this._place = await idxPlace();
      this._failed = null;
    } catch (error) {
      this._failed = error;
    }
  }

  async _lookAgain() {
    this._said = '';
    await this._look();
    const found = this._place?.folders ?? [];
    if (!this._failed) this._said = t('data.files_found', { good: found.filter(({ problem }) => !problem).length, bad: found.filter(({ problem }) => problem).length });
    this.dispatchEvent(new CustomEvent('cs-data-changed', { bubbles: true }));
  }

  render() {
    const place = this._place;
    const reason = this._failed instanceof Refused ? this._failed.problem.detail : t('data.unreachable');
    return html`
      <p>${t('data.files_about')}</p>
      ${place ? html`<ol class="files-steps">
        <li>${t('data.files_folder')}<code class="files-path">${place.folder}/<i>${t('data.files_name')}</i></code><span class="small soft">${t('data.files_name_rule')}</span></li>
        <li>${t('data.files_four')}<ul>${place.files.map((file) => html`<li><code>${file}</code></li>`)}</ul></li>
        <li>${t('data.files_classes', { file: place.classes })}</li>
        <li><button type="button" class="button small" @click=${this._lookAgain}>${t('data.files_look')}</button>
          <span class="small soft" role="status">${this._said}</span></li>
      </ol>` : nothing}
      ${this._failed ? html`<p class="notice alarm small" role="status">${reason} <button type="button" class="link" @click=${this._look}>${t('data.again')}</button></p>` : nothing}
      ${place?.folders.map(({ name, problem }) => (problem ? html`<p class="notice alarm small"><b>${name}</b>: ${problem.detail}</p>` : nothing))}`;
  }
}

customElements.define('cs-data-files', DataFiles);
