/**
 * `<cs-grid>`: one grid of cells, as pixels and what lies over them. It knows a scene, a view and which cell has the
 * keyboard; what asking, pinning and zooming mean is decided by whoever listens to its events:
 *
 * `cs-ask` `{cell, by: 'pointer'|'key'}` a cell is pointed at, or none · `cs-pick` `{cell}` click, tap or Enter ·
 * `cs-let-go` Escape · `cs-view` `{view}` pan or zoom · `cs-painted` after new pixels are on the canvas
 */

import { paintSoon, dontPaint } from '../draw/frame.js';
import { ready } from '../draw/plane.js';
import { paintOverlay, paintPixels } from '../draw/scene.js';
import { inks, onTheme } from '../draw/theme.js';
import { cellAt, pan, place, reveal, whole, zoomAt } from '../draw/viewport.js';
import { ConvElement, html } from './element.js';
import { STILL } from './still.js';

/** @typedef {import('../draw/viewport.js').Cell} Cell */
/** @typedef {import('../draw/viewport.js').View} View */
/** @typedef {import('../draw/scene.js').Scene} Scene */

const CLICK = 5; // px that a pointer may tremble between down and up
const NOTCH = 1.25; // zoom of one key press or one notch of a wheel

/** Keys of a grid that has the focus: rows and columns to move by. */
const MOVES = /** @type {Record<string, [number, number]>} */ ({
  ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1],
  PageUp: [-8, 0], PageDown: [8, 0], Home: [0, -Infinity], End: [0, Infinity],
});

export class CsGrid extends ConvElement {
  static properties = {
    scene: { attribute: false }, view: { attribute: false }, cell: { attribute: false },
    label: { attribute: false }, help: { attribute: false }, roledescription: { attribute: false },
    following: { attribute: false },
  };

  constructor() {
    super();
    /** @type {Scene|null} */
    this.scene = null;
    /** @type {View} */
    this.view = { zoom: 1, row: 0, col: 0 };
    /** @type {Cell|null} The cell that the keyboard is on. */
    this.cell = null;
    this.label = '';
    this.roledescription = '';
    /** Id of the text that explains the keys. */
    this.help = '';
    /** Keep the cell in sight while it moves by itself. */
    this.following = false;
    /** Whether the cells show their numbers. */
    this.numbered = false;
    this._box = { width: 0, height: 0 };
    /** @type {Map<number, {x: number, y: number}>} */
    this._pointers = new Map();
    /** @type {{x: number, y: number, moved: boolean}|null} */
    this._press = null;
    this._painted = '';
    /** @type {unknown} */
    this._paintedSheet = null;
    this._paint = this._paint.bind(this);
    this._resizes = new ResizeObserver(() => this._measure());
    /** @type {(() => void)|null} */
    this._themes = null;
  }

  shouldUpdate() {
    return this.scene !== null;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this._resizes.disconnect();
    this._themes?.();
    this._themes = null;
    dontPaint(this._paint);
  }

  render() {
    return html`<div class="grid-box" role="application" tabindex="0" aria-label=${this.label}
        aria-roledescription=${this.roledescription} aria-describedby=${this.help}
        @pointerdown=${this._down} @pointermove=${this._move} @pointerup=${this._up} @pointercancel=${this._cancel}
        @touchmove=${this.view.zoom > 1 ? STILL : null} @pointerleave=${this._leave} @keydown=${this._key} @blur=${this._blur}>
      <canvas class="grid-pixels"></canvas><canvas class="grid-overlay"></canvas>
    </div>`;
  }

  firstUpdated() {
    const box = this._boxElement();
    this._resizes.observe(box);
    // Lit adds passive listeners for nobody: a wheel that zooms must be able to keep the page where it is.
    box.addEventListener('wheel', (event) => this._wheel(event), { passive: false });
  }

  /** @param {Map<PropertyKey, unknown>} changed */
  updated(changed) {
    if (!this._themes) {
      this._themes = onTheme(() => { this._painted = ''; paintSoon(this._paint); });
      this._resizes.observe(this._boxElement());
      this._measure();
    }
    this._boxElement().classList.toggle('zoomed', this.view.zoom > 1);
    if (changed.has('cell') && this.following) this._reveal();
    paintSoon(this._paint);
  }

