/**
 * `<cs-tools>`: the card of tools, one tab each: code, coverage, compare, predict, save.
 */
import { t } from '../core/i18n.js';
import { setView } from '../state/actions.js';
import './code.js';
import { ConvElement, html, nothing } from './element.js';
import { tabBar } from './tabs.js';

/** @typedef {import('../core/types.js').State} State */

const TABS = ['code', 'coverage', 'compare', 'predict', 'save'];

/** The tabs that a first visit does not show come when they are opened. @type {Record<string, () => Promise<unknown>>} */
const LATER = {
  coverage: () => import('./coverage.js'),
  compare: () => import('./compare.js'),
  predict: () => import('./predict.js'),
  save: () => import('./save.js'),
};

/** @extends {ConvElement<{tab: string}>} */
class Tools extends ConvElement {
  static properties = { _missing: { state: true } };

  constructor() {
    super();
    /** @type {string|null} The tab that could not be fetched. */
    this._missing = null;
  }

  /** @param {State} state */
  select({ view: { tab } }) {
    return { tab: TABS.includes(tab) ? tab : TABS[0] };
  }

  /** @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    super.willUpdate(changed);
    this._fetch(this.picked.tab);
  }

  /** @param {string} tab */
  async _fetch(tab) {
    try {
      await LATER[tab]?.();
    } catch {
      this._missing = tab; // no server; a browser does not try a module again before the page is loaded anew
    }
  }

  render() {
    const { tab } = this.picked;
    return html`
      <h2 class="unseen">${t('tools.title')}</h2>
      ${tabBar(this, { id: 'tools', label: t('tools.title'), names: TABS, present: tab, words: (each) => t(`tools.tab_${each}`), open: (each) => setView(this.store, { tab: each }) })}
      <div class="tools-panel" role="tabpanel" id="tools-panel" aria-labelledby="tools-tab-${tab}">${this._panel(tab)}
        ${this._missing === tab ? html`<p class="notice alarm">${t('tools.missing')}
          <button type="button" class="link" @click=${() => location.reload()}>${t('tools.reload')}</button></p>` : nothing}</div>`;
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
}

customElements.define('cs-tools', Tools);
