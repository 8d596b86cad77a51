/**
 * `<cs-kernels>`: what stands between input and output. For a convolution the kernels of the map on the stage, one for
 * each input channel, every cell of which can be changed; for everything else `<cs-operation>`.
 */

import { number } from '../core/format.js';
import { t } from '../core/i18n.js';
import { kernelPlane, weightPlace } from '../core/kernels.js';
import { clamp, planFor } from '../core/stepper.js';
import { channelsRead } from '../core/taps.js';
import { hover, paintWeights, setBias, setWeightCell } from '../state/actions.js';
import { ConvElement, html, nothing } from './element.js';
import { STILL } from './still.js';
import { colourCells } from './kernel-colours.js';
import './operation.js';
import { channelName } from '../draw/titles.js';

/** @typedef {import('../core/types.js').State} State */
/** @typedef {import('../core/types.js').Answer} Answer */
/** @typedef {import('../core/types.js').Cursor} Cursor */
/** @typedef {{input: number, row: number, col: number}} Place  `input` counts within the map's group; -1: the bias */
/** @typedef {{answer: Answer|null, cursor: Cursor, unrounded: boolean}} Picked */

const WIDEST = 15; // cells across that still make sense one by one
const TENTH = 0.1; // what a wheel's notch or an arrow adds

/** @type {Record<string, [number, number]>} rows and columns that a key moves by */
const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** @extends {ConvElement<Picked>} */
export class CsKernels extends ConvElement {
  static properties = {
    store: { attribute: false }, marks: { attribute: false }, phase: { attribute: false }, brush: { attribute: false },
    _at: { state: true }, _typing: { state: true },
  };

  constructor() {
    super();
    /** @type {import('../draw/marks.js').Mark[]} */
    this.marks = [];
    /** @type {import('../core/stepper.js').Phase|null} */
    this.phase = null;
    /** @type {number|null} The value that a stroke paints. */
    this.brush = null;
    /** @type {Place} The cell that the keyboard is on. */
    this._at = { input: 0, row: 0, col: 0 };
    /** @type {{place: Place, text: string, before: number}|null} */
    this._typing = null;
    this._layout = '';
    /** @type {number|null} The kernel that a stroke is in. */
    this._stroke = null;
    this._resizes = new ResizeObserver(() => this._measure());
  }

