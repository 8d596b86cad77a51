/**
 * `<cs-crop>`: the whole picture with the part that is used: a rectangle to drag, to move with the arrow keys, or to type.
 */
import { middle } from '../core/cropping.js';
import { t } from '../core/i18n.js';
import { equal } from '../core/sequence.js';
import { setCrop } from '../state/actions.js';
import { committed } from './committed.js';
import { ConvElement, html, nothing } from './element.js';
import { STILL } from './still.js';

/** @typedef {import('../core/types.js').State} State */
/** @typedef {[number, number, number, number]} Rectangle  top, left, height, width */

const NAMES = ['top', 'left', 'height', 'width'];
const MOVES = new Map([['ArrowUp', [-1, 0]], ['ArrowDown', [1, 0]], ['ArrowLeft', [0, -1]], ['ArrowRight', [0, 1]]]);
const DRAG_FROM = 3; // CSS pixels: less is a click
const SMALL = 112; // rows: what has fewer is enlarged, its pixels kept square

/**
 * A rectangle kept within a picture.
 * @param {readonly number[]} rectangle
 * @param {number} rows
 * @param {number} cols
 * @returns {Rectangle}
 */
export function within([top, left, height, width], rows, cols) {
  const h = Math.min(rows, Math.max(1, Math.round(height)));
  const w = Math.min(cols, Math.max(1, Math.round(width)));
  return [Math.min(rows - h, Math.max(0, Math.round(top))), Math.min(cols - w, Math.max(0, Math.round(left))), h, w];
}

/** @extends {ConvElement<{id: string|null, crop: Rectangle|null, size: [number, number]|null}>} */
class Crop extends ConvElement {
  static properties = { picture: { attribute: false }, _typing: { state: true }, _missing: { state: true }, _seen: { state: true } };

  constructor() {
    super();
    /** @type {{width: number, height: number}|null} The picture's own size; null while it is not known. */
    this.picture = null;
    this._typing = false;
    /** @type {{id: string, width: number, height: number}|null} The picture as the browser has loaded it. */
    this._seen = null;
    /** @type {string|null} The picture that the server does not have. */
    this._missing = null;
    /** @type {{x: number, y: number, pointer: number, moved: boolean}|null} */
    this._from = null;
  }

  /** @param {State} state */
  select({ setting: { source, crop, size } }) {
    return { id: 'id' in source ? source.id : null, crop, size };
  }

  /** The picture's own size, told or seen. */
  get _extent() {
    return this.picture ?? (this._seen?.id === this.picked.id ? this._seen : null);
  }

  render() {
    const { id, crop } = this.picked;
    if (!id || id === this._missing) return nothing;
    const extent = this._extent;
    const { width, height } = extent ?? { width: 0, height: 0 };
    const shown = this._rectangle;
    const untouched = crop && extent && equal(crop, middle(extent, this.picked.size));
    return html`
      <div class="crop-frame"><div class="crop" tabindex="0" role="group" aria-label=${t('picture.crop')} aria-describedby="crop-keys" @keydown=${this._key}
        @pointerdown=${this._begin} @pointermove=${this._drag} @pointerup=${this._end} @pointercancel=${this._end} @touchmove=${STILL}>
        <img src="/api/images/${id}" alt=${t('picture.preview')} width=${width || nothing} height=${height || nothing} class=${height > 0 && height < SMALL ? 'small' : nothing} draggable="false"
          @error=${() => { this._missing = id; }} @load=${(/** @type {any} */ event) => { this._seen = { id, width: event.target.naturalWidth, height: event.target.naturalHeight }; }}>
        ${crop ? html`<div class="crop-box"></div>` : nothing}
      </div></div>
      ${untouched ? html`<p class="small soft">${t('picture.crop_middle')}</p>` : nothing}
      <p class="unseen" id="crop-keys">${t('picture.crop_keys')}</p>
      ${extent ? html`<details class="crop-numbers" ?open=${this._typing} @toggle=${(/** @type {any} */ event) => { this._typing = event.target.open; }}>
        <summary>${t('picture.crop')}: <span class="soft">${crop ? `${crop[2]} × ${crop[3]}` : t('picture.crop_none')}</span></summary>
        <div class="row">${NAMES.map((name, index) => html`<label><span class="small soft">${t(`picture.crop_${name}`)}</span>
          <input type="number" min="0" step="1" .value=${String(shown[index])}
            @change=${committed((value) => this._set(this._rectangle.with(index, value)), () => this._rectangle[index])}></label>`)}</div>
        <button type="button" class="button" ?disabled=${!crop} @click=${() => setCrop(this.store, null)}>${t('picture.crop_reset')}</button>
      </details>` : nothing}`;
  }

