/**
 * `<cs-curves-controls>`: how the curves are looked at: which of them, over what, how smooth, on which scale.
 */

import { short } from '../core/format.js';
import { t } from '../core/i18n.js';
import { setView } from '../state/trainingActions.js';
import { ConvElement, html, live } from './element.js';

/** @typedef {import('../core/runtypes.js').TrainingState} TrainingState */
/** @typedef {import('../core/runtypes.js').TrainingView} TrainingView */

const METRICS = /** @type {const} */ (['loss', 'accuracy', 'both']);
const PER = /** @type {const} */ (['batch', 'epoch']);
const AXES = /** @type {const} */ (['epoch', 'step', 'time']);
const SMOOTHEST = 0.99;

/** @extends {ConvElement<{view: TrainingView}, TrainingState>} */
export class CsCurvesControls extends ConvElement {
  static properties = { compact: { type: Boolean } };

  constructor() {
    super();
    this.compact = false;
  }

  /** @param {TrainingState} state */
  select({ view }) {
    return { view };
  }

  render() {
    const { view } = this.picked;
    if (this.compact) {
      const metric = view.metric === 'accuracy' ? 'accuracy' : 'loss';
      return this._segments('metric', METRICS.slice(0, 2), metric);
    }
    return html`
      ${this._segments('metric', METRICS, view.metric)}
      ${this._segments('per', PER, view.per)}
      <select aria-label=${t('curves.axis.title')} @change=${(/** @type {any} */ event) => this._set({ axis: event.target.value, zoom: null })}>
        ${AXES.map((axis) => html`<option value=${axis} .selected=${live(axis === view.axis)}>${t(`curves.over.${axis}`)}</option>`)}
      </select>
      <label class="curves-control curves-smoothing" title=${t('curves.smoothing_help')}><span>${t('curves.smoothing')}</span>
        <input type="range" min="0" max=${SMOOTHEST} step="0.01" .value=${live(String(view.smoothing))}
          @input=${(/** @type {any} */ event) => this._set({ smoothing: Number(event.target.value) })}>
        <output class="number">${short(view.smoothing)}</output></label>
      <label class="curves-control" title=${t('curves.log_help')}><input type="checkbox" class="switch" role="switch" .checked=${live(view.scale === 'log')}
          @change=${(/** @type {any} */ event) => this._set({ scale: event.target.checked ? 'log' : 'linear' })}>
        <span>${t('curves.log')}</span></label>`;
  }

  updated() {
    const { smoothing } = this.picked.view;
    for (const range of /** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll('input[type=range]'))) {
      range.style.setProperty('--at', String(smoothing / SMOOTHEST));
    }
  }

  /**
   * @template {'metric'|'per'} Name
   * @param {Name} name @param {readonly TrainingView[Name][]} values @param {TrainingView[Name]} present
   */
  _segments(name, values, present) {
    return html`<div class="segments small" role="group" aria-label=${t(`curves.${name}.title`)}>
      ${values.map((value) => html`<button type="button" aria-pressed=${value === present ? 'true' : 'false'}
        @click=${() => this._set({ [name]: value })}>${t(`curves.${name}.${value}`)}</button>`)}</div>`;
  }

  /** @param {Partial<TrainingView>} change */
  _set(change) {
    setView(this.store, change);
  }
}

customElements.define('cs-curves-controls', CsCurvesControls);
