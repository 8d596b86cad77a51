/**
 * `<cs-epoch-maps>`: what the network sees after an epoch: the filters of its first layer, and what each layer makes of the
 * run's probe picture. With `compact` there are the filters alone, with the slider below them.
 */

import { filtersOf } from '../core/filters.js';
import { shape } from '../core/format.js';
import { hasText, t } from '../core/i18n.js';
import { gridOf } from '../core/tensor.js';
import { composable } from '../draw/pixels.js';
import { rangesFor, scaleFor } from '../draw/scale.js';
import { inks } from '../draw/theme.js';
import { drawBars, drawThumb } from '../draw/thumb.js';
import { compose, commit, ready, sheetFor } from '../draw/plane.js';
import { classBars } from './class-bars.js';
import { html, live, nothing } from './element.js';
import { EpochElement } from './epoch-element.js';
import './epoch-slider.js';
import './legend.js';
import './map-sheet.js';
import './network-link.js';

/** @typedef {import('../core/types.js').Tensor} Tensor */
/** @typedef {import('../net/epoch-data.js').Maps} Maps */

/** @type {Record<string, {least: number, most: number}>} of a map on its sheet, CSS pixels */
const SIZES = { filters: { least: 34, most: 64 }, maps: { least: 36, most: 72 }, compact: { least: 26, most: 40 } };

/** Whether there is no number in it at all that a colour or a bar could stand for. @param {Tensor} tensor */
const isHollow = (tensor) => rangesFor(tensor).shared.finite === 0;

/** @param {string} kind */
const kindTitle = (kind) => (hasText(`layers.${kind}.title`) ? t(`layers.${kind}.title`) : kind);

/** @extends {EpochElement<Maps>} */
class EpochMaps extends EpochElement {
  static properties = { ...EpochElement.properties, compact: { type: Boolean }, _mode: { state: true } };

  constructor() {
    super('maps');
    this.compact = false;
    /** @type {import('../draw/scale.js').Mode} */
    this._mode = 'shared';
    /** @type {WeakMap<Tensor, import('../core/filters.js').Filters>} */
    this._filters = new WeakMap();
  }

  render() {
    return this.compact ? this._compact() : this._whole();
  }

  _compact() {
    const filters = this._filtersNow();
    return html`
      <div class="callback-head"><h3>${t('watch.filters')}</h3>${this._when()}</div>
      ${this._notice()}
      ${filters ? this._sheet(filters.sheet, filters.parts, SIZES.compact, this._filterLabel(filters)) : this._shown ? html`<p class="soft small">${t('watch.no_filters')}</p>` : nothing}
      <cs-epoch-slider compact .store=${this.store}></cs-epoch-slider>`;
  }

  _when() {
    const { _shown: shown } = this;
    return shown ? html`<span class="soft small">${t('watch.after_epoch', { epoch: shown.epoch + 1 })}</span>` : nothing;
  }

  _whole() {
    const { _shown: shown } = this;
    return html`
      <div class="card-head">
        <h2>${t('watch.maps')}</h2>${this._when()}
        ${shown ? html`<cs-network-link .store=${this.store} .run=${shown.run} .weights=${{ run: shown.run, epoch: shown.epoch }}></cs-network-link>` : nothing}
        <span class="aside segments small" role="radiogroup" aria-label=${t('gallery.scale')}>
          ${/** @type {const} */ (['shared', 'map']).map((mode) => html`<label title=${t(`gallery.scale_${mode}_help`)}><input type="radio" name="maps-scale"
            .checked=${live(mode === this._mode)} @change=${() => { this._mode = mode; }}><span>${t(`gallery.scale_${mode}`)}</span></label>`)}
        </span>
      </div>
      ${this._notice()}
      ${shown ? html`${this._filterSection()}${this._probe(shown.data)}` : nothing}`;
  }

  /** @returns {import('../core/filters.js').Filters|null} */
  _filtersNow() {
    if (!this._shown) return null;
    const { tensors: { filters: weight }, meta } = this._shown.data;
    if (!weight) return null;
    const made = this._filters.get(weight) ?? filtersOf(weight, meta.kinds[meta.filters_layer ?? 0] === 'conv_transpose2d');
    this._filters.set(weight, made);
    return made;
  }

  /** @param {import('../core/filters.js').Filters} filters */
  _filterLabel({ sheet }) {
    return t('watch.filters_label', { count: sheet.shape[0], epoch: (this._shown?.epoch ?? 0) + 1 });
  }