  updated() {
    const { crop } = this.picked;
    const box = /** @type {HTMLElement|null} */ (this.querySelector('.crop-box'));
    const extent = this._extent;
    if (!crop || !box || !extent) return;
    const { width, height } = extent;
    const percent = (/** @type {number} */ part, /** @type {number} */ of) => `${(100 * part) / of}%`;
    Object.assign(box.style, {
      top: percent(crop[0], height), left: percent(crop[1], width), height: percent(crop[2], height), width: percent(crop[3], width),
    });
  }

  /** What is taken of the picture: top, left, height, width. */
  get _rectangle() {
    const { height, width } = this._extent ?? { height: 0, width: 0 };
    return this.picked.crop ?? [0, 0, height, width];
  }

  /** @param {readonly number[]} rectangle The whole picture is no crop. */
  _set(rectangle) {
    const extent = this._extent;
    if (!extent) return;
    const { width, height } = extent;
    const crop = within(rectangle, height, width);
    setCrop(this.store, crop[2] === height && crop[3] === width ? null : crop);
  }

  /** @param {PointerEvent} event */
  _begin(event) {
    if (event.button !== 0 || !this._extent) return;
    const area = /** @type {HTMLElement} */ (event.currentTarget);
    area.setPointerCapture(event.pointerId);
    this._from = { x: event.clientX, y: event.clientY, pointer: event.pointerId, moved: false };
  }

  /** @param {PointerEvent} event */
  _drag(event) {
    const from = this._from;
    const extent = this._extent;
    if (!from || !extent || event.pointerId !== from.pointer) return;
    from.moved ||= Math.hypot(event.clientX - from.x, event.clientY - from.y) > DRAG_FROM;
    if (!from.moved) return;
    const box = /** @type {HTMLElement} */ (event.currentTarget).getBoundingClientRect();
    const { width, height } = extent;
    const across = [from.x, event.clientX].map((x) => Math.min(1, Math.max(0, (x - box.left) / box.width)) * width);
    const down = [from.y, event.clientY].map((y) => Math.min(1, Math.max(0, (y - box.top) / box.height)) * height);
    this._set([Math.min(...down), Math.min(...across), Math.abs(down[1] - down[0]), Math.abs(across[1] - across[0])]);
  }

  _end() {
    this._from = null;
  }

  /** Arrows move the rectangle, with Shift they move its far corner; Escape takes the whole picture. @param {KeyboardEvent} event */
  _key(event) {
    const { crop } = this.picked;
    const move = MOVES.get(event.key);
    const extent = this._extent;
    if (!extent || (!move && event.key !== 'Escape')) return;
    const { width, height } = extent;
    if (!move) setCrop(this.store, null);
    else {
      const pace = Math.max(1, Math.round(Math.max(width, height) / 64));
      const [down, across] = move.map((step) => step * pace);
      const [top, left, h, w] = crop ?? [0, 0, height, width];
      this._set(event.shiftKey ? [top, left, Math.min(h + down, height - top), Math.min(w + across, width - left)] : [top + down, left + across, h, w]);
    }
    event.preventDefault();
    event.stopPropagation();
  }
}

customElements.define('cs-crop', Crop);
