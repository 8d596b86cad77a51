/**
 * `<cs-net-strip>`: all that one layer answers: its maps on one canvas, or, of a flat layer, its numbers as bars. What belongs
 * to the cell that is asked about lies over them. Pointer, finger and keys ask for a cell.
 */

import { shape as shapeText } from '../core/format.js';
import { hasText, t } from '../core/i18n.js';
import { remarksOf } from '../core/remarks.js';
import { cellAt, featureAt, hasPlace, INPUT, placeBy, sameShape, stripOf } from '../core/strips.js';
import { composable } from '../draw/pixels.js';
import { endsOf, layerScale, scaleFor } from '../draw/scale.js';
import { paintOver, paintStrip } from '../draw/strip.js';
import { inks } from '../draw/theme.js';
import { lookDeeper, lookUp } from '../state/netkeys.js';
import { hoverCell, lookAt, toggleUnfolded } from '../state/networkActions.js';
import { html, nothing } from './element.js';
import './legend.js';
import { channelName, mapName, placeSays } from './net-place.js';
import { remarksLines } from './net-remarks.js';
import { SightedElement } from './sighted.js';

/** @typedef {import('../core/nettypes.js').NetworkState} NetworkState */
/** @typedef {import('../core/strips.js').Place} Place */
/** @typedef {import('../core/types.js').Tensor} Tensor */
/**
 * @typedef {object} Picked
 * @property {string} kind
 * @property {number[]|null} shape  of what the layer answers
 * @property {Tensor|null} tensor
 * @property {boolean} passes  it has no weights: what was 0 or the same everywhere before often still is
 * @property {boolean} stale  the numbers are not those of what is set
 * @property {boolean} last  no layer comes after it
 * @property {NetworkState['view']['scale']} scale
 * @property {boolean} unfolded
 * @property {import('../core/nettypes.js').Look|null} look  if it is at this layer
 * @property {import('../core/nettypes.js').NetworkHover|null} hover  if it is at this layer
 * @property {import('../core/nettypes.js').Region|null} region
 * @property {number|null} traced  the layer whose cell is traced
 * @property {Tensor|null} gradient
 * @property {string[]|null} classes
 */

const BARS = { folded: 64, unfolded: 160 }; // CSS pixels
const LABELLED = 20; // bars beyond which there is no room for names

/** @param {number} layer */
const outputName = (layer) => (layer === INPUT ? 'input' : `layers.${layer}.output`);

/** @extends {SightedElement<Picked, NetworkState>} */
export class NetStrip extends SightedElement {
  static properties = { ...SightedElement.properties, layer: { attribute: false }, side: { attribute: false }, _said: { state: true } };

  constructor() {
    super('300px');
    this.layer = INPUT;
    /** @type {'before'|'after'|''} of an activation */
    this.side = '';
    /** What the keyboard has come to, for who listens. */
    this._said = '';
    /** @type {unknown[]} what is on the canvas of pixels */
    this._painted = [];
  }

  /** @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    super.willUpdate(changed);
    if (changed.has('layer') && this.store) this.picked = this.select(this.store.state);
  }

  /** @param {NetworkState} state @returns {Picked} */
  select({ live, view, traced, hover }) {
    const { layer } = this;
    const { summary, answer, status } = live;
    const shape = (layer === INPUT ? summary?.input_shape : summary?.rows[layer]?.output_shape) ?? null;
    const tensor = answer?.tensors[outputName(layer)] ?? null;
    // While other layers are on their way, the old ones' numbers may stand where their shape does.
    const fits = tensor !== null && shape !== null && sameShape(tensor.shape, shape);
    return {
      kind: layer === INPUT ? '' : summary?.rows[layer]?.kind ?? '',
      shape,
      tensor: fits ? tensor : null,
      passes: summary?.rows[layer]?.parameters === 0,
      stale: status !== 'ready' && status !== 'loading',
      last: summary !== null && layer === summary.rows.length - 1,
      scale: view.scale,
      unfolded: view.unfolded.includes(layer),
      look: view.look?.layer === layer ? view.look : null,
      hover: hover?.layer === layer ? hover : null,
      region: traced?.regions.get(layer) ?? null,
      traced: traced?.look.layer ?? null,
      gradient: layer === INPUT && view.trace === 'gradient' ? traced?.gradient ?? null : null,
      classes: answer?.meta.classes ?? null,
    };
  }

  get _title() {
    const { kind } = this.picked;
    if (this.layer === INPUT) return t('netmaps.input');
    return hasText(`layers.${kind}.title`) ? t(`layers.${kind}.title`) : kind;
  }

  /** The cell that is pointed at, else the one that is looked at. @returns {Place|null} */
  get _place() {
    const { hover, look, shape } = this.picked;
    const place = hover ?? look;
    return place && shape && hasPlace(place, shape) ? place : null;
  }

