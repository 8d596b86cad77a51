/**
 * `<cs-net-why>`: why this class: what of the picture speaks for it, by one of three methods, laid over the picture, with what
 * the method means in a sentence.
 */

import { likeliest } from '../core/confusion.js';
import { shape as shapeText } from '../core/format.js';
import { t } from '../core/i18n.js';
import { Refused, Unreachable } from '../net/api.js';
import { createWhy } from '../net/network-why.js';
import { setView } from '../state/networkActions.js';
import { same } from '../state/setting.js';
import { ConvElement, html, live, nothing } from './element.js';
import './legend.js';
import { scaleOfFound } from './net-why-picture.js';
import { Sight } from './sight.js';

/** @typedef {import('../core/nettypes.js').NetworkState} NetworkState */
/** @typedef {import('../core/nettypes.js').NetworkAnswer} NetworkAnswer */
/** @typedef {import('../core/types.js').Tensor} Tensor */
/** @typedef {import('../net/network-why.js').Method} Method */
/** @typedef {import('../net/network-why.js').Question} Question */
/** @typedef {import('../net/network-why.js').Found} Found */
/**
 * @typedef {object} Picked
 * @property {NetworkAnswer|null} answer
 * @property {number|null} broken  the layer at which the network breaks
 * @property {boolean} waiting  for the first numbers
 * @property {boolean} stale
 * @property {Method} method
 * @property {number|null} target
 * @property {number|null} weighed
 * @property {number} opacity
 */

const METHODS = /** @type {const} */ (['saliency', 'grad_cam', 'occlusion']);

/** A shape that stays on one line. @param {readonly number[]} shape */
const unbroken = (shape) => shapeText([...shape]).replaceAll(' ', '\u00a0');

/** @extends {ConvElement<Picked, NetworkState>} */
class NetWhy extends ConvElement {
  static properties = {
    ...ConvElement.properties,
    _found: { state: true }, _failed: { state: true }, _busy: { state: true },
  };

  constructor() {
    super();
    /** @type {Found|null} */
    this._found = null;
    this._failed = '';
    this._busy = false;
    this._sight = new Sight(this, () => this._ask());
    this._why = createWhy({
      found: (found, newest) => {
        this._found = found;
        this._failed = '';
        if (newest) this._busy = false;
      },
      failed: (error) => this._fail(error),
    });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this._leave();
  }

  /** @param {NetworkState} state @returns {Picked} */
  select({ live: { answer, summary, status }, view: { method, target, weighed, opacity } }) {
    return {
      answer, method, target, weighed, opacity, broken: summary?.broken?.index ?? null, waiting: status === 'loading',
      stale: status !== 'ready' && status !== 'loading',
    };
  }

  /** The class that is asked about; null: the likeliest, whichever it is. @returns {number|null} */
  get _target() {
    const { answer, target } = this.picked;
    return target !== null && target < (answer?.meta.probabilities?.length ?? 0) ? target : null;
  }

  /** The layers whose maps tell places apart; where there is none, those that have maps at all. */
  get _layers() {
    const rows = this.picked.answer?.meta.rows ?? [];
    const maps = rows.flatMap(({ kind, output_shape: shape }, layer) => (shape.length === 3 ? [{ layer, kind, shape }] : []));
    const places = maps.filter(({ shape: [, height, width] }) => height * width > 1);
    return places.length > 0 ? places : maps;
  }

  /** @returns {Question|null} */
  get _question() {
    const { answer, broken, method, weighed } = this.picked;
    if (!answer?.meta.probabilities || broken !== null || (method === 'grad_cam' && this._layers.length === 0)) return null;
    const layer = method === 'grad_cam' && this._layers.some(({ layer: each }) => each === weighed) ? weighed : null;
    return { setting: answer.setting, method, target: this._target, layer };
  }

  /** Ask about what is on the page, once it has come to rest; out of sight, nothing. */
  _ask() {
    const question = this._sight.seen ? this._question : null;
    if (!question) {
      if (this._sight.seen && this._busy) this._leave();
      return;
    }
    if (!this._why.ask(question)) return;
    this._busy = true;
    this._failed = '';
  }

  /** There is nothing to ask any more. */
  _leave() {
    this._why.leave();
    this._busy = false;
  }

  /** @param {unknown} error */
  _fail(error) {
    if (!(error instanceof Refused) && !(error instanceof Unreachable)) throw error;
    this._busy = false;
    this._found = null;
    this._failed = error instanceof Refused ? error.problem.detail : t('watch.unreachable');
  }

  _again() {
    this._why.leave();
    this._ask();
  }

