/**
 * `<cs-train-item>`: one layer or callback of a run that is being set up: a line as Python writes it and, opened, all that
 * can be done to it. It holds nothing: it says `cs-toggle`, and what `<cs-item-controls>` says.
 */
import { notation } from '../core/notation.js';
import { parametersOf } from '../core/parameters.js';
import { TORCH } from './control.js';
import { ConvElement, html, nothing } from './element.js';
import { orderOf } from './item-controls.js';

/** @typedef {import('./item-controls.js').Item} Item */
/** @typedef {import('./kinds.js').KindInfo} KindInfo */

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
        <div class="item-body" id="${id}-body" ?hidden=${!open}>${open ? html`<cs-item-controls .item=${item} .info=${info} .list=${list}
          .index=${index} .count=${this.count} .origin=${this.origin} .told=${this.told}></cs-item-controls>` : nothing}</div>
      </div>`;
  }

  /** Alt and an arrow move it, Delete takes it away. @param {KeyboardEvent} event */
  _key(event) {
    const order = orderOf(event);
    if (order === null) return;
    event.preventDefault();
    if (order === 'remove') this._say('cs-remove');
    else this._say('cs-move', order);
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
