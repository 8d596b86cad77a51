/**
 * `<cs-help>`: the dialog that lists the keys, from the table that binds them. It opens on `convscope:help` at the
 * document, or by `open()`; the browser gives the focus back when it closes.
 */
import { t } from '../core/i18n.js';
import { parse, setSingleKeys, singleKeys } from '../state/keys.js';
import { ConvElement, html, live } from './element.js';

/** @typedef {import('../state/keys.js').Binding} Binding */

/** Signs that are the same in every language; other names of keys are in the catalogue. */
const SIGNS = Object.freeze(/** @type {Record<string, string>} */ ({
  ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓', '-': '−',
}));

/**
 * @param {string} name
 * @returns {string}
 */
function written(name) {
  if (SIGNS[name]) return SIGNS[name];
  return name.length === 1 ? name.toUpperCase() : t(`keys.name.${name}`);
}

/** @returns {boolean} whether the modifier of this machine's shortcuts is ⌘ */
const apple = () => /Mac|iPhone|iPad/.test(navigator.platform);

/** @param {string} key  of the table */
function keyCaps(key) {
  const { mod, shift, name } = parse(key);
  const caps = [...(mod ? [apple() ? '⌘' : 'Ctrl'] : []), ...(shift ? [apple() ? '⇧' : 'Shift'] : []), written(name)];
  return caps.map((cap) => html`<kbd>${cap}</kbd>`);
}

/** @param {Binding} binding */
const row = ({ action, keys }) => html`
  <div><dt>${keys.map((key) => html`<span class="help-key">${keyCaps(key)}</span>`)}</dt><dd>${t(`keys.${action}`)}</dd></div>`;

export class CsHelp extends ConvElement {
  static properties = { bindings: { attribute: false }, notes: { attribute: false } };

  constructor() {
    super();
    /** @type {readonly Binding[]} The page's keys, under their headings in the order of the table. */
    this.bindings = [];
    /** @type {readonly string[]} Headings with a sentence of their own in place of keys: `keys.<note>`. */
    this.notes = [];
    this.open = this.open.bind(this);
  }

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener('convscope:help', this.open);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener('convscope:help', this.open);
  }

  /** Show the dialog. */
  open() {
    this.requestUpdate();
    this._dialog()?.showModal();
  }

  /** @returns {HTMLDialogElement|null} */
  _dialog() {
    return this.querySelector('dialog');
  }

  /** @param {Event} event */
  _backdrop(event) {
    if (event.target === event.currentTarget) this._dialog()?.close();
  }

  render() {
    const groups = [...new Set(this.bindings.map(({ group }) => group))];
    return html`
      <dialog class="help" aria-labelledby="help-title" @click=${this._backdrop}>
        <div class="help-body">
          <div class="help-head">
            <h2 id="help-title">${t('keys.title')}</h2>
            <button type="button" class="button quiet" autofocus @click=${() => this._dialog()?.close()}>${t('keys.close')}</button>
          </div>
          <p class="soft">${t('keys.intro')}</p>
          <div class="help-groups">
            ${groups.map((group) => html`<section aria-labelledby="help-${group}">
              <h3 id="help-${group}">${t(`keys.group.${group}`)}</h3>
              <dl>${this.bindings.filter((binding) => binding.group === group).map(row)}</dl>
            </section>`)}
            <div class="help-notes">${this.notes.map((note) => html`<section aria-labelledby="help-${note}">
              <h3 id="help-${note}">${t(`keys.group.${note}`)}</h3>
              <p class="small">${t(`keys.${note}`)}</p>
            </section>`)}</div>
          </div>
          <label class="help-switch">
            <input class="switch" type="checkbox" role="switch" .checked=${live(singleKeys())}
              @change=${(/** @type {Event} */ event) => setSingleKeys(/** @type {HTMLInputElement} */ (event.target).checked)}>
            <span>${t('keys.single')}<small>${t('keys.single_help')}</small></span>
          </label>
        </div>
      </dialog>`;
  }
}

customElements.define('cs-help', CsHelp);
