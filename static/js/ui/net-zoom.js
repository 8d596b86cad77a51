/**
 * `<cs-net-zoom>`: what is looked at, from near. It opens under the strip and goes deeper by steps, the step before still in
 * sight: a map, the channels of its filter, the arithmetic of one window, and the stage of the page of one layer with the
 * network's own weights. A line of steps above tells where one is and leads back.
 */

import { hasText, t } from '../core/i18n.js';
import { LEVELS, levelBeside, levelIn, levelsOf } from '../core/levels.js';
import { layerKinds } from '../net/catalogue.js';
import { openStage } from '../net/network-stage.js';
import { lookAt, shapeAt } from '../state/networkActions.js';
import './arithmetic.js';
import { ConvElement, html, nothing } from './element.js';
import './net-filter.js';
import { explanationOf } from './net-explanation.js';
import { partNames } from './net-parts.js';
import { bringUp, stripBox } from './net-place.js';
import './net-reason.js';
import './net-trace.js';
import './player.js';
import './stage.js';

/** @typedef {import('../core/nettypes.js').Look} Look */
/** @typedef {import('../core/nettypes.js').NetworkState} NetworkState */
/** @typedef {import('../core/levels.js').Level} Level */
/** @typedef {{look: Look|null, answer: NetworkState['live']['answer'], summary: NetworkState['live']['summary'], status: NetworkState['live']['status']}} Picked */

/** @extends {ConvElement<Picked, NetworkState>} */
class NetZoom extends ConvElement {
  constructor() {
    super();
    /** @type {import('../net/network-stage.js').Opened|null} */
    this._stage = null;
    /** @type {(() => void)|null} */
    this._unhear = null;
    /** Whether the focus is in here: what it was on may be gone after a step. */
    this._focused = false;
    /** @type {Level|null} */
    this._level = null;
    /** @type {import('../net/catalogue.js').Kinds} */
    this._kinds = {};
  }

  /** @param {NetworkState} state @returns {Picked} */
  select({ view, live }) {
    return { look: view.look, answer: live.answer, summary: live.summary, status: live.status };
  }

  connectedCallback() {
    super.connectedCallback();
    this.addEventListener('focusin', this._in);
    this.addEventListener('focusout', this._out);
    layerKinds().then((kinds) => {
      this._kinds = kinds;
      this.requestUpdate();
    }, () => {}); // without them the numbers stand all the same
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this._unhear?.();
    this._stage?.stop();
    this._unhear = null;
    this._stage = null;
    this.removeEventListener('focusin', this._in);
    this.removeEventListener('focusout', this._out);
    // Who has come out by the keyboard goes on where he came in.
    if (this._focused) stripBox(this.picked.look?.layer)?.focus();
    this._focused = false;
  }

  _in = () => {
    this._focused = true;
  };

  /** @param {FocusEvent} event */
  _out = ({ relatedTarget }) => {
    // What loses the focus because it goes away loses it to nothing.
    if (relatedTarget) this._focused = this.contains(/** @type {Node} */ (relatedTarget));
  };

