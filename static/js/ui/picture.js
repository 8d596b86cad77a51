/**
 * `<cs-picture>`: where the input comes from (photo, upload, drawing, numbers) and in what size, colour and crop it goes in.
 */
import { middle } from '../core/cropping.js';
import { short } from '../core/format.js';
import { t } from '../core/i18n.js';
import { complaint } from '../core/parameters.js';
import { filled } from '../core/table.js';
import { equal } from '../core/sequence.js';
import { rangeOf } from '../core/tensor.js';
import { samples } from '../net/catalogue.js';
import { setColor, setPicture, setSource } from '../state/actions.js';
import './crop.js';
import './draw-board.js';
import './numbers-board.js';
import { tabBar } from './tabs.js';
import './upload.js';
import { committed } from './committed.js';
import { ConvElement, html, live, nothing } from './element.js';

/** @typedef {import('../core/types.js').State} State */
/** @typedef {import('../core/types.js').Source} Source */
/** @typedef {import('../net/catalogue.js').Picture} Picture */

const TABS = /** @type {const} */ (['photo', 'upload', 'draw', 'numbers']);
/** @type {Record<Source['kind'], typeof TABS[number]>} */
const TAB_OF = { sample: 'photo', upload: 'upload', drawing: 'draw', tensor: 'numbers' };
const GROUPS = ['photographs', 'digits', 'patterns'];
const SIZES = [28, 56, 112, 224];
const COLORS = /** @type {const} */ (['rgb', 'gray']);

/**
 * The samples in their groups. The server lists photographs first, then the digits, then patterns.
 * @param {Picture[]} list
 * @returns {Picture[][]}
 */
function grouped(list) {
  const digit = (/** @type {Picture} */ { id }) => id.startsWith('digit-');
  return [list.slice(0, list.findIndex(digit)), list.filter(digit), list.slice(list.findLastIndex(digit) + 1)];
}

/**
 * @extends {ConvElement<Pick<State['setting'], 'source'|'crop'|'color'|'size'> & {input: import('../core/types.js').Tensor|undefined,
 *   problem: State['live']['problem']}>}
 */
class PictureCard extends ConvElement {
  static properties = {
    _tab: { state: true }, _group: { state: true }, _samples: { state: true }, _uploaded: { state: true }, _own: { state: true }, _linked: { state: true },
  };

  constructor() {
    super();
    /** @type {typeof TABS[number]|null} null: the one that the source belongs to */
    this._tab = null;
    /** @type {number|null} */
    this._group = null;
    /** @type {Picture[]} */
    this._samples = [];
    /** @type {Picture|null} */
    this._uploaded = null;
    this._own = false; // a size of one's own is being typed
    this._linked = true;
    /** @type {Record<string, Source>} What each tab had last, so that going back loses nothing. */
    this._last = {};
  }

  /** @param {State} state */
  select({ setting, live: { answer, problem, status } }) {
    const { source, crop, color, size } = setting;
    return { source, crop, color, size, input: answer?.tensors.input, problem: status === 'refused' ? problem : null };
  }

  connectedCallback() {
    super.connectedCallback();
    this._load();
  }

  async _load() {
    if (this._samples.length === 0) this._samples = await samples();
  }

  /** @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    super.willUpdate(changed);
    const { source } = this.picked;
    if (!source) return;
    const tab = TAB_OF[source.kind];
    // An undo, a link or an upload brings another kind of source: its tab comes with it.
    if (this._last[tab] !== source && this._shown !== source) this._tab = null;
    this._shown = source;
    this._last[tab] = source;
  }

  /** @type {Source|undefined} */
  _shown = undefined;

  get _present() {
    return this._tab ?? TAB_OF[this.picked.source.kind];
  }

  /** What is known of the chosen picture; null for drawings, numbers, and uploads of an earlier visit. */
  get _picture() {
    const { source } = this.picked;
    if (source.kind === 'sample') return this._samples.find(({ id }) => id === source.id) ?? null;
    return source.kind === 'upload' && this._uploaded?.id === source.id ? this._uploaded : null;
  }