  _boxElement() {
    return /** @type {HTMLElement} */ (this.querySelector('.grid-box'));
  }

  _measure() {
    const box = this._boxElement();
    if (!box) return;
    const { clientWidth: width, clientHeight: height } = box;
    if (width === this._box.width && height === this._box.height) return;
    this._box = { width, height };
    paintSoon(this._paint);
  }

  _paint() {
    const { scene, _box: box } = this;
    if (!scene || !box.width || !box.height || !this.isConnected) return;
    const ratio = devicePixelRatio;
    const placement = place(scene.extent, box, this.view);
    const key = [scene.version, scene.veil ? 'veil' : '', placement.scale, placement.x, placement.y, box.width, box.height, ratio].join();
    const palette = inks();
    const fresh = key !== this._painted || scene.sheet !== this._paintedSheet;
    if (fresh) {
      paintPixels(ready(this._canvas('.grid-pixels'), box.width, box.height, ratio), scene, placement, palette);
      this._painted = key;
      this._paintedSheet = scene.sheet;
    }
    const over = ready(this._canvas('.grid-overlay'), box.width, box.height, ratio);
    const numbered = paintOverlay(over, scene, placement, box, palette, true);
    if (fresh) this._tell('cs-painted', { version: scene.version });
    if (numbered !== this.numbered) {
      this.numbered = numbered;
      this._tell('cs-numbered', { numbered });
    }
  }

  /** @param {string} selector */
  _canvas(selector) {
    return /** @type {HTMLCanvasElement} */ (this.querySelector(selector));
  }

