/**
 * `<cs-predict>`: predict, then reveal. It hides the output's size or the value of one cell (`view.predict`; whoever
 * shows them asks state/hiding.js), asks, checks, and says why.
 */
import { number } from '../core/format.js';
import { hasText, t } from '../core/i18n.js';
import { checkAnswer, questionOf, readNumber } from '../core/predict.js';
import { cellSlips, sizeSlips } from '../core/slips.js';
import { clamp, planFor } from '../core/stepper.js';
import { indexOf } from '../core/tensor.js';
import { layerKinds } from '../net/catalogue.js';
import { knownExplanation } from '../net/explain.js';
import { pinCell, setView, stopStepping } from '../state/actions.js';
import { playerOf } from '../state/player.js';
import { changeLayer, randomCell } from '../state/questions.js';
import { ConvElement, html, nothing } from './element.js';
import { placeOf, sentenceOf } from './narration.js';

/** @typedef {import('../core/types.js').State} State */
/** @typedef {import('../core/types.js').Answer} Answer */
/** @typedef {import('../core/predict.js').Question} Question */
/** @typedef {import('./element.js').Store} Store */
/** @typedef {Pick<State, 'cursor'> & {answer: Answer|null, predict: State['view']['predict']}} Picked */
/** @typedef {{kind: 'size'|'cell', right: boolean, given: string, truth: string, why: string[]}} Result */

/** How near to a slip an answer must be to be taken for it, relative. */
const NEAR = 0.02;

/** @type {WeakMap<Store, {asked: number, right: number}>} The tally outlives the tab that shows it. */
const tallies = new WeakMap();

/** @extends {ConvElement<Picked>} */
export class CsPredict extends ConvElement {
  static properties = { store: { attribute: false }, _result: { state: true }, _unread: { state: true }, _busy: { state: true } };

  constructor() {
    super();
    /** @type {Result|null} */
    this._result = null;
    this._unread = false;
    this._busy = false;
    /** @type {Picked['predict']} What was asked when it was last drawn. */
    this._before = 'off';
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    // What nobody asks any more need not be hidden.
    if (this.store && this.store.state.view.predict !== 'off') setView(this.store, { predict: 'off' });
  }

  /** @param {State} state @returns {Picked} */
  select({ cursor, view, live: { answer } }) {
    return { cursor, answer, predict: view.predict };
  }