  render() {
    const present = this._present;
    const { source, problem } = this.picked;
    const isImage = source.kind === 'sample' || source.kind === 'upload';
    const fits = TAB_OF[source.kind] === present;
    const refusal = problem?.code === 'picture_unknown' ? t('picture.unknown') : complaint(problem, 'input');
    return html`
      <div class="card-head"><h2>${t('picture.title')}</h2></div>
      ${tabBar(this, { id: 'picture', label: t('picture.title'), names: TABS, present, words: (tab) => t(`picture.tab_${tab}`), open: (tab) => this._open(tab), look: 'segments' })}
      <div class="picture-panel" role="tabpanel" id="picture-panel" aria-labelledby="picture-tab-${present}">
        ${isImage && fits ? html`<cs-crop .store=${this.store} .picture=${this._picture}></cs-crop>` : nothing}
        ${present === 'photo' ? this._photos() : nothing}
        <cs-upload .store=${this.store} .folded=${present !== 'upload'} @cs-uploaded=${(/** @type {CustomEvent<Picture>} */ event) => this._take(event.detail)}
          @cs-uploading=${() => { this._tab = 'upload'; }}></cs-upload>
        ${present === 'draw' ? html`<cs-draw-board .store=${this.store}></cs-draw-board>` : nothing}
        ${present === 'numbers' ? html`<cs-numbers-board .store=${this.store}></cs-numbers-board>` : nothing}
        ${refusal ? html`<p class="refusal">${refusal}</p>` : nothing}
        ${isImage && fits ? this._choices() : nothing}
        ${fits ? this._caption() : nothing}
      </div>`;
  }

  /** @param {typeof TABS[number]} tab */
  _open(tab) {
    this._tab = tab;
    const kept = this._last[tab];
    if (tab === 'numbers') setSource(this.store, kept ?? { kind: 'tensor', values: filled('count', 1, 5, 5) });
    else if (tab === 'draw') {
      if (kept) setSource(this.store, kept);
      this._showBoard();
    }
  }

  /** The whole board is in sight: on a phone a finger on it draws, and does not scroll. */
  async _showBoard() {
    await this.updateComplete;
    await /** @type {ConvElement<object, object>|null} */ (this.querySelector('cs-draw-board'))?.updateComplete;
    this.querySelector('canvas.draw-board')?.scrollIntoView({ block: 'nearest' });
  }

  /** @param {Picture} picture */
  _take(picture) {
    this._uploaded = picture;
    this._tab = null;
    this._put('upload', picture);
  }

  /** A picture comes with its middle, in the shape that it is brought to. @param {'sample'|'upload'} kind @param {Picture} picture */
  _put(kind, picture) {
    setPicture(this.store, { source: { kind, id: picture.id }, crop: middle(picture, this.picked.size) });
  }

  /** Where nobody has chosen a part, the middle follows. @param {[number, number]|null} size */
  _resize(size) {
    const { crop, size: before } = this.picked;
    const picture = this._picture;
    const follows = picture && equal(crop, middle(picture, before));
    setPicture(this.store, { size, ...(follows && { crop: middle(picture, size) }) }, 'size');
  }

  _photos() {
    const { source } = this.picked;
    const groups = grouped(this._samples);
    const own = source.kind === 'sample' ? groups.findIndex((group) => group.some(({ id }) => id === source.id)) : 0;
    const open = this._group ?? Math.max(0, own);
    return html`
      <div class="groups row" role="group" aria-label=${t('picture.groups')}>
        ${GROUPS.map((name, index) => html`<button type="button" class="link small" aria-pressed=${index === open}
          @click=${() => { this._group = index; }}>${t(`picture.${name}`)}</button>`)}
      </div>
      <div class="thumbs ${GROUPS[open]}">
        ${groups[open].map((picture) => this._thumb(picture))}
      </div>`;
  }

