/**
 * `<cs-net-reason>`: why the cell that is looked at has its number, in a sentence or two for the level that one is at: what it
 * sees, the channels or the products that move it most, what the rest comes to. It is read out when another cell or another
 * level is come to; numbers that follow the pen are not.
 */

import { cellOfFeature } from '../core/chain-flatten.js';
import { explain } from '../core/explain.js';
import { ratioOf } from '../core/explain-unwindowed.js';
import { number, short } from '../core/format.js';
import { hasText, t } from '../core/i18n.js';
import { largestChannels, largestTerms, strongestTerm } from '../core/reasons.js';
import { spanOf } from '../core/seeing.js';
import { offsetOf } from '../core/strips.js';
import { lookAt, placeIn, shapeAt } from '../state/networkActions.js';
import { same } from '../state/setting.js';
import { html, nothing } from './element.js';
import { channelSigns, partNames } from './net-parts.js';
import { placeName, stripBox } from './net-place.js';
import { StageElement } from './net-stage-element.js';

/** @typedef {import('../core/nettypes.js').Look} Look */
/** @typedef {import('../core/nettypes.js').NetworkState} NetworkState */
/** @typedef {import('../core/strips.js').Place} Place */
/** @typedef {import('../core/types.js').Answer} Answer */
/** @typedef {import('../core/types.js').Explanation} Explanation */
/** @typedef {import('./net-stage-element.js').Picked & {traced: NetworkState['traced'], own: NetworkState['live']['answer']}} Picked */

const MOST = 3; // that are told one by one
const NAMED = 9; // numbers of a mean that are told

/** @param {number} value */
const signed = (value) => `${value > 0 ? '+' : ''}${short(value, 3)}`;

class NetReason extends StageElement {
  static properties = { ...StageElement.properties, level: { attribute: false }, _said: { state: true } };

  constructor() {
    super();
    /** @type {Look['level']} the one that is shown: the one asked for, or the next one out that there is */
    this.level = 'map';
    /** What is read out. */
    this._said = '';
    /** Of which cell and level that was. @type {unknown} */
    this._of = null;
    /** What the cell sees, as it was told last: the trace is that of another one while another is pointed at. @type {{of: unknown, told: string[]}} */
    this._seen = { of: null, told: [] };
  }

  /** @param {NetworkState} state @returns {Picked} */
  select(state) {
    const { traced, live: { answer: own } } = state;
    return { ...super.select(state), traced, own };
  }

  render() {
    const at = this._at();
    return html`
      <p class="zoom-cell">${at ? html`${at.place}: <b class="chip role-output number">${number(at.value, false, 4)}</b>` : t('netzoom.waiting')}</p>
      <p class="zoom-reason small">${this._reasons().join(' ')}</p>
      ${this.level === 'map' ? this._wayBack() : nothing}
      <p class="unseen" role="status">${this._said}</p>`;
  }