  /** @param {string} type @param {object} detail */
  _tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
  }

  /** @param {View} view */
  _show(view) {
    if (view !== this.view) this._tell('cs-view', { view });
  }

  _reveal() {
    if (this.scene && this.cell && this.view.zoom > 1) this._show(reveal(this.view, this.scene.extent, this._box, this.cell));
  }

  /** @param {{clientX: number, clientY: number}} event */
  _point(event) {
    const rect = this._boxElement().getBoundingClientRect();
    return { x: event.clientX - rect.left, y: event.clientY - rect.top };
  }

  /** @param {{x: number, y: number}} point @returns {Cell|null} */
  _cellAt(point) {
    if (!this.scene) return null;
    const { extent, sheet, count } = this.scene;
    const cell = cellAt(place(extent, this._box, this.view), extent, point);
    if (!cell) return null;
    return cell.row >= 0 && cell.row * sheet.cols + cell.col >= count && count < sheet.rows * sheet.cols ? null : cell;
  }

  /** @param {WheelEvent} event */
  _wheel(event) {
    const held = event.ctrlKey || event.metaKey;
    if (!this.scene || (!held && document.activeElement !== this._boxElement())) return;
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 33 : 1;
    this._zoom(NOTCH ** (-(event.deltaY * lines) / 100), this._point(event));
  }

  /** @param {number} factor @param {{x: number, y: number}} [point] */
  _zoom(factor, point) {
    if (!this.scene) return;
    this._show(zoomAt(this.view, this.scene.extent, this._box, factor, point ?? this._anchor()));
  }

  /** What stays in place when zoomed by keys: the cell in question, else the middle. */
  _anchor() {
    const { width, height } = this._box;
    if (!this.cell || !this.scene) return { x: width / 2, y: height / 2 };
    const { scale, x, y } = place(this.scene.extent, this._box, this.view);
    const point = { x: x + (this.cell.col + 0.5) * scale, y: y + (this.cell.row + 0.5) * scale };
    const inside = point.x >= 0 && point.y >= 0 && point.x <= width && point.y <= height;
    return inside ? point : { x: width / 2, y: height / 2 };
  }

  /** @param {PointerEvent} event */
  _down(event) {
    if (event.button !== 0) return;
    const point = this._point(event);
    this._pointers.set(event.pointerId, point);
    this._press = this._pointers.size === 1 ? { ...point, moved: false } : null;
    this._boxElement().setPointerCapture(event.pointerId);
  }

  /** @param {PointerEvent} event */
  _move(event) {
    const point = this._point(event);
    const before = this._pointers.get(event.pointerId);
    if (!before) {
      this._ask(this._cellAt(point), 'pointer');
      return;
    }
    const others = [...this._pointers].filter(([id]) => id !== event.pointerId).map(([, other]) => other);
    this._pointers.set(event.pointerId, point);
    if (others.length === 1) this._pinch(others[0], before, point);
    else this._drag(before, point);
  }

  /**
   * @param {{x: number, y: number}} still @param {{x: number, y: number}} before @param {{x: number, y: number}} now
   */
  _pinch(still, before, now) {
    if (!this.scene) return;
    const was = Math.hypot(before.x - still.x, before.y - still.y);
    const is = Math.hypot(now.x - still.x, now.y - still.y);
    if (was < 8) return;
    const middle = { x: (now.x + still.x) / 2, y: (now.y + still.y) / 2 };
    const moved = pan(this.view, this.scene.extent, this._box, (now.x - before.x) / 2, (now.y - before.y) / 2);
    this._show(zoomAt(moved, this.scene.extent, this._box, is / was, middle));
  }

  /** @param {{x: number, y: number}} before @param {{x: number, y: number}} now */
  _drag(before, now) {
    const press = this._press;
    if (!press || !this.scene) return;
    if (Math.hypot(now.x - press.x, now.y - press.y) > CLICK) press.moved = true;
    if (!press.moved) return;
    if (this.view.zoom > 1) this._show(pan(this.view, this.scene.extent, this._box, now.x - before.x, now.y - before.y));
    else this._ask(this._cellAt(now), 'pointer');
  }

  /** @param {PointerEvent} event */
  _up(event) {
    this._pointers.delete(event.pointerId);
    const press = this._press;
    this._press = null;
    if (!press || press.moved) return;
    const cell = this._cellAt(this._point(event));
    if (cell) this._tell('cs-pick', { cell });
  }

  /** @param {PointerEvent} event */
  _cancel(event) {
    this._pointers.delete(event.pointerId);
    this._press = null;
  }

  /** @param {PointerEvent} event */
  _leave(event) {
    if (!this._pointers.has(event.pointerId)) this._ask(null, 'pointer');
  }

  _blur() {
    this._ask(null, 'key');
  }

  /** @param {Cell|null} cell @param {'pointer'|'key'} by */
  _ask(cell, by) {
    this._tell('cs-ask', { cell, by });
  }

  /** @param {KeyboardEvent} event */
  _key(event) {
    if (event.isComposing || event.altKey || event.metaKey || !this.scene) return;
    if (!this._handle(event)) return;
    event.preventDefault();
    // The page has keys of its own; this one was for the grid.
    event.stopPropagation();
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether the key was for the grid */
  _handle(event) {
    const move = MOVES[event.key];
    // With Shift the arrows step the player; they are the page's.
    if (move) return !event.shiftKey && this._step(move, event.ctrlKey);
    if (event.ctrlKey || !this.scene) return false;
    switch (event.key) {
      case '+': case '=': this._zoom(NOTCH); return true;
      case '-': case '_': this._zoom(1 / NOTCH); return true;
      case '0': this._show(whole(this.scene.extent)); return true;
      case 'Enter':
        if (this.cell) this._tell('cs-pick', { cell: this.cell });
        return true;
      case 'Escape': this._tell('cs-let-go', {}); return true;
      default: return false;
    }
  }

  /** @param {[number, number]} by @param {boolean} far to the first or last row too */
  _step([down, right], far) {
    const { extent, sheet, count } = /** @type {Scene} */ (this.scene);
    const from = this.cell ?? { row: 0, col: 0 };
    const rows = far && !Number.isFinite(right) ? right : down;
    const cell = {
      row: Math.min(extent.bottom - 1, Math.max(extent.top, from.row + rows)),
      col: Math.min(extent.right - 1, Math.max(extent.left, from.col + right)),
    };
    // The last row of a wrapped flat tensor may be short.
    if (count < sheet.rows * sheet.cols && cell.row * sheet.cols + cell.col >= count) {
      if (down > 0) cell.row = Math.max(0, cell.row - 1);
      else cell.col = (count - 1) % sheet.cols;
    }
    this._ask(cell, 'key');
    this._show(this.view.zoom > 1 ? reveal(this.view, /** @type {Scene} */ (this.scene).extent, this._box, cell) : this.view);
    return true;
  }
}

customElements.define('cs-grid', CsGrid);
