/**
 * `<cs-run-files>`: the checkpoints that a run has written: what is in them, how large they are, and the way to have them.
 */

import { bytes, figure, rate } from '../core/format.js';
import { t } from '../core/i18n.js';
import { Refused, Unreachable } from '../net/api.js';
import { checkpointUrl, checkpoints } from '../net/runs.js';
import { ConvElement, html, nothing } from './element.js';
import './network-link.js';

/** @typedef {import('../core/runtypes.js').TrainingState} TrainingState */
/** @typedef {import('../net/runs.js').Checkpoint} Checkpoint */

const SHOWN = 3; // the newest; the rest on demand
const SAID_FOR = 2000; // milliseconds

/** @extends {ConvElement<{run: string|null}, TrainingState>} */
class RunFiles extends ConvElement {
  static properties = {
    names: { attribute: false }, decisions: { attribute: false },
    _files: { state: true }, _missing: { state: true }, _all: { state: true }, _copied: { state: true },
  };

  constructor() {
    super();
    /** @type {string[]} Only these; a run may have several callbacks that save. */
    this.names = [];
    this.decisions = 0; // each may have written over a file of the same name
    /** @type {Checkpoint[]} */
    this._files = [];
    /** @type {string|null} */
    this._missing = null;
    this._all = false;
    this._copied = '';
    /** @type {AbortController|null} */
    this._abort = null;
  }

  /** @param {TrainingState} state */
  select({ selected }) {
    return { run: selected };
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this._abort?.abort();
  }

  /** @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    super.willUpdate(changed);
    if (changed.has('decisions') || changed.has('store')) this._fetch();
  }

  async _fetch() {
    const { run } = this.picked;
    if (!run || this.names.length === 0) return;
    this._abort?.abort();
    const abort = new AbortController();
    this._abort = abort;
    try {
      this._files = await checkpoints(run, abort.signal);
      this._missing = null;
    } catch (error) {
      if (abort.signal.aborted) return;
      if (error instanceof Refused) this._missing = error.problem.detail;
      else if (error instanceof Unreachable) this._missing = t('watch.unreachable');
      else throw error;
    }
  }

  render() {
    const { run } = this.picked;
    const files = this._files.filter(({ name }) => this.names.includes(name)).toReversed();
    if (!run || files.length === 0) return this._missing ? html`<p class="small refusal">${this._missing}</p>` : nothing;
    const shown = this._all ? files : files.slice(0, SHOWN);
    return html`${this._missing ? html`<p class="small refusal">${this._missing}</p>` : nothing}<ul class="run-files">${shown.map((file) => this._file(run, file))}</ul>
      ${files.length > SHOWN ? html`<button type="button" class="link small" aria-expanded=${this._all} @click=${() => { this._all = !this._all; }}>
        ${t(this._all ? 'watch.fewer_files' : 'watch.all_files', { count: files.length })}</button>` : nothing}
      <span class="unseen" role="status">${this._copied ? t('watch.link_copied') : ''}</span>`;
  }

  /** @param {string} run @param {Checkpoint} file */
  _file(run, { name, epoch, bytes: size, full, logs }) {
    const figures = Object.entries(logs).map(([key, value]) => `${key} ${typeof value !== 'number' ? value : key === 'learning_rate' ? rate(value) : figure(value)}`).join(' · ');
    return html`<li>
      <code class="file-name" title=${figures}>${name}</code>
      <span class="small soft">${t('watch.file_facts', { epoch: epoch + 1, size: bytes(size), what: t(full ? 'watch.file_full' : 'watch.file_weights') })}</span>
      <span class="file-actions">
        <cs-network-link .store=${this.store} .run=${run} .weights=${{ run, checkpoint: name }} .text=${t('shell.network')} .label=${t('watch.open_network_of', { name })}></cs-network-link>
        <a class="button small" href=${checkpointUrl(run, name)} download=${name} aria-label=${t('watch.download', { name })}>${t('watch.download_short')}</a>
        <button type="button" class="button small" aria-label=${t('watch.copy_link_of', { name })} @click=${() => this._copy(run, name)}>
          ${t(this._copied === name ? 'watch.copied_short' : 'watch.copy_link')}</button>
      </span>
    </li>`;
  }

  /** @param {string} run @param {string} name */
  async _copy(run, name) {
    try {
      await navigator.clipboard.writeText(new URL(checkpointUrl(run, name), location.href).href);
    } catch {
      return; // no right to the clipboard: the download beside it has the same address
    }
    this._copied = name;
    setTimeout(() => { if (this._copied === name) this._copied = ''; }, SAID_FOR);
  }
}

customElements.define('cs-run-files', RunFiles);
