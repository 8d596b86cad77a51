/**
 * `<cs-board>`: a square of cells to draw on with mouse, finger, stylus or keys. It keeps no drawing of its own: it is given
 * one, and says `cs-draw` (detail: the next drawing, and a tag that all of one stroke share) when a person draws on.
 */
import { addPoint, beginStroke, blank, raster } from '../core/drawing.js';
import { t } from '../core/i18n.js';
import { ConvElement, html } from './element.js';
import { STILL } from './still.js';

/** @typedef {import('../core/types.js').Drawing} Drawing */
/** @typedef {[number, number, number]} Colour  red, green, blue, 0 … 1 */

const MOVES = new Map([['ArrowUp', [0, -1]], ['ArrowDown', [0, 1]], ['ArrowLeft', [-1, 0]], ['ArrowRight', [1, 0]]]);

let boards = 0; // each has ids of its own

export class Board extends ConvElement {
  static properties = {
    drawing: { attribute: false }, tool: { attribute: false }, size: { attribute: false }, label: { attribute: false },
    colours: { attribute: false }, _at: { state: true }, _down: { state: true },
  };

  constructor() {
    super();
    this.drawing = blank(28);
    /** @type {'pen'|'eraser'} */
    this.tool = 'pen';
    this.size = 2; // of the pen, its diameter in cells
    this.label = '';
    /** @type {{ground: Colour, ink: Colour}} How it looks; the drawing itself has no colours. */
    this.colours = { ground: [0, 0, 0], ink: [1, 1, 1] };
    /** @type {[number, number]|null} The cell that the keys have come to; null until a key is pressed. */
    this._at = null;
    this._down = false;
    this._stroke = 0; // counts strokes
    /** @type {number|undefined} The pointer that draws; a second finger does not. */
    this._pointer = undefined;
    boards += 1;
    this._help = `board-keys-${boards}`;
  }

  shouldUpdate() {
    return true;
  }

  render() {
    const { board } = this.drawing;
    return html`
      <canvas class="draw-board" tabindex="0" role="img" width=${board} height=${board} aria-label=${this.label} aria-describedby=${this._help}
        @pointerdown=${this._begin} @pointermove=${this._draw} @pointerup=${this._end} @pointercancel=${this._end}
        @touchmove=${STILL} @keydown=${this._key} @blur=${() => { this._down = false; this._at = null; }}></canvas>
      <p class="small soft" id=${this._help}>${t('picture.draw_keys')}</p>
      <p class="unseen" aria-live="polite">${this._at ? t(this._down ? 'picture.pen_down' : 'picture.pen_up', { row: this._at[1], col: this._at[0] }) : ''}</p>`;
  }

  updated() {
    const canvas = /** @type {HTMLCanvasElement} */ (this.querySelector('canvas'));
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    const { board } = this.drawing;
    const { ground, ink } = this.colours;
    const image = context.createImageData(board, board);
    raster(this.drawing).forEach((share, cell) => {
      for (let c = 0; c < 3; c += 1) image.data[4 * cell + c] = Math.round(255 * (ground[c] + share * (ink[c] - ground[c])));
      image.data[4 * cell + 3] = 255;
    });
    context.putImageData(image, 0, 0);
    if (!this._at) return;
    context.fillStyle = this._down ? '#f0ae45' : '#7aa7ff';
    context.fillRect(this._at[0], this._at[1], 1, 1);
  }

  /** @param {Drawing} drawing */
  _say(drawing) {
    this.dispatchEvent(new CustomEvent('cs-draw', { detail: { drawing, tag: `stroke ${this._stroke}` } }));
  }

  /** @param {PointerEvent} event @returns {[number, number]} x and y in cells */
  _place({ clientX, clientY }) {
    const box = /** @type {HTMLElement} */ (this.querySelector('canvas')).getBoundingClientRect();
    const { board } = this.drawing;
    return [((clientX - box.left) / box.width) * board, ((clientY - box.top) / box.height) * board];
  }

  /** @param {PointerEvent} event */
  _begin(event) {
    if (event.button !== 0 || this._pointer !== undefined) return;
    const canvas = /** @type {HTMLElement} */ (event.target);
    canvas.setPointerCapture(event.pointerId);
    this._pointer = event.pointerId;
    this._stroke += 1;
    // The back end of a stylus erases.
    const tool = event.buttons & 32 ? 'eraser' : this.tool;
    this._say(beginStroke(this.drawing, tool, this.size, ...this._place(event)));
  }

  /** @param {PointerEvent} event */
  _draw(event) {
    if (event.pointerId !== this._pointer) return;
    // Browsers bundle moves into one event a frame; the bundle has the curve between.
    const moves = event.getCoalescedEvents?.() ?? [];
    let { drawing } = this;
    for (const move of moves.length ? moves : [event]) drawing = addPoint(drawing, ...this._place(move));
    if (drawing !== this.drawing) this._say(drawing);
  }

  /** @param {PointerEvent} event */
  _end(event) {
    if (event.pointerId === this._pointer) this._pointer = undefined;
  }

  /** @param {KeyboardEvent} event */
  _key(event) {
    const move = MOVES.get(event.key);
    const { board } = this.drawing;
    if (move) {
      const middle = Math.floor(board / 2);
      const [x, y] = this._at ?? [middle, middle];
      const clamp = (/** @type {number} */ value) => Math.min(board - 1, Math.max(0, value));
      const next = /** @type {[number, number]} */ (this._at ? [clamp(x + move[0]), clamp(y + move[1])] : [x, y]);
      this._at = next;
      if (this._down) this._say(addPoint(this.drawing, next[0] + 0.5, next[1] + 0.5));
    } else if (event.key === ' ' && this._at) {
      this._down = !this._down;
      this._stroke += 1;
      if (this._down) this._say(beginStroke(this.drawing, this.tool, this.size, this._at[0] + 0.5, this._at[1] + 0.5));
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

customElements.define('cs-board', Board);
