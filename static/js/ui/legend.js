/**
 * `<cs-legend>`: the colours of a scale from end to end, with zero where it is, and the colours of what is no number.
 */

import { t } from '../core/i18n.js';
import { paintSoon } from '../draw/frame.js';
import { MINUS_INFINITY, NOT_A_NUMBER, PLUS_INFINITY, ready } from '../draw/plane.js';
import { endsOf, hexOf } from '../draw/scale.js';
import { ConvElement, html, nothing } from './element.js';

export class CsLegend extends ConvElement {
  static properties = { scale: { attribute: false }, note: { attribute: false }, counts: { attribute: false } };

  constructor() {
    super();
    /** @type {import('../draw/scale.js').Scale|null} */
    this.scale = null;
    this.note = '';
    /** The scale counts something: its ends are whole numbers. */
    this.counts = false;
    this._draw = this._draw.bind(this);
  }

  shouldUpdate() {
    return this.scale !== null;
  }

  render() {
    const { scale } = this;
    if (!scale) return nothing;
    const [low, high] = endsOf(scale);
    const label = t('stage.legend', { low, high });
    return html`<span class="legend">
      <span class="number">${low}</span>
      <span class="legend-bar" role="img" aria-label=${label}>
        <canvas></canvas>${scale.signed ? html`<span class="legend-zero">0</span>` : nothing}
      </span>
      <span class="number">${high}</span>
      ${scale.nonFinite ? html`<span class="legend-odd">
        ${[['NaN', NOT_A_NUMBER], ['∞', PLUS_INFINITY], ['−∞', MINUS_INFINITY]].map(([name, index]) =>
          html`<span><i class="swatch" data-index=${index}></i>${name}</span>`)}</span>` : nothing}
      ${this.note ? html`<span class="soft">${this.note}</span>` : nothing}
    </span>`;
  }

  updated() {
    paintSoon(this._draw);
  }

  _draw() {
    const canvas = this.querySelector('canvas');
    const { scale } = this;
    if (!canvas || !scale || !canvas.clientWidth) return;
    const { clientWidth: width, clientHeight: height } = canvas;
    const context = ready(canvas, width, height, devicePixelRatio);
    for (let x = 0; x < width; x += 1) {
      context.fillStyle = hexOf(scale.lut[Math.floor((x / width) * 256)]);
      context.fillRect(x, 0, 1.5, height);
    }
    for (const swatch of /** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll('.swatch'))) {
      swatch.style.background = hexOf(scale.lut[Number(swatch.dataset.index)]);
    }
  }
}

customElements.define('cs-legend', CsLegend);
