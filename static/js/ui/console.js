/**
 * `<cs-console>`: the lines that Keras would print of the run that is followed (`verbose=1`), the newest in sight.
 */
import { t } from '../core/i18n.js';
import { selectedPicture } from '../state/trainingActions.js';
import { ConvElement, html, nothing, repeat } from './element.js';

/** @typedef {import('../core/runtypes.js').TrainingState} TrainingState */
/** @typedef {import('../core/runtypes.js').RunPicture} RunPicture */

const MOST = 500; // lines that are shown

/** @extends {ConvElement<{lines: RunPicture['console']|null, count: number, asked: boolean}, TrainingState>} */
class Console extends ConvElement {
  constructor() {
    super();
    this._follows = true; // the newest line is in sight, and stays so
  }

  /** @param {TrainingState} state The list is shared between pictures and only grows: its length tells. */
  select(state) {
    const picture = selectedPicture(state);
    return {
      lines: picture?.console ?? null, count: picture?.console.length ?? 0,
      asked: picture?.callbacks.some(({ spec }) => spec?.verbose === 1) ?? false,
    };
  }

  render() {
    const { lines, count, asked } = this.picked;
    return html`
      <div class="card-head"><h2>${t('train.console')}</h2>
        ${count > 0 ? html`<button type="button" class="button quiet small aside" @click=${this._copy}>${t('train.console_copy')}</button>` : nothing}</div>
      ${lines && count > 0 ? html`<div class="console-lines" tabindex="0" role="log" aria-label=${t('train.console')} @scroll=${this._scrolled}>
          ${count > MOST ? html`<p class="soft">${t('train.console_more', { count: count - MOST })}</p>` : nothing}
          ${repeat(lines.slice(-MOST), (_, index) => Math.max(0, count - MOST) + index, ({ text }) => html`<p>${text}</p>`)}</div>`
        : html`<p class="small soft">${t(asked ? 'train.console_waits' : 'train.console_empty')}</p>`}`;
  }

  updated() {
    const pane = this.querySelector('.console-lines');
    if (pane && this._follows) pane.scrollTop = pane.scrollHeight;
  }

  /** @param {Event} event */
  _scrolled({ currentTarget }) {
    const pane = /** @type {HTMLElement} */ (currentTarget);
    this._follows = pane.scrollHeight - pane.scrollTop - pane.clientHeight < 24;
  }

  _copy() {
    const text = (this.picked.lines ?? []).map((line) => line.text).join('\n');
    navigator.clipboard?.writeText(text).catch(() => {
      // No right to the clipboard: the lines can be marked and copied by hand.
      getSelection()?.selectAllChildren(/** @type {Element} */ (this.querySelector('.console-lines')));
    });
  }
}

customElements.define('cs-console', Console);
