/**
 * `<cs-map-sheet>`: the maps of one layer (or its filters) side by side on one canvas, and the chosen one large, with its
 * numbers where they fit. Pointer, finger and arrow keys choose.
 */

import { number } from '../core/format.js';
import { t } from '../core/i18n.js';
import { gridOf, planeOf } from '../core/tensor.js';
import { tileAt, tileBy, tilingOf } from '../core/tiles.js';
import { drawNumbers, textOn } from '../draw/numbers.js';
import { pixelOf, rangesFor, scaleFor } from '../draw/scale.js';
import { inks } from '../draw/theme.js';
import { drawMap, drawTiles } from '../draw/tiles.js';
import { html, nothing } from './element.js';
import { SightedElement } from './sighted.js';

/** @typedef {import('../core/types.js').Tensor} Tensor */

const MOST = 256; // maps on a sheet; beyond that they are no overview

export class MapSheet extends SightedElement {
  static properties = {
    tensor: { attribute: false }, parts: { attribute: false }, mode: { attribute: false }, label: { attribute: false },
    sizes: { attribute: false }, _chosen: { state: true },
  };

  constructor() {
    super('150px');
    /** @type {Tensor|null} C×H×W */
    this.tensor = null;
    this.parts = 1; // planes side by side in each map
    /** @type {import('../draw/scale.js').Mode} */
    this.mode = 'shared';
    this.label = '';
    /** @type {{least?: number, most?: number}} of a map on the sheet, CSS pixels */
    this.sizes = {};
    /** @type {number|null} */
    this._chosen = null;
  }

  shouldUpdate() {
    return this.tensor !== null;
  }

  get _count() {
    return Math.min(MOST, this.tensor?.shape[0] ?? 0);
  }

  render() {
    const count = this._count;
    const chosen = this._chosen !== null && this._chosen < count ? this._chosen : null;
    const total = this.tensor?.shape[0] ?? 0;
    return html`
      <canvas class="map-tiles" tabindex="0" role="img" aria-label=${this.label} title=${t('watch.choose_map')}
        @click=${this._point} @keydown=${this._key}></canvas>
      ${total > MOST ? html`<p class="small soft">${t('gallery.more', { shown: MOST, maps: total })}</p>` : nothing}
      <p class="unseen" aria-live="polite">${chosen === null ? '' : this._facts(chosen)}</p>
      ${chosen === null ? nothing : html`<div class="map-large">
        <canvas class="map-one" role="img" aria-label=${this._facts(chosen)}></canvas>
        <span class="small"><span class="role-output">${t('gallery.map', { name: chosen + 1 })}</span><br><span class="soft">${this._range(chosen)}</span><br>
          <button type="button" class="link" @click=${() => { this._chosen = null; }}>${t('watch.put_away')}</button></span>
      </div>`}`;
  }

  /** How the maps lie side by side; null as long as there is no room for any. */
  get _tiling() {
    const { tensor, _count: count, clientWidth: room } = this;
    if (!tensor || count === 0 || !room) return null;
    const { rows, cols } = gridOf(tensor.shape);
    return tilingOf(count, rows, cols, room, this.sizes);
  }

  /** @param {number} map */
  _range(map) {
    const { min, max, finite } = rangesFor(/** @type {Tensor} */ (this.tensor)).maps[map];
    return finite ? t('gallery.range', { low: number(min, false, 3), high: number(max, false, 3) }) : t('watch.map_nan');
  }

  /** @param {number} map */
  _facts(map) {
    return `${t('gallery.map', { name: map + 1 })}: ${this._range(map)}`;
  }

  updated() {
    this._repaint();
  }

  _draw() {
    const canvas = /** @type {HTMLCanvasElement|null} */ (this.querySelector('.map-tiles'));
    const { tensor, parts, mode, _tiling: tiling } = this;
    if (!canvas || !tensor || !tiling) return;
    drawTiles(canvas, tensor, tiling, { scaleOf: (map) => scaleFor(tensor, map, mode), parts, chosen: this._chosen, inks: inks() });
    const large = /** @type {HTMLCanvasElement|null} */ (this.querySelector('.map-one'));
    if (large && this._chosen !== null) this._drawLarge(large, tensor, this._chosen);
  }

  /** @param {HTMLCanvasElement} canvas @param {Tensor} tensor @param {number} map */
  _drawLarge(canvas, tensor, map) {
    const { data, rows, cols } = planeOf(tensor, map);
    canvas.style.aspectRatio = `${cols} / ${rows}`;
    const scale = scaleFor(tensor, map, this.mode);
    const drawn = drawMap(canvas, tensor, map, scale);
    if (!drawn) return;
    const at = (/** @type {number} */ row, /** @type {number} */ col) => data[row * cols + col];
    drawNumbers(drawn.context, { scale: drawn.cell, x: drawn.x, y: drawn.y }, { top: 0, left: 0, bottom: rows, right: cols },
      (row, col) => [number(at(row, col), false)], (row, col) => textOn(pixelOf(scale, at(row, col))), inks().font);
  }

  /** @param {number|null} map */
  _choose(map) {
    this._chosen = map;
  }

  /** @param {MouseEvent} event */
  _point(event) {
    const tiling = this._tiling;
    const map = tiling && tileAt(tiling, event.offsetX, event.offsetY);
    this._choose(map === this._chosen ? null : map);
  }

  /** @param {KeyboardEvent} event */
  _key(event) {
    const tiling = this._tiling;
    if (!tiling || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape' && this._chosen !== null) this._choose(null);
    else if ((event.key === 'Enter' || event.key === ' ') && this._chosen === null) this._choose(0);
    else {
      const to = tileBy(tiling, this._chosen ?? -1, event.key);
      if (to === null) return;
      this._choose(this._chosen === null ? 0 : to);
    }
    event.preventDefault();
    event.stopPropagation();
  }
}

customElements.define('cs-map-sheet', MapSheet);
