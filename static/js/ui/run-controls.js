/**
 * `<cs-run-controls>`: pause, resume, step, stop, continue; and what may be changed while the run runs: learning rate and
 * patience. With `compact`, the buttons alone; `keys` are those that the buttons' hints tell of.
 */
import { t } from '../core/i18n.js';
import { presentRate } from '../core/rate.js';
import { allowed } from '../core/steering.js';
import { steering } from '../net/steering.js';
import { selectedPicture, stateOf, summaryOf } from '../state/trainingActions.js';
import { RUN_KEYS, keyOf } from '../state/trainkeys.js';
import { committed } from './committed.js';
import { ConvElement, html, nothing } from './element.js';

/** @typedef {import('../core/runtypes.js').TrainingState} TrainingState */
/** @typedef {import('../core/runtypes.js').RunPicture} RunPicture */

const ICONS = {
  pause: 'M5 3v10M11 3v10', resume: 'M5 3l8 5-8 5z', batch: 'M4 4l5 4-5 4zM12 4v8', epoch: 'M3 4l5 4-5 4zM8 4l5 4-5 4z', stop: 'M4 4h8v8H4z', continue: 'M3 3v10M6 3l7 5-7 5z',
  repeat: 'M12.7 4.2a6 6 0 1 0 1.2 4.6h-2a4 4 0 1 1-.7-3L9.5 7.5H14V3z',
};
/** The commands that they give, where one may take a while: a run whose worker still starts pauses after seconds. @type {Record<string, string>} */
const COMMANDS = Object.freeze({ pause: 'pause', resume: 'resume', batch: 'step', epoch: 'step', continue: 'continue' });
/** The actions of the keys that do the same. @type {Record<string, string>} */
const ACTIONS = Object.freeze({
  pause: 'train_toggle', resume: 'train_toggle', batch: 'train_step_batch', epoch: 'train_step_epoch', stop: 'train_stop', continue: 'train_continue',
});

/** @extends {ConvElement<{id: string|null, state: import('../core/runtypes.js').RunState|null, callbacks: RunPicture['callbacks'], rate: number|null, busy: string|null, problem: import('../core/types.js').Problem|null, stopping: boolean}, TrainingState>} */
class RunControls extends ConvElement {
  static properties = { compact: { type: Boolean }, keys: { attribute: false } };

  constructor() {
    super();
    this.compact = false;
    /** @type {typeof RUN_KEYS|null} Where nothing binds them, null. */
    this.keys = RUN_KEYS;
    /** A button that had the focus is gone, and none has got it yet. */
    this._owes = false;
  }

  /** @param {TrainingState} state */
  select(state) {
    const picture = selectedPicture(state);
    return {
      id: state.selected, state: stateOf(state, state.selected), callbacks: picture?.callbacks ?? NONE,
      rate: picture && presentRate(picture), busy: state.busy, problem: state.problem,
      stopping: state.busy === 'stop' || summaryOf(state, state.selected)?.stopping === true,
    };
  }

  /** @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    super.willUpdate(changed);
    if (this.querySelector('.run-buttons')?.contains(document.activeElement)) this._owes = true;
  }

  /** With what a run does, its buttons change: the keyboard stays among them. */
  updated() {
    if (!this._owes) return;
    const lost = document.activeElement === document.body;
    const next = /** @type {HTMLElement|null} */ (lost ? this.querySelector('.run-buttons button') : null);
    next?.focus();
    this._owes = lost && next === null;
  }

  render() {
    const { state, stopping, id } = this.picked;
    if (id === null || state === null) return nothing;
    const may = allowed(state);
    const steer = steering(this.store);
    return html`
      <div class="row run-buttons" role="group" aria-label=${t('train.steer')}>
        ${may.continue ? this._button('continue', steer.continue, true) : nothing}
        ${may.resume ? this._button('resume', steer.resume, true) : may.pause ? this._button('pause', steer.pause, true) : nothing}
        ${may.step ? html`${this._button('batch', () => steer.step('batch'))}${this._button('epoch', () => steer.step('epoch'))}` : nothing}
        ${may.stop ? this._button('stop', steer.stop, false, stopping) : nothing}
        ${may.repeat && !(this.compact && may.continue) ? this._button('repeat', () => steer.repeat(id)) : nothing}
      </div>
      ${this.compact || !may.change ? nothing : this._tuning()}
      ${this._refusal()}`;
  }

  /**
   * @param {keyof typeof ICONS} name
   * @param {() => unknown} act
   * @param {boolean} [first]
   * @param {boolean} [waiting]
   */
  _button(name, act, first = false, waiting = false) {
    const label = t(waiting ? 'train.stopping' : `train.do.${name}`);
    const bare = this.compact && (name === 'pause' || name === 'resume');
    const { busy } = this.picked;
    const underWay = busy !== null && COMMANDS[name] === busy;
    return html`<button type="button" class="button run-${name} ${first ? 'primary' : ''} ${bare ? 'icon' : ''}" title=${this._hint(name)}
      aria-label=${bare ? label : nothing} aria-busy=${underWay ? 'true' : nothing} aria-disabled=${waiting ? 'true' : nothing} @click=${waiting ? nothing : act}>
      <svg viewBox="0 0 16 16" fill=${name === 'pause' ? 'none' : 'currentColor'} stroke="currentColor" stroke-width=${name === 'pause' ? 3 : 1} aria-hidden="true"><path d=${ICONS[name]}/></svg>
      ${bare ? nothing : html`<span>${label}</span>`}</button>`;
  }

  /** @param {keyof typeof ICONS} name */
  _hint(name) {
    const words = t(`train.hint.${name}`);
    const key = this.keys && ACTIONS[name] ? keyOf(this.keys, ACTIONS[name]) : '';
    return key ? `${words} (${key === 'Space' ? t('keys.name.Space') : key})` : words;
  }

  /** The learning rate, and the patience of each callback that has one. */
  _tuning() {
    const { rate, callbacks } = this.picked;
    const steer = steering(this.store);
    const patient = callbacks.filter(({ spec, last }) => spec?.patience !== undefined || last?.patience !== undefined);
    return html`<div class="run-tuning small" role="group" aria-label=${t('train.tuning')}>
      <label>${t('train.rate')} <input type="number" class="run-rate" min="0" step="any" .value=${String(rate ?? '')}
        @change=${committed((value) => void (value !== this.picked.rate && steer.setRate(value)), () => this.picked.rate ?? '')}></label>
      ${patient.map(({ index, kind, spec, last }) => {
        const present = spec?.patience ?? last?.patience;
        return html`<label>${t('train.patience_of', { callback: t(`train.callback.${kind}`) })} <input type="number" min="0" step="1" .value=${String(present)}
          @change=${committed((value) => void (Number.isInteger(value) && value !== present && steer.setPatience(index, value)), () => present)}></label>`;
      })}
    </div>`;
  }

  _refusal() {
    const { problem } = this.picked;
    return problem ? html`<p class="refusal" role="alert">${problem.detail || t('train.gone')}</p>` : nothing;
  }
}

/** @type {RunPicture['callbacks']} The same list every time, so that nothing is drawn for it. */
const NONE = [];

customElements.define('cs-run-controls', RunControls);
