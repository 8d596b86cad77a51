/**
 * `<cs-training-dock>`: the training panel beside the stage, to be folded. What is in it, and the line to the run, come when
 * it is unfolded for the first time; whatever goes wrong with them stays in this card.
 */

import { t } from '../core/i18n.js';
import { isFolded, rememberFolded } from '../state/folded.js';
import { ConvElement, html, nothing } from './element.js';

/** The panel's own looks; the page does without them until the panel comes. */
const SHEETS = ['vendor/uplot', 'css/curves', 'css/train', 'css/callbacks', 'css/watch', 'css/dock'];

/** @param {string} name below `static`, without its ending */
function addSheet(name) {
  return new Promise((resolve) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = `/static/${name}.css`;
    link.addEventListener('load', resolve);
    link.addEventListener('error', resolve); // unadorned is better than not at all
    document.head.append(link);
  });
}

class TrainingDock extends ConvElement {
  static properties = { demo: { type: Boolean }, _folded: { state: true }, _body: { state: true } };

  constructor() {
    super();
    /** There has never been a run: the demonstration run may start. */
    this.demo = false;
    this._folded = isFolded(matchMedia('(max-width: 899px)').matches);
    /** @type {'none'|'coming'|'here'|'missing'} */
    this._body = 'none';
  }

  /** It needs no store: the one of training is made with what is in the panel. */
  shouldUpdate() {
    return true;
  }

  /** @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    super.willUpdate(changed);
    if (!this._folded && this._body === 'none') this._fetch();
  }

  async _fetch() {
    this._body = 'coming';
    try {
      await Promise.all([import('./dock-body.js'), ...SHEETS.map(addSheet)]);
      this._body = 'here';
    } catch {
      this._body = 'missing'; // no server; a browser does not try a module again before the page is loaded anew
    }
  }

  render() {
    const { _folded: folded } = this;
    const label = t(folded ? 'dock.unfold' : 'dock.fold');
    return html`
      <div class="dock-head">
        <h2>${t('dock.title')}</h2>
        <button type="button" class="button quiet icon dock-fold" aria-expanded=${folded ? 'false' : 'true'} aria-controls="dock-body" aria-label=${label} title=${label}
          @click=${this._fold}><svg viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" aria-hidden="true"><path d=${folded ? 'M4 6l4 4 4-4' : 'M4 10l4-4 4 4'}/></svg></button>
      </div>
      <div id="dock-body" ?hidden=${folded}>${this._inside()}</div>`;
  }

  _inside() {
    if (this._body === 'here') return html`<cs-dock-body .demo=${this.demo} @cs-drawn=${() => this.toggleAttribute('drawn', true)}></cs-dock-body>`;
    if (this._body !== 'missing') return this._folded ? nothing : html`<p class="soft">${t('dock.loading')}</p>`;
    return html`<p class="notice alarm">${t('tools.missing')}
      <button type="button" class="link" @click=${() => location.reload()}>${t('tools.reload')}</button></p>`;
  }

  _fold() {
    this._folded = !this._folded;
    rememberFolded(this._folded);
    this.toggleAttribute('folded', this._folded);
  }
}

customElements.define('cs-training-dock', TrainingDock);
