/**
 * `<cs-drawn-classes>`: the user's classes with their drawings, small. Says what is wanted and does nothing itself:
 * `cs-class` (detail: the name) when one is chosen to draw for, `cs-forget` (detail: id and name) when a drawing is to go,
 * `cs-forget-class` (detail: the name) when all of a class are, which it asks about first.
 */
import { t } from '../core/i18n.js';
import { drawingUrl } from '../net/datasets.js';
import { ConvElement, classMap, html, live, nothing, repeat } from './element.js';

/** @typedef {import('../net/datasets.js').DrawingClass} DrawingClass */

let lists = 0; // each has radio buttons of its own

class DrawnClasses extends ConvElement {
  static properties = { classes: { attribute: false }, chosen: { attribute: false }, fewest: { attribute: false }, _asking: { state: true } };

  constructor() {
    super();
    /** @type {DrawingClass[]} */
    this.classes = [];
    /** @type {string|null} */
    this.chosen = null;
    this.fewest = 1; // drawings that a class needs
    /** @type {string|null} The class that is perhaps to go. */
    this._asking = null;
    lists += 1;
    this._name = `drawn-class-${lists}`;
  }

  shouldUpdate() {
    return true;
  }

  render() {
    return html`<fieldset class="drawn-classes"><legend class="unseen">${t('data.drawings_classes')}</legend>
      ${repeat(this.classes, (each) => each.class, (each) => this._class(each))}
    </fieldset>`;
  }

  /** @param {DrawingClass} each */
  _class({ class: label, drawings }) {
    const enough = drawings.length >= this.fewest;
    return html`<div class=${classMap({ 'drawn-class': true, chosen: label === this.chosen })}>
      <div class="drawn-head">
        <label><input type="radio" name=${this._name} .checked=${live(label === this.chosen)} @change=${() => this._say('cs-class', label)}>
          <span class="drawn-name">${label}</span></label>
        <span class=${classMap({ chip: true, number: true, small: true, 'role-output': enough })}>${drawings.length}</span>
        <button type="button" class="button quiet icon small" aria-label=${t('data.class_delete', { label })} title=${t('data.class_delete', { label })}
          @click=${() => this._forgetClass(label, drawings.length)}>×</button>
      </div>
      ${this._asking === label ? html`<div class="notice alarm small row" role="alert">${t('data.class_delete_sure', { label, count: drawings.length })}
        <button type="button" class="button small" @click=${() => this._sure(label)}>${t('data.delete')}</button>
        <button type="button" class="button small" @click=${() => { this._asking = null; }}>${t('data.keep_them')}</button></div>` : nothing}
      ${drawings.length ? html`<div class="drawn-thumbs">${repeat(drawings, (id) => id, (id, place) => {
        const name = t('data.drawing_delete', { label, number: place + 1 });
        return html`<button type="button" class="drawn" aria-label=${name} title=${name} @click=${() => this._say('cs-forget', { id, label })}>
          <img src=${drawingUrl(id)} alt="" width="28" height="28" loading="lazy" draggable="false"></button>`;
      })}</div>` : nothing}
    </div>`;
  }

  /** @param {string} label @param {number} count */
  _forgetClass(label, count) {
    if (count > 0) this._asking = label;
    else this._say('cs-forget-class', label);
  }

  /** @param {string} label */
  _sure(label) {
    this._asking = null;
    this._say('cs-forget-class', label);
  }

  /** @param {string} name @param {unknown} detail */
  _say(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

customElements.define('cs-drawn-classes', DrawnClasses);
