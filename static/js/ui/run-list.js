/**
 * `<cs-run-list>`: every run, newest first: choose one, lay others over it, rename, repeat, take one as the beginning of
 * another, download, delete.
 */
import { figure, percent } from '../core/format.js';
import { t } from '../core/i18n.js';
import { runLabel } from '../core/runlabel.js';
import { allowed } from '../core/steering.js';
import { exportUrl, dataUrl } from '../net/runs.js';
import { steering } from '../net/steering.js';
import { MOST_RUNS, select, stateOf, toggleCompare, toneOf } from '../state/trainingActions.js';
import './network-link.js';
import './run-delete.js';
import './run-name.js';
import { ConvElement, html, live, nothing, repeat } from './element.js';

/** @typedef {import('../core/runtypes.js').TrainingState} TrainingState */
/** @typedef {import('../core/runtypes.js').RunSummary} RunSummary */

/** What a run can be taken away as. */
const EXPORTS = /** @type {const} */ (['python', 'csv', 'jsonl']);

/** @extends {ConvElement<Pick<TrainingState, 'runs'|'selected'|'compare'|'away'> & {state: string|null}, TrainingState>} */
class RunList extends ConvElement {
  static properties = { _more: { state: true } };

  constructor() {
    super();
    /** @type {string|null} The run whose further buttons are shown. */
    this._more = null;
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
        <span class="small soft number run-figures">${this._figures(run)}</span>
      </button>
      <button type="button" class="button quiet icon small run-more" aria-expanded=${this._more === id} aria-controls="run-more-${id}"
        aria-label=${t('train.more', { name: label })} @click=${() => { this._more = this._more === id ? null : id; }}>⋯</button>
      <div class="run-actions" id="run-more-${id}" ?hidden=${this._more !== id}>${this._more === id ? this._actions(run, state) : nothing}</div>
    </div>`;
  }

  /** How far a run is, and its best epoch. @param {RunSummary} run */
  _figures({ best, spec, epoch, epochs }) {
    const logs = best?.logs ?? best;
    const figures = [['val_accuracy', 'accuracy'], ['val_loss', 'loss']].map((names) => names.find((name) => typeof logs?.[name] === 'number'))
      .filter((name) => name !== undefined)
      .map((name) => `${name} ${name.endsWith('accuracy') ? percent(logs[name], 1) : figure(logs[name])}`);
    const far = t('train.epoch_of', { epoch: (epoch ?? -1) + 1, epochs: epochs ?? spec.epochs });
    return html`<span>${far}</span>${figures.length > 0 && best && typeof best.epoch === 'number' ? html` · <span>${t('train.best', { epoch: best.epoch + 1 })}</span>` : nothing}
      ${figures.map((figure) => html` · <span>${figure}</span>`)}`;
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
        <button type="button" class="button small" title=${t('train.hint.repeat')} @click=${() => steer.repeat(id)}>${t('train.do.repeat')}</button>
        <cs-network-link .store=${this.store} .run=${id}></cs-network-link>
        <button type="button" class="button small" title=${t('train.imitate_hint')} @click=${() => this._imitate(id)}>${t('train.imitate')}</button>
        <cs-run-delete .may=${allowed(state).remove} @cs-delete=${() => this._delete(id)}></cs-run-delete>
      </div>
      <div class="row small">
        <span class="soft">${t('train.download')}</span>
        ${EXPORTS.map((format) => html`<a class="button small" href=${exportUrl(id, format)} download title=${t(`train.export_hint.${format}`)}>${t(`train.export.${format}`)}</a>`)}
        <a class="button small" href=${dataUrl(id)} download title=${t('train.export_hint.data')}>${t('train.export.data')}</a>
      </div>`;
  }

  /** @param {string} id */
  _delete(id) {
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
