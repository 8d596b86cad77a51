/**
 * `<cs-run-list>`: every run, newest first: choose one, lay others over it, rename, repeat, take one as the beginning of
 * another, download, delete.
 */
import { short, percent } from '../core/format.js';
import { t } from '../core/i18n.js';
import { runLabel } from '../core/runlabel.js';
import { allowed } from '../core/steering.js';
import { exportUrl, dataUrl } from '../net/runs.js';
import { steering } from '../net/steering.js';
import { MOST_RUNS, select, stateOf, toggleCompare, toneOf } from '../state/trainingActions.js';
import './run-name.js';
import { ConvElement, html, live, nothing, repeat } from './element.js';

/** @typedef {import('../core/runtypes.js').TrainingState} TrainingState */
/** @typedef {import('../core/runtypes.js').RunSummary} RunSummary */

/** What a run can be taken away as. */
const EXPORTS = /** @type {const} */ (['python', 'csv', 'jsonl']);

/** @extends {ConvElement<Pick<TrainingState, 'runs'|'selected'|'compare'|'away'> & {state: string|null}, TrainingState>} */
class RunList extends ConvElement {
  static properties = { _more: { state: true }, _asking: { state: true } };

  constructor() {
    super();
    /** @type {string|null} The run whose further buttons are shown. */
    this._more = null;
    /** @type {string|null} The run that is about to be deleted, until a person has said so twice. */
    this._asking = null;
  }

  /** @param {TrainingState} state */
  select(state) {
    const { runs, selected, compare, away } = state;
    return { runs, selected, compare, away, state: stateOf(state, selected) };
  }

  render() {
    const { runs, away } = this.picked;
    return html`
      <div class="card-head"><h2>${t('train.runs')}</h2>
        ${runs && runs.length > 1 ? html`<small class="aside">${t('train.compare_hint')}</small>` : nothing}</div>
      ${away ? html`<p class="notice alarm small" role="status">${t(`toolbar.status_${away}`)}</p>` : nothing}
      ${runs === null ? html`<p class="small soft">${t('train.loading')}</p>`
        : runs.length === 0 ? html`<p class="small soft">${t('train.no_runs')}</p>`
          : html`<ul class="runs">${repeat(runs, ({ id }) => id, (run) => html`<li>${this._row(run)}</li>`)}</ul>`}`;
  }

  /** @param {RunSummary} run */
  _row(run) {
    const { selected, compare } = this.picked;
    const { id } = run;
    const chosen = id === selected;
    const state = stateOf(this.store.state, id) ?? run.state;
    const laid = chosen || compare.includes(id);
    const tone = toneOf(this.store.state, id);
    const label = runLabel(run);
    return html`<div class="run ${chosen ? 'chosen' : ''}">
      <input type="checkbox" class="run-tone run-tone-${tone}" aria-label=${t('train.compare_with', { name: label })} title=${t('train.compare_with', { name: label })}
        .checked=${live(laid)} ?disabled=${chosen || (!laid && compare.length >= MOST_RUNS - 1)} @change=${() => toggleCompare(this.store, id)}>
      <button type="button" class="run-choose" aria-current=${chosen ? 'true' : nothing} @click=${() => select(this.store, id)}>
        <span class="row"><span class="run-label">${label}</span>
          <span class="run-state is-${state}">${t(`train.state.${state}`)}${state === 'queued' && run.place ? html` ${run.place}` : nothing}</span></span>
        <span class="small soft number">${this._figures(run)}</span>
      </button>
      <button type="button" class="button quiet icon small run-more" aria-expanded=${this._more === id} aria-controls="run-more-${id}"
        aria-label=${t('train.more', { name: label })} @click=${() => { this._more = this._more === id ? null : id; this._asking = null; }}>⋯</button>
      <div class="run-actions" id="run-more-${id}" ?hidden=${this._more !== id}>${this._more === id ? this._actions(run, state) : nothing}</div>
    </div>`;
  }

  /** The best of a run, on one line. @param {RunSummary} run */
  _figures({ best, spec, epoch, epochs }) {
    const parts = [];
    const logs = best?.logs ?? best;
    if (typeof logs?.val_accuracy === 'number') parts.push(percent(logs.val_accuracy, 1));
    else if (typeof logs?.accuracy === 'number') parts.push(percent(logs.accuracy, 1));
    if (typeof logs?.val_loss === 'number') parts.push(`val_loss ${short(logs.val_loss, 4)}`);
    else if (typeof logs?.loss === 'number') parts.push(`loss ${short(logs.loss, 4)}`);
    parts.push(t('train.epoch_of', { epoch: (epoch ?? -1) + 1, epochs: epochs ?? spec.epochs }));
    return parts.join(' · ');
  }

  /**
   * @param {RunSummary} run
   * @param {import('../core/runtypes.js').RunState} state
   */
  _actions(run, state) {
    const { id } = run;
    const steer = steering(this.store);
    return html`
      <div class="row">
        <cs-run-name .run=${run} @cs-rename=${(/** @type {CustomEvent<string>} */ { detail }) => steer.rename(id, detail)}></cs-run-name>
        <button type="button" class="button small" title=${t('train.repeat_hint')} @click=${() => steer.repeat(id)}>${t('train.repeat')}</button>
        <button type="button" class="button small" title=${t('train.imitate_hint')} @click=${() => this._imitate(id)}>${t('train.imitate')}</button>
        ${this._deletion(id, state)}
      </div>
      <div class="row small">
        <span class="soft">${t('train.download')}</span>
        ${EXPORTS.map((format) => html`<a class="button small" href=${exportUrl(id, format)} download title=${t(`train.export_hint.${format}`)}>${t(`train.export.${format}`)}</a>`)}
        <a class="button small" href=${dataUrl(id)} download title=${t('train.export_hint.data')}>${t('train.export.data')}</a>
      </div>`;
  }

  /**
   * @param {string} id
   * @param {import('../core/runtypes.js').RunState} state
   */
  _deletion(id, state) {
    if (this._asking === id) {
      return html`<button type="button" class="button small run-delete-sure" @click=${() => this._delete(id)}>${t('train.delete_sure')}</button>
        <button type="button" class="button quiet small" @click=${() => { this._asking = null; }}>${t('train.keep')}</button>`;
    }
    const may = allowed(state).remove;
    return html`<button type="button" class="button small run-delete" ?disabled=${!may} title=${may ? nothing : t('train.delete_later')}
      @click=${() => this._ask(id)}>${t('train.delete')}</button>`;
  }

  /** @param {string} id */
  async _ask(id) {
    this._asking = id;
    await this.updateComplete;
    /** @type {HTMLElement|null} */ (this.querySelector('.run-delete-sure'))?.focus();
  }

  /** @param {string} id */
  _delete(id) {
    this._asking = null;
    this._more = null;
    steering(this.store).remove(id);
  }

  /** @param {string} id */
  _imitate(id) {
    steering(this.store).imitate(id);
    this.dispatchEvent(new CustomEvent('cs-imitated', { bubbles: true }));
  }
}

customElements.define('cs-run-list', RunList);
