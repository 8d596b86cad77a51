/**
 * `<cs-operation>`: what a layer does where there are no kernels to edit: the window and its reduction, the curve of a
 * function of single numbers, the weights of a linear output as bars.
 */

import { number } from '../core/format.js';
import { t } from '../core/i18n.js';
import { kernelPlane } from '../core/kernels.js';
import { clamp, planFor } from '../core/stepper.js';
import { rangeOf, valueAt } from '../core/tensor.js';
import { along, linkOf } from '../draw/link.js';
import { differenceScale } from '../draw/scale.js';
import { inks } from '../draw/theme.js';
import { drawBars, drawCurve } from '../draw/thumb.js';
import { classMap, html, nothing } from './element.js';
import { PaintedElement } from './painted.js';

/** @typedef {import('../core/types.js').State} State */
/** @typedef {import('../core/types.js').Answer} Answer */
/** @typedef {import('../core/types.js').Cursor} Cursor */
/** @typedef {{answer: Answer|null, cursor: Cursor, unrounded: boolean}} Picked */

const WIDEST = 15; // cells across that still make a window to look at

/** @extends {PaintedElement<Picked>} */
export class CsOperation extends PaintedElement {
  static properties = { store: { attribute: false }, marks: { attribute: false } };

  constructor() {
    super();
    /** @type {import('../draw/marks.js').Mark[]} */
    this.marks = [];
  }

  /** @param {State} state @returns {Picked} */
  select({ live, cursor, view }) {
    return { answer: live.answer, cursor, unrounded: view.unrounded };
  }

  render() {
    const { answer } = this.picked;
    if (!answer) return nothing;
    const cursor = clamp(planFor(answer), this.picked.cursor);
    if (answer.tensors.weight && answer.meta.weight_layout) return this._picture(answer, cursor);
    return linkOf(answer).taps ? this._window(answer, cursor) : this._curve(answer, cursor);
  }

  /** A matrix row, or a kernel too large for cells: bars. @param {Answer} answer @param {Cursor} cursor */
  _picture(answer, cursor) {
    const { meta, tensors: { weight, bias } } = answer;
    const size = kernelPlane(weight, meta, cursor.map, 0);
    return html`<div class="kernels">
      <div class="kernel-name">${t('stage.weights_of', { map: cursor.map, count: size.count })}</div>
      <canvas class="kernel-bars" role="img" aria-label=${t('stage.weights_of', { map: cursor.map, count: size.count })}></canvas>
      ${bias ? html`<div class="kernel-name">+ ${t('stage.bias')}: ${number(bias.data[this._feature(answer, cursor)], this.picked.unrounded)}</div>` : nothing}
    </div>`;
  }

  /** Which row of the weight made the cell: the map, or for a flat output the cell itself. @param {Answer} answer @param {Cursor} cursor */
  _feature(answer, cursor) {
    const { output } = linkOf(answer);
    return output.flat ? cursor.row * output.cols + cursor.col : cursor.map;
  }

  /** @param {Answer} answer @param {Cursor} cursor */
  _window(answer, cursor) {
    const { taps } = linkOf(answer);
    if (!taps) return nothing;
    // A window that hangs over the edge is shown whole; an adaptive bin has the size that it has.
    const { ceil_mode: hangs } = answer.setting.layer;
    const [real, across] = [along(taps.rows, cursor.row).length, along(taps.cols, cursor.col).length];
    const [rows, cols] = hangs ? [taps.rows.taps, taps.cols.taps] : [real, across];
    const shown = rows <= WIDEST && cols <= WIDEST;
    const now = this.marks.find((mark) => mark.kind === 'now');
    const { meta } = answer;
    const symbol = meta.reduction === 'lp_norm' ? t('stage.reductions.lp_norm', { p: meta.norm?.p ?? '' }) : t(`stage.reductions.${meta.reduction}`);
    return html`<div class="kernels kernel-window" role="img" aria-label=${`${symbol}, ${rows} × ${cols}`}>
      <div class="kernel-name">${t('stage.window', { size: `${rows} × ${cols}` })}</div>
      ${shown ? html`<div class="window-cells" data-rows=${rows} data-cols=${cols}>
        ${Array.from({ length: rows * cols }, (_, i) => html`<i class=${classMap({ now: now?.rows[0] === Math.floor(i / cols) && now?.cols[0] === i % cols, beyond: Math.floor(i / cols) >= real || i % cols >= across })}></i>`)}
      </div>` : nothing}
      <div class="window-symbol">${symbol}</div>
    </div>`;
  }

  /** @param {Answer} answer @param {Cursor} cursor */
  _curve(answer, cursor) {
    const { input, output, weight, bias } = answer.tensors;
    const curve = input.data.length === output.data.length && answer.meta.reduction === 'elementwise';
    return html`<div class="kernels kernel-curve">
      <div class="kernel-name">${t(curve ? 'stage.curve' : `stage.reductions.${answer.meta.reduction}`)}</div>
      ${curve ? html`<canvas role="img" aria-label=${t('stage.curve')}></canvas>` : html`<div class="window-symbol" aria-hidden="true">→</div>`}
      ${weight ? html`<div class="kernel-name">${t('stage.scale_of', { value: number(weight.data[cursor.map], this.picked.unrounded, 3) })}</div>` : nothing}
      ${bias ? html`<div class="kernel-name">+ ${t('stage.bias')}: ${number(bias.data[cursor.map], this.picked.unrounded, 3)}</div>` : nothing}
    </div>`;
  }

  updated() {
    for (const grid of /** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll('.window-cells'))) {
      grid.style.setProperty('--rows', grid.dataset.rows ?? '');
      grid.style.setProperty('--cols', grid.dataset.cols ?? '');
    }
    this._repaint();
  }

  _draw() {
    const { answer } = this.picked;
    if (!answer) return;
    const cursor = clamp(planFor(answer), this.picked.cursor);
    const { weight, input, output } = answer.tensors;
    const bars = /** @type {HTMLCanvasElement|null} */ (this.querySelector('.kernel-bars'));
    if (bars && weight) {
      const { data } = kernelPlane(weight, answer.meta, this._feature(answer, cursor), 0);
      drawBars(bars, data, differenceScale(rangeOf(data)), -1, inks().kernel, inks());
    }
    const curve = /** @type {HTMLCanvasElement|null} */ (this.querySelector('.kernel-curve canvas'));
    if (curve) {
      const asked = {
        input: valueAt(input, Math.min(cursor.map, answer.meta.input_shape.length === 3 ? answer.meta.input_shape[0] - 1 : 0), cursor.row, cursor.col) ?? NaN,
        output: valueAt(output, cursor.map, cursor.row, cursor.col) ?? NaN,
      };
      drawCurve(curve, input, output, asked, inks());
    }
  }
}

customElements.define('cs-operation', CsOperation);
