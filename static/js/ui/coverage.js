/**
 * `<cs-coverage>`: how often each input cell is read, which cells nothing reads, and why.
 */

import { shape } from '../core/format.js';
import { t } from '../core/i18n.js';
import { drawSheet, ready } from '../draw/plane.js';
import { byReason, readsOf, veilOf } from '../draw/reads.js';
import { runs } from '../draw/overlay.js';
import { heatScale } from '../draw/scale.js';
import { setView } from '../state/actions.js';
import { html, nothing } from './element.js';
import './legend.js';
import { PaintedElement } from './painted.js';

/** @typedef {import('../core/types.js').State} State */
/** @typedef {import('../draw/reads.js').Reads} Reads */

const REASONS = /** @type {const} */ (['stride', 'dilation', 'trailing', 'crop']);
const NAMED = 6; // stretches that a sentence names one by one

/**
 * @extends {PaintedElement<{answer: State['live']['answer'], coverage: boolean}>}
 */
export class CsCoverage extends PaintedElement {
  /** @param {State} state */
  select({ live, view }) {
    return { answer: live.answer, coverage: view.coverage };
  }

  render() {
    const { answer, coverage } = this.picked;
    if (!answer) return nothing;
    const reads = readsOf(answer);
    if (!reads) return html`<p class="soft">${t('coverage.none')}</p>`;
    const total = reads.rows * reads.cols;
    return html`<div class="coverage-figure">
      <canvas class="coverage-picture" role="img" aria-label=${t('coverage.picture')}></canvas>
      <cs-legend .scale=${heatScale(reads.most)}></cs-legend>
      <p>${reads.least === reads.most ? t('coverage.even', { most: reads.most })
        : t('coverage.range', { least: reads.least, most: reads.most })}</p>
      ${reads.unread ? html`<ul class="coverage-list">
        <li><i class="swatch"></i>${t('coverage.unread', { count: reads.unread, total })}</li>
        ${REASONS.map((reason) => this._reason(reads, reason))}
      </ul>` : html`<p class="soft">${t('coverage.all_read')}</p>`}
      <button type="button" class="button" aria-pressed=${coverage ? 'true' : 'false'}
        @click=${() => setView(this.store, { coverage: !coverage })}>${t('coverage.show')}</button>
    </div>`;
  }

  /** @param {Reads} reads @param {typeof REASONS[number]} reason */
  _reason(reads, reason) {
    const rows = byReason(reads.unreadRows)[reason];
    const cols = byReason(reads.unreadCols)[reason];
    if (!rows && !cols) return nothing;
    const places = [
      rows && t('coverage.rows', { list: listOf(rows) }),
      cols && t('coverage.cols', { list: listOf(cols) }),
    ].filter(Boolean).join(' · ');
    return html`<li>${t(`coverage.reasons.${reason}`, { places })}</li>`;
  }

  updated() {
    this._repaint();
  }

  _draw() {
    const { answer } = this.picked;
    const reads = answer && readsOf(answer);
    const canvas = /** @type {HTMLCanvasElement|null} */ (this.querySelector('.coverage-picture'));
    if (!reads || !canvas) return;
    this.style.setProperty('--map-ratio', String(Math.min(2, Math.max(0.5, reads.cols / reads.rows))));
    const { clientWidth: width, clientHeight: height } = canvas;
    if (!width || !height) return;
    canvas.title = shape([reads.rows, reads.cols]);
    const scale = Math.min(width / reads.cols, height / reads.rows);
    drawSheet(ready(canvas, width, height, devicePixelRatio), veilOf(reads), {
      scale, x: (width - reads.cols * scale) / 2, y: (height - reads.rows * scale) / 2,
    });
  }
}

/** Indices in words: 1, 3, 5 … or 110–111. @param {number[]} indices */
function listOf(indices) {
  const stretches = runs(indices);
  const named = stretches.slice(0, NAMED).map(({ from, size }) => (size > 1 ? `${from}–${from + size - 1}` : String(from)));
  return stretches.length > NAMED ? `${named.join(', ')}, … (${indices.length})` : named.join(', ');
}

customElements.define('cs-coverage', CsCoverage);
