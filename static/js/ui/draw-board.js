/**
 * `<cs-draw-board>`: a square board of cells to draw on with mouse, finger, stylus or keys. The drawing is strokes in
 * the state, so that it can be undone, shared and drawn again the same way.
 */
import { BOARDS, addPoint, beginStroke, blank, dropStroke, raster } from '../core/drawing.js';
import { t } from '../core/i18n.js';
import { setDrawing } from '../state/actions.js';
import { ConvElement, html, live } from './element.js';

/** @typedef {import('../core/types.js').Drawing} Drawing */
/** @typedef {import('../core/types.js').State} State */

const SIZES = [1, 2, 4, 8]; // diameters in cells
const MOVES = new Map([['ArrowUp', [0, -1]], ['ArrowDown', [0, 1]], ['ArrowLeft', [-1, 0]], ['ArrowRight', [1, 0]]]);

/** @extends {ConvElement<{drawing: Drawing|null}>} */
class DrawBoard extends ConvElement {
  static properties = { _board: { state: true }, _tool: { state: true }, _size: { state: true }, _at: { state: true }, _down: { state: true } };

  constructor() {
    super();
    this._board = BOARDS[0];
    /** @type {'pen'|'eraser'} */
    this._tool = 'pen';
    this._size = SIZES[1];
    /** @type {[number, number]|null} The cell that the keys have come to; null until a key is pressed. */
    this._at = null;
    this._down = false;
    this._stroke = 0; // counts strokes: each is one history entry
    /** @type {number|undefined} The pointer that draws; a second finger does not. */
    this._pointer = undefined;
  }

  /** @param {State} state */
  select({ setting: { source } }) {
    return { drawing: source.kind === 'drawing' ? source.drawing : null };
  }

  willUpdate(/** @type {Map<PropertyKey, unknown>} */ changed) {
    super.willUpdate(changed);
    const { drawing } = this.picked;
    if (drawing) this._board = drawing.board;
  }

  /** What is on the board: the drawing in the state, else an empty one. */
  get _drawing() {
    return this.picked.drawing ?? blank(this._board);
  }

  render() {
    const { strokes } = this._drawing;
    return html`
      <div class="row">
        <div class="segments words" role="radiogroup" aria-label=${t('picture.tool')}>
          ${/** @type {const} */ (['pen', 'eraser']).map((tool) => html`<label><input type="radio" name="draw-tool" .checked=${live(tool === this._tool)}
            @change=${() => { this._tool = tool; }}><span>${t(`picture.${tool}`)}</span></label>`)}
        </div>
        <div class="segments words" role="radiogroup" aria-label=${t('picture.pen_size')}>
          ${SIZES.map((size) => html`<label><input type="radio" name="draw-size" aria-label=${size} .checked=${live(size === this._size)}
            @change=${() => { this._size = size; }}><span><i class="dot dot-${size}" aria-hidden="true"></i></span></label>`)}
        </div>
      </div>
      <canvas class="draw-board" tabindex="0" role="img" width=${this._board} height=${this._board}
        aria-label=${t('picture.board', { size: this._board })} aria-describedby="draw-keys"
        @pointerdown=${this._begin} @pointermove=${this._draw} @pointerup=${this._end} @pointercancel=${this._end}
        @keydown=${this._key} @blur=${() => { this._down = false; this._at = null; }}></canvas>
      <p class="small soft" id="draw-keys">${t('picture.draw_keys')}</p>
      <p class="unseen" aria-live="polite">${this._at ? t(this._down ? 'picture.pen_down' : 'picture.pen_up', { row: this._at[1], col: this._at[0] }) : ''}</p>
      <div class="row">
        <div class="segments words" role="radiogroup" aria-label=${t('picture.board_size')}>
          ${BOARDS.map((board) => html`<label><input type="radio" name="draw-board" .checked=${live(board === this._board)}
            @change=${() => this._resize(board)}><span>${board} × ${board}</span></label>`)}
        </div>
        <button type="button" class="button small" ?disabled=${strokes.length === 0} @click=${() => this._put(dropStroke(this._drawing))}>${t('picture.undo_stroke')}</button>
        <button type="button" class="button small" ?disabled=${strokes.length === 0} @click=${() => this._put(blank(this._board))}>${t('picture.clear')}</button>
      </div>`;
  }

