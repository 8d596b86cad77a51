/**
 * `<cs-net-exciting>`: the pictures of a data set that excite a map most, the strongest first, with what its strongest cell
 * sees. A click puts a picture in and looks at that cell.
 */

import { count, number, shape as shapeText } from '../core/format.js';
import { t } from '../core/i18n.js';
import { planesOf } from '../core/planes.js';
import { drawSeen } from '../draw/samples.js';
import { inks } from '../draw/theme.js';
import { Refused, Unreachable } from '../net/api.js';
import { datasets } from '../net/datasets.js';
import { exciting } from '../net/networks.js';
import { networkShape, toWeights } from '../state/network.js';
import { lookAt, setView } from '../state/networkActions.js';
import { same } from '../state/setting.js';
import { html, nothing } from './element.js';
import { bringUp, stripBox } from './net-place.js';
import { PaintedElement } from './painted.js';
import { canBePicture, putPicture } from './put-picture.js';

/** @typedef {import('../core/nettypes.js').NetworkState} NetworkState */
/** @typedef {import('../net/datasets.js').DataSet} DataSet */
/** @typedef {import('../net/networks.js').Found} Found */
/** @typedef {{setting: NetworkState['setting'], broken: number|null, runs: NetworkState['runs'], dataset: string|null}} Picked */

const COUNT = 9;
const AMOUNTS = [256, 1024, 4096];

/** @extends {PaintedElement<Picked, NetworkState>} */
class NetExciting extends PaintedElement {
  static properties = {
    ...PaintedElement.properties, layer: { attribute: false }, channel: { attribute: false },
    _sets: { state: true }, _samples: { state: true }, _found: { state: true }, _searching: { state: true }, _failed: { state: true },
  };

  constructor() {
    super();
    this.layer = 0;
    this.channel = 0;
    /** @type {DataSet[]|null} */
    this._sets = null;
    this._samples = AMOUNTS[1];
    /** @type {{pictures: import('../core/types.js').Tensor, found: Found[], of: number}|null} */
    this._found = null;
    /** @type {AbortController|null} */
    this._searching = null;
    this._failed = '';
    /** What was searched for: another network or map has other pictures. @type {unknown} */
    this._for = null;
  }

  /** @param {NetworkState} state @returns {Picked} */
  select({ setting, live: { summary }, runs, view: { dataset } }) {
    return { setting, runs, dataset, broken: summary?.broken?.index ?? null };
  }

  connectedCallback() {
    super.connectedCallback();
    this._learn();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this._searching?.abort();
    this._searching = null;
  }

  async _learn() {
    this._failed = '';
    try {
      this._sets = await datasets();
    } catch (error) {
      this._tell(error);
    }
  }

  /** @param {unknown} error */
  _tell(error) {
    if (!(error instanceof Refused) && !(error instanceof Unreachable)) throw error;
    this._failed = error instanceof Refused ? error.problem.detail : t('watch.unreachable');
  }

  get _body() {
    const { setting, broken } = this.picked;
    return { layers: setting.layers.slice(0, broken ?? undefined), weights: toWeights(setting.weights), layer: this.layer, channel: this.channel };
  }

  /** Data sets whose pictures are as this network takes them. */
  get _fitting() {
    const shape = networkShape(this.picked.setting);
    return (this._sets ?? []).filter((set) => same(set.shape, shape) && set.train > 0);
  }

  /** @returns {DataSet|undefined} chosen by hand, else what the weights were trained on, else the first */
  get _set() {
    const sets = this._fitting;
    const { setting: { weights }, runs, dataset } = this.picked;
    const trained = 'run' in weights ? runs?.find(({ id }) => id === weights.run)?.spec.dataset : undefined;
    return sets.find(({ id }) => id === dataset) ?? sets.find(({ id }) => id === trained) ?? sets[0];
  }

