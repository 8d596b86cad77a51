/**
 * `<cs-callback-cards>`: the callbacks of the selected run, a card each, thinking aloud: what they were told, how far their
 * patience is used up, the best they have seen, what they decided now and why, and everything that they decided before.
 * With `compact` there is only what changes: the decision, the meter, the rate.
 */

import { bestOf, callbackTitle, chipOf, filesOf, meterOf, presentOf, rateChange, shownParameters, toneOfAction } from '../core/callbacks.js';
import { figures, rate } from '../core/format.js';
import { t } from '../core/i18n.js';
import { literal } from '../core/notation.js';
import { callbackKinds } from '../net/catalogue.js';
import { fileUrl } from '../net/runs.js';
import { selectedPicture } from '../state/trainingActions.js';
import { ConvElement, classMap, html, nothing } from './element.js';
import './run-files.js';

/** @typedef {import('../core/runtypes.js').TrainingState} TrainingState */
/** @typedef {import('../core/runtypes.js').CallbackPicture} CallbackPicture */
/** @typedef {import('../core/runtypes.js').CallbackEvent} CallbackEvent */

const PILLS = 12; // a longer patience is a bar

/** @extends {ConvElement<{run: string|null, callbacks: CallbackPicture[]|null}, TrainingState>} */
class CallbackCards extends ConvElement {
  static properties = { compact: { type: Boolean }, _kinds: { state: true }, _open: { state: true } };

  constructor() {
    super();
    this.compact = false;
    /** @type {Record<string, {schema: import('../core/accepts.js').Schema}>|null} */
    this._kinds = null;
    /** @type {ReadonlySet<number>} Cards whose history is unfolded. */
    this._open = new Set();
  }

  /** @param {TrainingState} state */
  select(state) {
    return { run: state.selected, callbacks: selectedPicture(state)?.callbacks ?? null };
  }

  async connectedCallback() {
    super.connectedCallback();
    if (this.compact || this._kinds) return;
    try {
      this._kinds = await callbackKinds();
    } catch {
      this._kinds = null; // without the defaults a card shows all that its run was told
    }
  }

  render() {
    const { callbacks } = this.picked;
    if (!callbacks) return nothing;
    if (callbacks.length === 0) return html`<p class="soft">${t('watch.no_callbacks')}</p>`;
    return html`<ul class=${classMap({ 'callback-cards': true, compact: this.compact })}>
      ${callbacks.map((callback) => html`<li class="callback-card" data-kind=${callback.kind}>${this._card(callback)}</li>`)}
    </ul>
    <p class="unseen" aria-live="polite">${this._said(callbacks)}</p>`;
  }

  /** What a listener is told: only what acts, never the waiting of every epoch. @param {CallbackPicture[]} callbacks */
  _said(callbacks) {
    return callbacks.map(({ last }) => last).filter((last) => last && ['acted', 'alarm'].includes(toneOfAction(last.action)))
      .map((last) => last?.reason ?? '').join(' ');
  }

  /** @param {CallbackPicture} callback */
  _card(callback) {
    const { history, kind } = callback;
    return html`
      <div class="callback-head">
        <h3>${callbackTitle(kind)}</h3>
        ${this._fact(callback)}
      </div>
      ${this.compact ? nothing : this._parameters(callback)}
      <div class="callback-says">${presentOf(history).map((said) => html`<p>${this.compact ? nothing
        : html`${this._chip(said)} `}${said.reason}</p>`)}
        ${history.length === 0 ? html`<p class="soft">${t('watch.nothing_said')}</p>` : nothing}</div>
      ${this.compact ? nothing : html`${this._best(callback)}${this._files(callback)}${this._history(callback)}`}`;
  }