  updated() {
    const canvas = /** @type {HTMLCanvasElement} */ (this.querySelector('canvas'));
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    const image = context.createImageData(this._board, this._board);
    raster(this._drawing).forEach((ink, cell) => {
      image.data.fill(Math.round(255 * ink), 4 * cell, 4 * cell + 3);
      image.data[4 * cell + 3] = 255;
    });
    context.putImageData(image, 0, 0);
    if (!this._at) return;
    context.fillStyle = this._down ? '#f0ae45' : '#7aa7ff';
    context.fillRect(this._at[0], this._at[1], 1, 1);
  }

  /**
   * @param {Drawing} drawing
   * @param {string|null} [tag]
   */
  _put(drawing, tag = null) {
    setDrawing(this.store, drawing, tag);
  }

  /** @param {number} board A board of another size is a new one: strokes do not scale. */
  _resize(board) {
    this._board = board;
    if (this.picked.drawing) this._put(blank(board));
  }

  /** @param {PointerEvent} event @returns {[number, number]} x and y in cells */
  _place({ clientX, clientY }) {
    const box = /** @type {HTMLElement} */ (this.querySelector('canvas')).getBoundingClientRect();
    return [((clientX - box.left) / box.width) * this._board, ((clientY - box.top) / box.height) * this._board];
  }

  /** @param {PointerEvent} event */
  _begin(event) {
    if (event.button !== 0 || this._pointer !== undefined) return;
    const canvas = /** @type {HTMLElement} */ (event.target);
    canvas.setPointerCapture(event.pointerId);
    this._pointer = event.pointerId;
    this._stroke += 1;
    // The back end of a stylus erases.
    const tool = event.buttons & 32 ? 'eraser' : this._tool;
    this._put(beginStroke(this._drawing, tool, this._size, ...this._place(event)), `stroke ${this._stroke}`);
  }

  /** @param {PointerEvent} event */
  _draw(event) {
    if (event.pointerId !== this._pointer) return;
    // Browsers bundle moves into one event a frame; the bundle has the curve between.
    const moves = event.getCoalescedEvents?.() ?? [];
    let drawing = this._drawing;
    for (const move of moves.length ? moves : [event]) drawing = addPoint(drawing, ...this._place(move));
    if (drawing !== this._drawing) this._put(drawing, `stroke ${this._stroke}`);
  }

  /** @param {PointerEvent} event */
  _end(event) {
    if (event.pointerId === this._pointer) this._pointer = undefined;
  }

  /** @param {KeyboardEvent} event */
  _key(event) {
    const move = MOVES.get(event.key);
    if (move) {
      const middle = Math.floor(this._board / 2);
      const [x, y] = this._at ?? [middle, middle];
      const clamp = (/** @type {number} */ value) => Math.min(this._board - 1, Math.max(0, value));
      const next = /** @type {[number, number]} */ (this._at ? [clamp(x + move[0]), clamp(y + move[1])] : [x, y]);
      this._at = next;
      if (this._down) this._put(addPoint(this._drawing, next[0] + 0.5, next[1] + 0.5), `stroke ${this._stroke}`);
    } else if (event.key === ' ' && this._at) {
      this._down = !this._down;
      this._stroke += 1;
      if (this._down) this._put(beginStroke(this._drawing, this._tool, this._size, this._at[0] + 0.5, this._at[1] + 0.5), `stroke ${this._stroke}`);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

customElements.define('cs-draw-board', DrawBoard);
