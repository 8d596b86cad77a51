/**
 * `<cs-net-files>`: the network as text, as a file, and out of a file: a card with a tab for each. A network's file can be
 * dropped anywhere on the page.
 */

import { t } from '../core/i18n.js';
import { setView } from '../state/networkActions.js';
import { takeDropped } from './dropping.js';
import { ConvElement, html } from './element.js';
import './net-code.js';
import './net-export.js';
import { ACCEPTED } from './net-import.js';
import { tabBar } from './tabs.js';

/** @typedef {import('../core/nettypes.js').NetworkState} NetworkState */

const TABS = /** @type {const} */ (['code', 'export', 'import']);
/** @typedef {typeof TABS[number]} Tab */

/** @extends {ConvElement<{tab: Tab}, NetworkState>} */
class NetFiles extends ConvElement {
  constructor() {
    super();
    /** @type {(() => void)|null} Ends taking files that are dropped. */
    this._leave = null;
  }

  /** @param {NetworkState} state */
  select({ view: { tab } }) {
    return { tab: TABS.find((each) => each === tab) ?? TABS[0] };
  }

  connectedCallback() {
    super.connectedCallback();
    this._leave = takeDropped({ takes: ({ name }) => ACCEPTED.some((ending) => name.toLowerCase().endsWith(ending)), take: (file) => this._take(file) });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this._leave?.();
  }

  render() {
    const { tab } = this.picked;
    return html`
      <div class="card-head"><h2>${t('netfiles.title')}</h2></div>
      ${tabBar(this, { id: 'net', label: t('netfiles.title'), names: TABS, present: tab, words: (each) => t(`netfiles.tab_${each}`), open: (each) => this._open(each) })}
      <div class="tools-panel" role="tabpanel" id="net-panel" aria-labelledby="net-tab-${tab}">${this._panel(tab)}</div>`;
  }

  /** @param {Tab} tab */
  _panel(tab) {
    const { store } = this;
    switch (tab) {
      case 'export': return html`<cs-net-export .store=${store}></cs-net-export>`;
      case 'import': return html`<cs-net-import .store=${store}></cs-net-import>`;
      default: return html`<cs-net-code .store=${store}></cs-net-code>`;
    }
  }

  /** @param {Tab} tab */
  _open(tab) {
    setView(this.store, { tab });
  }

  /** What becomes of a file is said where files are chosen. @param {File} file */
  async _take(file) {
    this._open('import');
    await this.updateComplete;
    const place = /** @type {import('./net-import.js').NetImport} */ (this.querySelector('cs-net-import'));
    place.read(file);
    place.scrollIntoView({ block: 'nearest' });
  }
}

customElements.define('cs-net-files', NetFiles);
