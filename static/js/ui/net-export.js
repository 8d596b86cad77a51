/**
 * `<cs-net-export>`: the network as a file: its layers as JSON, its weights as safetensors, both as ONNX.
 */

import { bytes } from '../core/format.js';
import { t } from '../core/i18n.js';
import { Refused, Unreachable } from '../net/api.js';
import { exported } from '../net/networks.js';
import { networkShape, toWeights } from '../state/network.js';
import { networkText } from '../state/networkFile.js';
import { ConvElement, html } from './element.js';
import { download } from './saved.js';

/** @typedef {import('../core/nettypes.js').NetworkState} NetworkState */

const SECOND = 1000; // milliseconds
const FORMATS = /** @type {const} */ (['json', 'safetensors', 'onnx']);
/** @typedef {typeof FORMATS[number]} Format */

/** @extends {ConvElement<{setting: NetworkState['setting']}, NetworkState>} */
class NetExport extends ConvElement {
  static properties = {
    ...ConvElement.properties,
    _busy: { state: true }, _seconds: { state: true }, _said: { state: true }, _failed: { state: true },
  };

  constructor() {
    super();
    /** @type {Format|null} */
    this._busy = null;
    /** How long it has been so. */
    this._seconds = 0;
    /** @type {AbortController|null} */
    this._stop = null;
    this._said = '';
    /** @type {{format: Format, detail: string}|null} */
    this._failed = null;
  }

  /** @param {NetworkState} state */
  select({ setting }) {
    return { setting };
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this._stop?.abort();
  }

  render() {
    const { _busy: busy, _failed: failed } = this;
    return html`
      ${FORMATS.map((format) => html`<div class="file-way">
        <button type="button" class="button small" aria-disabled=${busy !== null ? 'true' : 'false'} aria-busy=${busy === format ? 'true' : 'false'} @click=${() => this._save(format)}>${t(`netfiles.${format}`)}</button>
        <p class="small soft">${t(`netfiles.${format}_says`)}</p>
        ${failed?.format === format ? html`<p class="refusal" role="alert">${failed.detail}</p>` : ''}
      </div>`)}
      <p class="small soft" role="status">${busy ? t(busy === 'onnx' ? 'netfiles.writing_onnx' : 'netfiles.writing') : this._said}</p>
      ${busy && this._seconds > 0 ? html`<p class="small row"><span>${t('netfiles.since', { seconds: this._seconds })}</span>
        <button type="button" class="link" @click=${() => this._giveUp(busy)}>${t('netfiles.give_up')}</button></p>` : ''}`;
  }

  /** The keyboard goes back to where it came from: this button is gone. @param {Format} format */
  _giveUp(format) {
    /** @type {HTMLElement|undefined} */ (this.querySelectorAll('.file-way > button')[FORMATS.indexOf(format)])?.focus();
    this._stop?.abort();
  }

  /** @param {Format} format */
  async _save(format) {
    if (this._busy) return; // the buttons are not disabled meanwhile: that would take the focus from them
    const { setting } = this.picked;
    this._busy = format;
    this._failed = null;
    this._said = '';
    this._seconds = 0;
    const { signal } = this._stop = new AbortController();
    const clock = setInterval(() => { this._seconds += 1; }, SECOND);
    try {
      const blob = format === 'json' ? new Blob([networkText(setting)], { type: 'application/json' })
        : await exported(format, { input_shape: networkShape(setting), layers: setting.layers, weights: toWeights(setting.weights) }, signal);
      const name = `network.${format}`;
      download(name, blob);
      this._said = t('netfiles.written', { name, size: bytes(blob.size) });
    } catch (error) {
      if (signal.aborted) {
        this._said = t('netfiles.given_up');
      } else {
        if (!(error instanceof Refused) && !(error instanceof Unreachable)) throw error;
        this._failed = { format, detail: error instanceof Refused ? error.problem.detail : t('watch.unreachable') };
      }
    } finally {
      clearInterval(clock);
      this._busy = null;
    }
  }
}

customElements.define('cs-net-export', NetExport);
