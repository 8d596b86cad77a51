/**
 * `<cs-epoch-slider>`: which epoch is looked at. A slider over the epochs that are kept, steps, play and pause; at its end it
 * follows the newest, also while the run goes on. All that shows an epoch follows the same one.
 */

import { t } from '../core/i18n.js';
import { setView, selectedPicture, shownEpoch, stateOf } from '../state/trainingActions.js';
import { EPOCH_SPEEDS, playEpochs, seekEpoch, stepEpochs } from '../state/watching.js';
import { ConvElement, html, nothing } from './element.js';
import { fillTrack, scrubber } from './scrubber.js';

/** @typedef {import('../core/runtypes.js').TrainingState} TrainingState */
/**
 * @typedef {{kept: readonly number[], count: number, shown: number|null, follows: boolean, playing: boolean, speed: number,
 *   running: boolean, epochs: number}} Picked
 */

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
    const words = shown === null ? t('watch.none_yet') : t('watch.epoch_of', { epoch: shown + 1, epochs });
    const more = this.compact ? {} : { more: {
      step: (/** @type {number} */ by) => stepEpochs(this.store, by),
      atEnd: follows, speed, speeds: EPOCH_SPEEDS, newest: true,
      setSpeed: (/** @type {number} */ to) => setView(this.store, { speed: to }),
      note: follows && shown !== null && running ? html` <span class="soft">· ${t('watch.follows')}</span>` : nothing,
    } };
    return scrubber({
      label: t('watch.slider'), count, place: shown === null ? 0 : kept.indexOf(shown), words: this.compact && shown === null ? '' : words, playing,
      play: (on) => setView(this.store, { playing: on }), seek: (place) => seekEpoch(this.store, place), ...more,
    });
  }

  updated() {
    fillTrack(this);
  }
}

customElements.define('cs-epoch-slider', EpochSlider);
