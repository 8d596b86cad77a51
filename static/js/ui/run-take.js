/**
 * `<cs-run-take>`: what the run was warned of, and what of it can be taken away: its events, its figures, the script that
 * trains to the same numbers, the data; its settings as those of another run; and the way to be rid of it.
 */

import { t } from '../core/i18n.js';
import { allowed } from '../core/steering.js';
import { dataUrl, exportUrl } from '../net/runs.js';
import { steering } from '../net/steering.js';
import { selectedPicture, stateOf, summaryOf } from '../state/trainingActions.js';
import { addressOfTraining } from '../state/trainingAddress.js';
import './network-link.js';
import './run-delete.js';
import { ConvElement, html, nothing } from './element.js';

/** @typedef {import('../core/runtypes.js').TrainingState} TrainingState */

const FORMATS = /** @type {const} */ (['jsonl', 'csv', 'python']);

/** @extends {ConvElement<{run: string|null, started: import('../core/runtypes.js').RunEvent|null, known: boolean, ended: boolean}, TrainingState>} */
class RunTake extends ConvElement {
  /** @param {TrainingState} state */
  select(state) {
    return {
      run: state.selected, started: selectedPicture(state)?.started ?? null, known: summaryOf(state, state.selected) !== null,
      ended: allowed(stateOf(state, state.selected)).remove,
    };
  }

  render() {
    const { run, started, known, ended } = this.picked;
    if (!run) return nothing;
    /** @type {{code: string, detail: string}[]} */
    const warnings = started?.warnings ?? [];
    return html`<div class="run-take">
      ${warnings.map(({ detail }) => html`<p class="notice small">${detail}</p>`)}
      <div class="row small"><span class="soft">${t('watch.take')}</span>
        ${FORMATS.map((format) => html`<a class="button small" href=${exportUrl(run, format)} download title=${t(`train.export_hint.${format}`)}>${t(`train.export.${format}`)}</a>`)}
        <a class="button small" href=${dataUrl(run)} download title=${t('train.export_hint.data')}>${t('train.export.data')}</a>
      </div>
      <div class="row small">
        <cs-network-link .store=${this.store} .run=${run}></cs-network-link>
        <button type="button" class="button small run-imitate" ?disabled=${!known} title=${t('train.imitate_hint')} @click=${() => this._imitate(run)}>${t('train.imitate')}</button>
        <cs-run-delete .may=${ended} @cs-delete=${() => steering(this.store).remove(run)}></cs-run-delete>
      </div>
    </div>`;
  }

  /** The form is on the other page, which finds it filled in. @param {string} run */
  async _imitate(run) {
    await steering(this.store).imitate(run);
    location.assign(`/train${addressOfTraining(this.store.state, ['selected', 'draft']).hash}`);
  }
}

customElements.define('cs-run-take', RunTake);
