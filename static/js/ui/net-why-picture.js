/**
 * `<cs-net-why-picture>`: a picture with what speaks for a class laid over it, and in a line below the number of the place that
 * pointer or keys are at; where they are at none, the place that is strongest.
 */

import { cellOver, groundOf, strongestOf } from '../core/attribution.js';
import { number } from '../core/format.js';
import { t } from '../core/i18n.js';
import { placeBy } from '../core/strips.js';
import { gridOf, valueAt } from '../core/tensor.js';
import { attributionScale, paintAttribution } from '../draw/attribution.js';
import { inks } from '../draw/theme.js';
import { same } from '../state/setting.js';
import { classMap, html, nothing } from './element.js';
import { PaintedElement } from './painted.js';

/** @typedef {import('../core/attribution.js').Cell} Cell */
/** @typedef {import('../core/types.js').Tensor} Tensor */
/** @typedef {import('../net/network-why.js').Found} Found */

/** @param {Found} found @returns {import('../draw/scale.js').Scale} its colours */
export const scaleOfFound = ({ plane, question }) => attributionScale(plane, question.method === 'occlusion');

/** @param {readonly number[]} shape  of the picture @param {Cell} cell */
const placeIn = (shape, cell) => (shape.length === 3 ? t('stage.place', cell) : t('stage.place_flat', { index: cell.row * gridOf(shape).cols + cell.col }));

/** @extends {PaintedElement<Record<string, any>, object>} */
class NetWhyPicture extends PaintedElement {
  static properties = {
    input: { attribute: false }, found: { attribute: false }, opacity: { attribute: false }, label: { attribute: false },
    busy: { type: Boolean }, old: { type: Boolean }, _cell: { state: true },
  };

  constructor() {
    super();
    /** @type {Tensor|null} the picture */
    this.input = null;
    /** @type {Found|null} */
    this.found = null;
    this.opacity = 1;
    this.label = '';
    /** Something newer is on its way. */
    this.busy = false;
    /** What is shown is not of what is set. */
    this.old = false;
    /** What is pointed at, in the picture. @type {Cell|null} */
    this._cell = null;
    /** @type {{of: Tensor, ground: Tensor}|null} */
    this._kept = null;
  }

  shouldUpdate() {
    return this.input !== null;
  }

  render() {
    const { input } = this;
    if (!input) return nothing;
    const point = (/** @type {PointerEvent} */ event) => this._point(event, input);
    const leave = () => { this._cell = null; };
    return html`
      <canvas class=${classMap({ 'why-picture': true, stale: this.old })} role="application" tabindex="0" aria-label=${this.label}
        aria-roledescription=${t('netwhy.role')} aria-describedby="why-keys" @pointermove=${point} @pointerdown=${point}
        @pointerleave=${leave} @blur=${leave} @keydown=${(/** @type {KeyboardEvent} */ event) => this._key(event, input)}></canvas>
      <p class="unseen" id="why-keys">${t('netwhy.keys')}</p>
      <p class="why-line small number" aria-live="polite">${this._says(input)}</p>`;
  }

  /** @param {Tensor} input */
  _says({ shape }) {
    const { found, _cell: cell } = this;
    if (this.busy) return t('netwhy.busy');
    if (!found) return '';
    if (!cell) {
      const most = strongestOf(found.plane, shape);
      return most ? t('netwhy.strongest', { place: placeIn(shape, most.cell), value: number(most.value, false, 3) }) : t('netwhy.nothing');
    }
    const over = cellOver(found.plane.shape, shape, cell);
    const value = valueAt(found.plane, 0, over.row, over.col);
    return value === undefined ? '' : `${placeIn(shape, cell)}: ${number(value, false, 3)}`;
  }

  /** @param {PointerEvent} event @param {Tensor} input */
  _point(event, input) {
    const { left, top, width, height } = /** @type {HTMLElement} */ (event.currentTarget).getBoundingClientRect();
    const { rows, cols } = gridOf(input.shape);
    const within = (/** @type {number} */ part, /** @type {number} */ size) => Math.min(size - 1, Math.max(0, Math.floor(part * size)));
    const cell = { row: within((event.clientY - top) / height, rows), col: within((event.clientX - left) / width, cols) };
    if (!same(cell, this._cell)) this._cell = cell;
  }

  /** @param {KeyboardEvent} event @param {Tensor} input */
  _key(event, input) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const { rows, cols } = gridOf(input.shape);
    const next = placeBy({ map: 0, row: 0, col: 0, ...this._cell }, event.key, [1, rows, cols]);
    if (!next) return;
    this._cell = this._cell ? { row: next.row, col: next.col } : { row: 0, col: 0 };
    event.preventDefault();
    event.stopPropagation(); // the page has arrow keys of its own
  }

  /** @returns {HTMLCanvasElement|null} */
  get _canvas() {
    return this.querySelector('.why-picture');
  }

  updated() {
    const canvas = this._canvas;
    if (canvas && this.input) {
      const { rows, cols } = gridOf(this.input.shape);
      canvas.style.aspectRatio = `${cols} / ${rows}`;
    }
    this._repaint();
  }

  _draw() {
    const canvas = this._canvas;
    const { input, found } = this;
    if (!canvas || !input) return;
    const palette = inks();
    paintAttribution(canvas, this._ground(input), found && {
      plane: found.plane, scale: scaleOfFound(found), opacity: this.opacity, smooth: found.question.method === 'grad_cam',
    }, this._cell && { cell: this._cell, ink: palette.output, halo: palette.card });
  }

  /** @param {Tensor} input */
  _ground(input) {
    if (this._kept?.of !== input) this._kept = { of: input, ground: groundOf(input) };
    return this._kept.ground;
  }
}

customElements.define('cs-net-why-picture', NetWhyPicture);
