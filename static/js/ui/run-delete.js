/**
 * `<cs-run-delete>`: deletes a run when a person has said so twice. Says `cs-delete`.
 */

import { t } from '../core/i18n.js';
import { ConvElement, html, nothing } from './element.js';

class RunDelete extends ConvElement {
  static properties = { may: { attribute: false }, _asking: { state: true } };

  constructor() {
    super();
    this.may = false; // the run has ended
    this._asking = false;
  }

  shouldUpdate() {
    return true;
  }

  render() {
    if (this._asking && this.may) {
      return html`<button type="button" class="button small run-delete-sure" @click=${this._delete}>${t('train.delete_sure')}</button>
        <button type="button" class="button quiet small" @click=${() => { this._asking = false; }}>${t('train.keep')}</button>`;
    }
    return html`<button type="button" class="button small run-delete" ?disabled=${!this.may} title=${this.may ? nothing : t('train.delete_later')}
      @click=${this._ask}>${t('train.delete')}</button>`;
  }

  async _ask() {
    this._asking = true;
    await this.updateComplete;
    /** @type {HTMLElement|null} */ (this.querySelector('.run-delete-sure'))?.focus();
  }

  _delete() {
    this._asking = false;
    this.dispatchEvent(new CustomEvent('cs-delete'));
  }
}

customElements.define('cs-run-delete', RunDelete);
