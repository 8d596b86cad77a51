/**
 * `<cs-drawings>`: the user's own data set: name classes, draw examples, look at them, take them away again. Says
 * `cs-data-changed` when the server has another set of drawings than before.
 */
import { blank, dropStroke, raster } from '../core/drawing.js';
import { t } from '../core/i18n.js';
import { lacking, smallerBatch, tidy } from '../core/labels.js';
import { fitted } from '../core/sequence.js';
import { png, rowsOf } from '../draw/png.js';
import { Refused, Unreachable } from '../net/api.js';
import { addDrawing, deleteClass, deleteDrawing, drawings } from '../net/datasets.js';
import { setDraft } from '../state/trainingActions.js';
import './board.js';
import './data-classes.js';
import { ConvElement, html, live, nothing } from './element.js';

/** @typedef {import('../core/runtypes.js').TrainingState} TrainingState */
/** @typedef {import('../core/types.js').Drawing} Drawing */

const BOARD = 28;
const PENS = [1.5, 2.5, 4]; // cells; the digits' own strokes are two to three wide

/** @extends {ConvElement<{batch: number, split: number}, TrainingState>} */
class Drawings extends ConvElement {
  static properties = {
    _found: { state: true }, _begun: { state: true }, _label: { state: true }, _typed: { state: true }, _drawing: { state: true }, _tool: { state: true },
    _pen: { state: true }, _refusal: { state: true }, _said: { state: true }, _gone: { state: true },
  };

  constructor() {
    super();
    /** @type {import('../net/datasets.js').Drawings|null} */
    this._found = null;
    /** @type {string[]} Classes that have a name and no drawing yet: the server does not know them. */
    this._begun = [];
    /** @type {string|null} What is drawn now is an example of this. */
    this._label = null;
    this._typed = '';
    this._drawing = blank(BOARD);
    /** @type {'pen'|'eraser'} */
    this._tool = 'pen';
    this._pen = 1;
    /** @type {Promise<void>} What is asked of the server, one thing after the other. */
    this._last = Promise.resolve();
    this._refusal = '';
    this._said = '';
    /** @type {{label: string, picture: Blob}|null} The drawing that was deleted last. */
    this._gone = null;
  }

  /** @param {TrainingState} state */
  select({ draft }) {
    return { batch: draft.batch_size, split: draft.validation_split };
  }

  connectedCallback() {
    super.connectedCallback();
    this._load();
  }

  _load() {
    return this._do(() => Promise.resolve());
  }

  /** All classes, those without a drawing last. */
  get _classes() {
    const known = this._found?.classes ?? [];
    const fresh = this._begun.filter((label) => known.every((each) => each.class !== label));
    return [...known, ...fresh.map((label) => ({ class: label, drawings: /** @type {string[]} */ ([]) }))];
  }

  render() {
    const found = this._found;
    const refusal = this._refusal ? html`<p class="refusal" role="alert">${this._refusal}</p>` : nothing;
    if (!found) {return html`${refusal}${this._refusal ? html`<button type="button" class="link small" @click=${this._load}>${t('data.again')}</button>`
      : html`<p class="small soft">${t('data.loading')}</p>`}`;}
    const classes = this._classes;
    return html`
      ${this._state(classes, found.limits)}
      <form class="row drawings-add" @submit=${this._begin}>
        <input type="text" maxlength=${found.limits.label} aria-label=${t('data.class_new')} placeholder=${t('data.class_new')} .value=${live(this._typed)}
          @input=${(/** @type {Event} */ event) => { this._typed = /** @type {HTMLInputElement} */ (event.target).value; }}>
        <button type="submit" class="button small" ?disabled=${tidy(this._typed) === ''}>${t('data.class_add')}</button>
      </form>
      <div class="drawings">
        ${classes.length ? this._easel() : nothing}
        <cs-drawn-classes .classes=${classes} .chosen=${this._label} .fewest=${found.limits.fewest}
          @cs-class=${(/** @type {CustomEvent<string>} */ { detail }) => { this._label = detail; }}
          @cs-forget=${(/** @type {CustomEvent<{id: string, label: string}>} */ { detail }) => this._forget(detail)}
          @cs-forget-class=${(/** @type {CustomEvent<string>} */ { detail }) => this._forgetClass(detail)}></cs-drawn-classes>
      </div>
      ${refusal}
      <p class="small soft" role="status">${this._said}
        ${this._gone ? html`<button type="button" class="link" @click=${this._bringBack}>${t('data.bring_back')}</button>` : nothing}</p>`;
  }

