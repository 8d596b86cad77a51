/**
 * `<cs-weights>`: where the weights come from: named kernels, torch's own initialisation under a seed, or numbers of
 * one's own (edited on the stage).
 */
import { t } from '../core/i18n.js';
import { complaint } from '../core/parameters.js';
import { presets } from '../net/catalogue.js';
import { setPreset, setWeight } from '../state/actions.js';
import { FIRST_PRESETS, pair, same } from '../state/setting.js';
import { writtenOut } from '../state/weights.js';
import { committed } from './committed.js';
import { ConvElement, html, live, nothing, repeat } from './element.js';

/** @typedef {import('../core/types.js').State} State */
/** @typedef {import('../core/types.js').Preset} Preset */
/** @typedef {import('../net/catalogue.js').PresetInfo} PresetInfo */

const MOST_LISTED = 64; // maps whose kernels are chosen one by one

/** @param {Preset} preset */
const nameOf = (preset) => (typeof preset === 'string' ? preset : preset.name);

/**
 * @extends {ConvElement<{weight: State['setting']['weight'], layer: State['setting']['layer'], answer: State['live']['answer'],
 *   problem: State['live']['problem'], map: number, replaced: number[]|undefined}>}
 */
class Weights extends ConvElement {
  static properties = { _presets: { state: true } };

  constructor() {
    super();
    /** @type {PresetInfo[]|null} */
    this._presets = null;
  }

  /** @param {State} state */
  select({ setting, live: { answer, problem, status }, cursor }) {
    return { weight: setting.weight, layer: setting.layer, answer, problem: status === 'refused' ? problem : null, map: cursor.map, replaced: answer?.meta.replaced };
  }

  connectedCallback() {
    super.connectedCallback();
    this._load();
  }

  async _load() {
    this._presets ??= await presets();
  }

  render() {
    const { weight, layer, answer, problem } = this.picked;
    const tensor = answer?.setting.layer.kind === layer.kind ? answer.tensors.weight : undefined;
    if (!tensor) return nothing;
    const kernels = tensor.shape.length === 4;
    const chosen = !weight || 'seed' in weight ? 'seed' : 'presets' in weight ? 'presets' : 'values';
    const choices = [...(kernels ? ['presets'] : []), 'seed', 'values'];
    const refusal = complaint(problem, 'weight') ?? complaint(problem, 'bias');
    return html`<fieldset class="weights">
      <legend>${t('kernel.weights')}</legend>
      <div class="segments words">
        ${choices.map((choice) => html`<label><input type="radio" name="weights" .checked=${live(choice === chosen)}
          @change=${() => this._choose(choice)}><span>${t(`kernel.from_${choice}`)}</span></label>`)}
      </div>
      ${chosen === 'presets' && weight && 'presets' in weight ? this._named(weight.presets) : nothing}
      ${chosen === 'seed' ? this._seed(weight && 'seed' in weight ? weight.seed : 0) : nothing}
      ${chosen === 'values' ? html`<p class="small soft">${t('kernel.edit_hint')}</p>` : nothing}
      ${refusal ? html`<p class="refusal">${refusal}</p>` : nothing}
    </fieldset>`;
  }

  /** @param {string} choice */
  _choose(choice) {
    const { setting, live: { answer } } = this.store.state;
    const maps = setting.layer.out_channels;
    if (choice === 'seed') setWeight(this.store, { seed: 0 });
    else if (choice === 'presets') setWeight(this.store, { presets: Array.from({ length: maps }, (_, map) => FIRST_PRESETS[map % FIRST_PRESETS.length]) });
    else {
      const written = writtenOut(setting, answer, same);
      if (written) this.store.set({ setting: written });
      else this.requestUpdate(); // the numbers are not known yet: the choice goes back to what it was
    }
  }

  /** The weight as it is now, whichever of its three forms. @returns {{seed?: number, presets?: any[]}} */
  get _present() {
    return /** @type {any} */ (this.picked.weight ?? { seed: 0 });
  }

  /** @param {number} seed */
  _seed(seed) {
    return html`<div class="control-line">
      <label for="weight-seed">${t('layer.seed')}</label>
      <input id="weight-seed" type="number" min="0" step="1" .value=${String(seed)}
        @change=${committed((value) => Number.isInteger(value) && setWeight(this.store, { seed: value }), () => this._present.seed)}>
      <button type="button" class="button" @click=${() => setWeight(this.store, { seed: seed + 1 })}>${t('layer.reroll')}</button>
    </div>`;
  }

  /** @param {readonly Preset[]} list */
  _named(list) {
    const { map: current, replaced } = this.picked;
    return html`<ol class="presets" tabindex=${list.length > 8 ? 0 : nothing} aria-label=${t('kernel.per_map')}>
      ${repeat(list.slice(0, MOST_LISTED), (_, map) => map, (preset, map) => html`<li class=${map === current ? 'current' : ''}>
        <span class="number soft" aria-hidden="true">${map + 1}</span>${this._select(preset, map)}${this._numbers(preset, map)}
        ${replaced?.includes(map) ? html`<p class="small soft">${t('kernel.replaced')}</p>` : nothing}
      </li>`)}
    </ol>
    ${list.length > MOST_LISTED ? html`<p class="small soft">${t('kernel.more_maps', { count: list.length - MOST_LISTED })}</p>` : nothing}`;
  }

  /**
   * @param {Preset} preset
   * @param {number} map
   */
  _select(preset, map) {
    const size = pair(this.picked.layer.kernel_size);
    /** @param {PresetInfo} each */
    const fits = (each) => !size || size[0] !== size[1] || each.sizes.includes(size[0]);
    return html`<select aria-label=${t('kernel.of_map', { map: map + 1 })} .value=${live(nameOf(preset))}
      @change=${(/** @type {any} */ event) => setPreset(this.store, map, event.target.value)}>
      ${(this._presets ?? []).map((each) => html`<option value=${each.name} ?selected=${each.name === nameOf(preset)}
        ?disabled=${!fits(each)}>${each.title}</option>`)}
    </select>`;
  }

  /**
   * The numbers that shape a named kernel.
   * @param {Preset} preset
   * @param {number} map
   */
  _numbers(preset, map) {
    const info = this._presets?.find(({ name }) => name === nameOf(preset));
    if (!info || info.params.length === 0) return nothing;
    const given = typeof preset === 'string' ? {} : preset;
    return html`<div class="preset-numbers">${info.params.map(({ name, default: usual, minimum, maximum, unit, integer }) => html`
      <label><span class="small soft">${name}</span><input type="number" min=${minimum} max=${maximum} step=${integer ? 1 : 'any'}
        .value=${String(/** @type {any} */ (given)[name] ?? usual)}
        @change=${committed((value) => setPreset(this.store, map, { ...given, name: info.name, [name]: value }), () => this._present.presets?.[map]?.[name] ?? usual)}>${unit ? html`<span class="small soft">${unit}</span>` : nothing}</label>`)}</div>`;
  }
}

customElements.define('cs-weights', Weights);
