/**
 * `<cs-ask-digit>`: a board to draw on, and what the run's present weights say of it while the pen moves, and again after
 * each epoch as long as something stands on the board.
 */

import { verdictOf } from '../core/confusion.js';
import { blank, dropStroke } from '../core/drawing.js';
import { INKS, WHITE, canBeDrawn, pictureOf } from '../core/ink.js';
import { t } from '../core/i18n.js';
import { Refused } from '../net/api.js';
import { createLane } from '../net/lane.js';
import { predict } from '../net/runs.js';
import { selectedPicture } from '../state/trainingActions.js';
import './board.js';
import { classBars } from './class-bars.js';
import { ConvElement, html, live, nothing } from './element.js';

/** @typedef {import('../core/types.js').Drawing} Drawing */
/** @typedef {import('../core/runtypes.js').TrainingState} TrainingState */
/** @typedef {{run: string|null, started: import('../core/runtypes.js').RunEvent|null, trained: number, ended: boolean}} Picked */

/** Pens by the share of the board's side that they cover: the digits' own strokes are a tenth of it. */
const PENS = [0.05, 0.09, 0.16];

/** @extends {ConvElement<Picked, TrainingState>} */
class AskDigit extends ConvElement {
  static properties = {
    _drawing: { state: true }, _tool: { state: true }, _pen: { state: true }, _ink: { state: true },
    _says: { state: true }, _failed: { state: true },
  };

  constructor() {
    super();
    /** @type {Drawing} */
    this._drawing = blank(28);
    /** @type {'pen'|'eraser'} */
    this._tool = 'pen';
    this._pen = 1;
    this._ink = 'red';
    /** @type {(number|string)[]|null} */
    this._says = null;
    /** @type {unknown} */
    this._failed = null;
    /** @type {string|null} */
    this._run = null;
    this._askedAt = ''; // of which weights: the run, and how far it had come
    this._lane = createLane({
      run: (/** @type {{run: string, tensor: number[][][]}} */ { run, tensor }, signal) => predict(run, { tensor }, signal),
      onAnswer: (answer, { run }) => this._hear(run, answer),
      onFailure: (error) => { this._failed = error; },
      most: 2,
    });
  }

  /** @param {TrainingState} state @returns {Picked} */
  select(state) {
    const picture = selectedPicture(state);
    return { run: state.selected, started: picture?.started ?? null, trained: picture?.epochPoints.epoch.length ?? 0, ended: Boolean(picture?.end) };
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this._lane.cancel();
  }

  get _shape() {
    return /** @type {number[]|undefined} */ (this.picked.started?.input_shape);
  }

  get _colours() {
    return this._shape?.[0] === 3 ? INKS[this._ink] : WHITE;
  }