  /** @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    super.willUpdate(changed);
    if (!this._stage && this.store) {
      this._stage = openStage(this.store);
      this._unhear = this._stage.store.subscribe((state, previous) => {
        if (state.live !== previous.live || state.setting !== previous.setting) this.requestUpdate();
      });
    }
  }

  render() {
    const { look, answer, summary } = this.picked;
    const shape = look && shapeAt(this.store.state, look.layer);
    if (!look || !shape || !summary) return nothing;
    const levels = levelsOf(answer?.tensors ?? null, look.layer);
    const level = levelIn(levels, look.level);
    return html`<section class="zoom" aria-label=${t('netzoom.title')}>
      ${this._steps(look, levels, level)}
      <cs-net-reason .store=${this.store} .stage=${this._inner} .level=${level}></cs-net-reason>
      ${this._trouble()}
      ${level === 'map' || level === 'filter' || !levels.includes('filter') ? this._map(look, levels, level) : nothing}
      ${level === 'filter' || level === 'cell' ? html`<cs-net-filter .store=${this.store} .stage=${this._inner}></cs-net-filter>` : nothing}
      ${level === 'cell' ? this._cell() : nothing}
      ${level === 'stage' ? this._onStage() : nothing}
      ${level === 'map' ? nothing : this._deeper(look, levels, level)}
    </section>`;
  }

  get _inner() {
    return /** @type {import('../net/network-stage.js').Opened} */ (this._stage).store;
  }

  /** The steps so far, each leading back. @param {Look} look @param {readonly Level[]} levels @param {Level} level */
  _steps(look, levels, level) {
    const kind = look.layer < 0 ? '' : this.picked.summary?.rows[look.layer]?.kind ?? '';
    const title = look.layer < 0 ? t('netmaps.input') : `${look.layer + 1} ${hasText(`layers.${kind}.title`) ? t(`layers.${kind}.title`) : kind}`;
    const deep = LEVELS.indexOf(level);
    return html`<nav class="zoom-steps" aria-label=${t('netzoom.steps')}>
      <ol>
        <li><button type="button" class="link" @click=${() => lookAt(this.store, null)}>${t('netzoom.network')}</button></li>
        ${levels.filter((each) => LEVELS.indexOf(each) <= deep).map((each) => html`<li><button type="button" class="link"
          aria-current=${each === level ? 'step' : 'false'} @click=${() => this._go(each)}>${each === 'map' ? `${title}${this._mapName(look)}` : t(`netzoom.level.${each}`)}</button></li>`)}
      </ol>
      <button type="button" class="button quiet small" @click=${() => this._up(levels, level)}>${t('netzoom.up')} <kbd>Esc</kbd></button>
    </nav>`;
  }

  /** @param {Look} look */
  _mapName({ layer, map, col }) {
    const shape = shapeAt(this.store.state, layer);
    if (shape?.length === 1) return ` · ${t('stage.place_flat', { index: col })}`;
    return shape && shape[0] > 1 ? ` · ${partNames(this.store.state, layer)(map)}` : '';
  }

  /** @param {readonly Level[]} levels @param {Level} level */
  _up(levels, level) {
    const out = levelBeside(levels, level, -1);
    if (out) this._go(out);
    else lookAt(this.store, null);
  }

  /** @param {Level} level */
  _go(level) {
    const { look } = this.store.state.view;
    if (look) lookAt(this.store, { ...look, level });
  }

  /** Why the stage has no numbers, where it has none. */
  _trouble() {
    const { live } = this._inner.state;
    const edited = this._stage?.edited();
    if (live.problem) return html`<p class="notice alarm small">${live.problem.detail}</p>`;
    if (live.status === 'gone' || live.status === 'offline') {
      return html`<p class="notice alarm small">${t('netzoom.away')} <button type="button" class="link" @click=${() => this._stage?.retry()}>${t('netzoom.retry')}</button></p>`;
    }
    return edited ? html`<p class="notice small">${t('netzoom.edited')} <button type="button" class="link" @click=${() => this._stage?.restore()}>${t('netzoom.restore')}</button></p>` : nothing;
  }

  /**
   * The outermost step: what the layer does to the cell, and what it sees.
   * @param {Look} look @param {readonly Level[]} levels @param {Level} level
   */
  _map(look, levels, level) {
    return html`<div class="zoom-map">
      ${explanationOf(this.store, this._inner, look, this._kinds)}
      ${level === 'map' ? html`${this._deeper(look, levels, level)}<cs-net-trace .store=${this.store}></cs-net-trace>` : nothing}
    </div>`;
  }

  _cell() {
    return html`<div class="zoom-arithmetic"><cs-arithmetic .store=${this._inner} .guessing=${false}></cs-arithmetic></div>`;
  }

  _onStage() {
    return html`<div class="zoom-stage">
      <p class="small soft">${t('netzoom.stage_says')}</p>
      <cs-stage .store=${this._inner}></cs-stage>
      <cs-arithmetic .store=${this._inner} .guessing=${false}></cs-arithmetic>
      <cs-player .store=${this._inner}></cs-player>
    </div>`;
  }

  /** @param {Look} look @param {readonly Level[]} levels @param {Level} level */
  _deeper(look, levels, level) {
    const next = levelBeside(levels, level, 1);
    if (!next || look.layer < 0) return nothing;
    return html`<p class="zoom-deeper"><button type="button" class="button" @click=${() => this._go(next)}>${t(`netzoom.into.${next}`)}</button></p>`;
  }

  /** Opened from its strip. */
  firstUpdated() {
    const box = stripBox(this.picked.look?.layer);
    if (box && box === document.activeElement) bringUp(this, box);
  }

  updated() {
    const { look } = this.picked;
    const level = look && levelIn(levelsOf(this.picked.answer?.tensors ?? null, look.layer), look.level);
    const stepped = this._level !== null && level !== this._level;
    this._level = level;
    if (!stepped) return;
    if (this._focused && !this.contains(document.activeElement)) /** @type {HTMLElement|null} */ (this.querySelector('[aria-current="step"]'))?.focus({ preventScroll: true });
    // The deepest: it comes last, and what it came from stands above it.
    const parts = this.querySelectorAll('.zoom-filter, .zoom-arithmetic, .zoom-stage');
    ([...parts].at(-1) ?? this).scrollIntoView({ block: 'nearest' });
  }
}

customElements.define('cs-net-zoom', NetZoom);
