/**
 * `<cs-epoch-slider>`: which epoch is looked at. A slider over the epochs that are kept, steps, play and pause; at its end it
 * follows the newest, also while the run goes on. All that shows an epoch follows the same one.
 */

import { t } from '../core/i18n.js';
import { setView, selectedPicture, shownEpoch, stateOf } from '../state/trainingActions.js';
import { EPOCH_SPEEDS, playEpochs, seekEpoch, stepEpochs } from '../state/watching.js';
import { ConvElement, html, live, nothing, svg } from './element.js';

/** @typedef {import('../core/runtypes.js').TrainingState} TrainingState */
/**
 * @typedef {{kept: readonly number[], count: number, shown: number|null, follows: boolean, playing: boolean, speed: number,
 *   running: boolean, epochs: number}} Picked
 */

/** In a box of 16 × 16. @type {Record<string, string>} */
const ICONS = Object.freeze({
  back: 'M11.5 3v10L4 8z', forward: 'M4.5 3v10L12 8z', play: 'M4 2.5v11L13.5 8z', pause: 'M3.5 3h3.2v10H3.5zM9.3 3h3.2v10H9.3z',
  newest: 'M11 3h2v10h-2zM3 3v10l7-5z',
});

/** @param {string} name */
const icon = (name) => html`<svg viewBox="0 0 16 16" aria-hidden="true">${svg`<path fill="currentColor" d=${ICONS[name]}></path>`}</svg>`;

/** @extends {ConvElement<Picked, TrainingState>} */
class EpochSlider extends ConvElement {
  static properties = { compact: { type: Boolean } };

  constructor() {
    super();
    this.compact = false;
  }

  /** @param {TrainingState} state @returns {Picked} */
  select(state) {
    const picture = selectedPicture(state);
    const kept = picture?.maps ?? [];
    return {
      kept, count: kept.length, shown: shownEpoch(state, picture), follows: state.view.epoch === null, playing: state.view.playing,
      speed: state.view.speed, running: stateOf(state, state.selected) === 'running', epochs: picture?.epochs ?? 0,
    };
  }

  /** @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    super.willUpdate(changed);
    if (changed.has('store')) playEpochs(this.store);
  }

  render() {
    const { kept, count, shown, follows, playing, speed, running, epochs } = this.picked;
    const place = shown === null ? 0 : kept.indexOf(shown);
    const off = count < 2;
    const words = shown === null ? t('watch.none_yet') : t('watch.epoch_of', { epoch: shown + 1, epochs });
    return html`<div class="epoch-slider" role="group" aria-label=${t('watch.slider')}>
      <div class="epoch-buttons">
        <button type="button" class="button icon epoch-play" ?disabled=${off} aria-label=${t(playing ? 'watch.pause' : 'watch.play')}
          title=${t(playing ? 'watch.pause' : 'watch.play')} @click=${() => setView(this.store, { playing: !playing })}>${icon(playing ? 'pause' : 'play')}</button>
        ${this.compact ? nothing : html`
          ${this._button('back', off || place === 0, () => stepEpochs(this.store, -1))}
          ${this._button('forward', off || follows, () => stepEpochs(this.store, 1))}`}
      </div>
      <input type="range" min="0" max=${Math.max(1, count - 1)} step="1" ?disabled=${off} .value=${live(String(off ? 1 : place))}
        aria-label=${t('watch.epoch')} aria-valuetext=${words}
        @input=${(/** @type {Event} */ event) => seekEpoch(this.store, Number(/** @type {HTMLInputElement} */ (event.target).value))}>
      <span class="epoch-at small">${this.compact && shown === null ? '' : words}${follows && shown !== null && running && !this.compact ? html` <span class="soft">· ${t('watch.follows')}</span>` : nothing}</span>
      ${this.compact ? nothing : html`
        ${this._button('newest', off || follows, () => seekEpoch(this.store, count - 1))}
        <select aria-label=${t('watch.speed')} .value=${live(String(speed))}
          @change=${(/** @type {Event} */ event) => setView(this.store, { speed: Number(/** @type {HTMLSelectElement} */ (event.target).value) })}>
          ${EPOCH_SPEEDS.map((each) => html`<option value=${each} ?selected=${each === speed}>${t('watch.per_second', { count: each })}</option>`)}
        </select>`}
    </div>`;
  }

  /** @param {string} name @param {boolean} disabled @param {() => void} act */
  _button(name, disabled, act) {
    return html`<button type="button" class="button icon epoch-${name}" ?disabled=${disabled} aria-label=${t(`watch.${name}`)} title=${t(`watch.${name}`)}
      @click=${act}>${icon(name)}</button>`;
  }

  updated() {
    const slider = /** @type {HTMLInputElement|null} */ (this.querySelector('input[type=range]'));
    slider?.style.setProperty('--at', String(Number(slider.value) / Number(slider.max)));
  }
}

customElements.define('cs-epoch-slider', EpochSlider);
