/**
 * `<cs-net-code>`: the whole network as text that runs and gives the same numbers, in PyTorch and in Keras, to copy and to keep.
 */

import { t } from '../core/i18n.js';
import { Code } from './code.js';
import { html, nothing } from './element.js';
import { download } from './saved.js';

/** @typedef {import('../core/nettypes.js').NetworkState} NetworkState */

/** @extends {Code<NetworkState>} */
class NetCode extends Code {
  /** @param {NetworkState} state */
  select({ live: { summary } }) {
    return { meta: summary && summary.rows.length > 0 ? summary : undefined, broken: summary?.broken?.index ?? null };
  }

  /** @param {string} library */
  _label(library) {
    return t('netfiles.code_of', { library });
  }

  /** @param {string|null} code @param {string} library */
  _more(code, library) {
    return html`<button type="button" class="button" ?disabled=${!code} @click=${() => {
      if (code) download(`network_${library}.py`, new Blob([code], { type: 'text/x-python' }));
    }}>${t('netfiles.keep')}</button>`;
  }

  render() {
    const { broken } = /** @type {{broken: number|null}} */ (/** @type {unknown} */ (this.picked));
    return html`
      <p class="small soft">${t('netfiles.code_says')}</p>
      ${broken === null ? nothing : html`<p class="small">${t('netfiles.up_to', { number: broken + 1 })}</p>`}
      ${super.render()}`;
  }
}

customElements.define('cs-net-code', NetCode);
