/**
 * `<cs-train-item>`: one layer or callback of a run that is being set up: a line as Python writes it and, opened, a
 * control for every parameter. It holds nothing: it says `cs-change` (detail: the changed item), `cs-move` (detail: by how
 * much), `cs-insert`, `cs-remove` and `cs-toggle`.
 */
import { t } from '../core/i18n.js';
import { notation } from '../core/notation.js';
import { parametersOf } from '../core/parameters.js';
import { withParameter } from '../core/sequence.js';
import { TORCH } from './control.js';
import { ConvElement, html, nothing, repeat } from './element.js';

/** @typedef {import('../core/parameters.js').Parameter} Parameter */
/** @typedef {import('./kinds.js').KindInfo} KindInfo */
/** @typedef {{kind: string, [parameter: string]: any}} Item */

const ICONS = { up: 'M8 13V3M4 7l4-4 4 4', down: 'M8 3v10M4 9l4 4 4-4', insert: 'M8 3v10M3 8h10', remove: 'M4 4l8 8M12 4l-8 8' };

class TrainItem extends ConvElement {
  static properties = {
    item: { attribute: false }, info: { attribute: false }, list: { attribute: false }, index: { attribute: false }, count: { attribute: false },
    origin: { attribute: false }, open: { attribute: false }, told: { attribute: false }, result: { attribute: false },
  };

  constructor() {
    super();
    /** @type {Item} */
    this.item = /** @type {any} */ (null);
    /** @type {KindInfo|undefined} */
    this.info = undefined;
    /** @type {'layers'|'callbacks'} */
    this.list = 'layers';
    this.index = 0;
    this.count = 1;
    this.origin = TORCH;
    this.open = false;
    /** @type {(parameter?: string) => string|null} What the server has against it, or against one of its parameters. */
    this.told = () => null;
    /** @type {string} What comes out of it. */
    this.result = '';
  }

  shouldUpdate() {
    return Boolean(this.item);
  }

  render() {
    const { item, info, index, list, open } = this;
    const parameters = info ? parametersOf(info.schema) : [];
    const refusal = this.told();
    const elsewhere = refusal !== null && !parameters.some(({ name }) => this.told(name) !== null);
    const id = `${list}-${index}`;
    return html`
      <div class="item ${refusal === null ? '' : 'refused'} ${open ? 'open' : ''}">
        <button type="button" class="item-line" id="${id}-line" aria-expanded=${open} aria-controls="${id}-body"
          @click=${() => this._say('cs-toggle')} @keydown=${this._key}>
          <span class="item-place number" aria-hidden="true">${index + 1}</span>
          <code class="item-call">${notation(item, { title: info?.title ?? item.kind, parameters })}</code>
          ${this.result ? html`<span class="item-result small number">${this.result}</span>` : nothing}
        </button>
        ${refusal !== null && (elsewhere || !open) ? html`<p class="refusal item-refusal">${refusal}</p>` : nothing}
        <div class="item-body" id="${id}-body" ?hidden=${!open}>${open ? this._body(parameters) : nothing}</div>
      </div>`;
  }

  /** @param {Parameter[]} parameters */
  _body(parameters) {
    const { item, info, index, list, count } = this;
    const what = info?.title ?? item.kind;
    return html`
      <p class="small soft">${info?.summary}</p>
      <div class="row item-tools">
        ${this._tool('up', t('train.item.up', { what }), () => this._say('cs-move', -1), index === 0)}
        ${this._tool('down', t('train.item.down', { what }), () => this._say('cs-move', 1), index === count - 1)}
        ${this._tool('insert', t(`train.item.insert_${list}`, { what }), () => this._say('cs-insert'))}
        ${this._tool('remove', t('train.item.remove', { what }), () => this._say('cs-remove'))}
      </div>
      <div class="parameters">
        ${repeat(parameters, ({ name }) => `${item.kind} ${name}`, (parameter) => html`
          <cs-control .parameter=${parameter} .place=${`${list}-${index}-`} .origin=${this.origin} .problem=${this.told(parameter.name)}
            .value=${Object.hasOwn(item, parameter.name) ? item[parameter.name] : parameter.default}
            @cs-change=${(/** @type {CustomEvent} */ event) => this._set(event, parameter)}></cs-control>`)}
      </div>`;
  }

  /**
   * @param {keyof typeof ICONS} icon
   * @param {string} label
   * @param {() => void} act
   * @param {boolean} [disabled]
   */
  _tool(icon, label, act, disabled = false) {
    return html`<button type="button" class="button icon small" aria-label=${label} title=${label} ?disabled=${disabled} @click=${act}>
      <svg viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d=${ICONS[icon]}/></svg></button>`;
  }

  /**
   * @param {CustomEvent} event
   * @param {Parameter} parameter
   */
  _set(event, { name, default: preset }) {
    event.stopPropagation();
    this._say('cs-change', { item: withParameter(this.item, name, event.detail, preset), name });
  }

  /** Alt and an arrow move it, Delete takes it away. @param {KeyboardEvent} event */
  _key(event) {
    const by = event.altKey ? { ArrowUp: -1, ArrowDown: 1 }[event.key] : undefined;
    if (by === undefined && event.key !== 'Delete') return;
    event.preventDefault();
    if (by === undefined) this._say('cs-remove');
    else this._say('cs-move', by);
  }

  /**
   * @param {string} name
   * @param {unknown} [detail]
   */
  _say(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

customElements.define('cs-train-item', TrainItem);