  /** @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    super.willUpdate(changed);
    if (this.picked.predict !== 'off' && this._before === 'off') {
      this._result = null;
      this._unread = false;
    }
  }

  render() {
    const { answer, predict } = this.picked;
    if (!answer) return html`<p class="soft">${t('predict.nothing')}</p>`;
    const question = questionOf(predict, answer, clamp(planFor(answer), this.picked.cursor));
    return html`<div class="predict">
      ${question ? this._ask(answer, question) : this._result ? this._verdict(this._result) : html`<p class="soft">${t('predict.intro')}</p>`}
      ${question ? nothing : this._next()}
      ${this._tally()}
    </div>`;
  }

  updated() {
    const { predict } = this.picked;
    // Only what a person just did moves the focus; a link that opens with a question leaves it where it is.
    if (predict !== 'off' && this._before === 'off' && navigator.userActivation?.isActive) this.querySelector('input')?.focus();
    if (predict === 'off' && this._before !== 'off' && this._result && this.contains(document.activeElement ?? null) === false) {
      /** @type {HTMLElement|null} */ (this.querySelector('.predict-verdict'))?.focus();
    }
    this._before = predict;
  }

  /** @param {Answer} answer @param {Question} question */
  _ask(answer, { kind, truth }) {
    const boxes = kind === 'cell' ? ['value'] : truth.length === 2 ? ['height', 'width'] : ['length'];
    return html`<form class="predict" novalidate @submit=${this._check} @keydown=${this._escape}>
      <p id="predict-question">${kind === 'size' ? t('predict.ask_size', { shape: answer.meta.input_shape.join(' × ') })
        : t('predict.ask_cell', { place: placeOf(answer, clamp(planFor(answer), this.picked.cursor)) })}</p>
      <div class="predict-boxes">
        ${boxes.map((name) => html`<label>${t(`predict.${name}`)}
          <input name=${name} type="text" inputmode=${kind === 'size' ? 'numeric' : 'decimal'} autocomplete="off" aria-describedby="predict-question"
            aria-invalid=${this._unread ? 'true' : 'false'} ?disabled=${this._busy}></label>`)}
        <button class="button primary" ?disabled=${this._busy}>${t('predict.check')}</button>
        <button type="button" class="button quiet" @click=${this._giveUp}>${t('predict.reveal')}</button>
      </div>
      <p class="refusal" role="status">${this._unread ? t('predict.unread') : ''}</p>
      <p class="small soft">${t(`predict.hint_${kind}`)}</p>
    </form>`;
  }

  /** @param {Result} result */
  _verdict({ right, given, truth, why }) {
    return html`<div class="predict-verdict ${right ? 'right' : 'wrong'}" role="status" tabindex="-1">
      <p><strong>${t(right ? 'predict.right' : given ? 'predict.wrong' : 'predict.revealed')}</strong>
        ${given && !right ? html`<span>${t('predict.you_said', { given })}</span>` : nothing}
        <b class="role-output">${truth}</b></p>
      ${why.map((sentence) => html`<p class="small">${sentence}</p>`)}
    </div>`;
  }

  _next() {
    return html`<div class="row">
      <button type="button" class="button" ?disabled=${this._busy} @click=${this._askCell}>${t(this._result?.kind === 'cell' ? 'predict.next_cell' : 'predict.start_cell')}</button>
      <button type="button" class="button" ?disabled=${this._busy} @click=${this._askSize}>${t(this._result?.kind === 'size' ? 'predict.next_size' : 'predict.start_size')}</button>
    </div>`;
  }

  _tally() {
    const tally = tallies.get(this.store);
    return tally ? html`<p class="predict-tally small soft"><span>${t('predict.tally', tally)}</span>
      <button type="button" class="link" @click=${() => { tallies.delete(this.store); this.requestUpdate(); }}>${t('predict.reset')}</button></p>` : nothing;
  }

  /** @param {SubmitEvent} event */
  _check(event) {
    event.preventDefault();
    const { answer, predict, cursor } = this.picked;
    const question = answer && questionOf(predict, answer, clamp(planFor(answer), cursor));
    if (!answer || !question) return;
    const given = [...this.querySelectorAll('input')].map((input) => input.value);
    const { verdicts, right } = checkAnswer(question, given);
    this._unread = verdicts.includes('unread');
    if (this._unread) {
      this.querySelectorAll('input')[verdicts.indexOf('unread')].focus();
      return;
    }
    const tally = tallies.get(this.store) ?? { asked: 0, right: 0 };
    tallies.set(this.store, { asked: tally.asked + 1, right: tally.right + (right ? 1 : 0) });
    this._reveal(answer, question, given, right);
  }

  _giveUp() {
    const { answer, predict, cursor } = this.picked;
    const question = answer && questionOf(predict, answer, clamp(planFor(answer), cursor));
    if (answer && question) this._reveal(answer, question, [], false);
    else setView(this.store, { predict: 'off' });
  }

  /**
   * @param {Answer} answer @param {Question} question @param {string[]} given  none: nothing was guessed @param {boolean} right
   */
  _reveal(answer, question, given, right) {
    const slip = given.length && !right ? this._slip(answer, question, given.map(readNumber)) : null;
    const why = question.kind === 'size' ? this._whySize(answer) : this._whyCell(answer);
    this._result = {
      kind: question.kind, right, given: given.join(' × '),
      truth: question.truth.map((value) => number(value, question.kind === 'size', 4)).join(' × '),
      why: slip ? [slip, ...why] : why,
    };
    setView(this.store, { predict: 'off' });
  }

  /** What probably went wrong; null: no slip leads there. @param {Answer} answer @param {Question} question @param {number[]} given */
  _slip(answer, question, given) {
    const found = question.kind === 'size'
      ? given.flatMap((value, axis) => (value === question.truth[axis] ? [] : sizeSlips(answer.setting.layer, axis, answer.meta.input_shape[axis + 1], question.truth[axis])
        .filter((slip) => slip.value === value)))
      : this._cellSlips(answer).filter(({ value }) => Math.abs(value - given[0]) <= Math.max(0.0051, NEAR * Math.abs(value)));
    const key = found.length ? `predict.slip.${found[0].slip}` : '';
    return key && hasText(key) ? t(key) : null;
  }

  /** @param {Answer} answer */
  _cellSlips(answer) {
    const explanation = this._explanation(answer);
    return explanation ? cellSlips(explanation, answer.meta) : [];
  }

  /** @param {Answer} answer */
  _explanation(answer) {
    const { map, row, col } = clamp(planFor(answer), this.picked.cursor);
    const index = indexOf(answer.meta.output_shape, map, row, col);
    return index && knownExplanation(answer, index);
  }

  /** @param {Answer} answer */
  _whySize({ meta: { formula, input_shape: from, output_shape: shape } }) {
    if (!formula) return [t('predict.why_shape', { from: from.join(' × '), shape: shape.join(' × ') })];
    return formula.height === formula.width ? [formula.height]
      : [t('predict.why_height', { formula: formula.height }), t('predict.why_width', { formula: formula.width })];
  }

  /** @param {Answer} answer */
  _whyCell(answer) {
    return [sentenceOf(answer, clamp(planFor(answer), this.picked.cursor), this._explanation(answer), null, { full: false, hidden: false })];
  }

  _askCell() {
    const { answer, cursor } = this.picked;
    if (!answer) return;
    playerOf(this.store).pause();
    stopStepping(this.store);
    // The first question is about the cell that is being looked at, the next about any.
    const { map, row, col } = this._result ? randomCell(answer) : cursor;
    pinCell(this.store, map, row, col);
    setView(this.store, { predict: 'cell' });
  }

  async _askSize() {
    playerOf(this.store).pause();
    stopStepping(this.store);
    const again = this._result !== null;
    setView(this.store, { predict: 'size' });
    if (!again) return;
    this._busy = true;
    try {
      const kinds = await layerKinds();
      const { schema } = kinds[this.store.state.setting.layer.kind];
      await changeLayer(this.store, schema);
    } finally {
      this._busy = false;
    }
    await this.updateComplete;
    this.querySelector('input')?.focus();
  }

  /** @param {KeyboardEvent} event */
  _escape(event) {
    if (event.key === 'Escape' && !event.isComposing) setView(this.store, { predict: 'off' });
  }
}

customElements.define('cs-predict', CsPredict);
