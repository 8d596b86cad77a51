/**
 * The custom element that every element of the page is: light DOM, fed by the store, redrawn when what it picks from
 * the state changes. This file alone imports Lit.
 */
import {
  LitElement, classMap, html, ifDefined, live, nothing, ref, repeat, svg,
} from '../../vendor/lit.js';

export { classMap, html, ifDefined, live, nothing, ref, repeat, svg };

/** @typedef {import('../core/types.js').State} State */
/** @typedef {import('../state/store.js').Store} Store */

/**
 * A page's state, of whichever page.
 * @template {object} S
 * @typedef {import('../state/kept.js').Kept<S>} Kept
 */

/**
 * Are two flat objects the same, member by member?
 * @param {Record<string, unknown>} a
 * @param {Record<string, unknown>} b
 */
export function sameMembers(a, b) {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.is(a[key], b[key]));
}

/**
 * `P` is what the element picks from the state `S`. It draws from `this.picked` alone and redraws only when a member of
 * it changes, so that moving the pointer over one card leaves the others untouched.
 * @template {Record<string, any>} [P=Record<string, any>]
 * @template {object} [S=State]
 */
export class ConvElement extends LitElement {
  /** @type {Record<string, {attribute?: boolean|string, state?: boolean, type?: unknown, reflect?: boolean}>} */
  static properties = { store: { attribute: false } };

  constructor() {
    super();
    /** @type {Kept<S>} Set once by whoever places the element; nothing is drawn before. */
    this.store = /** @type {any} */ (undefined);
    /** @type {P} */
    this.picked = /** @type {any} */ ({});
    /** @type {(() => void)|null} */
    this._unsubscribe = null;
  }

  /** Light DOM: labels, styles and the accessibility tree work as in any page. */
  createRenderRoot() {
    return this;
  }

  /**
   * What this element draws from. Members are compared one by one with `Object.is`: pick parts, build no new objects.
   * @param {S} _state
   * @returns {P}
   */
  select(_state) {
    return /** @type {any} */ ({});
  }

  connectedCallback() {
    super.connectedCallback();
    this._follow();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this._unsubscribe?.();
    this._unsubscribe = null;
  }

  /** @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    if (changed.has('store')) this._follow();
  }

  shouldUpdate() {
    return Boolean(this.store);
  }

  _follow() {
    this._unsubscribe?.();
    this._unsubscribe = null;
    if (!this.store || !this.isConnected) return;
    this.picked = this.select(this.store.state);
    this._unsubscribe = this.store.subscribe((state) => {
      const next = this.select(state);
      if (sameMembers(next, this.picked)) return;
      this.picked = next;
      this.requestUpdate();
    });
    this.requestUpdate();
  }
}
