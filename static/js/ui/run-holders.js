/**
 * `<cs-run-holders>`: the runs that are held and so keep the places which the selected run waits for in the queue, each with
 * what a person can do about it.
 */

import { t } from '../core/i18n.js';
import { runLabel } from '../core/runlabel.js';
import { steering } from '../net/steering.js';
import { holdersOf, select, stateOf } from '../state/trainingActions.js';
import { ConvElement, html, nothing, repeat } from './element.js';

/** @typedef {import('../core/runtypes.js').TrainingState} TrainingState */
/** @typedef {import('../core/runtypes.js').RunSummary} RunSummary */

/** @extends {ConvElement<{runs: RunSummary[]|null, pictures: TrainingState['pictures'], waits: boolean}, TrainingState>} */
class RunHolders extends ConvElement {
  /** @param {TrainingState} state */
  select(state) {
    return { runs: state.runs, pictures: state.pictures, waits: stateOf(state, state.selected) === 'queued' };
  }

  render() {
    const { waits } = this.picked;
    const runs = waits ? holdersOf(this.picked) : [];
    if (runs.length === 0) return nothing;
    return html`<ul class="run-holders notice small">${repeat(runs, ({ id }) => id, (run) => html`<li>${this._holder(run)}</li>`)}</ul>`;
  }

  /** @param {RunSummary} run */
  _holder(run) {
    const steer = steering(this.store);
    const name = runLabel(run);
    return html`
      <span>${t('train.holds')} <button type="button" class="link" @click=${() => select(this.store, run.id)}>${name}</button></span>
      <span class="row">
        <button type="button" class="button small" aria-label=${t('train.holder_resume', { name })} @click=${() => steer.release(run.id, 'resume')}>${t('train.do.resume')}</button>
        <button type="button" class="button small" aria-label=${t('train.holder_stop', { name })} @click=${() => steer.release(run.id, 'stop')}>${t('train.do.stop')}</button>
      </span>`;
  }
}

customElements.define('cs-run-holders', RunHolders);
