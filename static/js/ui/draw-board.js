/**
 * `<cs-draw-board>`: the board with its tools, for a picture of one's own. The drawing is strokes in the state, so that it
 * can be undone, shared and drawn again the same way.
 */
import { BOARDS, blank, dropStroke } from '../core/drawing.js';
import { t } from '../core/i18n.js';
import { setDrawing } from '../state/actions.js';
import './board.js';
import { ConvElement, html, live } from './element.js';

/** @typedef {import('../core/types.js').Drawing} Drawing */
/** @typedef {import('../core/types.js').State} State */

const SIZES = [1, 2, 4, 8]; // diameters in cells

/** @extends {ConvElement<{drawing: Drawing|null}>} */
class DrawBoard extends ConvElement {
  static properties = { _board: { state: true }, _tool: { state: true }, _size: { state: true } };

  constructor() {
    super();
    this._board = BOARDS[0];
    /** @type {'pen'|'eraser'} */
    this._tool = 'pen';
    this._size = SIZES[1];
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
    const drawing = this._drawing;
    const { strokes } = drawing;
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
      <cs-board .drawing=${drawing} .tool=${this._tool} .size=${this._size} .label=${t('picture.board', { size: this._board })}
        @cs-draw=${(/** @type {CustomEvent} */ { detail }) => this._put(detail.drawing, detail.tag)}></cs-board>
      <div class="row">
        <div class="segments words" role="radiogroup" aria-label=${t('picture.board_size')}>
          ${BOARDS.map((board) => html`<label><input type="radio" name="draw-board" .checked=${live(board === this._board)}
            @change=${() => this._resize(board)}><span>${board} × ${board}</span></label>`)}
        </div>
        <button type="button" class="button small" ?disabled=${strokes.length === 0} @click=${() => this._put(dropStroke(drawing))}>${t('picture.undo_stroke')}</button>
        <button type="button" class="button small" ?disabled=${strokes.length === 0} @click=${() => this._put(blank(this._board))}>${t('picture.clear')}</button>
      </div>`;
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
}

customElements.define('cs-draw-board', DrawBoard);