  /** @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    super.willUpdate(changed);
    const { look, summary } = this.picked;
    const of = look && { summary, layer: look.layer, map: look.map, row: look.row, col: look.col };
    const told = look ? this._traced(look) : [];
    if (told.length > 0 || !same(of, this._seen.of)) this._seen = { of, told };
  }

  updated() {
    const { look } = /** @type {Picked} */ (this.picked);
    const now = look && { ...look, level: this.level };
    const at = this._at();
    // Not before its reasons are here: who hears it hears it once, and whole.
    if (!at || !this._whole || same(now, this._of)) return;
    this._of = now;
    this._said = [t('netzoom.why.value', { place: at.place, value: number(at.value, false, 3) }), ...this._reasons()].join(' ');
  }

  /** Whether what there is to say is here. */
  get _whole() {
    const { look } = this.picked;
    return look !== null && (look.layer < 0 || this.answer !== null) && (this.level !== 'map' || this._seen.told.length > 0);
  }

  /** The cell and its number. @returns {{place: string, value: number}|null} */
  _at() {
    const { look, own } = /** @type {Picked} */ (this.picked);
    const shape = look && shapeAt(this.store.state, look.layer);
    const tensor = look && own?.tensors[look.layer < 0 ? 'input' : `layers.${look.layer}.output`];
    if (!look || !shape || !tensor) return null;
    const last = look.layer === (own?.meta.rows.length ?? 0) - 1;
    return { place: placeName(look, shape, { names: last ? this.picked.classes : null, part: this._parts(look.layer) }), value: tensor.data[offsetOf(look, shape)] };
  }

  /** What the maps of a layer are called. @param {number} layer */
  _parts(layer) {
    return partNames(this.store.state, layer);
  }

  /** @returns {string[]} */
  _reasons() {
    const { look } = this.picked;
    const shape = look && shapeAt(this.store.state, look.layer);
    return look && shape ? [...this._made(look, shape), ...(this.level === 'map' ? this._seen.told : [])] : [];
  }

  /**
   * The layer's own answer, if it is of what is looked at; and, of a layer that only moves or bends numbers, where this one
   * was before.
   * @param {Look} look @param {readonly number[]} shape @returns {{answer: Answer, explanation: Explanation|null, was: Place|null}|null}
   */
  _read(look, shape) {
    const { answer } = this;
    if (look.layer < 0 || !answer || !same(answer.meta.output_shape, shape)) return null;
    const { meta: { reduction }, tensors: { input } } = answer;
    const unmoved = same(input.shape, shape) && reduction === 'elementwise';
    const was = input.shape.length === 3 && shape.length === 1 ? cellOfFeature(input.shape, look.col) : unmoved ? look : null;
    return { answer, explanation: explain(answer, placeIn(shape, look)), was };
  }

  /** What it is made of. @param {Look} look @param {readonly number[]} shape @returns {string[]} */
  _made(look, shape) {
    const read = this._read(look, shape);
    if (!read) return [];
    const { answer, explanation, was } = read;
    if (explanation) {
      const said = explained(explanation, answer, this.level, { sign: channelSigns(this.store.state, look.layer), part: this._parts(look.layer - 1) });
      return was && same(answer.tensors.input.shape, shape) ? [...said, ...bent(answer, offsetOf(was, shape))] : said;
    }
    if (!was) return [];
    const { input } = answer.tensors;
    if (same(input.shape, shape)) return [oneOf(input.data[offsetOf(was, shape)]), ...bent(answer, offsetOf(was, shape))];
    return [t('netzoom.flatten_cell', { feature: look.col, place: placeName(was, input.shape, { part: this._parts(look.layer - 1) }) })];
  }

  /** To the cell of the layer before that this one owes most to: cell by cell down to the pixels. */
  _wayBack() {
    const { look } = this.picked;
    const shape = look && shapeAt(this.store.state, look.layer);
    const read = look && shape && this._read(look, shape);
    const term = read?.explanation ? strongestTerm(read.explanation) : null;
    const from = term ? { map: term.channel, row: term.row, col: term.col } : read?.explanation ? null : read?.was;
    if (!look || !read || !from) return nothing;
    const key = Number(term?.product ?? 0) !== 0 && Number(read.explanation?.terms.length) > 1 ? 'netzoom.back_product' : 'netzoom.back';
    return html`<p><button type="button" class="button small zoom-back" title=${t('netzoom.back_says')}
      @click=${() => this._goBack(look.layer - 1, from)}>${t(key, { place: placeName(from, read.answer.tensors.input.shape, { part: this._parts(look.layer - 1) }) })}</button></p>`;
  }

  /** @param {number} layer @param {Place} place */
  _goBack(layer, { map, row, col }) {
    lookAt(this.store, { layer, map, row, col, level: 'map' });
    stripBox(layer)?.focus();
  }

  /** The region in the picture; of a pixel, how much of the last layer it moves. @param {Look} look @returns {string[]} */
  _traced(look) {
    const { traced, summary } = /** @type {Picked} */ (this.picked);
    if (!traced || traced.look.layer !== look.layer || traced.look.map !== look.map || traced.look.row !== look.row || traced.look.col !== look.col) return [];
    if (look.layer < 0) {
      const last = Math.max(...traced.regions.keys());
      const region = traced.regions.get(last);
      const total = summary?.rows[last]?.output_shape[0] ?? 0;
      return region && 'features' in region ? [t('netzoom.why.moves', { count: region.features.length, total })] : [];
    }
    const region = traced.regions.get(-1);
    if (!region) return [];
    if ('features' in region) return [t('netzoom.why.sees_features', { count: region.features.length, total: summary?.input_shape[0] ?? 0 })];
    const [rows, cols] = [spanOf(region.rows), spanOf(region.cols)];
    if (!rows || !cols) return [];
    if (rows.count === 1 && cols.count === 1) return [t('netzoom.why.sees_one', { row: rows.from, col: cols.from })];
    return [t('netzoom.why.sees', {
      rows: rows.count, cols: cols.count, top: rows.from, bottom: rows.to, left: cols.from, right: cols.to,
    })];
  }
}

