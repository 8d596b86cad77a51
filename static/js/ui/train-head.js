/**
 * `<cs-train-head>`: which run it is that is followed: its name, its state, what trains on what.
 */
import { compactCount, rate, shape } from '../core/format.js';
import { t } from '../core/i18n.js';
import { steering } from '../net/steering.js';
import { layerKinds } from '../net/catalogue.js';
import { pageUrl } from '../net/runs.js';
import { selectedPicture, stateOf, summaryOf } from '../state/trainingActions.js';
import './run-name.js';
import { ConvElement, html, nothing } from './element.js';

/** @typedef {import('../core/runtypes.js').TrainingState} TrainingState */
/** @typedef {import('../core/runtypes.js').RunSummary} RunSummary */

/** @extends {ConvElement<{run: RunSummary|null, state: string|null, started: import('../core/runtypes.js').RunEvent|null, empty: boolean}, TrainingState>} */
class TrainHead extends ConvElement {
  static properties = { alone: { type: Boolean }, _kinds: { state: true } };

  constructor() {
    super();
    /** The page is of this run alone, and needs no link to itself. */
    this.alone = false;
    /** @type {import('../net/catalogue.js').Kinds} */
    this._kinds = {};
  }

  /** @param {TrainingState} state */
  select(state) {
    return {
      run: summaryOf(state, state.selected), state: stateOf(state, state.selected),
      started: selectedPicture(state)?.started ?? null, empty: state.runs !== null && state.runs.length === 0,
    };
  }

  async connectedCallback() {
    super.connectedCallback();
    this._kinds = await layerKinds();
  }

  render() {
    const { run, state, empty } = this.picked;
    if (!run) {
      return html`<div class="card-head"><h2>${t(empty ? 'train.no_run' : 'train.loading')}</h2></div>
        ${empty ? html`<p class="soft">${t('train.no_run_hint')}</p>` : nothing}`;
    }
    return html`
      <div class="card-head run-title">
        <h2><cs-run-name .run=${run} @cs-rename=${(/** @type {CustomEvent<string>} */ { detail }) => steering(this.store).rename(run.id, detail)}></cs-run-name></h2>
        <span class="row"><span class="run-state is-${state}">${t(`train.state.${state}`)}</span>
        ${this.alone ? nothing : html`<a class="button quiet icon small run-own-page" href=${pageUrl(run.id)} aria-label=${t('train.own_page')} title=${t('train.own_page')}>
          <svg viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="M9 3h4v4M13 3L7.5 8.5M11 9.5V13H3V5h3.5"/></svg></a>`}</span>
      </div>
      <p class="small soft run-what">${this._what(run)}</p>`;
  }

  /** @param {RunSummary} run */
  _what({ spec }) {
    const { started } = this.picked;
    const layers = spec.layers.map(({ kind }) => this._kinds[kind]?.title ?? kind).join(' → ');
    const { kind, lr } = spec.optimizer;
    return html`<strong>${spec.dataset}</strong>${started ? html` ${shape(started.input_shape)} → ${started.classes.length}` : nothing}
      · <span class="run-layers">${layers}</span>
      ${started ? html` · ${t('train.parameters', { count: compactCount(started.parameters) })}` : nothing}
      · ${t('train.brief_training', { optimizer: kind, lr: rate(lr), batch: spec.batch_size, epochs: spec.epochs })}`;
  }
}

customElements.define('cs-train-head', TrainHead);
