/**
 * `<cs-gallery>`: every output map as a thumbnail, one filter, one map. A click brings it onto the stage.
 */

import { number } from '../core/format.js';
import { t } from '../core/i18n.js';
import { clamp, planFor } from '../core/stepper.js';
import { gridOf, planeOf } from '../core/tensor.js';
import { paintSoon, dontPaint } from '../draw/frame.js';
import { drawHistogram } from '../draw/histogram.js';
import { rangesFor, scaleFor } from '../draw/scale.js';
import { inks } from '../draw/theme.js';
import { drawBars, drawThumb } from '../draw/thumb.js';
import { moveCursor, selectMap, setView } from '../state/actions.js';
import { classMap, html, nothing } from './element.js';
import './legend.js';
import { PaintedElement } from './painted.js';
import { mapTitle } from '../draw/titles.js';

/** @typedef {import('../core/types.js').State} State */
/** @typedef {import('../core/types.js').Answer} Answer */
/**
 * @typedef {{answer: Answer|null, stale: boolean, map: number, cell: number, scale: State['view']['scale'], hidden: boolean}} Picked
 */

const MOST = 512; // thumbnails; beyond that they are no overview
const A_FRAME = 8; // ms that thumbnails may take of one frame

/** @extends {PaintedElement<Picked>} */
export class CsGallery extends PaintedElement {
  constructor() {
    super();
    /** @type {Set<number>} Maps whose thumbnail is on the screen. */
    this._seen = new Set();
    /** @type {number[]} Maps whose thumbnail waits to be painted. */
    this._waiting = [];
    this._drawMore = this._drawMore.bind(this);
    this._sights = new IntersectionObserver((entries) => this._see(entries), { rootMargin: '200px' });
  }

  /** @param {State} state @returns {Picked} */
  select({ live, cursor, view }) {
    const { answer } = live;
    const flat = answer !== null && answer.meta.output_shape.length === 1;
    return {
      answer,
      stale: live.status !== 'ready' && live.status !== 'loading',
      map: cursor.map,
      // Only a flat output is drawn with its cell; elsewhere a moving cursor is none of the gallery's business.
      cell: flat ? cursor.row * gridOf(answer.meta.output_shape).cols + cursor.col : -1,
      scale: view.scale,
      hidden: view.predict === 'size',
    };
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this._sights.disconnect();
    this._seen.clear();
    dontPaint(this._drawMore);
  }

  render() {
    const { answer, scale, stale } = this.picked;
    const head = html`<h2>${t('gallery.title')}</h2><small>${t('gallery.subtitle')}</small>`;
    if (!answer) return html`<div class="card-head">${head}</div><p class="soft">${t('gallery.empty')}</p>`;
    const { channels, flat } = gridOf(answer.meta.output_shape);
    const map = clamp(planFor(answer), { map: this.picked.map, row: 0, col: 0, step: null }).map;
    return html`
      <div class="card-head">
        ${head}
        <span class="aside gallery-scale">
          <cs-legend .scale=${scaleFor(answer.tensors.output, map, scale)}></cs-legend>
          ${flat || channels === 1 ? nothing : html`<span class="segments" role="group" aria-label=${t('gallery.scale')}>
            ${/** @type {const} */ (['strong', 'map', 'shared']).map((mode) => html`<button type="button" aria-pressed=${scale === mode ? 'true' : 'false'}
              title=${t(`gallery.scale_${mode}_help`)} @click=${() => setView(this.store, { scale: mode })}>${t(`gallery.scale_${mode}`)}</button>`)}
          </span>`}
        </span>
      </div>
      <div class=${classMap({ stale })}>${flat ? this._flat(answer) : this._maps(answer, map, Math.min(channels, MOST))}</div>
      ${channels > MOST ? html`<p class="small soft">${t('gallery.more', { shown: MOST, maps: channels })}</p>` : nothing}
      <div class="gallery-histogram">
        <canvas class="histogram" role="img" aria-label=${t('gallery.histogram')}></canvas>
        <span class="small soft">${this._facts(answer, map)}</span>
      </div>`;
  }

  /** @param {Answer} answer @param {number} chosen @param {number} count */
  _maps(answer, chosen, count) {
    return html`<div class=${classMap({ maps: true, many: count > 16 })} role="listbox" aria-orientation="horizontal"
        aria-label=${t('gallery.title')} @keydown=${this._key} @click=${this._pick}>
      ${Array.from({ length: count }, (_, map) => {
        const title = mapTitle(answer, map);
        const name = title ? `${map + 1} · ${title}` : String(map + 1);
        return html`<div class="map" role="option" data-map=${map} tabindex=${map === chosen ? 0 : -1}
            aria-selected=${map === chosen ? 'true' : 'false'} aria-label=${t('gallery.map', { name })}>
          <canvas class="thumb"></canvas><span class="map-name" aria-hidden="true">${name}</span>
        </div>`;
      })}
    </div>`;
  }

