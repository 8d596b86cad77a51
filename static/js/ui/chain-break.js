/**
 * `<cs-chain-break>`: why a network breaks at a layer, and what would mend it in one click, said before it is done. Says
 * `cs-mend`, and `cs-toggle` to open the layer's controls.
 */
import { alteration } from '../core/alteration.js';
import { t } from '../core/i18n.js';
import { parametersOf } from '../core/parameters.js';
import { ConvElement, html, nothing } from './element.js';

/** @typedef {import('../core/nettypes.js').Broken} Broken */
/** @typedef {import('../core/types.js').Layer} Layer */
/** @typedef {import('../net/catalogue.js').Kinds} Kinds */

class ChainBreak extends ConvElement {
  static properties = { broken: { attribute: false }, layers: { attribute: false }, kinds: { attribute: false }, open: { attribute: false }, brief: { attribute: false } };

  constructor() {
    super();
    /** @type {Broken|null} */
    this.broken = null;
    /** @type {Layer[]} */
    this.layers = [];
    /** @type {Kinds} */
    this.kinds = {};
    this.open = false; // whether its controls are to be seen
    this.brief = false; // whether one of them says why
  }

  shouldUpdate() {
    return this.broken !== null;
  }

  render() {
    const { broken, open, brief } = this;
    if (!broken) return nothing;
    return html`
      <div role="alert"><h3>${broken.title ?? t('chain.breaks')}</h3>${brief ? nothing : html`<p>${broken.detail}</p>`}</div>
      <div class="row">
        ${broken.remedy ? html`<button type="button" class="button small primary" @click=${() => this._say('cs-mend')}>${this._words(broken.remedy)}</button>` : nothing}
        ${open ? nothing : html`<button type="button" class="link small" @click=${() => this._say('cs-toggle')}>${t('chain.show')}</button>`}
      </div>`;
  }

  /** @param {readonly Layer[]} remedy */
  _words(remedy) {
    const { how, index, kind, values } = alteration(this.layers, remedy, (each) => parametersOf(this.kinds[each]?.schema ?? {}));
    return t(`chain.mend_${how}`, {
      what: this._title(kind), where: this._title(this.layers[index]?.kind), names: Object.keys(values).join(', '),
      values: Object.entries(values).map(([name, value]) => `${name}=${value}`).join(', '),
    });
  }

  /** @param {string|undefined} kind */
  _title(kind) {
    return this.kinds[kind ?? '']?.title ?? kind ?? '';
  }

  /** @param {string} name */
  _say(name) {
    this.dispatchEvent(new CustomEvent(name));
  }
}

customElements.define('cs-chain-break', ChainBreak);