  connectedCallback() {
    super.connectedCallback();
    this._resizes.observe(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this._resizes.disconnect();
  }

  /** @param {State} state @returns {Picked} */
  select({ live, cursor, view }) {
    return { answer: live.answer, cursor, unrounded: view.unrounded };
  }

  render() {
    const { answer } = this.picked;
    if (!answer) return nothing;
    const cursor = clamp(planFor(answer), this.picked.cursor);
    const [, , rows, cols] = answer.meta.weight_layout ? answer.tensors.weight?.shape ?? [] : [];
    if (cols && rows <= WIDEST && cols <= WIDEST) return this._kernels(answer, cursor);
    return html`<cs-operation .store=${this.store} .marks=${this.marks}></cs-operation>`;
  }

  /** The map on the stage. @param {Answer} answer */
  _map(answer) {
    return clamp(planFor(answer), this.picked.cursor).map;
  }

  /** @param {Answer} answer @param {Cursor} cursor */
  _kernels(answer, cursor) {
    const { meta, tensors } = answer;
    const channels = channelsRead(meta, cursor.map);
    const { rows, cols } = kernelPlane(tensors.weight, meta, cursor.map, 0);
    return html`<div class="kernels" @keydown=${this._key} @focusin=${this._focus} @focusout=${this._blur}
        @pointerover=${this._over} @pointerleave=${this._leave} @pointerdown=${this._down}
        @pointerup=${this._lift} @pointercancel=${this._lift} @dblclick=${this._double}>
      ${channels.map((channel, input) => html`<div class="kernel">
        <div class="kernel-name">${channels.length > 1 || meta.input_shape[0] > 1
          ? t('stage.kernel_of', { channel: channelName(answer, channel) }) : t('stage.kernel')}</div>
        <div class="kernel-cells" role="grid" data-rows=${rows} data-cols=${cols} @touchmove=${STILL}
            aria-label=${t('stage.kernel_label', { channel: channelName(answer, channel), size: `${rows} × ${cols}` })}>
          ${Array.from({ length: rows }, (_, row) => html`<div role="row">
            ${Array.from({ length: cols }, (__, col) => this._cell({ input, row, col }, this._value(answer, cursor.map, { input, row, col }) ?? NaN))}
          </div>`)}
        </div>
      </div>`)}
      ${tensors.bias ? html`<div class="kernel kernel-bias" role="grid" aria-label=${t('stage.bias')}>
        <div role="row"><span role="rowheader" class="kernel-name">+ ${t('stage.bias')}</span>
          ${this._cell({ input: -1, row: 0, col: 0 }, this._value(answer, cursor.map, { input: -1, row: 0, col: 0 }) ?? NaN)}</div>
      </div>` : nothing}
    </div>`;
  }

  /** @param {Place} place @param {number} value */
  _cell(place, value) {
    const { input, row, col } = place;
    const typing = this._typing && same(this._typing.place, place) ? this._typing : null;
    return html`<div role="gridcell" class="kernel-cell" data-input=${input} data-row=${row} data-col=${col} data-value=${value}
        tabindex=${same(this._at, place) && !typing ? 0 : -1} title=${number(value, true)}>${typing
      ? html`<input class="kernel-typing" type="text" inputmode="decimal" .value=${typing.text} @input=${this._type}
          aria-label=${t('stage.weight', { row, col })}>`
      : number(value, this.picked.unrounded)}</div>`;
  }

  updated() {
    this._paintCells();
    const typing = /** @type {HTMLInputElement|null} */ (this.querySelector('.kernel-typing'));
    if (typing && document.activeElement !== typing) {
      typing.focus();
      typing.setSelectionRange(typing.value.length, typing.value.length);
    }
  }

  /** Cells too small for their number show their colour alone; the number is told when they are pointed at. */
  _measure() {
    const cell = this.querySelector('.kernel-cells .kernel-cell');
    if (cell) this.classList.toggle('wordless', cell.clientWidth < parseFloat(getComputedStyle(document.documentElement).fontSize) * 1.6);
  }

  firstUpdated() {
    this.addEventListener('wheel', (event) => this._wheel(event), { passive: false });
  }

  /** Sizes and colours of the cells; neither may stand in markup (CSP). */
  _paintCells() {
    const grids = /** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll('.kernel-cells'));
    for (const grid of grids) {
      grid.style.setProperty('--rows', grid.dataset.rows ?? '');
      grid.style.setProperty('--cols', grid.dataset.cols ?? '');
    }
    this.style.setProperty('--kernels', String(grids.length || 1));
    const layout = `${grids.length} ${grids[0]?.dataset.rows} ${grids[0]?.dataset.cols}`;
    if (layout !== this._layout) {
      this._layout = layout;
      this._measure();
    }
    const cells = /** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll('.kernel-cell'));
    if (cells.length) colourCells([...cells], this.marks, this.phase);
  }

  /**
   * A weight as it is set; between a change and the server's answer that is ahead of what was answered.
   * @param {Answer} answer @param {number} map @param {Place} place
   * @returns {number|undefined}
   */
  _value({ tensors, meta }, map, { input, row, col }) {
    const { weight, bias } = this.store.state.setting;
    if (input < 0) return bias?.[map] ?? tensors.bias?.data[map];
    if (weight && 'values' in weight) {
      const [first, second] = weightPlace(meta, map, input);
      const set = weight.values[first]?.[second]?.[row]?.[col];
      if (typeof set === 'number') return set;
    }
    const plane = kernelPlane(tensors.weight, meta, map, input);
    return plane.data[row * plane.cols + col];
  }

  /** @param {Place} place @param {number} value */
  _set(place, value) {
    const { answer } = this.picked;
    if (!answer || !Number.isFinite(value)) return;
    if (place.input < 0) setBias(this.store, this._map(answer), value);
    else setWeightCell(this.store, this._map(answer), place.input, place.row, place.col, value);
  }

  /** @param {Place} place @param {number} by */
  _nudge(place, by) {
    const { answer } = this.picked;
    if (!answer) return;
    const value = this._value(answer, this._map(answer), place) ?? 0;
    // Whole tenths stay whole tenths: 0.1 + 0.2 is not to read 0.30000000000000004.
    this._set(place, Math.round((value + by) * 1e6) / 1e6);
    this.requestUpdate();
  }

  /** @param {Event} event @returns {Place|null} */
  _placeOf(event) {
    const cell = /** @type {HTMLElement|null} */ (/** @type {HTMLElement} */ (event.target).closest('.kernel-cell'));
    if (!cell) return null;
    return { input: Number(cell.dataset.input), row: Number(cell.dataset.row), col: Number(cell.dataset.col) };
  }

  /** @param {Place} place */
  _ask(place) {
    const { answer } = this.picked;
    if (!answer || place.input < 0) return;
    const channel = channelsRead(answer.meta, this._map(answer))[place.input];
    hover(this.store, { grid: 'kernel', channel, row: place.row, col: place.col });
  }

  /** @param {FocusEvent} event */
  _focus(event) {
    const place = this._placeOf(event);
    if (!place) return;
    this._at = place;
    this._ask(place);
  }

  /** @param {FocusEvent} event */
  _blur(event) {
    if (this._typing && /** @type {HTMLElement} */ (event.target).classList.contains('kernel-typing')) this._typing = null;
    if (!this.contains(/** @type {Node|null} */ (event.relatedTarget))) this._unask();
  }

  /** @param {PointerEvent} event */
  _over(event) {
    const place = this._placeOf(event);
    if (!place) return;
    if (this._stroke === place.input) this._paint(place);
    this._ask(place);
  }

  _leave() {
    this._unask();
  }

  _unask() {
    if (this.store.state.hover?.grid === 'kernel') hover(this.store, null);
  }

  /** @param {PointerEvent} event */
  _down(event) {
    const place = this._placeOf(event);
    if (!place || this.brush === null || place.input < 0) return;
    // Touch holds on to the cell it began in; a stroke goes over the others too.
    const target = /** @type {HTMLElement} */ (event.target);
    if (target.hasPointerCapture(event.pointerId)) target.releasePointerCapture(event.pointerId);
    this._stroke = place.input;
    this._paint(place);
  }

  _lift() {
    this._stroke = null;
  }

  /** @param {Place} place */
  _paint({ input, row, col }) {
    const { answer } = this.picked;
    if (!answer || this.brush === null) return;
    paintWeights(this.store, this._map(answer), input, [[row, col]], this.brush);
    this.requestUpdate();
  }

  /** @param {MouseEvent} event */
  _double(event) {
    const place = this._placeOf(event);
    if (place && this.brush === null) this._begin(place, null);
  }

  /** @param {WheelEvent} event */
  _wheel(event) {
    const place = this._placeOf(event);
    // Only over the cell that has the focus: the page must scroll past a kernel without changing it.
    if (!place || !same(place, this._at) || !this.contains(document.activeElement) || event.deltaY === 0) return;
    event.preventDefault();
    this._nudge(place, (event.deltaY < 0 ? TENTH : -TENTH) * (event.shiftKey ? 10 : 1));
  }

  /** @param {KeyboardEvent} event */
  _key(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const place = this._placeOf(event);
    if (!place) return;
    const handled = this._typing ? this._typingKey(event, place) : this._cellKey(event, place);
    if (handled) event.preventDefault();
    // Inside an input all keys are text; elsewhere only those that were used are kept from the page.
    if (handled || this._typing) event.stopPropagation();
  }

  /** @param {KeyboardEvent} event @param {Place} place */
  _typingKey({ key, shiftKey }, place) {
    switch (key) {
      case 'Enter': this._end(place); return true;
      case 'Escape':
        if (this._typing) this._set(place, this._typing.before);
        this._end(place);
        return true;
      case 'ArrowUp': case 'ArrowDown': {
        this._nudge(place, (key === 'ArrowUp' ? TENTH : -TENTH) * (shiftKey ? 10 : 1));
        const { answer } = this.picked;
        if (this._typing && answer) {
          const value = this._value(answer, this._map(answer), place) ?? 0;
          this._typing = { ...this._typing, text: plain(value) };
        }
        return true;
      }
      default: return false;
    }
  }

  /** @param {KeyboardEvent} event @param {Place} place */
  _cellKey({ key }, place) {
    if (key === 'Enter' || key === 'F2') {
      this._begin(place, null);
      return true;
    }
    if (key === ' ' && this.brush !== null && place.input >= 0) {
      this._paint(place);
      return true;
    }
    if (key === 'Delete' || key === 'Backspace') {
      this._set(place, 0);
      return true;
    }
    if (/^[-−.\d]$/.test(key)) {
      this._begin(place, key);
      return true;
    }
    if (!MOVES[key]) return false;
    this._go(place, MOVES[key]);
    return true;
  }

  /** To the next cell; over the lower edge into the next kernel. @param {Place} from @param {[number, number]} by */
  _go(from, [down, right]) {
    const next = [
      { ...from, row: from.row + down, col: from.col + right },
      down > 0 ? { input: from.input + 1, row: 0, col: from.col } : null,
      down > 0 ? { input: -1, row: 0, col: 0 } : null,
      down < 0 && from.input > 0 ? { input: from.input - 1, row: Infinity, col: from.col } : null,
      down < 0 && from.input < 0 ? { input: Infinity, row: Infinity, col: 0 } : null,
    ];
    for (const place of next) {
      const cell = place && this._element(place);
      if (cell) {
        cell.focus();
        return;
      }
    }
  }

  /** The cell of a place; infinity is the last one. @param {Place} place @returns {HTMLElement|null} */
  _element({ input, row, col }) {
    const grids = this.querySelectorAll('.kernel-cells');
    if (input < 0) return this.querySelector('.kernel-bias .kernel-cell');
    const grid = input === Infinity ? grids[grids.length - 1] : grids[input];
    const rows = grid?.querySelectorAll('[role=row]') ?? [];
    const line = row === Infinity ? rows[rows.length - 1] : rows[row];
    return /** @type {HTMLElement|null} */ (line?.querySelectorAll('.kernel-cell')[col] ?? null);
  }

  /** @param {Place} place @param {string|null} text what was typed already; null: the present value */
  _begin(place, text) {
    const { answer } = this.picked;
    if (!answer) return;
    const before = this._value(answer, this._map(answer), place) ?? 0;
    this._at = place;
    this._typing = { place, before, text: text ?? plain(before) };
    if (text !== null) this._read(text);
  }

  /** @param {Place} place */
  _end(place) {
    this._typing = null;
    this.updateComplete.then(() => this._element(place)?.focus());
  }

  /** @param {Event} event */
  _type(event) {
    if (!this._typing) return;
    const { value } = /** @type {HTMLInputElement} */ (event.target);
    this._typing = { ...this._typing, text: value };
    this._read(value);
  }

  /** Takes what has been typed so far, where it is a number already. @param {string} text */
  _read(text) {
    const parsed = Number(text.trim().replace('−', '-').replace(',', '.'));
    if (this._typing && text.trim() !== '' && Number.isFinite(parsed)) this._set(this._typing.place, parsed);
  }
}

/** @param {Place} a @param {Place} b */
const same = (a, b) => a.input === b.input && a.row === b.row && a.col === b.col;

/** A number as it is typed. @param {number} value */
const plain = (value) => number(value, true).replace('−', '-');

customElements.define('cs-kernels', CsKernels);
