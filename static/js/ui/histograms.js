/**
 * `<cs-histograms>`: how the weights of each layer, and the gradients of the epoch's last batch, are spread. The outline
 * behind the bars is the first epoch, so that what has moved since is seen.
 */

import { number } from '../core/format.js';
import { hasText, t } from '../core/i18n.js';
import { drawSpread } from '../draw/spread.js';
import { inks } from '../draw/theme.js';
import { epochData } from '../net/epoch-data.js';
import { selectedPicture } from '../state/trainingActions.js';
import { html, nothing } from './element.js';
import { EpochElement } from './epoch-element.js';

/** @typedef {import('../net/epoch-data.js').Figures} Figures */
/** @typedef {import('../net/epoch-data.js').Spread} Spread */

const OUTLINED = 64; // numbers; fewer make a heap of boxes
const SIDES = /** @type {const} */ (['weights', 'gradients']);

/** @extends {EpochElement<Figures>} */
class Histograms extends EpochElement {
  constructor() {
    super('figures');
    /** @type {{run: string, figures: Figures}|null} The run's first epoch. */
    this._first = null;
  }

  /** @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    super.willUpdate(changed);
    const { run, epoch } = this.picked;
    if (run && epoch !== null && this._first?.run !== run) this._fetchFirst(run);
  }

  /** @param {string} run */
  async _fetchFirst(run) {
    const [first] = selectedPicture(this.store.state)?.maps ?? [];
    if (first === undefined) return;
    try {
      const figures = await epochData.ask('figures', run, first);
      if (run !== this.picked.run) return;
      this._first = { run, figures };
      this.requestUpdate();
    } catch {
      this._first = null; // the outline is left out; the epoch itself says what is wrong
    }
  }

  render() {
    const { _shown: shown } = this;
    return html`
      <div class="card-head"><h2>${t('watch.histograms')}</h2>
        ${shown ? html`<span class="soft small">${t('watch.after_epoch', { epoch: shown.epoch + 1 })}</span>` : nothing}</div>
      ${this._notice()}
      ${!shown ? nothing : shown.data.histograms.length === 0 ? html`<p class="soft">${t('watch.no_weights')}</p>` : html`
        <p class="small soft">${t('watch.histograms_help')}</p>
        <table class="histograms">
          <thead><tr><th scope="col">${t('watch.layer_name')}</th>${SIDES.map((side) => html`<th scope="col">${t(`watch.${side}`)}</th>`)}</tr></thead>
          <tbody>${shown.data.histograms.map((row, index) => html`<tr>
            <th scope="row"><span>${row.layer + 1} · ${hasText(`layers.${row.kind}.title`) ? t(`layers.${row.kind}.title`) : row.kind}</span> <code class="small">${row.name}</code></th>
            ${SIDES.map((side) => html`<td>${this._cell(row[side], index, side)}</td>`)}
          </tr>`)}</tbody>
        </table>`}`;
  }

  /** @param {Spread|null} spread @param {number} index @param {typeof SIDES[number]} side */
  _cell(spread, index, side) {
    if (!spread) return html`<span class="soft small">${t('watch.no_gradients')}</span>`;
    const apart = spread.not_finite ? html`<span class="small refusal">${t('watch.not_finite', { count: spread.not_finite })}</span>` : nothing;
    if (countOf(spread) === 0) return apart; // nothing that could lie on an axis
    const [low, high] = rangeOf(spread, this._before(index, side)).map((end) => number(end, false, 3));
    return html`<canvas class="spread" role="img" data-row=${index} data-side=${side} aria-label=${t('watch.spread_label', { low, high })}></canvas>
      <span class="spread-ends small soft" aria-hidden="true"><span>${low}</span><span>${high}</span></span>
      ${apart}`;
  }

  /**
   * The same weights after the first epoch, where there are enough of them to have an outline.
   * @param {number} index @param {typeof SIDES[number]} side
   * @returns {Spread|null}
   */
  _before(index, side) {
    const first = this._first?.run === this.picked.run ? this._first?.figures : null;
    if (side !== 'weights' || !first || first.epoch === this._shown?.epoch) return null;
    const spread = first.histograms[index]?.weights ?? null;
    return spread && countOf(spread) >= OUTLINED ? spread : null;
  }

  _draw() {
    const { _shown: shown } = this;
    if (!shown) return;
    const colours = inks();
    for (const canvas of /** @type {NodeListOf<HTMLCanvasElement>} */ (this.querySelectorAll('.spread'))) {
      const index = Number(canvas.dataset.row);
      const side = /** @type {typeof SIDES[number]} */ (canvas.dataset.side);
      const spread = shown.data.histograms[index]?.[side];
      if (!spread) continue;
      const before = this._before(index, side);
      drawSpread(canvas, spread, { range: rangeOf(spread, before), before, tone: side === 'weights' ? colours.kernel : colours.input, inks: colours });
    }
  }
}

/** How many numbers it counts. @param {Spread} spread */
const countOf = ({ counts }) => counts.reduce((sum, count) => sum + count, 0);

/** What the picture spans. @param {Spread} spread @param {Spread|null} before @returns {[number, number]} */
function rangeOf(spread, before) {
  return before ? [Math.min(spread.low, before.low), Math.max(spread.high, before.high)] : [spread.low, spread.high];
}

customElements.define('cs-histograms', Histograms);