  /** @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    super.willUpdate(changed);
    const side = this._shape?.[1];
    if (side && side <= 64 && side !== this._drawing.board) this._drawing = blank(side);
    const { run, trained, ended } = this.picked;
    if (run !== this._run) this._says = null;
    this._run = run;
    const now = `${run} ${trained} ${ended}`;
    if (now !== this._askedAt && this._drawing.strokes.length > 0) this._ask();
    this._askedAt = now;
  }

  render() {
    const { started } = this.picked;
    const head = html`<div class="card-head"><h2>${t('watch.ask')}</h2></div>`;
    if (!started) return html`${head}<p class="soft">${t('watch.ask_waits')}</p>`;
    if (!canBeDrawn(this._shape)) return html`${head}<p class="soft">${t('watch.ask_never')}</p>`;
    const drawing = this._drawing;
    const empty = drawing.strokes.length === 0;
    return html`${head}
      <p class="small soft">${t('watch.ask_help')}</p>
      <div class="ask">
        <div class="ask-board">
          <cs-board .drawing=${drawing} .tool=${this._tool} .size=${PENS[this._pen] * drawing.board} .colours=${this._colours}
            .label=${t('picture.board', { size: drawing.board })}
            @cs-draw=${(/** @type {CustomEvent} */ { detail }) => this._put(detail.drawing)}></cs-board>
          ${this._tools(empty)}
        </div>
        <div class="ask-says">${this._answer(started.classes, empty)}</div>
      </div>`;
  }

  /** @param {boolean} empty */
  _tools(empty) {
    const radio = (/** @type {string} */ name, /** @type {boolean} */ on, /** @type {() => void} */ act, /** @type {unknown} */ words, /** @type {string} */ label) =>
      html`<label><input type="radio" name=${name} aria-label=${label} .checked=${live(on)} @change=${act}><span>${words}</span></label>`;
    return html`<div class="row">
      <div class="segments words" role="radiogroup" aria-label=${t('picture.tool')}>
        ${/** @type {const} */ (['pen', 'eraser']).map((tool) => radio('ask-tool', tool === this._tool, () => { this._tool = tool; }, t(`picture.${tool}`), t(`picture.${tool}`)))}
      </div>
      <div class="segments words" role="radiogroup" aria-label=${t('picture.pen_size')}>
        ${PENS.map((_, pen) => radio('ask-pen', pen === this._pen, () => { this._pen = pen; }, html`<i class="dot dot-${[2, 4, 8][pen]}" aria-hidden="true"></i>`, String(pen + 1)))}
      </div>
      ${this._shape?.[0] === 3 ? html`<div class="segments words" role="radiogroup" aria-label=${t('watch.ink')}>
        ${Object.keys(INKS).map((ink) => radio('ask-ink', ink === this._ink, () => this._colour(ink), t(`watch.inks.${ink}`), t(`watch.inks.${ink}`)))}
      </div>` : nothing}
      <button type="button" class="button small" ?disabled=${empty} @click=${() => this._put(dropStroke(this._drawing))}>${t('picture.undo_stroke')}</button>
      <button type="button" class="button small" ?disabled=${empty} @click=${() => this._put(blank(this._drawing.board))}>${t('picture.clear')}</button>
    </div>`;
  }

  /** @param {string[]} classes @param {boolean} empty */
  _answer(classes, empty) {
    if (empty) return html`<p class="soft">${t('watch.ask_empty')}</p>`;
    const failed = this._failed ? html`<p class="small refusal" role="status">${this._failed instanceof Refused ? this._failed.problem.detail : t('watch.unreachable')}</p>` : nothing;
    if (!this._says) return html`${failed}<p class="soft">${this._failed ? '' : t('watch.loading')}</p>`;
    const best = verdictOf(this._says);
    return html`${failed}
      ${best === null ? nothing : html`<p class="ask-verdict" role="status">${t('watch.ask_says', { name: classes[best] ?? best })}</p>`}
      ${classBars(classes, this._says)}
      <p class="small soft">${t(this.picked.ended ? 'watch.ask_weights_end' : 'watch.ask_weights', { epochs: this.picked.trained })}</p>`;
  }

  /** @param {string} ink */
  _colour(ink) {
    this._ink = ink;
    this._ask();
  }

  /** @param {Drawing} drawing */
  _put(drawing) {
    this._drawing = drawing;
    if (drawing.strokes.length > 0) this._ask();
    else {
      this._lane.cancel();
      this._says = null;
      this._failed = null;
    }
  }

  _ask() {
    const { run } = this.picked;
    if (!run || this._drawing.strokes.length === 0) return;
    this._lane.ask({ run, tensor: pictureOf(this._drawing, this._shape?.[0] ?? 1, this._colours) });
  }

  /** @param {string} run @param {{probabilities: (number|string)[]}} answer */
  _hear(run, answer) {
    if (run !== this.picked.run) return;
    this._failed = null;
    this._says = answer.probabilities;
  }
}

customElements.define('cs-ask-digit', AskDigit);