  /** @param {Picture} picture */
  _thumb(picture) {
    const { id, title } = picture;
    const { source } = this.picked;
    return html`<button type="button" aria-pressed=${source.kind === 'sample' && source.id === id} title=${title ?? id}
      @click=${() => this._put('sample', picture)}><img src="/api/images/${id}" alt=${title ?? id} loading="lazy" draggable="false"></button>`;
  }

  _choices() {
    const { size, color } = this.picked;
    const square = size && size[0] === size[1] && SIZES.includes(size[0]) ? size[0] : null;
    const own = this._own || (square === null && size !== null);
    /** @type {[string, boolean, () => void][]} */
    const sizes = [
      ...SIZES.map((each) => /** @type {[string, boolean, () => void]} */ ([String(each), !own && each === square, () => this._preset(each)])),
      [t('picture.size_own'), own, () => { this._own = true; if (!size) this._preset(SIZES[2], true); }],
    ];
    return html`
      <div class="choice"><span id="size-name">${t('picture.size')}</span>
        <div class="segments words" role="radiogroup" aria-labelledby="size-name">${sizes.map(([name, checked, choose]) => html`<label>
          <input type="radio" name="picture-size" .checked=${live(checked)} @change=${choose}><span>${name}</span></label>`)}</div>
      </div>
      ${own && size ? html`<div class="row sizes">
        ${this._side(0)}<button type="button" class="button icon quiet" aria-pressed=${this._linked} title=${t('picture.keep_aspect')} aria-label=${t('picture.keep_aspect')}
          @click=${() => { this._linked = !this._linked; }}>${this._linked ? '🔗' : '×'}</button>${this._side(1)}
        ${this._picture ? html`<button type="button" class="button small" @click=${() => this._natural()}>${t('picture.size_natural')}</button>` : nothing}
      </div>` : nothing}
      <div class="choice"><span id="color-name">${t('picture.color')}</span>
        <div class="segments words" role="radiogroup" aria-labelledby="color-name">${COLORS.map((each) => html`<label>
          <input type="radio" name="picture-color" .checked=${live(each === color)} @change=${() => setColor(this.store, each)}><span>${t(`picture.color_${each}`)}</span></label>`)}</div>
      </div>`;
  }

  /**
   * @param {number} size
   * @param {boolean} [own]
   */
  _preset(size, own = false) {
    this._own = own;
    this._resize([size, size]);
  }

  /** The picture's own size, or that of the part that somebody has chosen. */
  _natural() {
    const { crop, size } = this.picked;
    const picture = this._picture;
    if (!picture) return;
    const chosen = crop && !equal(crop, middle(picture, size));
    this._resize(chosen ? [crop[2], crop[3]] : [picture.height, picture.width]);
  }

  /** @param {0|1} index */
  _side(index) {
    const { size, crop } = this.picked;
    const picture = this._picture;
    const [height, width] = crop ? crop.slice(2) : picture ? [picture.height, picture.width] : size ?? [1, 1];
    return html`<input type="number" min="1" step="1" aria-label=${t(index ? 'layer.width' : 'layer.height')} .value=${String(size?.[index] ?? '')}
      @change=${committed((value) => {
        const side = Math.round(value);
        if (side < 1 || !size) return;
        const other = this._linked ? Math.max(1, Math.round(index ? (side * height) / width : (side * width) / height)) : size[1 - index];
        this._resize(index ? [other, side] : [side, other]);
      }, () => this.picked.size?.[index] ?? '')}>`;
  }

  /** What goes into the layer: `112 × 112 · RGB · 0…1`. */
  _caption() {
    const { input } = this.picked;
    if (!input) return nothing;
    const [channels, ...size] = input.shape;
    const { min, max } = rangeOf(input.data);
    const colors = size.length === 0 ? t('picture.features', { count: channels }) : channels === 3 && this.picked.source.kind !== 'tensor' ? 'RGB' : channels === 1 ? t('picture.one_channel') : t('picture.channels_of', { count: channels });
    return html`<p class="caption soft">${[...(size.length ? [size.join(' × ')] : []), colors, `${short(min)} … ${short(max)}`].join(' · ')}</p>`;
  }
}

customElements.define('cs-picture', PictureCard);
