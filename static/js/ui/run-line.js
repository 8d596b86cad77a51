/**
 * `<cs-run-line>`: what the followed run is doing, in one line: its state, how far it is, how long still.
 */

import { clock } from '../core/duration.js';
import { t } from '../core/i18n.js';
import { secondsLeft } from '../core/pace.js';
import { selectedPicture, stateOf, summaryOf } from '../state/trainingActions.js';
import { ConvElement, html, nothing } from './element.js';

/** @typedef {import('../core/runtypes.js').TrainingState} TrainingState */
/** @typedef {import('../core/runtypes.js').RunState} RunState */
/** @typedef {{state: RunState|null, place: number|null, epoch: number|null, epochs: number, left: number|null, lost: boolean}} Picked */

/** @extends {ConvElement<Picked, TrainingState>} */
class RunLine extends ConvElement {
  /** @param {TrainingState} state @returns {Picked} */
  select(state) {
    const picture = selectedPicture(state);
    const left = picture && secondsLeft(picture);
    return {
      state: stateOf(state, state.selected), place: summaryOf(state, state.selected)?.place ?? null,
      epoch: picture?.epoch ?? null, epochs: picture?.epochs ?? 0, left: left === null ? null : Math.round(left),
      lost: state.connection.state === 'lost',
    };
  }

  render() {
    const { state, lost } = this.picked;
    if (!state) return nothing;
    return html`<span class="run-state is-${state}">${t(`train.state.${state}`)}</span>
      <span class="small soft">${this._far()}</span>
      ${lost ? html`<span class="small refusal" role="status">${t('watch.lost')}</span>` : nothing}`;
  }

  /** @returns {string} */
  _far() {
    const { state, place, epoch, epochs, left } = this.picked;
    if (state === 'queued') return place === null ? '' : t('watch.queue_place', { place });
    if (epoch === null) return '';
    const far = t('watch.epoch_of', { epoch: epoch + 1, epochs });
    const lives = state === 'running' || state === 'paused';
    return lives && left !== null ? `${far} · ${t('watch.left', { time: clock(left) })}` : far;
  }
}

customElements.define('cs-run-line', RunLine);