  _filterSection() {
    const filters = this._filtersNow();
    const weight = this._shown?.data.tensors.filters;
    if (!filters || !weight) return html`<section class="map-section"><h3>${t('watch.filters')}</h3><p class="soft">${t('watch.no_filters')}</p></section>`;
    return html`<section class="map-section">
      <div class="map-head"><h3>${t('watch.filters')}</h3> <small>${shape(weight.shape)}</small>${this._legend(filters.sheet)}</div>
      ${this._sheet(filters.sheet, filters.parts, SIZES.filters, this._filterLabel(filters))}
      ${filters.parts > 1 ? html`<p class="small soft">${t('watch.filter_channels', { count: filters.parts })}</p>` : nothing}
    </section>`;
  }

  /** @param {Tensor} tensor */
  _legend(tensor) {
    if (isHollow(tensor)) return html`<span class="aside small refusal">${t('watch.map_nan')}</span>`;
    return this._mode === 'shared' ? html`<cs-legend class="aside" .scale=${scaleFor(tensor, 0, 'shared')}></cs-legend>` : nothing;
  }

  /** @param {Tensor} tensor @param {number} parts @param {{least: number, most: number}} sizes of one part @param {string} label */
  _sheet(tensor, parts, { least, most }, label) {
    const wide = Math.min(parts, 3);
    return html`<cs-map-sheet .tensor=${tensor} .parts=${parts} .mode=${this._mode} .sizes=${{ least: least * wide, most: most * wide }} .label=${label}></cs-map-sheet>`;
  }

  /** @param {Maps} data */
  _probe({ tensors, meta: { kinds, classes, probabilities } }) {
    const { input } = tensors;
    const layers = kinds.map((kind, index) => ({ kind, index, output: tensors[`layers.${index}.output`] })).filter(({ output }) => output);
    const left = kinds.length - layers.length;
    return html`
      ${input ? html`<section class="map-section probe">
        <div class="map-head"><h3>${t('watch.probe')}</h3> <small>${shape(input.shape)}</small></div>
        <div class="probe-row">
          <canvas class="probe-picture" role="img" aria-label=${t('watch.probe')}></canvas>
          <div class="probe-says"><p class="small soft">${t('watch.probe_says')}</p>${classBars(classes, probabilities, { most: 5 })}</div>
        </div>
        <p class="small soft">${t('watch.probe_choose')}</p>
      </section>` : nothing}
      ${layers.map(({ kind, index, output }) => this._layer(kind, index, output))}
      ${left > 0 ? html`<p class="small soft">${t('watch.layers_left', { count: left })}</p>` : nothing}`;
  }

  /** @param {string} kind @param {number} index @param {Tensor} output */
  _layer(kind, index, output) {
    const title = t('watch.layer', { number: index + 1, kind: kindTitle(kind) });
    return html`<section class="map-section" data-layer=${index}>
      <div class="map-head"><h3>${title}</h3> <small>${shape(output.shape)}</small>${this._legend(output)}</div>
      ${output.shape.length === 3
        ? this._sheet(output, 1, SIZES.maps, t('watch.maps_label', { title, count: output.shape[0], epoch: (this._shown?.epoch ?? 0) + 1 }))
        : isHollow(output) ? nothing : html`<canvas class="layer-bars" role="img" data-layer=${index} aria-label=${t('gallery.bars', { count: output.shape[0] })}></canvas>`}
    </section>`;
  }

  _draw() {
    const { _shown: shown } = this;
    if (!shown || this.compact) return;
    const { tensors } = shown.data;
    const picture = /** @type {HTMLCanvasElement|null} */ (this.querySelector('.probe-picture'));
    if (picture && tensors.input) drawPicture(picture, tensors.input);
    for (const canvas of /** @type {NodeListOf<HTMLCanvasElement>} */ (this.querySelectorAll('.layer-bars'))) {
      const output = tensors[`layers.${canvas.dataset.layer}.output`];
      if (output) drawBars(canvas, output.data, scaleFor(output, 0, 'shared'), -1, inks().output, inks());
    }
  }
}

/** A picture in its colours. @param {HTMLCanvasElement} canvas @param {Tensor} input */
function drawPicture(canvas, input) {
  if (!composable(input)) return drawThumb(canvas, input, 0, scaleFor(input, 0, 'shared'));
  const { clientWidth: width, clientHeight: height } = canvas;
  if (!width || !height) return undefined;
  const { rows, cols } = gridOf(input.shape);
  const sheet = sheetFor(null, rows, cols);
  compose(sheet.pixels, input.data);
  commit(sheet);
  const context = ready(canvas, width, height, devicePixelRatio);
  context.imageSmoothingEnabled = false;
  return void context.drawImage(sheet.canvas, 0, 0, width, height);
}

customElements.define('cs-epoch-maps', EpochMaps);
