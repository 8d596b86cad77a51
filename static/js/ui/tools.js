/**
 * `<cs-tools>`: the card of tools, one tab each: code, coverage, compare, predict, save.
 */
import { t } from '../core/i18n.js';
import { setView } from '../state/actions.js';
import './code.js';
import './compare.js';
import './coverage.js';
import './predict.js';
import './save.js';
import { ConvElement, html } from './element.js';

/** @typedef {import('../core/types.js').State} State */

const TABS = ['code', 'coverage', 'compare', 'predict', 'save'];

/** @extends {ConvElement<{tab: string}>} */
class Tools extends ConvElement {
  /** @param {State} state */
  select({ view: { tab } }) {
    return { tab: TABS.includes(tab) ? tab : TABS[0] };
  }

  render() {
    const { tab } = this.picked;
    return html`
      <h2 class="unseen">${t('tools.title')}</h2>
      <div class="tabs" role="tablist" aria-label=${t('tools.title')} @keydown=${this._key}>
        ${TABS.map((each) => html`<button type="button" role="tab" id="tools-tab-${each}" aria-controls="tools-panel" aria-selected=${each === tab}
          tabindex=${each === tab ? 0 : -1} @click=${() => this._open(each)}>${t(`tools.tab_${each}`)}</button>`)}
      </div>
      <div class="tools-panel" role="tabpanel" id="tools-panel" aria-labelledby="tools-tab-${tab}">${this._panel(tab)}</div>`;
  }

  /** @param {string} tab */
  _panel(tab) {
    const { store } = this;
    switch (tab) {
      case 'coverage': return html`<cs-coverage .store=${store}></cs-coverage>`;
      case 'compare': return html`<cs-compare .store=${store}></cs-compare>`;
      case 'predict': return html`<cs-predict .store=${store}></cs-predict>`;
      case 'save': return html`<cs-save .store=${store}></cs-save>`;
      default: return html`<cs-code .store=${store}></cs-code>`;
    }
  }

  /** @param {string} tab */
  _open(tab) {
    setView(this.store, { tab });
  }

  /** @param {KeyboardEvent} event */
  _key(event) {
    const at = TABS.indexOf(this.picked.tab);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: TABS.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this._open(/** @type {string} */ (TABS.at(to % TABS.length)));
    this.updateComplete.then(() => /** @type {HTMLElement|null} */ (this.querySelector('[role=tab][aria-selected=true]'))?.focus());
  }
}

customElements.define('cs-tools', Tools);
