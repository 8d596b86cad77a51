/**
 * `<cs-net-plane>`: one map, large enough to point at a cell of it, its numbers in the cells where they fit. `cs-pick`
 * `{row, col}` says which cell was asked for, by click or by keys; without a listener's wish (`still`) it is only looked at.
 */

import { number } from '../core/format.js';
import { t } from '../core/i18n.js';
import { placeBy } from '../core/strips.js';
import { planeOf } from '../core/tensor.js';
import { drawNumbers, textOn } from '../draw/numbers.js';
import { drawMark } from '../draw/overlay.js';
import { pixelOf } from '../draw/scale.js';
import { inks } from '../draw/theme.js';
import { drawMap } from '../draw/tiles.js';
import { html, nothing } from './element.js';
import { PaintedElement } from './painted.js';

/** @typedef {import('../core/types.js').Tensor} Tensor */
/** @typedef {{kind: import('../draw/marks.js').MarkKind, rows: number[], cols: number[], role: 'input'|'kernel'|'output'}} PlaneMark */

/** @extends {PaintedElement<Record<string, any>, object>} */
class NetPlane extends PaintedElement {
  static properties = {
    tensor: { attribute: false }, map: { attribute: false }, scale: { attribute: false }, marks: { attribute: false },
    cell: { attribute: false }, dropped: { attribute: false }, label: { attribute: false }, still: { type: Boolean },
  };

  constructor() {
    super();
    /** @type {Tensor|null} C×H×W */
    this.tensor = null;
    this.map = 0;
    /** @type {import('../draw/scale.js').Scale|null} */
    this.scale = null;
    /** @type {PlaneMark[]} */
    this.marks = [];
    /** @type {{row: number, col: number}|null} where the keys are */
    this.cell = null;
    /** @type {Tensor|null} of the same shape: where it is 0, the cell was dropped and is struck out */
    this.dropped = null;
    this.label = '';
    this.still = false;
  }

  shouldUpdate() {
    return this.tensor !== null && this.scale !== null;
  }

  render() {
    const { tensor, map, cell, still, label } = this;
    if (!tensor) return nothing;
    const { cols, data } = planeOf(tensor, map);
    const said = cell ? `${t('stage.place', cell)}: ${number(data[cell.row * cols + cell.col], false, 3)}` : '';
    if (still) return html`<canvas role="img" aria-label=${label}></canvas>`;
    return html`<div class="plane-box" role="application" tabindex="0" aria-label=${said ? `${label}, ${said}` : label} aria-roledescription=${t('netzoom.role')}
      @click=${this._click} @keydown=${this._key}><canvas></canvas></div>`;
  }

  updated() {
    const { tensor } = this;
    if (!tensor) return;
    const [, rows, cols] = tensor.shape;
    this.style.setProperty('--ratio', String(Math.min(4, Math.max(0.25, cols / rows))));
    this._repaint();
  }

  _draw() {
    const canvas = this.querySelector('canvas');
    const { tensor, map, scale, marks } = this;
    if (!canvas || !tensor || !scale) return;
    const drawn = drawMap(canvas, tensor, map, scale);
    if (!drawn) return;
    const { context, cell, x, y } = drawn;
    const colours = inks();
    const { data, rows, cols } = planeOf(tensor, map);
    const placement = { scale: cell, x, y };
    const at = (/** @type {number} */ row, /** @type {number} */ col) => data[row * cols + col];
    drawNumbers(context, placement, { top: 0, left: 0, bottom: rows, right: cols }, (row, col) => [number(at(row, col), false)],
      (row, col) => textOn(pixelOf(scale, at(row, col))), colours.font);
    context.lineWidth = 1;
    if (this.dropped) strikeOut(context, placement, planeOf(this.dropped, map), colours.kernel);
    context.strokeStyle = colours.line;
    context.strokeRect(x + 0.5, y + 0.5, cols * cell - 1, rows * cell - 1);
    for (const mark of marks) drawMark(context, placement, mark, colours[mark.role], colours.card);
  }

  /** @param {MouseEvent} event */
  _click({ clientX, clientY }) {
    const canvas = this.querySelector('canvas');
    if (!canvas || !this.tensor) return;
    const [, rows, cols] = this.tensor.shape;
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const cell = Math.min(width / cols, height / rows);
    const col = Math.floor((clientX - left - (width - cols * cell) / 2) / cell);
    const row = Math.floor((clientY - top - (height - rows * cell) / 2) / cell);
    if (row >= 0 && row < rows && col >= 0 && col < cols) this._pick({ row, col }, true);
  }

  /** @param {KeyboardEvent} event */
  _key(event) {
    if (!this.tensor || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const here = this.cell ?? { row: 0, col: 0 };
    const enters = event.key === 'Enter' || event.key === ' ';
    const next = enters ? here : /^(Arrow|Home|End)/.test(event.key) ? placeBy({ ...here, map: 0 }, event.key, [1, ...this.tensor.shape.slice(1)]) : null;
    if (!next) return;
    event.preventDefault();
    event.stopPropagation(); // the page has keys of its own; this one was for the map
    this._pick({ row: next.row, col: next.col }, enters);
  }

  /** @param {{row: number, col: number}} cell @param {boolean} enters  by a click or Enter, not by walking there */
  _pick(cell, enters) {
    this.dispatchEvent(new CustomEvent('cs-pick', { detail: { ...cell, enters } }));
  }
}

/**
 * A stroke through every cell whose mask is 0.
 * @param {CanvasRenderingContext2D} context @param {{scale: number, x: number, y: number}} placement
 * @param {{data: ArrayLike<number>, rows: number, cols: number}} mask @param {string} colour
 */
function strikeOut(context, { scale, x, y }, { data, rows, cols }, colour) {
  const edge = scale * 0.2;
  context.strokeStyle = colour;
  context.beginPath();
  for (let row = 0; row < rows; row += 1) {
    for (let col = 0; col < cols; col += 1) {
      if (data[row * cols + col]) continue;
      context.moveTo(x + col * scale + edge, y + (row + 1) * scale - edge);
      context.lineTo(x + (col + 1) * scale - edge, y + row * scale + edge);
    }
  }
  context.stroke();
}

customElements.define('cs-net-plane', NetPlane);