  /**
   * What is still to be drawn, or that it is enough, and whether the batches suit so few pictures.
   * @param {import('../net/datasets.js').DrawingClass[]} classes
   * @param {import('../net/datasets.js').DrawingLimits} limits
   */
  _state(classes, limits) {
    const counts = classes.map((each) => ({ label: each.class, count: each.drawings.length }));
    const lack = lacking(counts, limits);
    const total = counts.reduce((sum, { count }) => sum + count, 0);
    if (lack) {
      const parts = [
        ...(lack.classes ? [t('data.lack_classes', { count: lack.classes })] : []),
        ...lack.few.map(({ label, lack: count }) => t('data.lack_drawings', { label, count })),
      ];
      return html`<p class="small">${t('data.drawings_need', { classes: limits.fewest_classes, each: limits.fewest })} <b>${t('data.lack', { list: parts.join(', ') })}</b></p>`;
    }
    const { batch, split } = this.picked;
    const smaller = smallerBatch(Math.round(total * (1 - split)), batch);
    return html`<p class="small role-output">${t('data.drawings_ready', { classes: counts.length, count: total })}</p>
      ${smaller === null ? nothing : html`<p class="notice small">${t('data.batch_large', { batch })}
        <button type="button" class="link" @click=${() => setDraft(this.store, { batch_size: smaller })}>${t('data.batch_smaller', { batch: smaller })}</button></p>`}`;
  }

  _easel() {
    const empty = this._drawing.strokes.length === 0;
    const label = this._label;
    return html`<div class="easel" @keydown=${this._key}>
      <cs-board .drawing=${this._drawing} .tool=${this._tool} .size=${PENS[this._pen]} .label=${t('data.board', { label: label ?? '–' })}
        @cs-draw=${(/** @type {CustomEvent} */ { detail }) => { this._drawing = detail.drawing; }}></cs-board>
      <div class="row">
        <div class="segments words" role="radiogroup" aria-label=${t('picture.tool')}>
          ${/** @type {const} */ (['pen', 'eraser']).map((tool) => html`<label><input type="radio" name="drawings-tool" .checked=${live(tool === this._tool)}
            @change=${() => { this._tool = tool; }}><span>${t(`picture.${tool}`)}</span></label>`)}
        </div>
        <div class="segments words" role="radiogroup" aria-label=${t('picture.pen_size')}>
          ${PENS.map((size, pen) => html`<label><input type="radio" name="drawings-pen" aria-label=${size} .checked=${live(pen === this._pen)}
            @change=${() => { this._pen = pen; }}><span><i class="dot dot-${[2, 4, 8][pen]}" aria-hidden="true"></i></span></label>`)}
        </div>
        <button type="button" class="button small" ?disabled=${empty} @click=${() => { this._drawing = dropStroke(this._drawing); }}>${t('picture.undo_stroke')}</button>
        <button type="button" class="button small" ?disabled=${empty} @click=${() => { this._drawing = blank(BOARD); }}>${t('picture.clear')}</button>
      </div>
      <button type="button" class="button primary easel-keep" ?disabled=${empty || label === null} @click=${this._keep}>${label === null ? t('data.choose_class') : t('data.keep', { label })}</button>
      <p class="small soft easel-keys">${t('data.keep_key')}</p>
    </div>`;
  }

