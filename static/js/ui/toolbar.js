/**
 * `<cs-toolbar>`: what concerns the whole page: undo and redo, the link, language, theme, the list of keys.
 */
import { t } from '../core/i18n.js';
import { ConvElement, html, svg } from './element.js';

/**
 * How the page's state stands in its address.
 * @typedef {object} Address
 * @property {() => Promise<{link: string, note: string}>} link  to exactly this; `note`: what was left out, or done, for it
 *   (`share.<note>`)
 * @property {() => void} write  brings the address up to date, for a page that is about to be left
 */

const THEMES = /** @type {const} */ (['auto', 'light', 'dark']);
const YEAR = 365 * 24 * 3600;
const SAID_FOR = 6000; // milliseconds

const ICONS = {
  undo: svg`<path d="M6 3 2.5 6.5 6 10M3 6.5h6.5a3.5 3.5 0 0 1 0 7H7"/>`,
  redo: svg`<path d="m10 3 3.5 3.5L10 10M13 6.5H6.5a3.5 3.5 0 0 0 0 7H9"/>`,
  share: svg`<path d="M8 10V2M5 4.5 8 1.5l3 3M3.5 8v5.5h9V8"/>`,
  auto: svg`<circle cx="8" cy="8" r="5.5"/><path d="M8 2.5v11a5.5 5.5 0 0 0 0-11z" fill="currentColor"/>`,
  light: svg`<circle cx="8" cy="8" r="3"/><path d="M8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1 1M12 12l1 1M13 3l-1 1M4 12l-1 1"/>`,
  dark: svg`<path d="M13.5 9.5A6 6 0 0 1 6.5 2.5a6 6 0 1 0 7 7z"/>`,
};

/**
 * @param {string} name
 * @param {string} value
 */
function remember(name, value) {
  document.cookie = `${name}=${value}; path=/; max-age=${YEAR}; samesite=lax`;
}

/** @extends {ConvElement<{canUndo: boolean, canRedo: boolean}>} */
class Toolbar extends ConvElement {
  static properties = { address: { attribute: false }, _said: { state: true }, _theme: { state: true } };

  constructor() {
    super();
    /** @type {Address|null} */
    this.address = null;
    this._said = '';
    /** @type {typeof THEMES[number]} */
    this._theme = THEMES.find((theme) => theme === document.documentElement.dataset.theme) ?? 'auto';
    /** @type {number|undefined} */
    this._silence = undefined;
  }

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener('convscope:share', this._share);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener('convscope:share', this._share);
  }

  select() {
    const { canUndo, canRedo } = this.store;
    return { canUndo, canRedo };
  }

  render() {
    const other = document.documentElement.lang === 'ko' ? 'en' : 'ko';
    return html`
      <span class="said small" role="status">${this._said}</span>
      ${this._icon('undo', t('toolbar.undo'), () => this.store.undo(), !this.picked.canUndo)}
      ${this._icon('redo', t('toolbar.redo'), () => this.store.redo(), !this.picked.canRedo)}
      <button type="button" class="button share" @click=${this._share}>${this._drawing('share')}<span>${t('share.button')}</span></button>
      <a class="button" href="?lang=${other}" hreflang=${other} lang=${other} @click=${(/** @type {Event} */ event) => this._speak(event, other)}>${other === 'ko' ? '한국어' : 'English'}</a>
      ${this._icon(this._theme, t(`toolbar.theme_${this._theme}`), this._nextTheme)}
      <button type="button" class="button" aria-label=${t('toolbar.help')} title=${t('toolbar.help')} aria-haspopup="dialog" @click=${this._help}>?</button>`;
  }

  /**
   * @param {keyof typeof ICONS} icon
   * @param {string} label
   * @param {() => void} act
   * @param {boolean} [disabled]
   */
  _icon(icon, label, act, disabled = false) {
    return html`<button type="button" class="button icon" aria-label=${label} title=${label} ?disabled=${disabled} @click=${act}>
      ${this._drawing(icon)}</button>`;
  }

  /** @param {keyof typeof ICONS} icon */
  _drawing(icon) {
    return html`<svg viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${ICONS[icon]}</svg>`;
  }

  /** @param {string} sentence */
  _say(sentence) {
    clearTimeout(this._silence);
    this._said = sentence;
    this._silence = setTimeout(() => { this._said = ''; }, SAID_FOR);
  }

  _share = async () => {
    if (!this.address) return;
    try {
      const { link, note } = await this.address.link();
      await navigator.clipboard.writeText(link);
      this._say(t(note ? `share.${note}` : 'share.copied'));
    } catch {
      // No right to the clipboard, or no server to take the picture: the address bar has the link all the same.
      this._say(t('share.by_hand'));
    }
  };

  /**
   * The other language on the same page, the address kept to the last letter.
   * @param {Event} event
   * @param {string} language
   */
  _speak(event, language) {
    event.preventDefault();
    remember('lang', language);
    this.address?.write(); // it follows a change only after a while, and the page is about to be left
    const address = new URL(location.href);
    address.searchParams.delete('lang');
    if (address.search === location.search) location.reload();
    else location.replace(address);
  }

  _nextTheme() {
    this._theme = THEMES[(THEMES.indexOf(this._theme) + 1) % THEMES.length];
    remember('theme', this._theme);
    if (this._theme === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = this._theme;
  }

  _help() {
    document.dispatchEvent(new Event('convscope:help'));
  }
}

customElements.define('cs-toolbar', Toolbar);
