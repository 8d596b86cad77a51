/**
 * `<cs-chain-input>`: where a network begins: the picture that goes in, and its shape.
 */
import { gridOf } from '../core/tensor.js';
import { shape } from '../core/format.js';
import { t } from '../core/i18n.js';
import { Pixels, composable } from '../draw/pixels.js';
import { ready } from '../draw/plane.js';
import { html, nothing } from './element.js';
import { PaintedElement } from './painted.js';

/** @typedef {import('../core/nettypes.js').NetworkState} NetworkState */
/** @typedef {import('../core/types.js').Tensor} Tensor */

/** @extends {PaintedElement<{shape: number[]|null, tensor: Tensor|null, scale: NetworkState['view']['scale']}, NetworkState>} */
class ChainInput extends PaintedElement {
  constructor() {
    super();
    this._pixels = new Pixels();
  }

  /** @param {NetworkState} state */
  select({ live: { summary, answer }, view: { scale } }) {
    return { shape: summary?.input_shape ?? null, tensor: answer?.tensors.input ?? null, scale };
  }

  render() {
    const { shape: size, tensor } = this.picked;
    const flat = tensor?.shape.length === 1;
    return html`<div class="chain-end">
      <span class="chain-name">${t('chain.input')}</span>
      ${tensor && !flat ? html`<canvas class="chain-picture" aria-hidden="true"></canvas>` : nothing}
      <span class="chain-shape number role-input">${size ? shape(size) : '…'}</span></div>`;
  }

  updated() {
    this._repaint();
  }

  _draw() {
    const canvas = this.querySelector('canvas');
    const { tensor, scale } = this.picked;
    if (!canvas || !tensor) return;
    const { rows, cols } = gridOf(tensor.shape);
    const { clientWidth: width, clientHeight: height } = canvas;
    if (!width || !height) return;
    const sheet = this._pixels.show(tensor, composable(tensor) ? 'rgb' : 0, scale);
    const context = ready(canvas, width, height, devicePixelRatio);
    const fit = Math.min(width / cols, height / rows);
    context.imageSmoothingEnabled = fit * devicePixelRatio < 1;
    context.drawImage(sheet.canvas, 0, height - rows * fit, cols * fit, rows * fit);
  }
}

customElements.define('cs-chain-input', ChainInput);
