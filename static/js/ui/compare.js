/**
 * `<cs-compare>`: the pinned setting A and the present one B, their outputs and what they differ by.
 */

import { number, shape } from '../core/format.js';
import { t } from '../core/i18n.js';
import { difference, gridOf, joinRanges, planeOf, rangeOf } from '../core/tensor.js';
import { differenceScale, rangesFor, scaleOf } from '../draw/scale.js';
import { drawThumb } from '../draw/thumb.js';
import { pinCompare, swapCompare, unpinCompare } from '../state/actions.js';
import { html, nothing } from './element.js';
import './legend.js';
import { PaintedElement } from './painted.js';
import { mapTitle } from '../draw/titles.js';

/** @typedef {import('../core/types.js').State} State */
/** @typedef {import('../core/types.js').Answer} Answer */
/** @typedef {import('../core/types.js').Tensor} Tensor */
/** @typedef {{pinned: boolean, a: Answer|null, b: Answer|null, map: number, scale: State['view']['scale']}} Picked */

/** @extends {PaintedElement<Picked>} */
export class CsCompare extends PaintedElement {
  constructor() {
    super();
    /** @type {{a: Tensor, b: Tensor, result: Tensor|null}|null} */
    this._difference = null;
  }

  /** @param {State} state @returns {Picked} */
  select({ pinned, live, cursor, view }) {
    return { pinned: pinned !== null, a: live.compared, b: live.answer, map: cursor.map, scale: view.scale };
  }

  render() {
    const { pinned, a, b } = this.picked;
    const buttons = html`<div class="row">
      <button type="button" class="button" @click=${() => pinCompare(this.store)}>${t('compare.pin')}</button>
      ${pinned ? html`<button type="button" class="button" @click=${() => swapCompare(this.store)}>${t('compare.swap')}</button>
        <button type="button" class="button" @click=${() => unpinCompare(this.store)}>${t('compare.unpin')}</button>` : nothing}
    </div>`;
    if (!pinned || !b) return html`<p class="soft">${t('compare.hint')}</p>${buttons}`;
    if (!a) return html`<p class="soft">${t('compare.waiting')}</p>${buttons}`;
    return html`<div class="compare-pair">
        ${this._side('a', a)}${this._side('b', b)}
      </div>
      ${this._differenceView(a, b)}${buttons}`;
  }

  /** @param {'a'|'b'} side @param {Answer} answer */
  _side(side, answer) {
    const title = mapTitle(answer, this._map(answer));
    return html`<figure>
      <canvas class="compare-picture" data-side=${side} role="img" aria-label=${t(`compare.${side}`)}></canvas>
      <figcaption class="small"><b>${t(`compare.${side}`)}</b>
        <span class="soft">${shape(answer.meta.output_shape)}${title ? ` · ${title}` : ''}</span></figcaption>
    </figure>`;
  }

  /** @param {Answer} a @param {Answer} b */
  _differenceView(a, b) {
    const result = this._differenceOf(a, b);
    if (!result) return html`<p class="notice">${t('compare.shapes', { a: shape(a.meta.output_shape), b: shape(b.meta.output_shape) })}</p>`;
    const range = rangeOf(planeOf(result, this._map(b)).data);
    const largest = Math.max(Math.abs(range.min), Math.abs(range.max));
    let differ = 0;
    const { data } = result;
    for (let i = 0; i < data.length; i += 1) if (data[i] !== 0) differ += 1;
    return html`<div class="compare-figure">
      <canvas class="compare-picture" data-side="difference" role="img" aria-label=${t('compare.difference')}></canvas>
      <div class="row"><b>${t('compare.difference')}</b><cs-legend .scale=${differenceScale(range)}></cs-legend></div>
      <p class="small soft compare-facts">${differ === 0 ? t('compare.equal')
        : t('compare.largest', { value: number(largest, true), count: differ, total: data.length })}</p>
    </div>`;
  }

  /** @param {Answer} a @param {Answer} b */
  _differenceOf(a, b) {
    const known = this._difference;
    if (!known || known.a !== a.tensors.output || known.b !== b.tensors.output) {
      this._difference = { a: a.tensors.output, b: b.tensors.output, result: difference(b.tensors.output, a.tensors.output) };
    }
    return /** @type {NonNullable<typeof known>} */ (this._difference).result;
  }

  /** The map on the stage, as far as this side has it. @param {Answer} answer */
  _map({ meta }) {
    return Math.min(this.picked.map, gridOf(meta.output_shape).channels - 1);
  }

  updated() {
    const { a, b } = this.picked;
    const shown = b ?? a;
    if (shown) {
      const { rows, cols } = gridOf(shown.meta.output_shape);
      this.style.setProperty('--map-ratio', String(Math.min(2, Math.max(0.5, cols / rows))));
    }
    this._repaint();
  }

  _draw() {
    const { pinned, a, b, scale } = this.picked;
    if (!pinned || !a || !b) return;
    // One scale for both: what looks the same is the same.
    const range = joinRanges([a, b].map((answer) => {
      const ranges = rangesFor(answer.tensors.output);
      return scale === 'shared' ? ranges.shared : ranges.maps[this._map(answer)];
    }));
    for (const canvas of /** @type {NodeListOf<HTMLCanvasElement>} */ (this.querySelectorAll('.compare-picture'))) {
      const { side } = canvas.dataset;
      const result = this._differenceOf(a, b);
      if (side === 'difference') {
        if (result) drawThumb(canvas, result, this._map(b), differenceScale(rangeOf(planeOf(result, this._map(b)).data)));
      } else {
        const answer = side === 'a' ? a : b;
        drawThumb(canvas, answer.tensors.output, this._map(answer), scaleOf(range));
      }
    }
  }
}

customElements.define('cs-compare', CsCompare);