  render() {
    const { shape, tensor, unfolded, stale, passes } = this.picked;
    if (!shape) return nothing;
    const flat = shape.length === 1;
    const place = this._place;
    const title = this._title;
    const label = t(flat ? 'netmaps.bars_label' : 'netmaps.maps_label', { title, shape: shapeText(shape) });
    const remarks = this._remarks;
    // Where there are remarks to be expected their line is kept, so that nothing moves when they come.
    const kept = this.side === 'after' || (passes && !flat && this.side === '');
    return html`
      <div class="strip-head">
        <h3>${this.layer === INPUT ? nothing : html`<span class="strip-number">${this.layer + 1}</span> `}${title}</h3>
        <small class="number">${shapeText(shape)}</small>
        ${this.side ? html`<small class="strip-side">${t(`netmaps.${this.side}`)}</small>` : nothing}
        <button type="button" class="button quiet icon strip-fold" aria-pressed=${unfolded ? 'true' : 'false'} aria-label=${t('netmaps.unfold', { title })}
          title=${t(unfolded ? 'netmaps.smaller' : 'netmaps.larger')} @click=${() => toggleUnfolded(this.store, this.layer)}>
          <svg viewBox="0 0 16 16" aria-hidden="true"><path fill="none" stroke="currentColor" stroke-width="1.6"
            d=${unfolded ? 'M7 3v4H3M9 13V9h4' : 'M9 3h4v4M7 13H3V9'}></path></svg>
        </button>
      </div>
      <div class="strip-line">
        <span class="strip-at small number">${place && tensor ? html`<span class="strip-at-long">${this._says(place)}</span><span class="strip-at-short">${this._says(place, true)}</span>` : nothing}</span>
        ${tensor ? this._legend(tensor, place?.map ?? 0) : nothing}
      </div>
      <div class=${stale ? 'strip-box stale' : 'strip-box'} role="application" tabindex="0" aria-label=${label} aria-roledescription=${t('netmaps.role')}
        aria-describedby="netmaps-keys" @pointermove=${this._move} @pointerleave=${this._leave} @click=${this._click} @keydown=${this._key}
        @blur=${() => hoverCell(this.store, null)}>
        <canvas class="strip-pixels"></canvas><canvas class="strip-overlay"></canvas>
      </div>
      ${flat ? this._names(shape[0]) : nothing}
      ${remarks || kept ? html`<div class=${kept ? 'strip-remarks' : ''}>${remarks ? remarksLines(remarks, flat) : nothing}</div>` : nothing}
      <p class="unseen" aria-live="polite">${this._said}</p>`;
  }

  /** @param {Tensor} tensor @param {number} map */
  _scale(tensor, map) {
    if (this.layer === INPUT) return scaleFor(tensor, map, this.picked.scale);
    // Maps of a single cell, each on a scale of its own, would be black or white and say nothing.
    const single = tensor.shape.length === 1 || tensor.shape[1] * tensor.shape[2] === 1;
    return layerScale(tensor, single ? 0 : map, single ? 'shared' : this.picked.scale);
  }

  /** Bars have no colours to be explained, only ends. @param {Tensor} tensor @param {number} map */
  _legend(tensor, map) {
    const scale = this._scale(tensor, map);
    if (tensor.shape.length !== 1 || scale.nonFinite) return html`<cs-legend .scale=${scale}></cs-legend>`;
    const [low, high] = endsOf(scale);
    return html`<span class="strip-ends number">${t('gallery.range', { low, high })}</span>`;
  }

  /** Of maps, and of units that an activation has bent: that many numbers of a flattened map are 0 is no news. */
  get _remarks() {
    const { tensor, kind } = this.picked;
    if (!tensor || this.layer === INPUT || (tensor.shape.length === 1 && this.side !== 'after')) return null;
    return remarksOf(tensor, kind);
  }

  /** What stands under the bars of the last layer: the classes. @param {number} count */
  _names(count) {
    const { last, classes } = this.picked;
    if (!last || count > LABELLED) return nothing;
    return html`<div class="strip-names" aria-hidden="true">${Array.from({ length: count }, (_, i) => html`<span>${classes?.[i] ?? i}</span>`)}</div>`;
  }

  /** @param {Place} place @param {boolean} [short] */
  _says(place, short = false) {
    const { tensor, classes, last } = this.picked;
    return tensor ? placeSays(place, tensor, { colours: this._lead > 0, names: last ? classes : null, short, part: this.layer === INPUT ? channelName : mapName }) : '';
  }

  /** How many tiles come before the maps: a picture in colours comes before its channels. */
  get _lead() {
    const { tensor } = this.picked;
    return this.layer === INPUT && tensor && composable(tensor) ? 1 : 0;
  }

  /** @returns {HTMLElement|null} */
  get _box() {
    return this.querySelector('.strip-box');
  }

  /** How the maps lie; null for bars, and as long as there is no room. @param {number} room */
  _tiling(room) {
    const { shape, unfolded } = this.picked;
    if (shape?.length !== 3 || !room) return null;
    return stripOf(shape[0] + this._lead, shape[1], shape[2], room, unfolded);
  }

