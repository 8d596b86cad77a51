/**
 * `<cs-mistakes>`: the pictures that were misclassified worst after an epoch, with what the network thought they were;
 * those of one cell of the confusion matrix if one is given.
 */

import { mistakesIn } from '../core/confusion.js';
import { t } from '../core/i18n.js';
import { commit, ready, sheetFor } from '../draw/plane.js';
import { classBars } from './class-bars.js';
import { html, nothing } from './element.js';
import { EpochElement } from './epoch-element.js';

/** @typedef {import('../core/confusion.js').Cell} Cell */
/** @typedef {import('../core/confusion.js').Mistake} Mistake */
/** @typedef {import('../net/epoch-data.js').Figures} Figures */

/** @extends {EpochElement<Figures>} */
class Mistakes extends EpochElement {
  static properties = { ...EpochElement.properties, cell: { attribute: false } };

  constructor() {
    super('figures');
    /** @type {Cell|null} */
    this.cell = null;
  }

  get _mistakes() {
    return this._shown ? mistakesIn(this._shown.data.worst, this.cell) : [];
  }

  render() {
    const { _shown: shown, cell } = this;
    return html`
      <div class="card-head"><h2>${t('watch.mistakes')}</h2>
        ${shown ? html`<span class="soft small">${t('watch.after_epoch', { epoch: shown.epoch + 1 })} · ${t(`watch.of.${shown.data.of}`)}</span>` : nothing}</div>
      ${this._notice()}
      ${shown && cell ? html`<p class="small">${t('watch.mistakes_of', { label: shown.data.classes[cell.label], predicted: shown.data.classes[cell.predicted] })}
        <button type="button" class="link" @click=${() => this.dispatchEvent(new CustomEvent('cs-cell', { detail: null, bubbles: true }))}>${t('watch.all_mistakes')}</button></p>` : nothing}
      ${shown ? this._list(shown.data) : nothing}`;
  }

  /** @param {Figures} figures */
  _list({ classes, worst }) {
    const mistakes = this._mistakes;
    if (worst.length === 0) return html`<p class="soft">${t('watch.no_mistakes')}</p>`;
    if (mistakes.length === 0) return html`<p class="soft">${t('watch.none_of_cell', { count: worst.length })}</p>`;
    return html`<ul class="mistakes">${mistakes.map(({ index, label, predicted, probabilities }, at) => html`<li>
      <canvas class="mistake-picture" role="img" data-at=${at} aria-label=${t('watch.mistake_label', { index, label: classes[label], predicted: classes[predicted] })}></canvas>
      <div>
        <p class="small">${t('watch.mistake', { label: classes[label], predicted: classes[predicted] })}</p>
        ${classBars(classes, probabilities, { most: 3, truth: label })}
      </div></li>`)}</ul>`;
  }

  _draw() {
    const mistakes = this._mistakes;
    for (const canvas of /** @type {NodeListOf<HTMLCanvasElement>} */ (this.querySelectorAll('.mistake-picture'))) {
      const mistake = mistakes[Number(canvas.dataset.at)];
      if (mistake) drawPixels(canvas, mistake.pixels);
    }
  }
}

/** @param {HTMLCanvasElement} canvas @param {number[][][]} pixels  C×H×W, 0 … 255 */
function drawPixels(canvas, pixels) {
  const { clientWidth: width, clientHeight: height } = canvas;
  if (!width || !height) return;
  const [rows, cols] = [pixels[0].length, pixels[0][0].length];
  const sheet = sheetFor(null, rows, cols);
  const [red, green, blue] = pixels.length === 3 ? pixels : [pixels[0], pixels[0], pixels[0]];
  for (let row = 0; row < rows; row += 1) {
    for (let col = 0; col < cols; col += 1) {
      sheet.pixels[row * cols + col] = (0xff000000 | (blue[row][col] << 16) | (green[row][col] << 8) | red[row][col]) >>> 0;
    }
  }
  commit(sheet);
  const context = ready(canvas, width, height, devicePixelRatio);
  context.imageSmoothingEnabled = false;
  context.drawImage(sheet.canvas, 0, 0, width, height);
}

customElements.define('cs-mistakes', Mistakes);
