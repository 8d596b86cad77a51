/**
 * `<cs-run-take>`: what the run was warned of, and what of it can be taken away: its events, its figures, the script that
 * trains to the same numbers, the data.
 */

import { t } from '../core/i18n.js';
import { dataUrl, exportUrl } from '../net/runs.js';
import { selectedPicture } from '../state/trainingActions.js';
import { ConvElement, html, nothing } from './element.js';

/** @typedef {import('../core/runtypes.js').TrainingState} TrainingState */

const FORMATS = /** @type {const} */ (['jsonl', 'csv', 'python']);

/** @extends {ConvElement<{run: string|null, started: import('../core/runtypes.js').RunEvent|null}, TrainingState>} */
class RunTake extends ConvElement {
  /** @param {TrainingState} state */
  select(state) {
    return { run: state.selected, started: selectedPicture(state)?.started ?? null };
  }

  render() {
    const { run, started } = this.picked;
    if (!run) return nothing;
    /** @type {{code: string, detail: string}[]} */
    const warnings = started?.warnings ?? [];
    return html`<div class="run-take">
      ${warnings.map(({ detail }) => html`<p class="notice small">${detail}</p>`)}
      <div class="row small"><span class="soft">${t('watch.take')}</span>
        ${FORMATS.map((format) => html`<a class="button small" href=${exportUrl(run, format)} download title=${t(`train.export_hint.${format}`)}>${t(`train.export.${format}`)}</a>`)}
        <a class="button small" href=${dataUrl(run)} download title=${t('train.export_hint.data')}>${t('train.export.data')}</a>
      </div>
    </div>`;
  }
}

customElements.define('cs-run-take', RunTake);
