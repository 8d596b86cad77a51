/**
 * `<cs-train-items>`: the layers, or the callbacks, of the run that is being set up, in their order: add, remove, move,
 * change. Says `cs-items` (detail: the new list, and a tag that changes of one control share).
 */
import { CLASSES, startsAt } from '../core/beginning.js';
import { complaintOf } from '../core/complaints.js';
import { t } from '../core/i18n.js';
import { parametersOf } from '../core/parameters.js';
import { fresh, inserted, moved, placeAfterMove, placeAfterRemoval, without } from '../core/sequence.js';
import { TORCH } from './control.js';
import './train-item.js';
import { ConvElement, html, nothing, repeat } from './element.js';
import { kindChooser } from './kinds.js';

/** @typedef {import('./kinds.js').KindInfo} KindInfo */
/** @typedef {{kind: string, [parameter: string]: any}} Item */

export class TrainItems extends ConvElement {
  static properties = {
    items: { attribute: false }, kinds: { attribute: false }, list: { attribute: false }, origin: { attribute: false },
    problem: { attribute: false }, results: { attribute: false }, classes: { attribute: false }, _open: { state: true }, _adding: { state: true }, _read: { state: true },
  };

  constructor() {
    super();
    /** @type {Item[]} */
    this.items = [];
    /** @type {Record<string, KindInfo>|null} */
    this.kinds = null;
    /** @type {'layers'|'callbacks'} */
    this.list = 'layers';
    this.origin = TORCH;
    /** @type {import('../core/types.js').Problem|null} */
    this.problem = null;
    /** @type {string[]} What comes out of each. */
    this.results = [];
    this.classes = CLASSES; // how many numbers the network is to answer
    /** @type {number|null} The one whose controls are shown. */
    this._open = null;
    /** @type {number|null} Where a new one goes; null: none is being chosen. */
    this._adding = null;
    /** @type {string|null} */
    this._read = null;
  }

  shouldUpdate() {
    return true;
  }

  render() {
    const { items, kinds, list } = this;
    if (!kinds) return nothing;
    return html`
      <ol class="items" aria-label=${t(`train.${list}`)}>
        ${repeat(items, (_, index) => index, (item, index) => html`
          ${this._adding === index ? html`<li>${this._chooser(kinds)}</li>` : nothing}
          <li><cs-train-item .item=${item} .info=${kinds[item.kind]} .list=${list} .index=${index} .count=${items.length} .origin=${this.origin}
            .open=${this._open === index} .result=${this.results[index] ?? ''}
            .told=${(/** @type {string|undefined} */ name) => complaintOf(this.problem, list, index, name)}
            @cs-toggle=${() => { this._open = this._open === index ? null : index; }}
            @cs-change=${(/** @type {CustomEvent} */ { detail }) => this._say(items.with(index, detail.item), `${list} ${index} ${detail.name}`)}
            @cs-move=${(/** @type {CustomEvent<number>} */ { detail }) => this._move(index, index + detail)}
            @cs-insert=${() => this._choose(index)}
            @cs-copy=${() => this._put(structuredClone(item), index + 1)}
            @cs-remove=${() => this._remove(index)}></cs-train-item></li>`)}
      </ol>
      ${items.length === 0 && this._adding === null ? html`<p class="small soft">${t(`train.no_${list}`)}</p>` : nothing}
      ${this._adding === items.length ? this._chooser(kinds) : html`
        <button type="button" class="button small items-add" @click=${() => this._choose(items.length)}>+ ${t(`train.add_${list}`)}</button>`}`;
  }

  /** @param {Record<string, KindInfo>} kinds */
  _chooser(kinds) {
    return kindChooser({
      id: `add-${this.list}`, kinds, chosen: null, read: this._read,
      onChoose: (kind) => this._add(kind, kinds[kind]), onRead: (kind) => { this._read = kind; }, onClose: () => this._close(),
    });
  }

  /** @param {number} index */
  async _choose(index) {
    this._adding = index;
    await this.updateComplete;
    /** @type {HTMLElement|null} */ (this.querySelector('.kinds button'))?.focus();
  }

  async _close() {
    this._adding = null;
    this._read = null;
    await this.updateComplete;
    /** @type {HTMLElement|null} */ (this.querySelector('.items-add'))?.focus();
  }

  /**
   * @param {string} kind
   * @param {KindInfo} info
   */
  _add(kind, info) {
    const index = this._adding ?? this.items.length;
    this._adding = null;
    this._read = null;
    this._put(fresh(kind, parametersOf(info.schema), startsAt(info.schema, this.items.slice(index), this.classes)), index);
  }

  /**
   * @param {Item} item
   * @param {number} index  its place
   */
  _put(item, index) {
    this._open = index;
    this._say(inserted(this.items, index, item));
    this._focus(index);
  }

  /**
   * @param {number} from
   * @param {number} to
   */
  _move(from, to) {
    if (to < 0 || to >= this.items.length) return;
    if (this._open !== null) this._open = placeAfterMove(this._open, from, to);
    this._say(moved(this.items, from, to));
    this._focus(to);
  }

  /** @param {number} index */
  _remove(index) {
    if (this._open !== null) this._open = placeAfterRemoval(this._open, index);
    this._say(without(this.items, index));
    this._focus(Math.max(0, Math.min(index, this.items.length - 2)));
  }

  /** The line of one of them; the button that adds, where there is none. @param {number} index */
  _focus(index) {
    // The new list comes back by way of the state: by the next frame it is drawn.
    requestAnimationFrame(() => {
      const line = this.querySelector(`#${this.list}-${index}-line`) ?? this.querySelector('.items-add');
      /** @type {HTMLElement|null} */ (line)?.focus();
    });
  }

  /**
   * @param {Item[]} items
   * @param {string|null} [tag]
   */
  _say(items, tag = null) {
    this.dispatchEvent(new CustomEvent('cs-items', { detail: { items, tag } }));
  }
}

customElements.define('cs-train-items', TrainItems);
