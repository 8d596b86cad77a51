/**
 * `<cs-status>`: how the conversation with the server stands, in one line: at work, refused, offline, gone, back again.
 */
import { t } from '../core/i18n.js';
import { ConvElement, html, nothing } from './element.js';

/** @typedef {import('../core/types.js').State} State */
/** @typedef {State['live']['status']} Status */

const SAID_FOR = 3000; // milliseconds that "connected again" stays

/** @extends {ConvElement<{status: Status, problem: State['live']['problem'], empty: boolean, retryAt: number|undefined}>} */
class StatusLine extends ConvElement {
  static properties = { retry: { attribute: false }, remedy: { attribute: false }, _back: { state: true }, _left: { state: true } };

  constructor() {
    super();
    /** @type {(() => void)|null} Asks now instead of waiting for the next attempt. */
    this.retry = null;
    /** @type {((problem: NonNullable<State['live']['problem']>) => {label: string, apply: () => void}|null)|null} What one click does about a refusal. */
    this.remedy = null;
    this._back = false;
    this._left = 0; // seconds until the server is asked again
    /** @type {Status|null} */
    this._before = null;
    /** @type {number|undefined} */
    this._timer = undefined;
    /** @type {number|undefined} */
    this._tick = undefined;
  }

  /** @param {State} state */
  select({ live: { status, problem, answer, retryAt } }) {
    return { status, problem, empty: answer === null, retryAt };
  }

  /** @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    super.willUpdate(changed);
    const { status } = this.picked;
    if (!changed.has('_left')) this._count();
    if (status === this._before) return;
    const wasAway = this._before === 'gone' || this._before === 'offline';
    this._before = status;
    clearTimeout(this._timer);
    this._back = wasAway && (status === 'ready' || status === 'refused');
    if (this._back) this._timer = setTimeout(() => { this._back = false; }, SAID_FOR);
  }

  /** Counts the seconds down while the server is away. */
  _count() {
    clearTimeout(this._tick);
    const { status, retryAt } = this.picked;
    if (retryAt === undefined || (status !== 'gone' && status !== 'offline')) return;
    this._left = Math.max(0, Math.ceil((retryAt - performance.now()) / 1000));
    if (this._left > 0) this._tick = setTimeout(() => this._count(), 1000);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this._tick);
    clearTimeout(this._timer);
  }

  render() {
    const { status } = this.picked;
    return html`<div role="status" class="status-line">${this._line(status)}</div>`;
  }

  /** @param {Status} status */
  _line(status) {
    const { problem, empty } = this.picked;
    switch (status) {
      case 'loading':
        return html`<p class="pill">${t(empty ? 'toolbar.status_first' : 'toolbar.status_loading')}</p>`;
      case 'refused':
        return problem ? this._refused(problem) : nothing;
      case 'offline':
      case 'gone':
        return html`<p class="pill alarm">${t(`toolbar.status_${status}`)}
          ${this._left > 1 ? html`<span class="number" aria-hidden="true">${t('toolbar.retry_in', { seconds: this._left })}</span>` : nothing}
          ${this.retry ? html`<button type="button" class="link" @click=${this.retry}>${t('toolbar.retry')}</button>` : nothing}</p>`;
      default:
        return this._back ? html`<p class="pill good">${t('toolbar.status_back')}</p>` : nothing;
    }
  }

  /** @param {NonNullable<State['live']['problem']>} problem */
  _refused(problem) {
    const remedy = this.remedy?.(problem);
    return html`<p class="pill alarm refused">${problem.detail}
      ${remedy ? html`<button type="button" class="link" @click=${remedy.apply}>${t(remedy.label)}</button>` : nothing}</p>`;
  }
}

customElements.define('cs-status', StatusLine);