  /** What stands at the right of a card's name: the one thing that changes. @param {CallbackPicture} callback */
  _fact({ spec, kind, last, history }) {
    const meter = spec && meterOf(spec, last);
    const change = rateChange(history);
    const files = filesOf(history);
    return html`<span class="callback-fact">
      ${change ? html`<span class="rate-change">${rate(change.from)} → ${rate(change.to)}</span>` : nothing}
      ${kind === 'model_checkpoint' ? html`<span class="soft small">${t('watch.files', { count: files.length })}</span>` : nothing}
      ${meter ? this._meter(meter) : nothing}
    </span>`;
  }

  /** @param {{wait: number, patience: number}} meter */
  _meter({ wait, patience }) {
    const used = Math.min(wait, patience);
    const words = t('watch.wait', { wait, patience });
    return html`<span class="patience" role="img" aria-label=${words} title=${words}>
      ${patience <= PILLS
        ? Array.from({ length: patience }, (_, i) => html`<i class=${classMap({ 'patience-pill': true, used: i < used })}></i>`)
        : html`<svg class="patience-bar" viewBox="0 0 100 4" preserveAspectRatio="none"><rect width=${(100 * used) / patience} height="4"></rect></svg>`}
      ${this.compact ? nothing : html`<span class="small soft" aria-hidden="true">${words}</span>`}
    </span>`;
  }

  /** @param {CallbackPicture} callback */
  _parameters({ spec }) {
    if (!spec) return nothing;
    const parameters = shownParameters(spec, this._kinds?.[spec.kind]?.schema ?? null);
    if (parameters.length === 0) return nothing;
    return html`<p class="callback-parameters" aria-label=${t('watch.parameters')}>
      ${parameters.map(({ name, value }) => html`<code>${name}=${literal(value)}</code> `)}</p>`;
  }

  /** @param {CallbackPicture} callback */
  _best({ history }) {
    const best = bestOf(history);
    if (!best) return nothing;
    // With as many digits as the sentence above it needs.
    const [value] = figures(best.beside === null ? [best.value] : [best.value, best.beside]);
    return html`<p class="small soft">${best.epoch === null
      ? t('watch.best', { monitor: best.monitor, value })
      : t('watch.best_at', { monitor: best.monitor, value, epoch: best.epoch + 1 })}</p>`;
  }

  /** @param {CallbackPicture} callback */
  _files({ kind, spec, history }) {
    const { run } = this.picked;
    if (kind === 'model_checkpoint') return html`<cs-run-files .store=${this.store} .names=${filesOf(history)} .decisions=${history.length}></cs-run-files>`;
    if (kind !== 'csv_logger' || !run || history.length === 0) return nothing;
    const name = spec?.filename ?? 'training.csv';
    return html`<p><a class="link" href=${fileUrl(run, name)} download=${name}>${t('watch.download', { name })}</a></p>`;
  }

  /** @param {CallbackPicture} callback */
  _history({ index, history }) {
    if (history.length === 0) return nothing;
    const open = this._open.has(index);
    return html`<details ?open=${open} @toggle=${(/** @type {Event} */ event) => this._unfold(index, /** @type {HTMLDetailsElement} */ (event.target).open)}>
      <summary>${t('watch.history', { count: history.length })}</summary>
      ${open ? html`<ol class="decisions" tabindex="0" aria-label=${t('watch.history', { count: history.length })}>${history.toReversed().map((said) => this._decision(said))}</ol>` : nothing}
    </details>`;
  }

  /** @param {CallbackEvent} said */
  _decision(said) {
    return html`<li>
      <span class="decision-epoch number">${said.epoch === undefined ? '' : said.epoch + 1}</span>
      ${this._chip(said)}
      <span>${said.reason}</span>
    </li>`;
  }

  /** @param {CallbackEvent} said */
  _chip(said) {
    const chip = chipOf(said);
    return html`<span class="action tone-${toneOfAction(chip)}">${t(`watch.action.${chip}`)}</span>`;
  }

  /** @param {number} index @param {boolean} open */
  _unfold(index, open) {
    if (open === this._open.has(index)) return;
    const next = new Set(this._open);
    if (open) next.add(index);
    else next.delete(index);
    this._open = next;
  }
}

customElements.define('cs-callback-cards', CallbackCards);
