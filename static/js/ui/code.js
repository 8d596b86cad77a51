/**
 * Text that runs, in PyTorch and in Keras, to copy; and `<cs-code>`, that of the present layer.
 */
import { t } from '../core/i18n.js';
import { fadeEdges } from './edges.js';
import { ConvElement, html, live, nothing } from './element.js';

/** @typedef {import('../core/types.js').State} State */

const LIBRARIES = /** @type {const} */ (['torch', 'keras']);
const SAID_FOR = 2000; // milliseconds
const TOKEN = /(?<comment>#.*)|(?<text>"[^"\n]*"|'[^'\n]*')|(?<word>\b(?:import|from|as|None|True|False)\b)|(?<number>\b\d+(?:\.\d+)?(?:e-?\d+)?\b)/g;

/**
 * Python cut into pieces that are told apart by colour.
 * @param {string} code
 * @returns {{text: string, kind: string}[]}
 */
export function tokens(code) {
  /** @type {{text: string, kind: string}[]} */
  const found = [];
  let end = 0;
  for (const match of code.matchAll(TOKEN)) {
    const kind = Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined)?.[0] ?? '';
    found.push({ text: code.slice(end, match.index), kind: '' }, { text: match[0], kind });
    end = match.index + match[0].length;
  }
  return [...found, { text: code.slice(end), kind: '' }];
}

/** @typedef {{code: {torch: string, keras: string|null}, keras_note?: string}} Texts */

/**
 * @template {object} [S=State]
 * @extends {ConvElement<{meta: Texts|undefined}, S>}
 */
export class Code extends ConvElement {
  static properties = { _library: { state: true }, _copied: { state: true } };

  constructor() {
    super();
    /** @type {typeof LIBRARIES[number]} */
    this._library = 'torch';
    /** @type {''|'copied'|'refused'} */
    this._copied = '';
    /** @type {number|undefined} */
    this._timer = undefined;
  }

  /** What the text is of. @param {string} library */
  _label(library) {
    return t('tools.code_of', { library });
  }

  /** What else can be done with the text. @param {string|null} _code @param {typeof LIBRARIES[number]} _library @returns {unknown} */
  _more(_code, _library) {
    return nothing;
  }

  render() {
    const { meta } = this.picked;
    const code = meta?.code[this._library] ?? null;
    return html`
      <div class="row">
        <div class="segments words" role="radiogroup" aria-label=${t('tools.library')}>
          ${LIBRARIES.map((library) => html`<label><input type="radio" name="code-library" .checked=${live(library === this._library)}
            @change=${() => { this._library = library; }}><span>${t(`tools.${library}`)}</span></label>`)}
        </div>
        <button type="button" class="button aside" ?disabled=${!code} @click=${() => this._copy(code)}>${t('tools.copy')}</button>${this._more(code, this._library)}
      </div>
      ${code ? html`<pre class="code" tabindex="0" aria-label=${this._label(t(`tools.${this._library}`))}><code>${tokens(code).map(
        ({ text, kind }) => (kind ? html`<span class="code-${kind}">${text}</span>` : text))}</code></pre>` : nothing}
      ${meta && !code ? html`<p class="notice">${meta.keras_note ?? t('tools.no_code')}</p>` : nothing}
      <p class="small soft" role="status">${this._copied ? t(`tools.${this._copied}`) : ''}</p>`;
  }

  updated() {
    fadeEdges(this.querySelectorAll('.code'));
  }

  /** @param {string|null} code */
  async _copy(code) {
    if (!code) return;
    try {
      await navigator.clipboard.writeText(code);
      this._copied = 'copied';
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      this._copied = 'refused'; // the browser gives no right to the clipboard: the text can be marked and copied by hand
    }
    clearTimeout(this._timer);
    this._timer = setTimeout(() => { this._copied = ''; }, SAID_FOR);
  }
}

/** @extends {Code<State>} */
class LayerCode extends Code {
  /** @param {State} state */
  select({ live: { answer } }) {
    return { meta: answer?.meta };
  }
}

customElements.define('cs-code', LayerCode);