  updated() {
    // The place is as large as its maps will be, before they come: nothing below it moves.
    const box = this._box;
    if (box) {
      box.style.height = `${this._height(box.clientWidth)}px`;
      if (!box.hasAttribute('data-drawn')) this._reserve(box);
    }
    this._repaint();
  }

  /** Until the canvas is drawn the style sheet shows where the maps will be. @param {HTMLElement} box */
  _reserve(box) {
    const tiling = this._tiling(box.clientWidth);
    if (!tiling) return;
    box.style.setProperty('--tiles', `${tiling.width}px`);
    box.style.setProperty('--tile-width', `${tiling.tileWidth}px`);
    box.style.setProperty('--tile-height', `${tiling.tileHeight}px`);
  }

  /** @param {number} room */
  _height(room) {
    return this._tiling(room)?.height ?? BARS[this.picked.unfolded ? 'unfolded' : 'folded'];
  }

  _draw() {
    const box = this._box;
    const { shape, tensor, unfolded, scale, region, traced, gradient } = this.picked;
    if (!box || !shape || !box.clientWidth) return;
    const size = { width: box.clientWidth, height: this._height(box.clientWidth) };
    box.style.height = `${size.height}px`;
    const sight = { shape, size, tiling: this._tiling(size.width), lead: this._lead, inks: inks() };
    const painted = [tensor, scale, unfolded, size.width, size.height, devicePixelRatio, sight.inks];
    if (painted.some((part, i) => part !== this._painted[i])) {
      this._painted = painted;
      box.setAttribute('data-drawn', '');
      paintStrip(/** @type {HTMLCanvasElement} */ (box.querySelector('.strip-pixels')), sight, tensor, (map) => this._scale(/** @type {Tensor} */ (tensor), map));
      this.dispatchEvent(new CustomEvent('cs-painted', { detail: { tensor }, bubbles: true }));
    }
    paintOver(/** @type {HTMLCanvasElement} */ (box.querySelector('.strip-overlay')), sight, {
      remarks: this._remarks, gradient, place: this._place,
      region: this.layer === traced ? null : region,
      // What feeds the cell is input to it; what a pixel goes into is output.
      role: traced !== null && this.layer < traced ? 'input' : 'output',
    });
  }

  /** @param {MouseEvent} event @returns {Place|null} */
  _at({ clientX, clientY }) {
    const box = this._box;
    const { shape } = this.picked;
    if (!box || !shape) return null;
    const { left, top } = box.getBoundingClientRect();
    const tiling = this._tiling(box.clientWidth);
    if (!tiling) return featureAt(shape[0], box.clientWidth, clientX - left);
    const place = cellAt(tiling, shape[1], shape[2], clientX - left, clientY - top);
    return place && { ...place, map: Math.max(0, place.map - this._lead) };
  }

  /** @param {Place|null} place */
  _ask(place) {
    const { hover } = this.picked;
    const same = place && hover ? place.map === hover.map && place.row === hover.row && place.col === hover.col : !place && !hover;
    if (!same) hoverCell(this.store, place && { layer: this.layer, map: place.map, row: place.row, col: place.col });
  }

  /** @param {PointerEvent} event */
  _move(event) {
    if (event.pointerType !== 'touch') this._ask(this._at(event));
  }

  _leave() {
    if (this.picked.hover) hoverCell(this.store, null);
  }

  /** @param {MouseEvent} event */
  _click(event) {
    const place = this._at(event);
    if (place) this._look(place);
  }

  /** @param {Place|null} place */
  _isLooked(place) {
    const { look } = this.picked;
    return look !== null && place !== null && look.map === place.map && look.row === place.row && look.col === place.col;
  }

  /** Goes into a map from this cell; the cell that is looked at already is let go. @param {Place} place */
  _look({ map, row, col }) {
    lookAt(this.store, this._isLooked({ map, row, col }) ? null : { layer: this.layer, map, row, col, level: 'map' });
  }

  /** @param {KeyboardEvent} event */
  _key(event) {
    const { shape, look, hover } = this.picked;
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || !shape) return;
    const here = this._place;
    const next = placeBy(here ?? { map: 0, row: 0, col: 0 }, event.key, shape);
    if (next) {
      const place = here ? next : { map: 0, row: 0, col: 0 };
      this._ask(place);
      this._said = this._says(place);
    } else if (event.key === 'Enter' || event.key === ' ') {
      if (look && event.key === 'Enter' && this._isLooked(here)) lookDeeper(this.store);
      else this._look(here ?? { map: 0, row: 0, col: 0 });
    } else if (event.key === 'Escape' && (look || hover)) {
      hoverCell(this.store, null);
      if (look) lookUp(this.store);
    } else {
      return;
    }
    event.preventDefault();
    // The page has keys of its own; this one was for the strip.
    event.stopPropagation();
  }
}

customElements.define('cs-net-strip', NetStrip);
