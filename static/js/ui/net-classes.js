/**
 * `<cs-net-classes>`: the probabilities, and the arithmetic that they come from.
 */

import { ConvElement } from './element.js';

/** @typedef {import('../core/nettypes.js').NetworkState} NetworkState */

/** @extends {ConvElement<Record<string, any>, NetworkState>} */
class NetClasses extends ConvElement {}

customElements.define('cs-net-classes', NetClasses);
