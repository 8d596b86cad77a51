/**
 * `<cs-numbers-board>`: a small tensor typed in by hand, every cell a field: the textbook case.
 */
import { t } from '../core/i18n.js';
import { FILLS, filled, overlay, parseNumber, parseTable } from '../core/table.js';
import { resizeTensor, setSource, setTensorCell } from '../state/actions.js';
import { LITERAL_LIMIT } from '../state/setting.js';
import { committed } from './committed.js';
import { ConvElement, html, live, nothing } from './element.js';

/** @typedef {import('../core/types.js').State} State */

const MOVES = new Map([['ArrowUp', [-1, 0]], ['ArrowDown', [1, 0]], ['Enter', [1, 0]], ['ArrowLeft', [0, -1]], ['ArrowRight', [0, 1]]]);

/** @extends {ConvElement<{source: State['setting']['source']}>} */
class NumbersBoard extends ConvElement {
  static properties = { _channel: { state: true }, _refused: { state: true } };

  constructor() {
    super();
    this._channel = 0;
    this._refused = false; // what was pasted was no table of numbers
  }

  /** @param {State} state */
  select({ setting: { source } }) {
    return { source };
  }

  render() {
    const { source } = this.picked;
    if (source.kind !== 'tensor') return nothing;
    const { values } = source;
    const [channels, rows, cols] = this._shape;
    const channel = Math.min(this._channel, channels - 1);
    return html`
      <div class="row sizes">
        ${this._size('rows', () => this._shape[1], LITERAL_LIMIT.rows, (value) => resizeTensor(this.store, channels, value, cols))}
        ${this._size('cols', () => this._shape[2], LITERAL_LIMIT.cols, (value) => resizeTensor(this.store, channels, rows, value))}
        ${this._size('channels', () => this._shape[0], LITERAL_LIMIT.channels, (value) => resizeTensor(this.store, value, rows, cols))}
      </div>
      ${channels > 1 ? html`<div class="segments words" role="radiogroup" aria-label=${t('picture.channel')}>
        ${values.map((_, index) => html`<label><input type="radio" name="numbers-channel"
          .checked=${live(index === channel)} @change=${() => { this._channel = index; }}><span>${index + 1}</span></label>`)}</div>` : nothing}
      <div class="numbers-scroll" tabindex="0" role="group" aria-label=${t('picture.numbers_of', { channel: channel + 1 })}>
        <table class="numbers-table" @keydown=${this._key} @paste=${this._paste}>
          ${values[channel].map((line, row) => html`<tr>${line.map((value, col) => html`<td><input type="text" inputmode="text" autocomplete="off"
            aria-label=${t('picture.cell', { row, col })} data-row=${row} data-col=${col} .value=${live(String(value))}
            @change=${(/** @type {any} */ event) => this._change(event.target, channel, row, col)} @focus=${(/** @type {any} */ event) => event.target.select()}></td>`)}</tr>`)}
        </table>
      </div>
      ${this._refused ? html`<p class="refusal" role="alert">${t('picture.not_a_table')}</p>` : nothing}
      <div class="row fills" role="group" aria-label=${t('picture.fill')}>
        ${Object.keys(FILLS).map((fill) => html`<button type="button" class="button small"
          @click=${() => setSource(this.store, { ...source, values: filled(fill, channels, rows, cols) })}>${t(`picture.fill_${fill}`)}</button>`)}
      </div>
      <label class="row"><input type="checkbox" role="switch" class="switch" .checked=${live(Boolean(source.flat))}
        @change=${(/** @type {any} */ event) => setSource(this.store, { ...source, flat: event.target.checked })}><span>${t('picture.flat')}</span></label>
      <p class="small soft">${t('picture.numbers_keys')}</p>`;
  }

  /** Channels, rows, columns. */
  get _shape() {
    const { source } = this.picked;
    return source.kind === 'tensor' ? [source.values.length, source.values[0].length, source.values[0][0].length] : [0, 0, 0];
  }

  /**
   * @param {string} name
   * @param {() => number} present
   * @param {number} most
   * @param {(value: number) => void} set
   */
  _size(name, present, most, set) {
    return html`<label><span class="small soft">${t(`picture.${name}`)}</span><input type="number" min="1" max=${most} step="1" .value=${String(present())}
      @change=${committed(set, present)}></label>`;
  }

  /**
   * @param {HTMLInputElement} field
   * @param {number} channel
   * @param {number} row
   * @param {number} col
   */
  _change(field, channel, row, col) {
    const value = parseNumber(field.value);
    field.toggleAttribute('aria-invalid', false);
    if (value === null) field.setAttribute('aria-invalid', 'true');
    else {
      setTensorCell(this.store, channel, row, col, value);
      field.value = String(value);
    }
  }

  /** @param {KeyboardEvent} event */
  _key(event) {
    const field = /** @type {HTMLInputElement} */ (event.target);
    const move = MOVES.get(event.key);
    if (!move || event.isComposing || !field.dataset.row) return;
    // Inside a number the arrows move the caret; at its ends, and while all of it is selected, they move on.
    const { selectionStart: from, selectionEnd: to, value } = field;
    const whole = from === 0 && to === value.length;
    if (event.key === 'ArrowLeft' && !whole && from !== 0) return;
    if (event.key === 'ArrowRight' && !whole && to !== value.length) return;
    const next = this.querySelector(`[data-row="${Number(field.dataset.row) + move[0]}"][data-col="${Number(field.dataset.col) + move[1]}"]`);
    event.preventDefault();
    event.stopPropagation();
    if (next) /** @type {HTMLElement} */ (next).focus();
    else field.dispatchEvent(new Event('change'));
  }

  /** @param {ClipboardEvent} event */
  _paste(event) {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (!/[\t\n;,]|\d\s+\S/.test(text.trim())) return; // one number: the field takes it
    event.preventDefault();
    event.stopPropagation();
    const { source } = this.picked;
    const table = parseTable(text);
    this._refused = table === null;
    if (!table || source.kind !== 'tensor') return;
    const { row, col } = /** @type {HTMLElement} */ (event.target).dataset;
    const channel = Math.min(this._channel, source.values.length - 1);
    const laid = overlay(source.values[channel], table, Number(row), Number(col), LITERAL_LIMIT);
    // The other channels keep up with the size.
    const values = source.values.map((each, index) => (index === channel ? laid
      : laid.map((line, y) => line.map((_, x) => each[y]?.[x] ?? 0))));
    setSource(this.store, { ...source, values });
  }
}

customElements.define('cs-numbers-board', NumbersBoard);
