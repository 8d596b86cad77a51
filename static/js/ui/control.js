/**
 * `<cs-control>`: one parameter of a layer, a callback or an optimizer, drawn from what its schema allows. It holds no
 * value of its own: it says `cs-change` (detail: the new value) and shows what it is given.
 */
import { hasText, t } from '../core/i18n.js';
import { sameValue, spread, trackOf } from '../core/parameters.js';
import { ConvElement, html, live, nothing } from './element.js';

/** @typedef {import('../core/parameters.js').Parameter} Parameter */

const DIMENSIONS = { 1: [''], 2: ['height', 'width'], 4: ['left', 'right', 'top', 'bottom'] };
const NUMBER = '#'; // the segment that stands for "a number of one's own"; no word of torch's looks like it
const NONE = 'None';

/**
 * Whose parameters these are: where their words stand in the catalogue.
 * @typedef {object} Origin
 * @property {string} help  `<help>.<name>` explains a parameter
 * @property {string} preset  the sentence with the default
 * @property {string} none  the sentence where there is none
 */

/** @type {Readonly<Origin>} */
export const TORCH = Object.freeze({ help: 'params', preset: 'layer.default', none: 'layer.no_default' });

export class Control extends ConvElement {
  static properties = {
    parameter: { attribute: false }, value: { attribute: false }, problem: { attribute: false },
    origin: { attribute: false }, place: { attribute: false },
    _linked: { state: true }, _explained: { state: true },
  };

  constructor() {
    super();
    /** @type {Parameter} */
    this.parameter = /** @type {any} */ (null);
    /** @type {any} */
    this.value = undefined;
    /** @type {string|null} What the server has against the value. */
    this.problem = null;
    /** @type {Readonly<Origin>} */
    this.origin = TORCH;
    /** @type {string} Tells the ids of controls apart where several things on the page have a parameter of this name. */
    this.place = '';
    this._linked = true;
    this._explained = false;
    /** @type {any} The last value that was numbers: where "a number" comes back to. */
    this._numbers = null;
  }

  shouldUpdate() {
    return Boolean(this.parameter);
  }

  /** @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    if (changed.has('value') && (typeof this.value === 'number' || Array.isArray(this.value))) this._numbers = this.value;
  }

  /** @param {any} value */
  _say(value) {
    this.dispatchEvent(new CustomEvent('cs-change', { detail: value }));
  }

  get _isNumbers() {
    return typeof this.value === 'number' || Array.isArray(this.value);
  }

  get _fields() {
    return spread(this.value, this.parameter.count);
  }

  get _joined() {
    const [first, ...others] = this._fields;
    return this.parameter.count === 1 || (this._linked && others.every((value) => value === first));
  }

  /**
   * @param {number} index
   * @param {string} text
   */
  _typed(index, text) {
    const { holes, single, count } = this.parameter;
    const number = text.trim() === '' ? null : Number(text);
    if (number === null ? !holes : !Number.isFinite(number)) return;
    if (count === 1) this._say(number);
    else if (this._joined) this._say(single && number !== null ? number : Array(count).fill(number));
    else this._say(this._fields.map((old, at) => (at === index ? number : old)));
  }

  _link() {
    this._linked = !this._joined;
    if (!this._linked) return;
    const [first] = this._fields;
    this._say(this.parameter.single && first !== null ? first : Array(this.parameter.count).fill(first));
  }

  /** @param {string|number} word */
  _choose(word) {
    if (word === NONE) this._say(null);
    else if (word !== NUMBER) this._say(word);
    else this._say(this._numbers ?? this._firstNumber());
  }

  _firstNumber() {
    const { default: preset, least, most, count, single } = this.parameter;
    if (typeof preset === 'number' || Array.isArray(preset)) return preset;
    const number = Math.min(Math.max(1, least), most);
    return count === 1 || single ? number : Array(count).fill(number);
  }

