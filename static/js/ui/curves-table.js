/**
 * `<cs-curves-table>`: the curves as a table, an epoch a row, for those who cannot see them and those who want the numbers.
 */

import { t } from '../core/i18n.js';
import { FIGURES } from '../core/run.js';
import { selectedPicture } from '../state/trainingActions.js';
import { callbackName } from './curves-readout.js';
import { valueText } from './curves-lines.js';
import { ConvElement, html, nothing } from './element.js';

/** @typedef {import('../core/runtypes.js').TrainingState} TrainingState */
/** @typedef {import('../core/runtypes.js').RunPicture} RunPicture */

const COLUMNS = /** @type {const} */ ([...FIGURES, 'learning_rate']);

/** @extends {ConvElement<{picture: RunPicture|null}, TrainingState>} */
export class CsCurvesTable extends ConvElement {
  static properties = { _open: { state: true } };

  constructor() {
    super();
    this._open = false;
  }

  /** @param {TrainingState} state */
  select(state) {
    return { picture: selectedPicture(state) };
  }

  render() {
    const { picture } = this.picked;
    if (!picture || picture.epochPoints.epoch.length === 0) return nothing;
    return html`<details class="curves-table" ?open=${this._open}
        @toggle=${(/** @type {any} */ event) => { this._open = event.target.open; }}>
      <summary>${t('curves.table')}</summary>
      ${this._open ? this._table(picture) : nothing}
    </details>`;
  }

  /** @param {RunPicture} picture */
  _table({ epochPoints: points, callbacks }) {
    return html`<div class="curves-scroll" tabindex="0" role="group" aria-label=${t('curves.table')}><table>
      <thead><tr><th scope="col">${t('curves.axis.epoch')}</th>
        ${COLUMNS.map((name) => html`<th scope="col">${name}</th>`)}
        ${callbacks.map(({ kind }) => html`<th scope="col" class="said">${callbackName(kind)}</th>`)}</tr></thead>
      <tbody>${points.epoch.map((epoch, row) => html`<tr><th scope="row">${epoch + 1}</th>
        ${COLUMNS.map((name) => html`<td class="number">${valueText(name, points[name][row])}</td>`)}
        ${callbacks.map(({ history }) => html`<td>${history.filter((event) => event.epoch === epoch)
          .map((event) => t(`curves.action.${event.action}`)).join(', ')}</td>`)}</tr>`)}</tbody>
    </table></div>`;
  }
}

customElements.define('cs-curves-table', CsCurvesTable);
