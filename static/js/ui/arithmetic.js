/**
 * `<cs-arithmetic>`: the arithmetic of the cell under the cursor, whole: what it reads, what becomes of it, what torch
 * says. While the cursor steps, only what has been computed stands there.
 */
import { channelsRead, tapsOf, windowOf } from '../core/taps.js';
import { gridOf, indexOf } from '../core/tensor.js';
import { t } from '../core/i18n.js';
import { progressOf, termsAt } from '../core/progress.js';
import { clamp, phaseOf, planFor } from '../core/stepper.js';
import { layerKinds } from '../net/catalogue.js';
import { askExplanation, knownExplanation } from '../net/explain.js';
import { setView } from '../state/actions.js';
import { hidesCell } from '../state/hiding.js';
import { functionView, shareView } from './arithmetic-formula.js';
import { copyView, maxView, meanView, normView } from './arithmetic-pool.js';
import { sumView } from './arithmetic-sum.js';
import { fadeEdges } from './edges.js';
import { ConvElement, classMap, html, nothing } from './element.js';
import { mapTitle } from '../draw/titles.js';

/** @typedef {import('../core/types.js').State} State */
/** @typedef {import('../core/types.js').Answer} Answer */
/** @typedef {import('../core/types.js').Cursor} Cursor */
/** @typedef {import('../core/types.js').Explanation} Explanation */
/** @typedef {import('./arithmetic-cells.js').Sight} Sight */
/** @typedef {Pick<State, 'cursor'|'view'|'hover'> & {answer: Answer|null, status: State['live']['status']}} Picked */

/** How a cell is shown, by what the layer does to its terms. @type {Record<string, (sight: Sight) => unknown>} */
const VIEWS = {
  sum_of_products: sumView,
  max: maxView,
  mean: meanView,
  lp_norm: normView,
  copy: copyView,
  elementwise: functionView,
  none: shareView,
};

const SETTLE = 80; // milliseconds that the cursor rests before the server is asked about a cell
const WIDE = 36; // terms of a channel that do not fit into one view beside the others
const LIST = 10; // terms of a long list at first
const LIST_MORE = 100;

/** @extends {ConvElement<Picked>} */
export class CsArithmetic extends ConvElement {
  static properties = { ...ConvElement.properties, guessing: { attribute: false } };

  constructor() {
    super();
    /** Whether the cell may be hidden for guessing: only where there is a place to guess in. */
    this.guessing = true;
    /** @type {{answer: Answer, cursor: Cursor, explanation: Explanation}|null} What is shown; it stays until the next is known. */
    this._shown = null;
    /** @type {{answer: Answer, cell: string, abort: AbortController}|null} */
    this._asking = null;
    this._failed = false;
    this._listed = LIST;
    /** @type {import('../net/catalogue.js').Kinds} */
    this._kinds = {};
  }

  connectedCallback() {
    super.connectedCallback();
    // Only words need torch's defaults; without them the numbers stand all the same.
    layerKinds().then((kinds) => {
      this._kinds = kinds;
      this.requestUpdate();
    }, () => {});
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this._asking?.abort.abort();
    this._asking = null;
  }

  /** @param {State} state @returns {Picked} */
  select({ cursor, view, hover, live }) {
    // A hovered output cell is the cursor's own; only a hovered term, weight or input cell changes what is lit.
    const asked = hover?.grid === 'output' && hover.tap === undefined ? null : hover;
    return { cursor, view, hover: asked, answer: live.answer, status: live.status };
  }

  render() {
    const { answer, view, status } = this.picked;
    if (!answer) return html`${this._head(null)}<p class="soft">${status === 'loading' ? t('arithmetic.loading') : t('arithmetic.nothing')}</p>`;
    const cursor = clamp(planFor(answer), this.picked.cursor);
    const explanation = this._explanation(answer, cursor);
    if (explanation) this._shown = { answer, cursor, explanation };
    const shown = this._shown;
    if (!shown) return html`${this._head(cursor)}<p class="soft">${this._failed ? t('arithmetic.unavailable') : t('arithmetic.loading')}</p>`;
    const sight = this._sight(shown);
    const stale = !explanation || (status !== 'ready' && status !== 'loading');
    return html`${this._head(cursor)}
      <div class=${classMap({ arith: true, stale, full: view.unrounded, wide: (sight.window?.length ?? 0) > WIDE })} role="region" tabindex="0" aria-label=${t('arithmetic.title')}
        @pointerover=${this._point} @pointerleave=${this._leave}>
        ${VIEWS[shown.answer.meta.reduction]?.(sight) ?? nothing}
      </div>
      ${view.unrounded || shown.explanation.terms.length === 1 ? nothing : html`<p class="arith-note small soft">${rounds(shown.explanation) ? t('arithmetic.rounded') : '\u00a0'}</p>`}`;
  }

  updated() {
    fadeEdges(this.querySelectorAll('.arith'));
    this._keepInSight();
  }

