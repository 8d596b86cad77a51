/**
 * `<cs-net-files>`: the network as text, as a file, and out of a file: a card with a tab for each.
 */

import { t } from '../core/i18n.js';
import { setView } from '../state/networkActions.js';
import { ConvElement, html } from './element.js';
import './net-code.js';
import './net-export.js';
import './net-import.js';

/** @typedef {import('../core/nettypes.js').NetworkState} NetworkState */

const TABS = ['code', 'export', 'import'];

/** @extends {ConvElement<{tab: string}, NetworkState>} */
class NetFiles extends ConvElement {
  /** @param {NetworkState} state */
  select({ view: { tab } }) {
    return { tab: TABS.includes(tab) ? tab : TABS[0] };
  }

  render() {
    const { tab } = this.picked;
    return html`
      <div class="card-head"><h2>${t('netfiles.title')}</h2></div>
      <div class="tabs" role="tablist" aria-label=${t('netfiles.title')} @keydown=${this._key}>
        ${TABS.map((each) => html`<button type="button" role="tab" id="net-tab-${each}" aria-controls="net-files-panel" aria-selected=${each === tab}
          tabindex=${each === tab ? 0 : -1} @click=${() => setView(this.store, { tab: each })}>${t(`netfiles.tab_${each}`)}</button>`)}
      </div>
      <div class="tools-panel" role="tabpanel" id="net-files-panel" aria-labelledby="net-tab-${tab}">${this._panel(tab)}</div>`;
  }

  /** @param {string} tab */
  _panel(tab) {
    const { store } = this;
    switch (tab) {
      case 'export': return html`<cs-net-export .store=${store}></cs-net-export>`;
      case 'import': return html`<cs-net-import .store=${store}></cs-net-import>`;
      default: return html`<cs-net-code .store=${store}></cs-net-code>`;
    }
  }

  /** @param {KeyboardEvent} event */
  _key(event) {
    const at = TABS.indexOf(this.picked.tab);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: TABS.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    setView(this.store, { tab: /** @type {string} */ (TABS.at(to % TABS.length)) });
    this.updateComplete.then(() => /** @type {HTMLElement|null} */ (this.querySelector('[role=tab][aria-selected=true]'))?.focus());
  }
}

customElements.define('cs-net-files', NetFiles);
