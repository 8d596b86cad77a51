/**
 * `<cs-player>`: the transport. Every button, the slider and the keys move the one cursor in the store; what is drawn
 * follows from it.
 */
import { count } from '../core/format.js';
import { t } from '../core/i18n.js';
import { clamp, fractionOf, phaseOf, planFor, totalSteps } from '../core/stepper.js';
import { seek, setView, skipToRest, step, stopStepping, toEnd, toStart } from '../state/actions.js';
import { UNKNOWN, hidesSize } from '../state/hiding.js';
import { SPEEDS, playOrPause, playerOf } from '../state/player.js';
import { ConvElement, html, live, nothing, svg } from './element.js';
import './narrator.js';

/** @typedef {import('../core/types.js').State} State */
/** @typedef {import('../core/stepper.js').Plan} Plan */
/** @typedef {Pick<State, 'cursor'> & {stepping: boolean, unit: 'tap'|'cell'|'row', speed: number, hidden: boolean, answer: State['live']['answer']}} Picked */

const UNITS = /** @type {const} */ (['tap', 'cell', 'row']);

/** The signs on the buttons, in a box of 16 × 16. */
const ICONS = Object.freeze(/** @type {Record<string, string>} */ ({
  start: 'M3 3h2v10H3zM13 3v10L6 8z',
  rest_back: 'M8 3v10L1.5 8zM14.5 3v10L8 8z',
  back: 'M11.5 3v10L4 8z',
  play: 'M4 2.5v11L13.5 8z',
  pause: 'M3.5 3h3.2v10H3.5zM9.3 3h3.2v10H9.3z',
  forward: 'M4.5 3v10L12 8z',
  rest_forward: 'M8 3v10l6.5-5zM1.5 3v10L8 8z',
  end: 'M11 3h2v10h-2zM3 3v10l7-5z',
  stop: 'M3.5 3.5h9v9h-9z',
}));

/** @param {string} name */
const icon = (name) => html`<svg viewBox="0 0 16 16" aria-hidden="true">${svg`<path fill="currentColor" d=${ICONS[name]}></path>`}</svg>`;

/** Steps of the slider: fine enough for every pixel, few enough for the keys to get somewhere. */
const SCALE = 1000;

/** @extends {ConvElement<Picked>} */
export class CsPlayer extends ConvElement {
  constructor() {
    super();
    /** @type {(() => void)|null} */
    this._unhear = null;
  }

  /** @param {State} state @returns {Picked} */
  select({ cursor, view, live: { answer } }) {
    return { cursor, answer, stepping: view.stepping, unit: view.unit, speed: view.speed, hidden: hidesSize(view) };
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this._unhear?.();
    this._unhear = null;
    if (this.store) playerOf(this.store).pause();
  }

  render() {
    this._unhear ??= playerOf(this.store).subscribe(() => this.requestUpdate());
    const playing = playerOf(this.store).playing();
    const { answer, unit, speed, stepping } = this.picked;
    const off = !answer;
    return html`
      <div class="player" role="group" aria-label=${t('player.title')}>
        <div class="player-buttons row">
          ${this._button('start', off, () => toStart(this.store))}
          ${this._button('rest_back', off, () => skipToRest(this.store, -1))}
          ${this._button('back', off, () => step(this.store, unit, -1))}
          <button type="button" class="button icon primary player-play" ?disabled=${off} aria-label=${t(playing ? 'player.pause' : 'player.play')}
            title=${t(playing ? 'player.pause' : 'player.play')} @click=${() => playOrPause(this.store)}>${icon(playing ? 'pause' : 'play')}</button>
          ${this._button('forward', off, () => step(this.store, unit, 1))}
          ${this._button('rest_forward', off, () => skipToRest(this.store, 1))}
          ${this._button('end', off, () => toEnd(this.store))}
          ${this._button('stop', !stepping && !playing, () => stopStepping(this.store))}
        </div>
        ${answer ? this._scrub(planFor(answer)) : nothing}
        <div class="player-choices row">
          <div class="segments player-unit" role="radiogroup" aria-label=${t('player.unit')}>
            ${UNITS.map((name) => html`<label><input type="radio" name="player-unit" value=${name} .checked=${live(unit === name)}
              @change=${() => setView(this.store, { unit: name })}><span>${t(`player.units.${name}`)}</span></label>`)}
          </div>
          <select class="player-speed" aria-label=${t('player.speed')} .value=${live(String(speed))}
            @change=${(/** @type {Event} */ event) => setView(this.store, { speed: Number(/** @type {HTMLSelectElement} */ (event.target).value) })}>
            ${SPEEDS.map((value) => html`<option value=${value} ?selected=${value === speed}>${value}×</option>`)}
          </select>
        </div>
      </div>
      <cs-narrator .store=${this.store}></cs-narrator>`;
  }

  /**
   * @param {string} name
   * @param {boolean} disabled
   * @param {() => unknown} act  takes the wheel: the player lets go
   */
  _button(name, disabled, act) {
    return html`<button type="button" class="button icon player-${name}" ?disabled=${disabled} aria-label=${t(`player.${name}`)} title=${t(`player.${name}`)}
      @click=${() => { playerOf(this.store).pause(); act(); }}>${icon(name)}</button>`;
  }

  /** @param {Plan} plan */
  _scrub(plan) {
    const { stepping, hidden } = this.picked;
    const cursor = clamp(plan, this.picked.cursor);
    const fraction = stepping ? fractionOf(plan, cursor) : 1;
    const phase = phaseOf(plan, cursor);
    const cell = { cell: count(cursor.row * plan.cols + cursor.col + 1), cells: hidden ? UNKNOWN : count(plan.count), phase: t(`player.phase.${phase.name}`) };
    return html`<div class="player-scrub">
      <input type="range" min="0" max=${SCALE} step=${Math.max(1, Math.round(SCALE / totalSteps(plan)))} .value=${live(String(Math.round(fraction * SCALE)))}
        aria-label=${t('player.scrub')} aria-valuetext=${stepping ? t('player.at', { ...cell, row: cursor.row, col: cursor.col }) : t('player.whole')}
        @input=${this._seek} @keydown=${this._nudge}>
      <span class="player-at small soft">${stepping ? t('player.cell', cell) : t('player.whole')}</span>
    </div>`;
  }

  /** @param {Event} event */
  _seek(event) {
    seek(this.store, Number(/** @type {HTMLInputElement} */ (event.target).value) / SCALE);
  }

  /** On the slider the arrows take one step each, however many the map has. @param {KeyboardEvent} event */
  _nudge(event) {
    const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (!by || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    playerOf(this.store).pause();
    step(this.store, this.picked.unit, /** @type {1|-1} */ (by));
  }

  updated() {
    const slider = /** @type {HTMLInputElement|null} */ (this.querySelector('input[type=range]'));
    slider?.style.setProperty('--at', String(Number(slider.value) / SCALE));
  }
}

customElements.define('cs-player', CsPlayer);