  /** Scrolls the rows of a large window so that the one being taken is seen; the page stays where it is. */
  _keepInSight() {
    const box = this.querySelector('.arith');
    const now = box?.querySelector('.cell.now');
    if (!box || !now || box.scrollHeight <= box.clientHeight) return;
    const [seen, cell] = [box.getBoundingClientRect(), now.getBoundingClientRect()];
    const foot = box.querySelector('.arith-total')?.getBoundingClientRect().height ?? 0;
    if (cell.top < seen.top) box.scrollTop -= seen.top - cell.top + cell.height;
    else if (cell.bottom > seen.bottom - foot) box.scrollTop += cell.bottom - seen.bottom + foot + cell.height;
  }

  /** @param {Cursor|null} cursor */
  _head(cursor) {
    const { answer, view } = this.picked;
    const flat = answer && gridOf(answer.meta.output_shape).flat;
    const name = answer && cursor ? mapTitle(answer, cursor.map) : '';
    return html`<div class="card-head">
      <h2>${t('arithmetic.title')}</h2>
      <span class="soft">${!answer || !cursor ? nothing : flat
        ? t('arithmetic.where_flat', { index: indexOf(answer.meta.output_shape, cursor.map, cursor.row, cursor.col)?.[0] ?? 0 })
        : t('arithmetic.where', { map: cursor.map + 1, row: cursor.row, col: cursor.col })}${name ? ` · ${name}` : nothing}</span>
      <span class="aside row">
        <button type="button" class="button arith-toggle" aria-pressed=${view.unrounded ? 'true' : 'false'}
          @click=${() => setView(this.store, { unrounded: !view.unrounded })}>${t('arithmetic.unrounded')}</button>
        ${this.guessing ? html`<button type="button" class="button arith-toggle" aria-pressed=${view.predict === 'cell' ? 'true' : 'false'}
          @click=${() => setView(this.store, view.predict === 'cell' ? { predict: 'off' } : { predict: 'cell', tab: 'predict', pinned: true })}>${t('arithmetic.predict')}</button>` : nothing}
      </span></div>`;
  }

  /** @param {{answer: Answer, cursor: Cursor, explanation: Explanation}} shown @returns {Sight} */
  _sight({ answer, cursor, explanation }) {
    const { view, hover } = this.picked;
    const taps = tapsOf(answer.tensors);
    const window = taps && windowOf(taps, cursor.row, cursor.col);
    const { layer } = answer.setting;
    const properties = this._kinds[layer.kind]?.schema.properties ?? {};
    const defaults = Object.entries(properties).map(([name, property]) => [name, property.default]);
    const phase = view.stepping ? phaseOf(planFor(answer), cursor) : null;
    return {
      answer, cursor, explanation, window,
      progress: progressOf(phase, explanation.terms.length, taps ? channelsRead(answer.meta, cursor.map).length : 1),
      lit: termsAt(explanation.terms, window, hover),
      full: view.unrounded,
      hidden: hidesCell(view),
      parameters: { ...Object.fromEntries(defaults), ...layer },
      listed: this._listed,
      more: () => {
        this._listed += LIST_MORE;
        this.requestUpdate();
      },
    };
  }

  /** @param {Answer} answer @param {Cursor} cursor @returns {Explanation|null} null: it is being asked for */
  _explanation(answer, cursor) {
    const index = indexOf(answer.meta.output_shape, cursor.map, cursor.row, cursor.col);
    const known = index && knownExplanation(answer, index);
    if (known || !index) {
      this._asking?.abort.abort();
      this._asking = null;
      return known;
    }
    this._ask(answer, index);
    return null;
  }

  /** @param {Answer} answer @param {number[]} index */
  _ask(answer, index) {
    const cell = index.join();
    if (this._asking?.answer === answer && this._asking.cell === cell) return;
    this._asking?.abort.abort();
    const asking = { answer, cell, abort: new AbortController() };
    this._asking = asking;
    this._failed = false;
    const { signal } = asking.abort;
    setTimeout(async () => {
      if (signal.aborted) return;
      try {
        await askExplanation(answer, index, signal);
      } catch {
        // The page's own conversation tells that the server is gone or refuses; here it only means: no numbers.
        if (signal.aborted) return;
        this._failed = true;
      }
      this.requestUpdate();
    }, SETTLE);
  }

  /** @param {PointerEvent} event */
  _point(event) {
    const { answer } = this.picked;
    const at = /** @type {Element} */ (event.target).closest('[data-term]');
    if (!answer || !at) return this._leave();
    const { map, row, col } = clamp(planFor(answer), this.picked.cursor);
    this.store.set({ hover: { grid: 'output', channel: map, row, col, tap: Number(at.getAttribute('data-term')) } });
  }

  _leave() {
    if (this.store.state.hover?.tap !== undefined) this.store.set({ hover: null });
  }
}

/**
 * Is any number of the cell shown with fewer digits than it has? Cells have two decimals.
 * @param {Explanation} explanation
 */
function rounds({ terms, value }) {
  const whole = (/** @type {number|null} */ of) => Number.isInteger(Number(of) * 100);
  return !whole(value) || !terms.every(({ input, weight, product }) => whole(input) && whole(weight) && whole(product));
}

customElements.define('cs-arithmetic', CsArithmetic);
