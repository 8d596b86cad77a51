/**
 * `<cs-net-dropout>`: dropout in evaluation and in training side by side: in one everything passes, in the other some numbers
 * are set to 0 and the others are scaled by 1 / (1 − p). Another draw is one click away.
 */

import { short } from '../core/format.js';
import { t } from '../core/i18n.js';
import { offsetOf } from '../core/strips.js';
import { symmetric } from '../core/tensor.js';
import { layerScale, rangesFor } from '../draw/scale.js';
import { inks } from '../draw/theme.js';
import { drawBars } from '../draw/thumb.js';
import { Refused, Unreachable } from '../net/api.js';
import { underMode } from '../net/dropout.js';
import { computable } from '../net/network-live.js';
import { lookAt, setSeed, shapeAt } from '../state/networkActions.js';
import { same } from '../state/setting.js';
import { html, nothing } from './element.js';
import './net-plane.js';
import { PaintedElement } from './painted.js';

/** @typedef {import('../core/nettypes.js').NetworkAnswer} NetworkAnswer */
/** @typedef {import('../core/nettypes.js').NetworkState} NetworkState */
/** @typedef {import('../net/dropout.js').Side} Side */
/** @typedef {{look: import('../core/nettypes.js').Look|null, answer: NetworkState['live']['answer']}} Picked */

const MODES = /** @type {const} */ (['eval', 'train']);

/** @extends {PaintedElement<Picked, NetworkState>} */
class NetDropout extends PaintedElement {
  static properties = { ...PaintedElement.properties, _sides: { state: true }, _problem: { state: true } };

  constructor() {
    super();
    /** @type {{layer: number, eval: Side, train: Side}|null} */
    this._sides = null;
    this._problem = '';
    /** @type {{answer: NetworkAnswer, layer: number, abort: AbortController}|null} */
    this._asked = null;
  }

  /** @param {NetworkState} state @returns {Picked} */
  select({ view, live }) {
    return { look: view.look, answer: live.answer };
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this._asked?.abort.abort();
    this._asked = null;
  }

  /** @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    super.willUpdate(changed);
    const { look, answer } = this.picked;
    if (!look || !answer || (this._asked?.answer === answer && this._asked.layer === look.layer)) return;
    if (this._asked?.layer === look.layer && this._asked.answer.setting === answer.setting) this._asked.answer = answer; // more of the same numbers
    else this._ask(answer, look.layer);
  }

  /** @param {NetworkAnswer} answer @param {number} layer */
  async _ask(answer, layer) {
    this._asked?.abort.abort();
    const abort = new AbortController();
    this._asked = { answer, layer, abort };
    const setting = computable(answer.setting, this.store.state.live.summary);
    try {
      const [still, train] = await Promise.all(MODES.map((mode) => underMode(setting, layer, mode, abort.signal)));
      this._sides = { layer, eval: still, train };
      this._problem = '';
    } catch (error) {
      if (abort.signal.aborted) return;
      if (!(error instanceof Refused) && !(error instanceof Unreachable)) throw error;
      this._sides = null;
      this._problem = error instanceof Refused ? error.problem.detail : t('netzoom.away');
    }
  }

