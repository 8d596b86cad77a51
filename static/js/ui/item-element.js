/**
 * One of a list of layers or callbacks, as an element has it. It holds nothing: what is done to it, it says (events that
 * bubble), and whoever has the list does it.
 */
import { TORCH } from './control.js';
import { ConvElement } from './element.js';

/** @typedef {import('./kinds.js').KindInfo} KindInfo */
/** @typedef {{kind: string, [parameter: string]: any}} Item */

/**
 * What a key asks of the one that has the focus: to go so far, or to go altogether.
 * @param {KeyboardEvent} event
 * @returns {1|-1|'remove'|null}
 */
export function orderOf({ key, altKey, ctrlKey, metaKey, shiftKey }) {
  if (ctrlKey || metaKey || shiftKey) return null;
  if (altKey) return /** @type {Record<string, 1|-1>} */ ({ ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 })[key] ?? null;
  return key === 'Delete' || key === 'Backspace' ? 'remove' : null;
}

export class ItemElement extends ConvElement {
  static properties = {
    ...ConvElement.properties, item: { attribute: false }, info: { attribute: false }, list: { attribute: false }, index: { attribute: false },
    count: { attribute: false }, origin: { attribute: false }, told: { attribute: false },
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
    /** @type {(parameter?: string) => string|null} What the server has against it, or against one of its parameters. */
    this.told = () => null;
  }

  shouldUpdate() {
    return Boolean(this.item);
  }

  /**
   * @param {string} name
   * @param {unknown} [detail]
   */
  _say(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  }
}
