/**
 * `<cs-net-classes>`: what the network takes the picture for: probabilities as bars, the logits that they come from, and the
 * arithmetic between the two. The class that is chosen here is the one that everything else on the page asks about.
 */

import { likeliest } from '../core/confusion.js';
import { number, share } from '../core/format.js';
import { t } from '../core/i18n.js';
import { lookAt, setView } from '../state/networkActions.js';
import { classMap, ConvElement, html, live, nothing } from './element.js';
import { stripBox } from './net-place.js';
import { softmaxTable } from './net-softmax.js';

/** @typedef {import('../core/nettypes.js').NetworkState} NetworkState */
/** @typedef {import('../core/nettypes.js').NetworkAnswer} NetworkAnswer */
/**
 * @typedef {object} Picked
 * @property {NetworkAnswer|null} answer
 * @property {number|null} broken  the layer at which the network breaks
 * @property {number|null} target
 * @property {boolean} stale
 * @property {boolean} waiting
 * @property {boolean} playing  through the epochs
 */

const MOST = 12; // classes that are shown at once

/** @param {readonly import('../core/nettypes.js').Row[]} rows @returns {number} the layer that answers the logits */
const logitLayer = (rows) => rows.length - 1 - (rows.at(-1)?.kind === 'softmax' ? 1 : 0);

/**
 * The numbers that softmax is taken of: what the last layer answers, or, where that is a softmax itself, what it is given.
 * @param {NetworkAnswer} answer
 * @returns {import('../core/types.js').Tensor|null}
 */
export function logitsOf({ meta: { rows }, tensors }) {
  const last = logitLayer(rows);
  const logits = last < 0 ? tensors.input : tensors[`layers.${last}.output`];
  return logits?.shape.length === 1 ? logits : null;
}

/** @extends {ConvElement<Picked, NetworkState>} */
class NetClasses extends ConvElement {
  static properties = { ...ConvElement.properties, _all: { state: true }, _open: { state: true }, _said: { state: true } };

  constructor() {
    super();
    this._all = false;
    this._open = false;
    /** What is read out besides the winner: of a class that has been asked about, of an epoch that has been come to. */
    this._said = '';
    /** @type {{target: number|null, epoch: number|null}|null} what that was about */
    this._told = null;
  }

  /** @param {NetworkState} state @returns {Picked} */
  select({ live: { answer, summary, status }, view }) {
    return {
      answer, broken: summary?.broken?.index ?? null, target: view.target,
      stale: status !== 'ready' && status !== 'loading', waiting: status === 'loading', playing: view.playing,
    };
  }

  render() {
    const { answer, broken, waiting } = this.picked;
    const probabilities = answer?.meta.probabilities ?? null;
    if (!answer || broken !== null || !probabilities) {
      const key = broken !== null ? 'broken' : answer?.setting.layers.length === 0 ? 'none' : answer ? 'no_flat' : waiting ? 'waiting' : 'empty';
      return html`<div class="card-head"><h2>${t('netclasses.title')}</h2></div><p class="soft small">${t(`netclasses.${key}`, { number: (broken ?? 0) + 1 })}</p>`;
    }
    return this._classes(answer, probabilities);
  }

