/**
 * `<cs-net-verdict>`: the likeliest classes in a row, for the sheet of a phone: who draws there sees the answer follow the pen.
 */

import { likeliest } from '../core/confusion.js';
import { share } from '../core/format.js';
import { ConvElement, html, nothing } from './element.js';

/** @typedef {import('../core/nettypes.js').NetworkState} NetworkState */

const SHOWN = 3;

/** @extends {ConvElement<{probabilities: number[]|null, classes: string[]|null}, NetworkState>} */
class NetVerdict extends ConvElement {
  /** @param {NetworkState} state */
  select({ live: { answer } }) {
    return { probabilities: answer?.meta.probabilities ?? null, classes: answer?.meta.classes ?? null };
  }

  render() {
    const { probabilities, classes } = this.picked;
    if (!probabilities) return nothing;
    return html`<ol class="net-verdict">${likeliest(probabilities, SHOWN).map(({ index, probability }) => html`
      <li><b>${classes?.[index] ?? index}</b> <span class="number">${share(probability)}</span></li>`)}</ol>`;
  }
}

customElements.define('cs-net-verdict', NetVerdict);