  render() {
    const { answer, broken, waiting, method } = this.picked;
    const head = html`<div class="card-head"><h2>${t('netwhy.title')}</h2><small>${t('netwhy.subtitle')}</small></div>`;
    const input = answer?.tensors.input;
    if (!answer?.meta.probabilities || !input || broken !== null) {
      const key = broken !== null ? 'broken' : answer?.setting.layers.length === 0 ? 'none' : answer ? 'no_flat' : waiting ? 'waiting' : 'empty';
      return html`${head}<p class="soft small">${t(`netclasses.${key}`, { number: (broken ?? 0) + 1 })}</p>`;
    }
    return html`${head}
      <div class="segments words" role="radiogroup" aria-label=${t('netwhy.method')}>
        ${METHODS.map((each) => html`<label><input type="radio" name="net-why" .checked=${live(each === method)}
          @change=${() => setView(this.store, { method: each })}><span>${t(`netwhy.${each}`)}</span></label>`)}
      </div>
      <div class="why-choices">${this._classes(answer)}${method === 'grad_cam' && this._layers.length > 0 ? this._ofLayers() : nothing}</div>
      ${method === 'grad_cam' && this._layers.length === 0 ? html`<p class="notice small">${t('netwhy.no_maps')}</p>` : nothing}
      ${this._failed ? html`<p class="notice alarm small" role="status">${this._failed}
        <button type="button" class="link" @click=${this._again}>${t('data.again')}</button></p>` : nothing}
      ${this._picture(input)}
      ${this._meaning()}`;
  }

  /** @param {NetworkAnswer} answer */
  _classes({ meta: { probabilities, classes } }) {
    const shares = probabilities ?? [];
    const name = (/** @type {number} */ index) => classes?.[index] ?? String(index);
    const [winner] = likeliest(shares, 1);
    return html`<label class="choice small"><span>${t('netwhy.class')}</span>
      <select @change=${(/** @type {Event} */ event) => {
        const { value } = /** @type {HTMLSelectElement} */ (event.target);
        setView(this.store, { target: value === '' ? null : Number(value) });
      }}>
        <option value="" ?selected=${this._target === null}>${t('netclasses.verdict', { name: winner ? name(winner.index) : '?' })}</option>
        ${shares.map((_, index) => html`<option value=${index} ?selected=${index === this._target}>${name(index)}</option>`)}
      </select></label>`;
  }

  _ofLayers() {
    const layers = this._layers;
    const { weighed } = this.picked;
    const chosen = layers.some(({ layer }) => layer === weighed) ? weighed : layers.at(-1)?.layer;
    return html`<label class="choice small"><span>${t('netwhy.layer')}</span>
      <select @change=${(/** @type {Event} */ event) => setView(this.store, { weighed: Number(/** @type {HTMLSelectElement} */ (event.target).value) })}>
        ${layers.map(({ layer, kind, shape }) => html`<option value=${layer} ?selected=${layer === chosen}>${layer + 1} ${t(`layers.${kind}.title`)} · ${shapeText(shape)}</option>`)}
      </select></label>`;
  }

  /** What is shown, if it is of pictures of this shape and by this method. @param {Tensor} input @returns {Found|null} */
  _shown(input) {
    const found = this._found;
    return found && found.question.method === this.picked.method && same(found.question.setting.layers, this.picked.answer?.setting.layers)
      && (found.question.method === 'grad_cam' || same(found.plane.shape, input.shape.length === 3 ? input.shape.slice(1) : input.shape)) ? found : null;
  }

  /** @param {Tensor} input */
  _picture(input) {
    const found = this._shown(input);
    const old = this._busy || this.picked.stale || (found && !same(found.question, this._question));
    const label = t('netwhy.over', { method: t(`netwhy.${this.picked.method}`), name: this._name(found) });
    return html`
      <cs-net-why-picture .input=${input} .found=${found} .opacity=${this.picked.opacity} .label=${label} .busy=${this._busy} .old=${Boolean(old)}></cs-net-why-picture>
      <div class="row why-under">
        ${found ? html`<cs-legend .scale=${scaleOfFound(found)}></cs-legend>` : nothing}
        <label class="why-opacity small"><span class="soft">${t('netwhy.opacity')}</span>
          <input type="range" min="0" max="1" step="0.05" .value=${live(String(this.picked.opacity))}
            @input=${(/** @type {Event} */ event) => setView(this.store, { opacity: /** @type {HTMLInputElement} */ (event.target).valueAsNumber })}></label>
      </div>`;
  }

  /** @param {Found|null} found @returns {string} of the class that is spoken of */
  _name(found) {
    const { answer } = this.picked;
    const index = found?.meta.target ?? this._target ?? likeliest(answer?.meta.probabilities ?? [], 1)[0]?.index;
    return index === undefined ? '?' : answer?.meta.classes?.[index] ?? String(index);
  }

  /** What the method means, with the numbers of this picture. */
  _meaning() {
    const { answer, method } = this.picked;
    const flat = answer?.tensors.input.shape.length === 1;
    const found = this._found?.question.method === method ? this._found : null;
    const name = this._name(found);
    if (!found && method !== 'saliency') return nothing;
    const { layer, window: patch = [], stride = [] } = found?.meta ?? {};
    return html`<p class="small">${t(flat && method === 'saliency' ? 'netwhy.saliency_says_flat' : `netwhy.${method}_says`, {
      name, number: (layer ?? 0) + 1, shape: found ? unbroken(found.plane.shape) : '', window: unbroken(patch), stride: unbroken(stride),
    })}</p>`;
  }

  updated() {
    const slider = /** @type {HTMLElement|null} */ (this.querySelector('.why-opacity input'));
    slider?.style.setProperty('--at', String(this.picked.opacity));
    this._ask();
  }
}

customElements.define('cs-net-why', NetWhy);
