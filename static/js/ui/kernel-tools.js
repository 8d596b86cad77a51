/**
 * `<cs-kernel-tools>`: what can be done to the kernels of the map on the stage as a whole, and the brush that paints a
 * value over their cells. Tells `cs-brush` `{value}` when the brush is taken up (null: put down).
 */

import { t } from '../core/i18n.js';
import { clamp, planFor } from '../core/stepper.js';
import { kernelOp } from '../state/actions.js';
import { ConvElement, html, nothing } from './element.js';
import { mapTitle } from '../draw/titles.js';

/** @typedef {import('../core/types.js').State} State */
/** @typedef {{answer: State['live']['answer'], cursor: State['cursor']}} Picked */

const OPERATIONS = /** @type {const} */ (['normalise', 'flip', 'rotate', 'reset']);

/** @extends {ConvElement<Picked>} */
export class CsKernelTools extends ConvElement {
  static properties = { store: { attribute: false }, brush: { attribute: false } };

  constructor() {
    super();
    /** @type {number|null} */
    this.brush = null;
    this._value = 1;
  }

  /** @param {State} state @returns {Picked} */
  select({ live, cursor }) {
    return { answer: live.answer, cursor };
  }

  render() {
    const { answer } = this.picked;
    // Only kernels of cells: a matrix has neither a middle to turn about nor cells to paint.
    if (!answer?.meta.weight_layout || answer.tensors.weight?.shape.length !== 4) return nothing;
    const { map } = clamp(planFor(answer), this.picked.cursor);
    const title = mapTitle(answer, map);
    return html`<div class="kernel-tools" role="group" aria-label=${t('stage.kernel_tools')}>
      <span class="small"><b class="role-kernel">${t('stage.kernel')}</b>
        <span class="soft">${t('stage.map', { map: map + 1 })}${title ? ` · ${title}` : ''}</span></span>
      <span class="row">
        ${OPERATIONS.map((operation) => html`<button type="button" class="button" title=${t(`stage.operations.${operation}_help`)}
          @click=${() => kernelOp(this.store, map, operation)}>${t(`stage.operations.${operation}`)}</button>`)}
        <button type="button" class="button" aria-pressed=${this.brush === null ? 'false' : 'true'} title=${t('stage.brush_help')}
          @click=${() => this._tell(this.brush === null ? this._value : null)}>${t('stage.brush')}</button>
        ${this.brush === null ? nothing : html`<label class="row small">${t('stage.brush_value')}
          <input class="brush-value" type="number" step="0.1" .value=${String(this._value)} @input=${this._change}></label>`}
      </span>
    </div>`;
  }

  /** @param {number|null} value */
  _tell(value) {
    this.dispatchEvent(new CustomEvent('cs-brush', { detail: { value } }));
  }

  /** @param {Event} event */
  _change(event) {
    const { valueAsNumber } = /** @type {HTMLInputElement} */ (event.target);
    if (!Number.isFinite(valueAsNumber)) return;
    this._value = valueAsNumber;
    this._tell(valueAsNumber);
  }
}

customElements.define('cs-kernel-tools', CsKernelTools);
