/**
 * `<cs-run-name>`: a run's name that can be changed in its place. Says `cs-rename` (detail: the new name).
 */
import { LONGEST, runLabel } from '../core/runlabel.js';
import { t } from '../core/i18n.js';
import { ConvElement, html } from './element.js';

/** @typedef {import('../core/runtypes.js').RunSummary} RunSummary */

class RunName extends ConvElement {
  static properties = { run: { attribute: false }, _editing: { state: true } };

  constructor() {
    super();
    /** @type {RunSummary|null} */
    this.run = null;
    this._editing = false;
  }

  shouldUpdate() {
    return Boolean(this.run);
  }

  render() {
    const run = /** @type {RunSummary} */ (this.run);
    if (this._editing) {
      return html`<form class="run-rename" @submit=${this._submit}>
        <input type="text" name="name" maxlength=${LONGEST} autocomplete="off" aria-label=${t('train.name')} placeholder=${runLabel({ ...run, name: '' })}
          .value=${run.name} @keydown=${(/** @type {KeyboardEvent} */ event) => { if (event.key === 'Escape') this._close(); }}>
        <button class="button small">${t('train.rename_do')}</button>
      </form>`;
    }
    const label = t('train.rename', { name: runLabel(run) });
    return html`<span class="run-name">${runLabel(run)}</span>
      <button type="button" class="button quiet icon small run-rename-open" aria-label=${label} title=${label} @click=${this._edit}>
        <svg viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.4" stroke-linejoin="round" aria-hidden="true"><path d="M3 13l.7-3L11 2.7l2.3 2.3L6 12.3z"/></svg></button>`;
  }

  async _edit() {
    this._editing = true;
    await this.updateComplete;
    /** @type {HTMLInputElement|null} */ (this.querySelector('input'))?.select();
  }

  /** @param {SubmitEvent} event */
  _submit(event) {
    event.preventDefault();
    const field = /** @type {HTMLInputElement} */ (this.querySelector('input'));
    const name = field.value.trim();
    if (name !== this.run?.name) this.dispatchEvent(new CustomEvent('cs-rename', { detail: name }));
    this._close();
  }

  async _close() {
    this._editing = false;
    await this.updateComplete;
    /** @type {HTMLElement|null} */ (this.querySelector('button'))?.focus();
  }
}

customElements.define('cs-run-name', RunName);
