/**
 * `<cs-net-climb>`: a picture made for a map: from grey, step by step towards what excites it more, with the curve of what it
 * answers. It can be stopped, gone on with, and put in as the picture.
 */

import { number, shape as shapeText } from '../core/format.js';
import { t } from '../core/i18n.js';
import { planesOf } from '../core/planes.js';
import { tilingOf } from '../core/tiles.js';
import { inks } from '../draw/theme.js';
import { composable } from '../draw/pixels.js';
import { scaleFor } from '../draw/scale.js';
import { drawTiles } from '../draw/tiles.js';
import { Refused, Unreachable } from '../net/api.js';
import { maximise } from '../net/networks.js';
import { networkShape, toWeights } from '../state/network.js';
import { same } from '../state/setting.js';
import { toLists } from '../state/weights.js';
import { html, nothing, svg } from './element.js';
import { PaintedElement } from './painted.js';
import { canBePicture, putPicture } from './put-picture.js';

/** @typedef {import('../core/nettypes.js').NetworkState} NetworkState */
/** @typedef {import('../core/types.js').Tensor} Tensor */
/** @typedef {{setting: NetworkState['setting'], broken: number|null}} Picked */

const STEPS = 128; // of one go
const AT_ONCE = 8; // steps of one question: the picture is seen to change, and stopping does not wait long
const CURVE = { width: 240, height: 56 };

/** @extends {PaintedElement<Picked, NetworkState>} */
class NetClimb extends PaintedElement {
  static properties = {
    ...PaintedElement.properties, layer: { attribute: false }, channel: { attribute: false },
    _picture: { state: true }, _curve: { state: true }, _goal: { state: true }, _climbing: { state: true }, _failed: { state: true },
  };

  constructor() {
    super();
    this.layer = 0;
    this.channel = 0;
    /** @type {Tensor|null} */
    this._picture = null;
    /** What the map answered: before the first step, and after each. @type {number[]} */
    this._curve = [];
    /** Steps when this go is done. */
    this._goal = 0;
    /** @type {AbortController|null} */
    this._climbing = null;
    this._failed = '';
    /** What it climbs for: another network or map begins anew. @type {unknown} */
    this._for = null;
  }

  /** @param {NetworkState} state @returns {Picked} */
  select({ setting, live: { summary } }) {
    return { setting, broken: summary?.broken?.index ?? null };
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this._stop();
  }

  /** The layers up to the one that is asked are all that matters. */
  get _body() {
    const { setting } = this.picked;
    return {
      layers: setting.layers.slice(0, this.picked.broken ?? undefined), weights: toWeights(setting.weights), input_shape: networkShape(setting),
      layer: this.layer, channel: this.channel,
    };
  }

  /** @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    super.willUpdate(changed);
    if (same(this._for, this._body)) return;
    this._for = this._body;
    this._clear();
  }

  _clear() {
    this._stop();
    this._picture = null;
    this._curve = [];
    this._goal = 0;
    this._failed = '';
  }

  _stop() {
    this._climbing?.abort();
    this._climbing = null;
  }

  /** The button goes away with the picture; who was on it goes on beside it. */
  _anew() {
    this._clear();
    this.querySelector('button')?.focus();
  }

  get _steps() {
    return Math.max(0, this._curve.length - 1);
  }

  async _climb() {
    const abort = new AbortController();
    const body = this._body;
    this._climbing = abort;
    this._failed = '';
    this._goal = this._steps + STEPS;
    try {
      while (this._climbing === abort && this._steps < this._goal) {
        const picture = this._picture && toLists(this._picture);
        const found = await maximise({ ...body, picture, steps: AT_ONCE, seed: this._steps }, abort.signal);
        if (this._climbing !== abort) return;
        this._picture = found.picture;
        this._curve = [...(this._curve.length > 0 ? this._curve : [found.activations.data[0]]), ...found.activations.data.subarray(1)];
      }
    } catch (error) {
      if (abort.signal.aborted) return;
      if (!(error instanceof Refused) && !(error instanceof Unreachable)) throw error;
      this._failed = error instanceof Refused ? error.problem.detail : t('watch.unreachable');
    }
    if (this._climbing === abort) this._climbing = null;
  }

