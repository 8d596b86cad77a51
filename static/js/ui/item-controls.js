/**
 * `<cs-item-controls>`: all that can be done to one of a list of layers or callbacks: what it is, its place among the
 * others, and a control for every parameter. It says `cs-change` (detail: the changed item, and the name of the parameter),
 * `cs-move` (detail: by how much), `cs-insert`, `cs-copy`, `cs-kind` and `cs-remove`.
 */
import { t } from '../core/i18n.js';
import { parametersOf } from '../core/parameters.js';
import { withParameter } from '../core/sequence.js';
import './control.js';
import { html, nothing, repeat } from './element.js';
import { ItemElement } from './item-element.js';

/** @typedef {import('../core/parameters.js').Parameter} Parameter */

const ICONS = {
  up: 'M8 13V3M4 7l4-4 4 4', down: 'M8 3v10M4 9l4 4 4-4', left: 'M13 8H3M7 4 3 8l4 4', right: 'M3 8h10M9 4l4 4-4 4',
  insert: 'M8 3v10M3 8h10', copy: 'M6 6h7v7H6zM3 10V3h7', remove: 'M4 4l8 8M12 4l-8 8',
};

class ItemControls extends ItemElement {
  static properties = { ...ItemElement.properties, flow: { attribute: false }, kinds: { attribute: false } };

  constructor() {
    super();
    /** @type {'row'|'column'} How the list runs. */
    this.flow = 'column';
    this.kinds = false; // whether its kind may be changed
  }

  render() {
    const { item, info, index, list, count, flow } = this;
    const parameters = info ? parametersOf(info.schema) : [];
    const what = info?.title ?? item.kind;
    const [back, on] = flow === 'row' ? /** @type {const} */ (['left', 'right']) : /** @type {const} */ (['up', 'down']);
    return html`
      <p class="small soft item-summary">${info?.summary}</p>
      <div class="row item-tools">
        ${this._tool(back, t('item.earlier', { what }), () => this._say('cs-move', -1), index === 0)}
        ${this._tool(on, t('item.later', { what }), () => this._say('cs-move', 1), index === count - 1)}
        ${this._tool('insert', t(`item.insert_${list}`, { what }), () => this._say('cs-insert'))}
        ${list === 'layers' ? this._tool('copy', t('item.copy', { what }), () => this._say('cs-copy')) : nothing}
        ${this._tool('remove', t('item.remove', { what }), () => this._say('cs-remove'))}
        ${this.kinds ? html`<button type="button" class="button small" @click=${() => this._say('cs-kind')}>${t('item.kind')} <span aria-hidden="true">▾</span></button>` : nothing}
      </div>
      <div class="parameters">
        ${repeat(parameters, ({ name }) => `${item.kind} ${name}`, (parameter) => html`
          <cs-control .parameter=${parameter} .place=${`${list}-${index}-`} .origin=${this.origin} .problem=${this.told(parameter.name)}
            .value=${Object.hasOwn(item, parameter.name) ? item[parameter.name] : parameter.default}
            @cs-change=${(/** @type {CustomEvent} */ { detail }) => this._set(detail, parameter)}></cs-control>`)}
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
   * @param {any} value
   * @param {Parameter} parameter
   */
  _set(value, { name, default: preset }) {
    this._say('cs-change', { item: withParameter(this.item, name, value, preset), name });
  }
}

customElements.define('cs-item-controls', ItemControls);
