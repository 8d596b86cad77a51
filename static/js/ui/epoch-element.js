/**
 * An element that shows what is kept of one epoch of the selected run. While the next epoch is on its way the one before
 * stays, so that sliding through the epochs never flickers.
 */

import { neighbours } from '../core/epochs.js';
import { t } from '../core/i18n.js';
import { Refused } from '../net/api.js';
import { epochData } from '../net/epoch-data.js';
import { createLane } from '../net/lane.js';
import { selectedPicture, shownEpoch } from '../state/trainingActions.js';
import { html, nothing } from './element.js';
import { PaintedElement } from './painted.js';

/** @typedef {import('../core/runtypes.js').TrainingState} TrainingState */
/** @typedef {{run: string|null, epoch: number|null, started: import('../core/runtypes.js').RunEvent|null}} EpochPicked */

const AHEAD = 8; // epochs that are fetched beforehand

/**
 * `D` is what is kept: `Maps` or `Figures`.
 * @template D
 * @extends {PaintedElement<EpochPicked, TrainingState>}
 */
export class EpochElement extends PaintedElement {
  static properties = { _shown: { state: true }, _failed: { state: true } };

  /** @param {import('../net/epoch-data.js').Kind} kind */
  constructor(kind) {
    super();
    this._kind = kind;
    /** @type {{run: string, epoch: number, data: D}|null} */
    this._shown = null;
    /** @type {unknown} */
    this._failed = null;
    /** @type {{run: string, epoch: number}|null} */
    this._asked = null;
    /** @type {import('../net/lane.js').Lane<{run: string, epoch: number}>} */
    this._lane = createLane({
      run: ({ run, epoch }, signal) => epochData.ask(kind, run, epoch, signal),
      onAnswer: (data, { run, epoch }) => this._take(run, epoch, data),
      onFailure: (error) => { this._failed = error; },
      most: 2,
    });
  }

  /** @param {TrainingState} state @returns {EpochPicked} */
  select(state) {
    const picture = selectedPicture(state);
    return { run: state.selected, epoch: shownEpoch(state, picture), started: picture?.started ?? null };
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this._lane.cancel();
    this._asked = null;
  }

  /** @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    super.willUpdate(changed);
    const { run, epoch } = this.picked;
    if (this._shown && this._shown.run !== run) this._shown = null;
    if (!run || epoch === null || (this._asked?.run === run && this._asked.epoch === epoch)) return;
    const before = this._asked?.run === run ? this._asked.epoch : epoch;
    this._asked = { run, epoch };
    this._failed = null;
    const found = epochData.peek(this._kind, run, epoch);
    if (found) this._take(run, epoch, found);
    else this._lane.ask({ run, epoch });
    const kept = selectedPicture(this.store.state)?.maps ?? [];
    epochData.prefetch(this._kind, run, neighbours(kept, epoch, epoch < before ? -1 : 1, AHEAD));
  }

  /** @param {string} run @param {number} epoch @param {D} data */
  _take(run, epoch, data) {
    // An older epoch's answer that comes late is still shown on the way to the newer one; another run's is not.
    if (run === this.picked.run) this._shown = { run, epoch, data };
  }

  updated() {
    this._repaint();
  }

  /** The sentence that stands where there is nothing to show, or above what there is. */
  _notice() {
    if (this._failed) {
      const reason = this._failed instanceof Refused ? this._failed.problem.detail : t('watch.unreachable');
      return html`<p class="notice alarm" role="status">${reason}
        <button type="button" class="link" @click=${() => { this._asked = null; this.requestUpdate(); }}>${t('watch.again')}</button></p>`;
    }
    if (this._shown) return nothing;
    return html`<p class="soft">${t(this.picked.epoch === null ? 'watch.none_yet' : 'watch.loading')}</p>`;
  }
}