  render() {
    const { _picture: picture, _climbing: climbing } = this;
    return html`
      <h3>${t('netseeks.made')}</h3>
      <p class="small soft">${t(networkShape(this.picked.setting).length === 1 ? 'netseeks.made_says_flat' : 'netseeks.made_says')}</p>
      <div class="row">
        <button type="button" class="button small" @click=${climbing ? this._stop : this._climb}>${t(climbing ? 'netseeks.stop' : picture ? 'netseeks.on' : 'netseeks.start')}</button>
        ${picture && !climbing ? html`<button type="button" class="button small" @click=${this._anew}>${t('netseeks.anew')}</button>` : nothing}
        ${picture && !climbing && canBePicture(picture.shape)
          ? html`<button type="button" class="button small" @click=${() => this._put(picture)}>${t('netseeks.put')}</button>` : nothing}
      </div>
      ${climbing ? html`<progress class="climb-bar" max=${STEPS} .value=${STEPS - (this._goal - this._steps)} aria-label=${t('netseeks.made')}></progress>` : nothing}
      ${this._failed ? html`<p class="refusal" role="status">${this._failed}</p>` : nothing}
      ${picture ? html`<canvas class="climb-picture" role="img" aria-label=${t('netseeks.made_of', { shape: shapeText(picture.shape) })}></canvas>${this._line()}` : nothing}`;
  }

  /** What the map answered, step by step. */
  _line() {
    const curve = this._curve;
    const [first, last] = [curve[0], curve[curve.length - 1]];
    const [low, high] = [Math.min(...curve), Math.max(...curve)];
    const words = t('netseeks.rose', { steps: this._steps, from: number(first, false, 3), to: number(last, false, 3) });
    const flat = !(high > low);
    const points = curve.map((value, step) => {
      const part = flat ? 0.5 : (value - low) / (high - low);
      return `${((step / Math.max(1, curve.length - 1)) * CURVE.width).toFixed(1)},${(2 + (1 - part) * (CURVE.height - 4)).toFixed(1)}`;
    });
    return html`<svg class="climb-curve" viewBox="0 0 ${CURVE.width} ${CURVE.height}" preserveAspectRatio="none" role="img" aria-label=${words}>
        ${svg`<polyline points=${points.join(' ')}></polyline>`}</svg>
      <p class="small number" role="status">${words}</p>
      ${last === 0 && first === 0 ? html`<p class="small soft">${t('netseeks.flat')}</p>` : nothing}`;
  }

  /** @param {Tensor} picture */
  async _put(picture) {
    try {
      await putPicture(this.store, planesOf(picture));
    } catch (error) {
      if (!(error instanceof Refused) && !(error instanceof Unreachable)) throw error;
      this._failed = error instanceof Refused ? error.problem.detail : t('picture.upload_failed');
    }
  }

  updated() {
    this._repaint();
  }

  _draw() {
    const canvas = /** @type {HTMLCanvasElement|null} */ (this.querySelector('.climb-picture'));
    const picture = this._picture;
    if (!canvas || !picture) return;
    const [maps, rows, cols] = picture.shape.length === 3 ? picture.shape : [1, 1, picture.shape[0]];
    const tensor = { ...picture, shape: [maps, rows, cols] };
    const whole = composable(tensor);
    const room = this.clientWidth;
    const tiling = tilingOf(whole ? 1 : maps, rows, cols, room, { least: Math.min(room, 160), most: Math.min(room, 220) });
    drawTiles(canvas, tensor, tiling, { scaleOf: (map) => scaleFor(tensor, map, 'map'), picture: whole, inks: inks() });
  }
}

customElements.define('cs-net-climb', NetClimb);