  /** Enter on the board keeps the drawing, so that ten of a kind are drawn without leaving it. @param {KeyboardEvent} event */
  _key(event) {
    if (event.key !== 'Enter' || event.isComposing || !(event.target instanceof HTMLCanvasElement)) return;
    event.preventDefault();
    if (this._drawing.strokes.length > 0 && this._label !== null) this._keep();
  }

  /** @param {SubmitEvent} event */
  _begin(event) {
    event.preventDefault();
    const label = tidy(this._typed);
    if (label === '') return;
    this._typed = '';
    if (this._classes.every((each) => each.class !== label)) this._begun = [...this._begun, label];
    this._label = label;
    this.updateComplete.then(() => {
      const board = /** @type {HTMLElement|null} */ (this.querySelector('.draw-board'));
      board?.focus({ preventScroll: true });
      board?.scrollIntoView({ block: 'nearest' }); // with a margin (css/data.css), which focus alone would not keep
    });
  }

  /** The board is free for the next drawing at once; one that could not be kept comes back to it. */
  _keep() {
    const label = /** @type {string} */ (this._label);
    const drawn = this._drawing;
    this._drawing = blank(BOARD);
    return this._do(async () => {
      try {
        await addDrawing(label, await png([rowsOf(raster(drawn), BOARD)]));
      } catch (error) {
        this._drawing = { ...drawn, strokes: [...drawn.strokes, ...this._drawing.strokes] };
        throw error;
      }
    }, () => t('data.kept', { label, count: this._classes.find((each) => each.class === label)?.drawings.length ?? 0 }));
  }

  /** @param {{id: string, label: string}} which */
  _forget({ id, label }) {
    return this._do(async () => {
      const picture = await deleteDrawing(id);
      if (!this._classes.some((each) => each.class === label && each.drawings.length > 1)) this._begun = [...this._begun, label];
      this._gone = { label, picture };
    }, () => t('data.deleted', { label }));
  }

  _bringBack() {
    const gone = this._gone;
    this._gone = null; // once
    return gone && this._do(() => addDrawing(gone.label, gone.picture), () => t('data.brought_back', { label: gone.label }));
  }

  /** @param {string} label */
  async _forgetClass(label) {
    const known = this._found?.classes.some((each) => each.class === label);
    this._begun = this._begun.filter((other) => other !== label);
    if (this._label === label) this._label = null;
    if (known) await this._do(() => deleteClass(label), () => t('data.class_deleted', { label }));
    else this._label ??= this._classes[0]?.class ?? null;
  }

  /**
   * Do something to the drawings, after all that was to be done before, then ask what there is now.
   * @param {() => Promise<unknown>} act
   * @param {() => string} [say]  what is then told
   */
  _do(act, say) {
    this._last = this._last.then(() => this._try(act, say));
    return this._last;
  }

  /**
   * @param {() => Promise<unknown>} act
   * @param {() => string} [say]
   */
  async _try(act, say) {
    const gone = this._gone;
    try {
      await act();
      if (this._gone === gone) this._gone = null;
      this._found = await drawings();
      this._refusal = '';
      this._said = say?.() ?? '';
      const classes = this._classes;
      if (classes.every((each) => each.class !== this._label)) this._label = classes[0]?.class ?? null;
      if (say) this._changed();
    } catch (error) {
      if (error instanceof Refused) this._refusal = error.problem.errors?.[0]?.msg ?? error.problem.detail;
      else if (error instanceof Unreachable) this._refusal = t('data.unreachable');
      else throw error;
    }
  }

  /** The run that is being set up gets as many answers as there are classes, and is looked at again. */
  _changed() {
    const { draft } = this.store.state;
    const classes = this._found?.classes.length ?? 0;
    if (draft.dataset === 'drawings') setDraft(this.store, { layers: classes > 1 ? fitted(draft.layers, classes) : [...draft.layers] }, 'drawings');
    this.dispatchEvent(new CustomEvent('cs-data-changed', { bubbles: true }));
  }
}

customElements.define('cs-drawings', Drawings);
