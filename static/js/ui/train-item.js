/**
 * `<cs-train-item>`: one layer or callback of a run that is being set up: a line as Python writes it and, opened, all that
 * can be done to it. It says `cs-toggle`, and what `<cs-item-controls>` says.
 */
import { notation } from '../core/notation.js';
import { parametersOf } from '../core/parameters.js';
import { html, nothing } from './element.js';
import './item-controls.js';
import { ItemElement, orderOf } from './item-element.js';

class TrainItem extends ItemElement {
  static properties = { ...ItemElement.properties, open: { attribute: false }, result: { attribute: false } };

  constructor() {
    super();
    this.open = false;
    this.result = ''; // what comes out of it
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
}

customElements.define('cs-train-item', TrainItem);