  /** @param {NetworkAnswer} answer @param {number[]} probabilities */
  _classes(answer, probabilities) {
    const { target, stale } = this.picked;
    const logits = logitsOf(answer);
    const falling = likeliest(probabilities, probabilities.length);
    if (falling.length === 0) {
      return html`<div class="card-head"><h2>${t('netclasses.title')}</h2></div><p class="refusal">${t('watch.no_probabilities')}</p>`;
    }
    const names = (/** @type {number} */ index) => answer.meta.classes?.[index] ?? String(index);
    const winner = falling[0].index;
    const asked = target !== null && target < probabilities.length ? target : null;
    const shown = this._shown(falling.map(({ index }) => index), asked);
    return html`
      <div class="card-head"><h2>${t('netclasses.title')}</h2>
        <small aria-live="polite">${t('netclasses.verdict', { name: names(winner) })}</small>
        <small class="aside soft">${t('netclasses.logit')}</small></div>
      <div class=${classMap({ 'net-classes': true, stale })} role="radiogroup" aria-label=${t('netclasses.choose')}>
        ${shown.map((index) => this._row(names(index), index, probabilities[index], logits?.data[index], { winner: index === winner, asked: index === asked }))}
        <label class="net-class-likeliest small"><input type="radio" name="net-target" .checked=${live(asked === null)}
          @change=${() => setView(this.store, { target: null })}><span>${t('netclasses.likeliest')}</span></label>
      </div>
      ${stale ? html`<p class="small soft">${t('netclasses.stale')}</p>` : nothing}
      <p class="unseen" role="status">${this._said}</p>
      ${logits && logitLayer(answer.meta.rows) >= 0 ? html`<button type="button" class="button small net-follow" @click=${() => this._followBack(answer, asked ?? winner)}>${t('netclasses.follow', { name: names(asked ?? winner) })}</button>` : nothing}
      ${probabilities.length > MOST ? html`<button type="button" class="link small" @click=${() => { this._all = !this._all; }}>
        ${t(this._all ? 'netclasses.fewer' : 'netclasses.all', { count: probabilities.length })}</button>` : nothing}
      ${logits ? html`<details class="net-softmax" ?open=${this._open} @toggle=${(/** @type {Event} */ event) => {
        this._open = /** @type {HTMLDetailsElement} */ (event.target).open;
      }}>
        <summary>${t('netclasses.softmax')}</summary>
        ${this._open ? softmaxTable({ logits: logits.data, probabilities, names, shown, asked: asked ?? winner }) : nothing}
      </details>` : nothing}
      ${'seed' in answer.setting.weights ? html`<p class="small soft">${t('netclasses.untrained')}</p>` : nothing}`;
  }

  updated() {
    const { answer, target, playing } = this.picked;
    const probabilities = answer?.meta.probabilities;
    const [winner] = likeliest(probabilities ?? [], 1);
    if (!answer || !probabilities || !winner || playing) return;
    const { weights } = answer.setting;
    const now = { target: target !== null && target < probabilities.length ? target : null, epoch: 'epoch' in weights ? weights.epoch : null };
    const before = this._told;
    this._told = now;
    if (!before) return;
    const name = (/** @type {number} */ index) => answer.meta.classes?.[index] ?? String(index);
    const logits = logitsOf(answer);
    if (now.epoch !== before.epoch && now.epoch !== null) {
      this._said = t('netclasses.told_epoch', { epoch: now.epoch + 1, name: name(winner.index), share: share(winner.probability) });
    } else if (now.target !== before.target && now.target !== null && logits) {
      this._said = t('netclasses.told', {
        name: name(now.target), share: share(probabilities[now.target]), logit: number(logits.data[now.target], false),
        winner: name(winner.index), most: number(logits.data[winner.index], false),
      });
    }
  }

  /** To the logit's own strip, where its reasons open. @param {NetworkAnswer} answer @param {number} index */
  _followBack({ meta: { rows } }, index) {
    const layer = logitLayer(rows);
    lookAt(this.store, { layer, map: 0, row: 0, col: index, level: 'map' });
    stripBox(layer)?.focus();
  }

  /**
   * In the order of the classes; of very many the likeliest, and the one that is asked about.
   * @param {number[]} falling @param {number|null} asked
   */
  _shown(falling, asked) {
    if (this._all || falling.length <= MOST) return falling.toSorted((a, b) => a - b);
    const first = falling.slice(0, MOST);
    return asked === null || first.includes(asked) ? first : [...first.slice(0, -1), asked];
  }

  /**
   * @param {string} name @param {number} index @param {number} probability @param {number|undefined} logit
   * @param {{winner: boolean, asked: boolean}} state
   */
  _row(name, index, probability, logit, { winner, asked }) {
    const part = share(probability);
    const height = logit === undefined ? '' : number(logit, false);
    return html`<label class=${classMap({ 'net-class': true, first: winner, asked })}>
      <input type="radio" name="net-target" .checked=${live(asked)} aria-label=${t('netclasses.row', { name, share: part, logit: height })}
        @change=${() => setView(this.store, { target: index })}>
      <span class="class-name" aria-hidden="true">${name}</span>
      <svg class="class-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect width=${Math.max(0.5, 100 * probability)} height="8"></rect></svg>
      <span class="number class-share" aria-hidden="true">${part}</span>
      <span class="number soft class-logit" aria-hidden="true">${height}</span>
    </label>`;
  }
}

customElements.define('cs-net-classes', NetClasses);