  render() {
    const { parameter, origin } = this;
    const id = `${this.place}parameter-${parameter.name}`;
    const changed = parameter.default !== undefined && !sameValue(this.value, parameter.default, parameter);
    return html`
      <div class="control-line with-${parameter.control}">
        <button type="button" class="name ${changed ? 'changed' : ''}" id="${id}-name" aria-expanded=${this._explained}
          aria-controls="${id}-help" @click=${() => { this._explained = !this._explained; }}>${this._breakable(parameter.name)}</button>
        ${this._body(id)}
      </div>
      ${this._words(id)}
      ${parameter.control === 'numbers' && this._isNumbers && !this._joined
        ? DIMENSIONS[/** @type {2|4} */ (parameter.count)].map((dimension, index) => html`
          <div class="control-line part"><span>${parameter.dims[index] ?? t(`layer.${dimension}`)}</span>${this._number(id, index, dimension)}</div>`)
        : nothing}
      <p class="parameter-help small" id="${id}-help" ?hidden=${!this._explained}>
        ${hasText(`${origin.help}.${parameter.name}`) ? t(`${origin.help}.${parameter.name}`) : ''}
        ${parameter.default === undefined ? t(origin.none) : t(origin.preset, { value: this._text(parameter.default) })}
        ${changed ? html`<button type="button" class="link" @click=${() => this._say(parameter.default)}>${t('layer.to_default')}</button>` : nothing}
      </p>
      <p class="refusal" id="${id}-refusal" ?hidden=${!this.problem}>${this.problem}</p>`;
  }

  /** @param {string} name A name may break after its underscores. */
  _breakable(name) {
    return name.split('_').map((part, index) => (index ? html`_<wbr>${part}` : part));
  }

  /**
   * @param {any} value
   * @returns {string} as Python, and torch's documentation, writes it
   */
  _text(value) {
    if (Array.isArray(value) && this.parameter.single && value.every((each) => each === value[0])) return this._text(value[0]);
    if (value === null) return 'None';
    if (typeof value === 'boolean') return value ? 'True' : 'False';
    return Array.isArray(value) ? `(${value.join(', ')})` : String(value);
  }

  /** @param {string} id */
  _body(id) {
    const { parameter } = this;
    if (parameter.control === 'switch') {
      return html`<input type="checkbox" role="switch" class="switch" aria-label=${parameter.name} aria-describedby="${id}-help ${id}-refusal"
        aria-invalid=${this.problem ? 'true' : nothing} .checked=${live(Boolean(this.value))}
        @change=${(/** @type {any} */ event) => this._say(event.target.checked)}>`;
    }
    if (parameter.control === 'text' && parameter.suggest.length > 0) {
      const words = parameter.suggest.includes(this.value) ? parameter.suggest : [...parameter.suggest, this.value];
      return html`<select aria-label=${parameter.name} aria-describedby="${id}-help ${id}-refusal" aria-invalid=${this.problem ? 'true' : nothing}
        .value=${live(this.value)} @change=${(/** @type {any} */ event) => this._say(event.target.value)}>
        ${words.map((word) => html`<option value=${word} .selected=${word === this.value}>${word}</option>`)}</select>`;
    }
    if (parameter.control === 'text') {
      return html`<input type="text" aria-label=${parameter.name} aria-describedby="${id}-help ${id}-refusal" spellcheck="false" autocapitalize="off"
        autocomplete="off" aria-invalid=${this.problem ? 'true' : nothing} .value=${live(String(this.value ?? ''))}
        @input=${(/** @type {any} */ event) => this._say(event.target.value)}>`;
    }
    if (parameter.control === 'choice' || !this._isNumbers) return nothing;
    return this._joined ? this._number(id, 0, '') : this._linkButton();
  }