  /** @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    super.willUpdate(changed);
    const now = [this._body, networkShape(this.picked.setting), this._set?.id ?? null, this._samples];
    if (same(this._for, now)) return;
    this._for = now;
    this._searching?.abort();
    this._searching = null;
    this._found = null;
    if (this._sets) this._failed = '';
  }

  async _search() {
    const set = this._set;
    if (!set || this._searching) return;
    const abort = new AbortController();
    this._searching = abort;
    this._failed = '';
    const samples = Math.min(this._samples, set.train);
    try {
      const found = await exciting({ ...this._body, dataset: set.id, count: COUNT, samples }, abort.signal);
      if (this._searching === abort) this._found = { ...found, of: samples };
    } catch (error) {
      if (abort.signal.aborted) return;
      this._tell(error);
    }
    if (this._searching === abort) this._searching = null;
  }

  /** @param {Found} found @param {number} place */
  async _open({ at }, place) {
    const { pictures } = /** @type {NonNullable<NetExciting['_found']>} */ (this._found);
    const { layer } = this;
    try {
      await putPicture(this.store, planesOf(pictures, place));
      const [map, row, col] = at.length === 1 ? [0, 0, at[0]] : at;
      lookAt(this.store, { layer, map, row, col, level: 'map' });
      this._goTo(layer);
    } catch (error) {
      this._tell(error);
    }
  }

  /** To the layer's strip and what is looked at under it: it is open already where its map was chosen there. @param {number} layer */
  _goTo(layer) {
    const box = stripBox(layer);
    const zoom = document.querySelector('cs-net-zoom');
    box?.focus();
    if (box && zoom) bringUp(zoom, box);
  }

  render() {
    const { _found: found, _searching: searching } = this;
    const set = this._set;
    return html`
      <h3>${t('netseeks.found')}</h3>
      ${this._sets && !set ? html`<p class="small soft">${t('netseeks.no_set', { shape: shapeText(networkShape(this.picked.setting)) })}</p>` : nothing}
      ${set ? html`
        <p class="small soft">${t('netseeks.found_says')}</p>
        <div class="seek-choices">
          <label class="choice small"><span>${t('netseeks.set')}</span>
            <select @change=${(/** @type {Event} */ event) => setView(this.store, { dataset: /** @type {HTMLSelectElement} */ (event.target).value })}>
              ${this._fitting.map(({ id, title }) => html`<option value=${id} ?selected=${id === set.id}>${title}</option>`)}</select></label>
          <label class="choice small"><span>${t('netseeks.among')}</span>
            <select @change=${(/** @type {Event} */ event) => { this._samples = Number(/** @type {HTMLSelectElement} */ (event.target).value); }}>
              ${AMOUNTS.map((each) => html`<option value=${each} ?selected=${each === this._samples}>${t('netseeks.first', { count: count(Math.min(each, set.train)) })}</option>`)}</select></label>
        </div>
        <button type="button" class="button small" aria-disabled=${searching ? 'true' : 'false'} @click=${this._search}>${t('netseeks.search')}</button>
        <p class="small soft" role="status">${searching ? t('netseeks.searching') : found ? t('netseeks.told', { count: found.found.length, samples: count(found.of) }) : ''}</p>` : nothing}
      ${this._failed ? html`<p class="refusal" role="status">${this._failed}
        ${this._sets ? nothing : html`<button type="button" class="link" @click=${this._learn}>${t('data.again')}</button>`}</p>` : nothing}
      ${found ? html`<ul class="seen">${found.found.map((each, place) => this._one(each, place))}</ul>` : nothing}`;
  }

  /** @param {Found} found @param {number} place */
  _one(found, place) {
    const value = number(found.value, false, 3);
    const shape = this._found?.pictures.shape.slice(1) ?? [];
    return html`<li><button type="button" class="seen-one" ?disabled=${!canBePicture(shape)} @click=${() => this._open(found, place)}
      aria-label=${t('netseeks.one', { place: place + 1, name: found.class, value, index: found.index })} title=${t('netseeks.open')}>
      <canvas data-place=${place}></canvas><span class="small number" aria-hidden="true">${found.class} · ${value}</span></button></li>`;
  }

  updated() {
    const [rows, cols] = this._found?.pictures.shape.slice(2) ?? [1, 1];
    for (const canvas of this.querySelectorAll('canvas')) canvas.style.aspectRatio = `${cols} / ${rows}`;
    this._repaint();
  }

  _draw() {
    const found = this._found;
    if (!found) return;
    for (const canvas of this.querySelectorAll('canvas')) {
      const place = Number(canvas.dataset.place);
      if (found.found[place]) drawSeen(canvas, found.pictures, place, found.found[place].region, inks());
    }
  }
}

customElements.define('cs-net-exciting', NetExciting);
