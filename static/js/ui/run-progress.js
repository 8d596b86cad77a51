/**
 * `<cs-run-progress>`: how far the run is, how long it will take, how fast it goes; its place in the queue; and why it
 * ended, in words.
 */
import { brief, clock } from '../core/duration.js';
import { compactCount, count } from '../core/format.js';
import { t } from '../core/i18n.js';
import { epochSeconds, progressOf, secondsLeft, throughput } from '../core/pace.js';
import { selectedPicture, stateOf, summaryOf } from '../state/trainingActions.js';
import './run-holders.js';
import { ConvElement, html, nothing } from './element.js';

/** @typedef {import('../core/runtypes.js').TrainingState} TrainingState */
/** @typedef {import('../core/runtypes.js').RunPicture} RunPicture */
/** @typedef {import('../core/runtypes.js').RunSummary} RunSummary */

/** @extends {ConvElement<{picture: RunPicture|null, run: RunSummary|null, state: string|null, connection: TrainingState['connection']}, TrainingState>} */
class RunProgress extends ConvElement {
  static properties = { compact: { type: Boolean } };

  constructor() {
    super();
    this.compact = false;
  }

  /** @param {TrainingState} state */
  select(state) {
    return { picture: selectedPicture(state), run: summaryOf(state, state.selected), state: stateOf(state, state.selected), connection: state.connection };
  }

  render() {
    const { picture, run, state, connection } = this.picked;
    if (!run || !state) return nothing;
    const share = picture ? progressOf(picture) : 0;
    return html`
      <progress class="run-bar is-${state}" max="1" .value=${share} aria-label=${t('train.progress')}></progress>
      <p class="small number run-pace">${this._where(run, picture)}</p>
      ${connection.state === 'lost' ? html`<p class="small notice alarm" role="status">${t('train.lost')}</p>` : nothing}
      ${state === 'queued' ? html`<cs-run-holders .store=${this.store}></cs-run-holders>` : nothing}
      <div role="status">${this._diverged(picture)}${this._end(run, picture, state)}</div>`;
  }

  /**
   * @param {RunSummary} run
   * @param {RunPicture|null} picture
   */
  _where(run, picture) {
    const { state } = this.picked;
    if (state === 'queued') return html`${t('train.queued', { place: run.place ?? 1 })}${run.detail ? html` <span class="run-waits">${run.detail}</span>` : nothing}`;
    if (!picture || picture.epoch === null) return state === 'running' || state === 'paused' ? html`${t('train.starting')}` : nothing;
    const parts = [t('train.epoch_of', { epoch: picture.epoch + 1, epochs: picture.epochs })];
    if (state === 'running' || state === 'paused') {
      if (picture.batch !== null && !this.compact) parts.push(t('train.batch_of', { batch: picture.batch + 1, batches: picture.batches }));
      const left = secondsLeft(picture);
      if (left !== null) parts.push(t('train.left', { time: clock(left) }));
    }
    const [speed, each] = [throughput(picture), epochSeconds(picture)];
    if (!this.compact && speed !== null) parts.push(t('train.throughput', { samples: compactCount(Math.round(speed)) }));
    if (!this.compact && each !== null) parts.push(t('train.epoch_takes', { seconds: brief(each) }));
    if (picture.missing > 0) parts.push(t('train.missing', { count: count(picture.missing) }));
    return parts.map((part, index) => html`${index > 0 ? ' · ' : ''}<span>${part}</span>`);
  }

  /** When the loss became NaN; the end of a run that NaN has ended says so itself. @param {RunPicture|null} picture */
  _diverged(picture) {
    const mark = picture?.end?.reason === 'nan' ? undefined : picture?.marks.findLast(({ type }) => type === 'diverged');
    return mark ? html`<p class="notice alarm small run-diverged">${mark.event.detail}</p>` : nothing;
  }

  /**
   * @param {RunSummary} run
   * @param {RunPicture|null} picture
   * @param {string} state
   */
  _end(run, picture, state) {
    const reason = picture?.end?.reason ?? run.reason;
    if (!reason || ['queued', 'running', 'paused'].includes(state)) return nothing;
    const detail = picture?.end?.detail ?? run.detail ?? t(`train.reason.${reason}`);
    const stopped = picture?.callbacks.flatMap(({ history }) => history).findLast(({ action }) => action === 'stopped');
    return html`<p class="run-end is-${state} ${this.compact ? 'small' : ''}"><strong>${detail}</strong>
      ${stopped && reason === 'early_stopped' ? html` <span class="run-why">${t(`train.callback.${stopped.callback}`)}: ${stopped.reason}</span>` : nothing}</p>`;
  }
}

customElements.define('cs-run-progress', RunProgress);