  /** @param {Answer} answer */
  _flat(answer) {
    return html`<canvas class="bars" role="img" aria-label=${t('gallery.bars', { count: answer.meta.output_shape[0] })}
      @click=${this._pickBar}></canvas>`;
  }

  /** @param {Answer} answer @param {number} map */
  _facts(answer, map) {
    const { min, max, finite, nonFinite } = rangesFor(answer.tensors.output).maps[map];
    const facts = finite ? t('gallery.range', { low: number(min, false, 3), high: number(max, false, 3) }) : '';
    return nonFinite ? `${facts} ${t('gallery.non_finite', { count: nonFinite })}` : facts;
  }

  updated() {
    const { answer, hidden } = this.picked;
    if (!answer) return;
    const { rows, cols } = gridOf(answer.meta.output_shape);
    this.style.setProperty('--map-ratio', String(Math.min(2, Math.max(0.5, cols / rows))));
    this.classList.toggle('hidden-maps', hidden);
    // Observing what is observed already changes nothing.
    for (const thumb of this.querySelectorAll('.thumb')) this._sights.observe(thumb);
    this._repaint();
  }

  /** Everything in view again, after the stage: a frame later. */
  _repaint() {
    this._waiting = [...this._seen];
    super._repaint();
  }

  /** @param {IntersectionObserverEntry[]} entries */
  _see(entries) {
    for (const { target, isIntersecting } of entries) {
      const map = Number(/** @type {HTMLElement|null} */ (target.closest('.map'))?.dataset.map);
      if (isIntersecting && !this._seen.has(map)) {
        this._seen.add(map);
        this._waiting.push(map);
      } else if (!isIntersecting) {
        this._seen.delete(map);
      }
    }
    paintSoon(this._drawMore);
  }

  _draw() {
    const { answer, scale, cell } = this.picked;
    if (!answer) return;
    const { output } = answer.tensors;
    const map = clamp(planFor(answer), { map: this.picked.map, row: 0, col: 0, step: null }).map;
    const bars = /** @type {HTMLCanvasElement|null} */ (this.querySelector('.bars'));
    if (bars) drawBars(bars, output.data, scaleFor(output, 0, 'shared'), cell, inks().output, inks());
    const histogram = /** @type {HTMLCanvasElement|null} */ (this.querySelector('.histogram'));
    if (histogram) drawHistogram(histogram, planeOf(output, map).data, scaleFor(output, map, scale), inks());
    if (this._waiting.length) paintSoon(this._drawMore);
  }

  /** As many thumbnails as a frame has time for; the rest in the next one. */
  _drawMore() {
    const { answer, scale } = this.picked;
    if (!answer) return;
    const { output } = answer.tensors;
    const until = performance.now() + A_FRAME;
    const thumbs = /** @type {NodeListOf<HTMLCanvasElement>} */ (this.querySelectorAll('.thumb'));
    const maps = gridOf(output.shape).channels;
    while (this._waiting.length && performance.now() < until) {
      const map = /** @type {number} */ (this._waiting.shift());
      if (thumbs[map] && map < maps) drawThumb(thumbs[map], output, map, scaleFor(output, map, scale));
    }
    if (this._waiting.length) paintSoon(this._drawMore);
  }

  /** @param {Event} event */
  _pick(event) {
    const map = /** @type {HTMLElement|null} */ (/** @type {HTMLElement} */ (event.target).closest('.map'));
    if (map) selectMap(this.store, Number(map.dataset.map));
  }

  /** @param {MouseEvent} event */
  _pickBar(event) {
    const { answer } = this.picked;
    if (!answer) return;
    const { cols, count } = gridOf(answer.meta.output_shape);
    const canvas = /** @type {HTMLCanvasElement} */ (event.target);
    const index = Math.min(count - 1, Math.floor((event.offsetX / canvas.clientWidth) * count));
    moveCursor(this.store, 0, Math.floor(index / cols), index % cols);
  }

  /** Roving focus, as in any list of options. @param {KeyboardEvent} event */
  _key(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const options = /** @type {HTMLElement[]} */ ([...this.querySelectorAll('.map')]);
    const here = options.findIndex((option) => option === document.activeElement);
    if (here < 0) return;
    const top = options[0].offsetTop;
    const across = options.findIndex((option) => option.offsetTop !== top);
    const row = across < 0 ? options.length : across;
    const next = /** @type {Record<string, number>} */ ({
      ArrowRight: here + 1, ArrowLeft: here - 1, ArrowDown: here + row, ArrowUp: here - row, Home: 0, End: options.length - 1,
    })[event.key];
    if (next !== undefined && options[next]) {
      for (const option of options) option.tabIndex = -1;
      options[next].tabIndex = 0;
      options[next].focus();
    } else if (event.key === 'Enter' || event.key === ' ') {
      selectMap(this.store, here);
    } else if (next === undefined) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }
}

customElements.define('cs-gallery', CsGallery);