/** @param {number} input */
const oneOf = (input) => t('netzoom.why.one', { input: number(input, false, 3) });

/**
 * @param {Explanation} explanation @param {Answer} answer @param {Look['level']} level
 * @param {{sign: (channel: number) => string, part: (map: number) => string}} names  of the channels that are read
 * @returns {string[]}
 */
function explained({ terms, partial_sums: sums, bias, winner }, { meta: { reduction }, tensors: { input } }, level, { sign, part }) {
  const count = terms.length;
  if (reduction === 'max' && winner) return [t('netzoom.why.max', { count, row: winner[0], col: winner[1] })];
  if (reduction === 'mean') {
    return [count > NAMED ? t('netzoom.why.mean', { count }) : t('netzoom.why.mean_of', { count, numbers: terms.map(({ input: each }) => number(each, false, 3)).join(', ') })];
  }
  const shift = bias === null ? [] : [t('netzoom.why.bias', { bias: signed(bias) })];
  const channels = level === 'map' || level === 'filter' ? largestChannels(terms, sums, MOST) : null;
  if (channels) {
    if (channels.largest[0].part === 0) return [t('netzoom.why.no_parts', { count: sums?.length ?? 0 }), ...shift];
    const parts = channels.largest.map(({ of, part: sum }) => t('netzoom.why.part', { channel: sign(of), sum: signed(sum) }));
    return [t('netzoom.why.parts', { count: sums?.length ?? 0, parts: parts.join(', ') }), ...others(channels.rest), ...shift];
  }
  const products = largestTerms(terms, MOST);
  if (products?.largest[0].part === 0) return [t('netzoom.why.no_products', { count }), ...shift];
  if (products) return [t('netzoom.why.products', { count, products: products.largest.map(({ of }) => product(of, input.shape, part)).join(', ') }), ...others(products.rest), ...shift];
  return count === 1 ? [oneOf(terms[0].input)] : [];
}

/** @param {{count: number, sum: number}} rest @returns {string[]} */
const others = ({ count, sum }) => (count > 0 ? [t('netzoom.why.rest', { count, sum: signed(sum) })] : []);

/**
 * One product, and where its input stands.
 * @param {import('../core/types.js').Term} term @param {readonly number[]} shape  of the input @param {(map: number) => string} part
 */
function product({ input, weight, product: made, channel, row, col, padding }, shape, part) {
  const where = padding ? t('netzoom.why.padding') : placeName({ map: channel, row, col }, shape, { part });
  return t('netzoom.why.product', { input: number(input, false, 3), weight: number(Number(weight), false, 3), product: signed(Number(made)), where });
}

/**
 * What a layer makes of one number: the stage's own words for its kind, with the numbers in.
 * @param {Answer} answer @param {number} at  of the number, in what goes in and what comes out
 * @returns {string[]}  none where the words need more than that number and what the layer is set to
 */
function bent({ setting: { layer, mode }, tensors: { input, output, mask } }, at) {
  const base = `arithmetic.formula.${layer.kind}`;
  const drawn = mask ? [mask.data[at] ? 'kept' : 'dropped'] : [];
  const key = [base, ...[...drawn, mode, layer.approximate ?? 'none'].map((name) => `${base}.${name}`)].find(hasText);
  const [x, y] = [input.data[at], output.data[at]];
  /** @type {Record<string, unknown>} */
  const known = { p: 0.5, negative_slope: 0.01, ...layer, x, y, ratio: ratioOf(x, y) };
  if (!key || [...t(key).matchAll(/\{(\w+)\}/g)].some(([, name]) => typeof known[name] !== 'number')) return [];
  const numbers = Object.entries(known).filter(([, value]) => typeof value === 'number');
  return [`${t(key, Object.fromEntries(numbers.map(([name, value]) => [name, number(Number(value), false, 3)])))}.`];
}

customElements.define('cs-net-reason', NetReason);
