/**
 * `<cs-net-epochs>`: whose weights the network has.
 */

import { ConvElement } from './element.js';

/** @typedef {import('../core/nettypes.js').NetworkState} NetworkState */

/** @extends {ConvElement<Record<string, any>, NetworkState>} */
class NetEpochs extends ConvElement {}

customElements.define('cs-net-epochs', NetEpochs);