  /** The words, `None` and "a number" side by side. @param {string} id */
  _words(id) {
    const { parameter } = this;
    const words = [
      ...(parameter.control === 'numbers' ? [NUMBER] : []), ...parameter.words, ...(parameter.nullable ? [NONE] : []),
    ];
    if (parameter.control === 'switch' || words.length < 2) return nothing;
    const asNumber = parameter.control === 'numbers' && this._isNumbers;
    const chosen = this.value === null || this.value === undefined ? NONE : asNumber ? NUMBER : this.value;
    return html`<div class="segments words" role="radiogroup" aria-labelledby="${id}-name" aria-describedby="${id}-help ${id}-refusal"
      aria-invalid=${this.problem && !this._isNumbers ? 'true' : nothing}>
      ${words.map((word) => html`<label><input type="radio" name="${id}-word" .checked=${live(word === chosen)}
        @change=${() => this._choose(word)}><span>${word === NUMBER ? t('layer.number') : word}</span></label>`)}
    </div>`;
  }

  _linkButton() {
    const { _joined: joined } = this;
    if (this.parameter.count === 1) return nothing;
    const label = t(joined ? 'layer.unlink' : 'layer.link', { name: this.parameter.name });
    return html`<button type="button" class="link-toggle" data-joined=${joined} aria-label=${label} title=${label} @click=${this._link}>
      <svg viewBox="0 0 16 16" aria-hidden="true"><path d=${joined ? 'M6.5 9.5l3-3M7 4.5l1-1a3 3 0 014.5 4.5l-1 1M9 11.5l-1 1A3 3 0 013.5 8l1-1' : 'M7 4.5l1-1a3 3 0 014.5 4.5l-1 1M9 11.5l-1 1A3 3 0 013.5 8l1-1'}
        fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round"/></svg></button>`;
  }

  /**
   * A slider and the number beside it.
   * @param {string} id
   * @param {number} index
   * @param {string} dimension
   */
  _number(id, index, dimension) {
    const { parameter } = this;
    const value = this._fields[index];
    const name = dimension ? `${parameter.name}: ${parameter.dims[index] ?? t(`layer.${dimension}`)}` : parameter.name;
    const track = trackOf(parameter, value);
    /** @param {any} event */
    const typed = (event) => this._typed(index, event.target.value);
    /** @param {any} event */
    const slid = (event) => this._typed(index, String(track.value(Number(event.target.value))));
    return html`
      <input type="range" aria-label=${name} aria-describedby="${id}-help ${id}-refusal" min=${track.low} max=${track.high}
        step=${track.step} aria-valuetext=${track.text ?? nothing} .value=${live(String(track.place(value)))} @input=${slid}>
      <input type="number" aria-label=${name} aria-describedby="${id}-help ${id}-refusal" aria-invalid=${this.problem ? 'true' : nothing}
        step=${parameter.integer ? 1 : 'any'} placeholder=${parameter.holes ? NONE : nothing} inputmode=${parameter.least >= 0 ? 'decimal' : nothing}
        data-index=${index} @input=${typed} @blur=${() => this.requestUpdate()}>
      ${dimension ? nothing : this._linkButton()}`;
  }

  updated() {
    for (const field of /** @type {NodeListOf<HTMLInputElement>} */ (this.querySelectorAll('input[type=number]'))) {
      const value = this._fields[Number(field.dataset.index)];
      // While it is being typed in, "0.0" on the way to "0.05" must not be tidied away.
      const typing = field === document.activeElement && (field.value === '' || Number(field.value) === value);
      if (!typing) field.value = value === null ? '' : String(value);
    }
    for (const slider of /** @type {NodeListOf<HTMLInputElement>} */ (this.querySelectorAll('input[type=range]'))) {
      const [low, high] = [Number(slider.min), Number(slider.max)];
      /** @param {number} value */
      const place = (value) => String(high > low ? (value - low) / (high - low) : 0);
      slider.style.setProperty('--at', place(Number(slider.value)));
      const preset = spread(this.parameter.default, 1)[0];
      slider.style.setProperty('--default', preset === null ? '-1' : place(trackOf(this.parameter, preset).place(preset)));
    }
  }
}

customElements.define('cs-control', Control);
