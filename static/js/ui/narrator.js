/**
 * `<cs-narrator>`: says the cursor's step in one sentence, to whoever listens (`aria-live`) and, while the cursor steps,
 * to whoever reads. A screen reader cannot speak as fast as the player steps: it hears a sentence now and then.
 */
import { clamp, phaseOf, planFor } from '../core/stepper.js';
import { indexOf } from '../core/tensor.js';
import { knownExplanation } from '../net/explain.js';
import { hidesCell } from '../state/hiding.js';
import { playerOf } from '../state/player.js';
import { ConvElement, html } from './element.js';
import { sentenceOf } from './narration.js';

/** @typedef {import('../core/types.js').State} State */
/** @typedef {Pick<State, 'cursor'|'view'> & {answer: State['live']['answer'], pointed: boolean}} Picked */

const SETTLE = 150;    // milliseconds after a step
const POINTED = 700;   // after the pointer came to rest: a moving one would never let it finish
const PLAYING = 3000;  // between two sentences while it plays

/** @extends {ConvElement<Picked>} */
export class CsNarrator extends ConvElement {
  static properties = { store: { attribute: false }, _spoken: { state: true } };

  constructor() {
    super();
    this._spoken = '';
    /** @type {State['cursor']|null} The cursor that was last seen; the first one is nobody's step. */
    this._seen = null;
    /** @type {number|undefined} */
    this._timer = undefined;
    this._last = -Infinity;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this._timer);
  }

  /** @param {State} state @returns {Picked} */
  select({ cursor, view, hover, live: { answer } }) {
    return { cursor, view, answer, pointed: hover?.grid === 'output' && hover.tap === undefined };
  }

  /** @returns {string} */
  _sentence() {
    const { answer, view } = this.picked;
    if (!answer) return '';
    const plan = planFor(answer);
    const cursor = clamp(plan, this.picked.cursor);
    const index = indexOf(answer.meta.output_shape, cursor.map, cursor.row, cursor.col);
    return sentenceOf(answer, cursor, index && knownExplanation(answer, index), view.stepping ? phaseOf(plan, cursor) : null,
      { full: view.unrounded, hidden: hidesCell(view) });
  }

  render() {
    const { stepping } = this.picked.view;
    return html`
      <p class="narrator small soft" aria-hidden="true" ?hidden=${!stepping}>${stepping ? this._sentence() : ''}</p>
      <p class="unseen" aria-live="polite">${this._spoken}</p>`;
  }

  updated() {
    const { cursor, pointed, answer } = this.picked;
    if (!answer || cursor === this._seen) return;
    const first = this._seen === null;
    this._seen = cursor;
    if (first) return;
    const playing = playerOf(this.store).playing();
    if (playing && this._timer !== undefined) return;   // what is said when the time comes is said of the step then
    clearTimeout(this._timer);
    const byKey = document.activeElement?.matches(':focus-visible') ?? false;
    const wait = playing ? Math.max(SETTLE, this._last + PLAYING - performance.now()) : pointed && !byKey ? POINTED : SETTLE;
    this._timer = setTimeout(() => {
      this._timer = undefined;
      this._last = performance.now();
      this._spoken = this._sentence();
    }, wait);
  }
}

customElements.define('cs-narrator', CsNarrator);
