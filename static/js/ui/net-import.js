/**
 * `<cs-net-import>`: a network, or weights for the one that is here, out of a file or out of a run's checkpoints. Weights are
 * tried before they are taken: where a name or a shape is not that of the layers, they are refused and nothing changes.
 */

import { bytes } from '../core/format.js';
import { t } from '../core/i18n.js';
import { runLabel } from '../core/runlabel.js';
import { Refused, Unreachable } from '../net/api.js';
import { layerKinds } from '../net/catalogue.js';
import { openRun } from '../net/network-run.js';
import { forward, summary, uploadWeights } from '../net/networks.js';
import { checkpoints } from '../net/runs.js';
import { networkShape, toNetworkRequest } from '../state/network.js';
import { openNetwork } from '../state/networkActions.js';
import { inputFor, networkFrom } from '../state/networkFile.js';
import { ConvElement, html, nothing } from './element.js';

/** @typedef {import('../core/nettypes.js').NetworkState} NetworkState */
/** @typedef {import('../net/runs.js').Checkpoint} Checkpoint */

/** The endings of what can be opened. */
export const ACCEPTED = Object.freeze(['.json', '.safetensors']);

const LONGEST_NAME = 80; // characters of a file's name that stand in an address
const LARGEST_TEXT = 4 * 2 ** 20; // bytes; far more than any list of layers

/** @extends {ConvElement<{runs: NetworkState['runs']}, NetworkState>} */
export class NetImport extends ConvElement {
  static properties = {
    ...ConvElement.properties, _busy: { state: true }, _said: { state: true }, _failed: { state: true }, _run: { state: true }, _saved: { state: true },
  };

  constructor() {
    super();
    /** The file on its way. */
    this._busy = '';
    this._said = '';
    this._failed = '';
    /** Whose checkpoints are shown. */
    this._run = '';
    /** @type {Checkpoint[]|null} */
    this._saved = null;
  }

  /** @param {NetworkState} state */
  select({ runs }) {
    return { runs };
  }

  render() {
    return html`
      <label class="button small file-button">${t('netfiles.choose')}<input class="unseen" type="file" accept=${[...ACCEPTED, 'application/json'].join()} @change=${this._chosen}></label>
      <p class="small soft">${t('netfiles.import_says')}</p>
      <p class="small" role="status">${this._busy ? t('netfiles.reading', { name: this._busy }) : this._said}</p>
      ${this._failed ? html`<p class="refusal" role="alert">${this._failed}</p>` : nothing}
      <h3>${t('netfiles.checkpoints')}</h3>
      ${this._ofRun()}`;
  }

  _ofRun() {
    const { runs } = this.picked;
    if (runs === null) return html`<p class="small soft">${t('watch.loading')}</p>`;
    if (runs.length === 0) return html`<p class="small soft">${t('netfiles.no_runs')}</p>`;
    const files = this._saved;
    return html`
      <label class="net-run"><span class="small soft">${t('netweights.run')}</span>
        <select @change=${(/** @type {Event} */ event) => this._list(/** @type {HTMLSelectElement} */ (event.target).value)}>
          <option value="" disabled ?selected=${!this._run}>${t('netweights.choose')}</option>
          ${runs.map((run) => html`<option value=${run.id} ?selected=${run.id === this._run}>${runLabel(run)}</option>`)}
        </select></label>
      ${this._run && files === null && !this._failed ? html`<p class="small soft">${t('watch.loading')}</p>` : nothing}
      ${files?.length === 0 ? html`<p class="small soft">${t('netfiles.no_checkpoints')}</p>` : nothing}
      ${files?.length ? html`<ul class="file-list">${files.map(({ name, epoch, bytes: size, full }) => html`<li>
        <span><code>${name}</code> <small>${t('watch.file_facts', { epoch: epoch + 1, size: bytes(size), what: t(full ? 'watch.file_full' : 'watch.file_weights') })}</small></span>
        <button type="button" class="button small" aria-label=${t('netfiles.open_of', { name })} @click=${() => this._open(name)}>${t('netfiles.open')}</button></li>`)}</ul>` : nothing}`;
  }

  /** @param {string} id  of a run */
  async _list(id) {
    this._run = id;
    this._saved = null;
    await this._try(async () => {
      const files = await checkpoints(id);
      if (this._run === id) this._saved = files;
      return '';
    });
  }

  /** @param {string} checkpoint */
  _open(checkpoint) {
    const run = this.picked.runs?.find(({ id }) => id === this._run);
    if (!run) return;
    this._try(async () => {
      await openRun(this.store, run, { run: run.id, checkpoint });
      return t('netfiles.opened', { name: checkpoint });
    });
  }

  /** @param {Event} event */
  async _chosen(event) {
    const field = /** @type {HTMLInputElement} */ (event.target);
    const [file] = field.files ?? [];
    field.value = ''; // the same file can be chosen again
    if (file) await this.read(file);
  }

  /**
   * Open a file, or say why not.
   * @param {File} file
   */
  async read(file) {
    this._busy = file.name;
    try {
      await this._try(async () => {
        // A file of ours begins with a brace or a bracket; safetensors begin with eight bytes of length.
        const text = /^\s*[[{]/.test(await file.slice(0, 64).text());
        return text ? this._layers(file) : this._weights(file);
      });
    } finally {
      this._busy = '';
    }
    if (this._failed) this._failed = t('netfiles.refused', { name: file.name, reason: this._failed });
  }

  /**
   * @param {() => Promise<string>} act  what there is to say when it is done
   */
  async _try(act) {
    this._failed = '';
    this._said = '';
    try {
      this._said = await act();
    } catch (error) {
      // The browser's own word for a file that has been moved, changed or locked since it was chosen.
      if (error instanceof DOMException && error.name === 'NotReadableError') this._failed = t('netfiles.unreadable');
      else if (!(error instanceof Refused) && !(error instanceof Unreachable)) throw error;
      else this._failed = error instanceof Refused ? error.problem.detail : t('watch.unreachable');
    }
  }

  /** @param {File} file */
  async _layers(file) {
    const read = file.size > LARGEST_TEXT ? 'no_layers' : networkFrom(await file.text());
    if (typeof read === 'string') {
      this._failed = t(`netfiles.${read}`);
      return '';
    }
    const kinds = await layerKinds();
    const unknown = read.layers.find(({ kind }) => !Object.hasOwn(kinds, kind));
    if (unknown) {
      this._failed = t('netfiles.unknown_kind', { kind: unknown.kind });
      return '';
    }
    const network = { ...inputFor(read.shape, this.store.state.setting), layers: read.layers, weights: { seed: read.seed ?? 0 } };
    // One that breaks is opened up to its break; what cannot be read as a network at all is refused here.
    await summary(network.layers, networkShape({ ...this.store.state.setting, ...network }));
    openNetwork(this.store, network);
    return t('netfiles.opened', { name: file.name });
  }

  /** @param {File} file */
  async _weights(file) {
    const { id, layers, input_shape: shape } = await uploadWeights(file);
    const weights = { file: id, name: file.name.slice(0, LONGEST_NAME) };
    // What we have written says whose weights they are; what torch has written is for the layers that are here.
    const network = layers?.length ? { ...inputFor(shape, this.store.state.setting), layers, weights } : { weights };
    await forward({ ...toNetworkRequest({ ...this.store.state.setting, ...network }), want: ['input'] });
    openNetwork(this.store, network);
    return t(layers?.length ? 'netfiles.opened' : 'netfiles.taken', { name: file.name });
  }
}

customElements.define('cs-net-import', NetImport);
