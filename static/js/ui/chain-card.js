/**
 * `<cs-chain-card>`: one layer of a network as a card: what it is, what comes out of it, what it costs, and how far it
 * sees. It holds nothing: it says `cs-toggle`, `cs-insert`, `cs-remove`, `cs-move` (detail: by how much) and `cs-step`
 * (detail: the place of the card that the focus goes to).
 */
import { compactCount, percent, shape, short } from '../core/format.js';
import { t } from '../core/i18n.js';
import { written } from '../core/notation.js';
import { parametersOf } from '../core/parameters.js';
import { ConvElement, html, nothing } from './element.js';
import { orderOf } from './item-element.js';

/** @typedef {import('../core/nettypes.js').Row} Row */
/** @typedef {import('../core/types.js').Layer} Layer */
/** @typedef {import('./kinds.js').KindInfo} KindInfo */

const ARROW = 'M2 8h11M9.5 4.5 13 8l-3.5 3.5';
const BROKEN = 'M2 8h4M10 8h3M6.5 4.5l3 7M9.5 4.5l-3 7';
const PLUS = 'M8 3v10M3 8h10';

/** @param {string} d */
const icon = (d) => html`<svg viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d=${d}/></svg>`;

/** A name may break before its parts: Adaptive|Avg|Pool2d. @param {string} name */
const breakable = (name) => name.split(/(?<=[a-z])(?=[A-Z])/).map((part, at) => (at ? html`<wbr>${part}` : part));

/** One number where both are the same; adaptive pooling jumps by fractions. @param {readonly [number, number]} pair */
const pair = ([rows, cols]) => (rows === cols ? short(rows) : `${short(rows)} × ${short(cols)}`);

class ChainCard extends ConvElement {
  static properties = {
    layer: { attribute: false }, info: { attribute: false }, index: { attribute: false }, count: { attribute: false }, row: { attribute: false }, sees: { attribute: false },
    totals: { attribute: false }, open: { attribute: false }, looked: { attribute: false }, place: { attribute: false },
  };

  constructor() {
    super();
    /** @type {Layer} */
    this.layer = /** @type {any} */ (null);
    /** @type {KindInfo|undefined} */
    this.info = undefined;
    this.index = 0;
    this.count = 1;
    /** @type {Row|null} What the server says of it. */
    this.row = null;
    /** @type {[number, number]|null} Rows and columns of the input; null: all of them. */
    this.sees = null;
    /** @type {{parameters: number, macs: number}} Of the whole network. */
    this.totals = { parameters: 0, macs: 0 };
    this.open = false;
    this.looked = false; // whether one of its cells or maps is looked at
    /** @type {'whole'|'broken'|'beyond'} Whether numbers come to it, and through it. */
    this.place = 'whole';
  }

  shouldUpdate() {
    return Boolean(this.layer);
  }

  render() {
    const { layer, info, index, open, place } = this;
    const what = info?.title ?? layer.kind;
    const id = `chain-${index}`;
    const call = written(layer, info ? parametersOf(info.schema) : undefined, true);
    const insert = t('item.insert_layers', { what });
    return html`
      <button type="button" class="chain-arrow ${place}" tabindex="-1" aria-label=${insert} title=${insert} @click=${() => this._say('cs-insert')}>
        <span class="chain-way">${icon(place === 'broken' ? BROKEN : ARROW)}</span><span class="chain-plus">${icon(PLUS)}</span></button>
      <div class="chain-card ${place} ${open ? 'open' : ''} ${this.looked ? 'looked' : ''}">
        <button type="button" class="chain-open" id=${id} aria-expanded=${open} aria-controls="${id}-panel" aria-describedby="chain-keys"
          @click=${() => this._say('cs-toggle')} @keydown=${this._key}>
          <span class="chain-what"><span class="chain-name" id="${id}-name"><span class="chain-place number">${index + 1}</span> ${breakable(what.split(' (')[0])}</span>
            <code class="chain-call">${call}</code></span>
          <span class="chain-numbers">${this._figures()}</span>
        </button>
        <span class="chain-handle" data-handle aria-hidden="true"></span>
      </div>`;
  }

  _figures() {
    const { row, place, sees } = this;
    if (place === 'broken') return html`<span class="chain-shape refusal">${t('chain.breaks')}</span>`;
    if (place === 'beyond') return html`<span class="chain-shape soft">${t('chain.beyond')}</span>`;
    const { output_shape: output, jump = null } = row ?? {};
    return html`
      <span class="chain-shape number role-output">${output ? shape(output) : '…'}</span>
      ${this._figure('parameters')}
      ${this._figure('macs')}
      ${this._line('sees', html`<span aria-hidden="true">${t('chain.sees_short')}</span><span class="unseen">${t('chain.sees')}</span>`, sees ? sees.join(' × ') : row ? t('chain.sees_all') : '…')}
      ${this._line('jump', t('chain.jump'), jump ? pair(jump) : row ? '–' : '…')}`;
  }

  /** @param {'sees'|'jump'} name @param {unknown} label @param {string} value */
  _line(name, label, value) {
    return html`<span class="chain-figure ${name}" title=${t(`chain.${name}_about`)}><span class="chain-label">${label}</span> <span class="number">${value}</span></span>`;
  }

  /** A number with its share of the whole as a bar. @param {'parameters'|'macs'} name */
  _figure(name) {
    const value = this.row?.[name] ?? 0;
    const share = this.totals[name] > 0 ? value / this.totals[name] : 0;
    const part = share > 0 && share < 0.001 ? `<${percent(0.001, 1)}` : percent(share, share < 0.1 ? 1 : 0);
    return html`<span class="chain-figure ${name} ${value === 0 ? 'none' : ''}" title=${value === 0 ? nothing : t(`chain.share_${name}`, { share: part })}>
      <span class="chain-label">${t(`chain.${name}`)}</span> <span class="number">${this.row ? compactCount(value) : '…'}</span>
      <span class="chain-part number">${value === 0 ? nothing : part}</span>
      <span class="chain-bar ${name}" data-share=${share} aria-hidden="true"><i></i></span></span>`;
  }

  updated() {
    for (const bar of /** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll('.chain-bar'))) {
      bar.style.setProperty('--share', bar.dataset.share ?? '0');
    }
  }

  /** Alt and an arrow move it, an arrow alone goes to its neighbour. @param {KeyboardEvent} event */
  _key(event) {
    const order = orderOf(event);
    if (order === 'remove') this._say('cs-remove');
    else if (order !== null) this._say('cs-move', order);
    else if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    else if (event.key === 'Insert') this._say('cs-insert');
    else {
      const to = { ArrowLeft: this.index - 1, ArrowUp: this.index - 1, ArrowRight: this.index + 1, ArrowDown: this.index + 1, Home: 0, End: this.count - 1 }[event.key];
      if (to === undefined) return;
      this._say('cs-step', to);
    }
    event.preventDefault();
  }

  /**
   * @param {string} name
   * @param {unknown} [detail]
   */
  _say(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

customElements.define('cs-chain-card', ChainCard);
