/**
 * An element that draws from two states: the network's, and that of the stage of the layer that is looked at.
 */

import { ConvElement } from './element.js';

/** @typedef {import('../core/nettypes.js').NetworkState} NetworkState */
/** @typedef {import('../core/nettypes.js').Look} Look */
/** @typedef {{look: Look|null, summary: NetworkState['live']['summary'], classes: string[]|null}} Picked */

/** @extends {ConvElement<Picked, NetworkState>} */
export class StageElement extends ConvElement {
  static properties = { ...ConvElement.properties, stage: { attribute: false } };

  constructor() {
    super();
    /** @type {import('../state/store.js').Store|null} of the layer */
    this.stage = null;
    /** @type {(() => void)|null} */
    this._unhear = null;
  }

  /** @param {NetworkState} state @returns {Picked} */
  select({ view, live }) {
    return { look: view.look, summary: live.summary, classes: live.answer?.meta.classes ?? null };
  }

  /** The layer's numbers. */
  get answer() {
    return this.stage?.state.live.answer ?? null;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this._unhear?.();
    this._unhear = null;
  }

  /** @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    super.willUpdate(changed);
    if (this._unhear || !this.stage) return;
    this._unhear = this.stage.subscribe((state, previous) => {
      if (state.live.answer !== previous.live.answer) this.requestUpdate();
    });
  }
}
