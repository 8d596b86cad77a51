/**
 * `<cs-chain-add>`: chooses the kind of a layer that is put in, or of one that becomes another. Says `cs-choose` (detail:
 * the kind) and `cs-close`.
 */
import { t } from '../core/i18n.js';
import { ConvElement, html, nothing } from './element.js';
import { kindChooser } from './kinds.js';

/** @typedef {import('../net/catalogue.js').Kinds} Kinds */

class ChainAdd extends ConvElement {
  static properties = { kinds: { attribute: false }, chosen: { attribute: false }, heading: { attribute: false }, _read: { state: true } };

  constructor() {
    super();
    /** @type {Kinds|null} */
    this.kinds = null;
    /** @type {string|null} The kind that it has now. */
    this.chosen = null;
    this.heading = '';
    /** @type {string|null} The one whose summary is read. */
    this._read = null;
  }

  shouldUpdate() {
    return this.kinds !== null;
  }

  /** The keyboard goes on here: whoever opened this wants to choose. */
  firstUpdated() {
    /** @type {HTMLElement|null} */ (this.querySelector('[aria-pressed=true]') ?? this.querySelector('.kinds button'))?.focus();
  }

  render() {
    const { kinds, chosen, heading } = this;
    if (!kinds) return nothing;
    return html`
      <div class="chain-panel-head"><h3>${heading}</h3>
        <button type="button" class="button quiet small" @click=${() => this._say('cs-close')}>${t('shell.close')}</button></div>
      ${kindChooser({
        id: 'chain-add', kinds, chosen, read: this._read, onChoose: (kind) => this._say('cs-choose', kind),
        onRead: (kind) => { this._read = kind; }, onClose: () => this._say('cs-close'),
      })}`;
  }

  /**
   * @param {string} name
   * @param {string} [detail]
   */
  _say(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

customElements.define('cs-chain-add', ChainAdd);