  render() {
    const { look, answer } = this.picked;
    if (!look || !answer) return nothing;
    if (this._problem) {
      return html`<p class="notice alarm small">${this._problem} <button type="button" class="link" @click=${() => this._ask(answer, look.layer)}>${t('netzoom.retry')}</button></p>`;
    }
    const sides = this._present();
    const mask = sides?.train.mask;
    if (!sides || !mask) return html`<p class="soft small">${t('netzoom.waiting')}</p>`;
    const p = answer.setting.layers[look.layer].p ?? 0.5;
    const kept = Array.from(mask.data).filter(Boolean).length;
    const factor = p < 1 ? 1 / (1 - p) : 0;
    return html`<div class="zoom-dropout">
      <p class="small">${t('netzoom.dropout_says', { p: String(p), factor: short(factor, 3) })}</p>
      <div class="zoom-sides">${MODES.map((mode) => this._side(mode, sides, factor))}</div>
      ${sides.eval.input.data.every((each, i) => each === sides.train.input.data[i]) ? nothing : html`<p class="small soft">${t('netzoom.dropout_before')}</p>`}
      ${shapeAt(this.store.state, look.layer)?.length === 3 ? html`<p class="small soft">${t('netzoom.struck')}</p>` : nothing}
      <p class="small row"><span>${t('netzoom.kept', { kept, count: mask.data.length, share: short((100 * kept) / mask.data.length, 0) })}</span>
        <button type="button" class="button small" @click=${() => setSeed(this.store, Math.floor(Math.random() * 2 ** 31))}>${t('netzoom.redraw')}</button></p>
    </div>`;
  }

  /** @param {'eval'|'train'} mode @param {{eval: Side, train: Side}} sides @param {number} factor */
  _side(mode, sides, factor) {
    const { input, output, mask } = sides[mode];
    const { look, answer } = this.picked;
    if (!look || !answer) return nothing;
    const at = offsetOf(look, output.shape);
    const [x, y] = [input.data[at], output.data[at]];
    const flat = output.shape.length === 1;
    const label = t(`netzoom.mode.${mode}`);
    const now = answer.setting.mode === mode;
    return html`<figure class=${now ? 'zoom-plane output now' : 'zoom-plane output'}>
      <figcaption class="small"><b>${label}</b>${now ? html` <span class="soft">${t('netzoom.mode_now')}</span>` : nothing}</figcaption>
      ${flat ? html`<canvas class="zoom-bars" data-mode=${mode} role="img" aria-label=${label}></canvas>`
        : html`<cs-net-plane .tensor=${output} .dropped=${mask ?? null} .map=${look.map} .scale=${layerScale(this._widest(sides), look.map, 'shared')} .label=${label}
          .marks=${[{ kind: 'asked', rows: [look.row], cols: [look.col], role: 'output' }]} .cell=${{ row: look.row, col: look.col }} @cs-pick=${this._pick}></cs-net-plane>`}
      <p class="small number">${short(x, 3)} × ${mask ? html`<span class="chip role-kernel" title=${t('netzoom.mask')}>${mask.data[at]}</span> × ${short(factor, 3)}` : '1'} = <b class="chip role-output">${short(y, 3)}</b></p>
    </figure>`;
  }

  /** Both sides of what is looked at; null while they are those of another layer, or of one that had another shape. */
  _present() {
    const { look } = this.picked;
    const sides = this._sides;
    return sides && look && sides.layer === look.layer && same(sides.eval.output.shape, shapeAt(this.store.state, look.layer)) ? sides : null;
  }

  /** What both sides are coloured by: the larger numbers are those that were scaled. @param {{eval: Side, train: Side}} sides */
  _widest(sides) {
    const size = (/** @type {Side} */ { output }) => symmetric(rangesFor(output).shared).max;
    return size(sides.train) > size(sides.eval) ? sides.train.output : sides.eval.output;
  }

  /** @param {CustomEvent<{row: number, col: number}>} event */
  _pick({ detail: { row, col } }) {
    const { look } = this.picked;
    if (look) lookAt(this.store, { ...look, row, col });
  }

  updated() {
    this._repaint();
  }

  _draw() {
    const { look } = this.picked;
    const sides = this._present();
    if (!look || !sides) return;
    for (const canvas of /** @type {NodeListOf<HTMLCanvasElement>} */ (this.querySelectorAll('.zoom-bars'))) {
      const { output } = sides[/** @type {'eval'|'train'} */ (canvas.dataset.mode)];
      drawBars(canvas, output.data, layerScale(this._widest(sides), 0, 'shared'), look.col, inks().output, inks());
    }
  }
}

customElements.define('cs-net-dropout', NetDropout);
