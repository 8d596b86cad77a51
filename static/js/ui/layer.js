/**
 * `<cs-layer>`: which layer it is and every parameter it has. The controls come from the kind's JSON Schema; a refusal
 * stands beside the control that it is about.
 */
import { t } from '../core/i18n.js';
import { complaint, parametersOf } from '../core/parameters.js';
import { layerKinds } from '../net/catalogue.js';
import { remedyFor } from '../state/remedies.js';
import { setKind, setMode, setParameter, setSeed } from '../state/actions.js';
import './control.js';
import './formula.js';
import './weights.js';
import { committed } from './committed.js';
import { ConvElement, html, live, nothing, repeat } from './element.js';
import { kindChooser } from './kinds.js';

/** @typedef {import('../core/types.js').State} State */
/** @typedef {import('../core/types.js').Problem} Problem */
/** @typedef {import('../net/catalogue.js').Kinds} Kinds */

/** @extends {ConvElement<Pick<State['setting'], 'layer'|'mode'|'seed'> & {problem: Problem|null, changes: boolean}>} */
class Layer extends ConvElement {
  static properties = { _kinds: { state: true }, _choosing: { state: true }, _read: { state: true } };

  constructor() {
    super();
    /** @type {Kinds|null} */
    this._kinds = null;
    this._choosing = false;
    /** @type {string|null} The kind whose summary is read before it is chosen. */
    this._read = null;
  }

  /** @param {State} state */
  select({ setting, live: { status, problem } }) {
    const { layer, mode, seed } = setting;
    return { layer, mode, seed, problem: status === 'refused' ? problem : null, changes: mode === 'train' };
  }

  connectedCallback() {
    super.connectedCallback();
    this._load();
  }

  async _load() {
    this._kinds ??= await layerKinds();
  }

  render() {
    const { _kinds: kinds, picked: { layer } } = this;
    if (!kinds) return html`<div class="card-head"><h2 class="soft">${t('layer.title')}</h2></div>`;
    const kind = kinds[layer.kind];
    return html`
      <div class="card-head">
        <h2>${kind?.title ?? layer.kind}</h2>
        <button type="button" class="button quiet aside" aria-expanded=${this._choosing} aria-controls="layer-kinds"
          @click=${() => { this._choosing = !this._choosing; }}>${t('layer.change')} <span aria-hidden="true">${this._choosing ? '▴' : '▾'}</span></button>
      </div>
      ${this._chooser(kinds)}
      ${kind ? this._parameters(kind.schema) : nothing}
      <cs-formula .store=${this.store}></cs-formula>
      <cs-weights .store=${this.store}></cs-weights>`;
  }

  /** @param {Kinds} kinds */
  _chooser(kinds) {
    if (!this._choosing) return html`<p class="summary small soft">${kinds[this.picked.layer.kind]?.summary}</p>`;
    return kindChooser({
      id: 'layer-kinds', kinds, chosen: this.picked.layer.kind, read: this._read,
      onChoose: (kind) => this._choose(kind), onRead: (kind) => { this._read = kind; }, onClose: () => this._close(),
    });
  }

  /** @param {string} kind */
  _choose(kind) {
    if (!this._kinds) return;
    setKind(this.store, kind, this._kinds[kind].schema);
    this._close();
  }

  async _close() {
    this._choosing = false;
    this._read = null;
    await this.updateComplete;
    /** @type {HTMLElement|null} */ (this.querySelector('.card-head button'))?.focus();
  }

  /** @param {import('../core/accepts.js').Schema} schema */
  _parameters(schema) {
    const { layer, problem } = this.picked;
    const parameters = parametersOf(schema);
    const told = parameters.map(({ name }) => complaint(problem, 'layer', name));
    const elsewhere = ['input', 'weight', 'bias'].some((part) => complaint(problem, part) !== null);
    return html`
      <div class="parameters">
        ${repeat(parameters, ({ name }) => `${layer.kind} ${name}`, (parameter, index) => html`
          <cs-control .parameter=${parameter} .value=${Object.hasOwn(layer, parameter.name) ? layer[parameter.name] : parameter.default}
            .problem=${told[index]} @cs-change=${(/** @type {CustomEvent} */ event) => setParameter(this.store, parameter.name, event.detail)}></cs-control>`)}
        ${schema['x-modes'] ? this._modes(Boolean(schema['x-seeded'])) : nothing}
      </div>
      ${problem && !elsewhere && told.every((each) => each === null) ? html`<p class="refusal">${problem.detail}</p>` : nothing}
      ${this._remedy()}`;
  }

  _remedy() {
    const remedy = remedyFor(this.picked.problem);
    return remedy ? html`<button type="button" class="button" @click=${() => remedy.apply(this.store)}>${t(remedy.label)}</button>` : nothing;
  }

  /** @param {boolean} seeded */
  _modes(seeded) {
    const { mode, seed } = this.picked;
    return html`<div class="mode">
      <div class="segments words" role="radiogroup" aria-label=${t('layer.mode')}>
        ${/** @type {const} */ (['eval', 'train']).map((each) => html`<label><input type="radio" name="layer-mode"
          .checked=${live(each === mode)} @change=${() => setMode(this.store, each)}><span>${t(`layer.mode_${each}`)}</span></label>`)}
      </div>
      ${seeded && mode === 'train' ? html`<div class="control-line">
        <label for="layer-seed">${t('layer.seed')}</label>
        <input id="layer-seed" type="number" min="0" step="1" .value=${String(seed)}
          @change=${committed((value) => Number.isInteger(value) && setSeed(this.store, value), () => this.picked.seed)}>
        <button type="button" class="button" @click=${() => setSeed(this.store, seed + 1)}>${t('layer.reroll')}</button>
      </div>` : nothing}
    </div>`;
  }
}

customElements.define('cs-layer', Layer);
