/**
 * `<cs-net-maps>`: what each layer makes of the picture, one strip per layer.
 */

import { ConvElement } from './element.js';

/** @typedef {import('../core/nettypes.js').NetworkState} NetworkState */

/** @extends {ConvElement<Record<string, any>, NetworkState>} */
class NetMaps extends ConvElement {}

customElements.define('cs-net-maps', NetMaps);
