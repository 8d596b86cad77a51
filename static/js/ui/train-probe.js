/**
 * `<cs-train-probe>`: the picture whose feature maps the run saves after each epoch: the first of the data, a sample, an
 * upload, or a drawing.
 */
import { blank, raster } from '../core/drawing.js';
import { t } from '../core/i18n.js';
import { png, rowsOf } from '../draw/png.js';
import { Refused } from '../net/api.js';
import { samples } from '../net/catalogue.js';
import { upload } from '../net/pictures.js';
import { setDraft } from '../state/trainingActions.js';
import './board.js';
import './upload.js';
import { ConvElement, html, live, nothing } from './element.js';

/** @typedef {import('../core/runtypes.js').TrainingState} TrainingState */
/** @typedef {import('../net/catalogue.js').Picture} Picture */

const WAYS = /** @type {const} */ (['data', 'sample', 'upload', 'draw']);
const BOARD = 28;
const QUIET = 600; // milliseconds after the last stroke before the drawing is sent

/** @extends {ConvElement<{image: string|null}, TrainingState>} */
class TrainProbe extends ConvElement {
  static properties = { problem: { attribute: false }, _way: { state: true }, _samples: { state: true }, _drawing: { state: true }, _refusal: { state: true } };

  constructor() {
    super();
    /** @type {import('../core/types.js').Problem|null} */
    this.problem = null;
    /** @type {typeof WAYS[number]|null} null: the one that the draft belongs to */
    this._way = null;
    /** @type {Picture[]} */
    this._samples = [];
    this._drawing = blank(BOARD);
    this._refusal = '';
    /** @type {number|undefined} */
    this._timer = undefined;
  }

  /** @param {TrainingState} state */
  select({ draft: { probe } }) {
    return { image: probe?.image ?? null };
  }

  async connectedCallback() {
    super.connectedCallback();
    if (this._samples.length === 0) this._samples = await samples();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this._timer);
  }

  get _present() {
    const { image } = this.picked;
    if (this._way !== null) return this._way;
    if (image === null) return 'data';
    return this._samples.some(({ id }) => id === image) ? 'sample' : 'upload';
  }

  render() {
    const present = this._present;
    const { image } = this.picked;
    const refusal = this._refusal || this.problem?.errors?.find(({ loc }) => loc[0] === 'probe')?.msg;
    return html`
      <p class="small soft">${t('train.probe_about')}</p>
      <div class="segments words" role="radiogroup" aria-label=${t('train.probe')}>
        ${WAYS.map((way) => html`<label><input type="radio" name="probe-way" .checked=${live(way === present)}
          @change=${() => this._go(way)}><span>${t(`train.probe_${way}`)}</span></label>`)}
      </div>
      ${present === 'sample' ? html`<div class="probe-samples">${this._samples.map(({ id, title }) => html`
        <button type="button" class="probe-sample" aria-pressed=${id === image} aria-label=${title ?? id} title=${title ?? id} @click=${() => this._take(id)}>
          <img src="/api/images/${id}" alt="" loading="lazy" width="48" height="48"></button>`)}</div>` : nothing}
      ${present === 'upload' ? html`<cs-upload .store=${/** @type {any} */ (this.store)}
        @cs-uploaded=${(/** @type {CustomEvent<Picture>} */ { detail }) => this._take(detail.id)}></cs-upload>` : nothing}
      ${present === 'draw' ? html`<cs-board .drawing=${this._drawing} .tool=${'pen'} .size=${2} .label=${t('train.probe_board')}
          @cs-draw=${(/** @type {CustomEvent} */ { detail }) => this._drawn(detail.drawing)}></cs-board>
        <button type="button" class="button small" ?disabled=${this._drawing.strokes.length === 0} @click=${() => this._drawn(blank(BOARD))}>${t('picture.clear')}</button>` : nothing}
      ${image !== null && (present === 'upload' || present === 'draw')
        ? html`<p class="probe-chosen small"><img src="/api/images/${image}" alt=${t('train.probe_chosen')} width="48" height="48"> ${t('train.probe_chosen')}</p>` : nothing}
      ${refusal ? html`<p class="refusal" role="alert">${refusal}</p>` : nothing}`;
  }

  /** @param {typeof WAYS[number]} way */
  _go(way) {
    this._way = way;
    this._refusal = '';
    if (way === 'data') setDraft(this.store, { probe: null });
  }

  /** @param {string} image */
  _take(image) {
    this._refusal = '';
    setDraft(this.store, { probe: { image } }, 'probe');
  }

  /** @param {import('../core/types.js').Drawing} drawing */
  _drawn(drawing) {
    this._drawing = drawing;
    clearTimeout(this._timer);
    if (drawing.strokes.length > 0) this._timer = setTimeout(() => this._send(drawing), QUIET);
    else setDraft(this.store, { probe: null }, 'probe');
  }

  /** @param {import('../core/types.js').Drawing} drawing */
  async _send(drawing) {
    try {
      const { id } = await upload(await png([rowsOf(raster(drawing), drawing.board)]));
      if (drawing === this._drawing) this._take(id);
    } catch (error) {
      this._refusal = error instanceof Refused ? error.problem.detail : t('picture.upload_failed');
    }
  }
}

customElements.define('cs-train-probe', TrainProbe);
