/**
 * The address of the page of whole networks, and the link to it.
 */
import { addressOfNetwork, decodeNetwork } from '../state/networkAddress.js';
import { mirror } from './mirror.js';
import { linkTo, withUpload } from './share.js';

/** @typedef {import('../state/network.js').NetworkStore} NetworkStore */

/**
 * Keep the address and the state the same from now on.
 * @param {NetworkStore} store
 * @returns {import('./toolbar.js').Address}
 */
export function mirrorNetwork(store) {
  const write = mirror(store, { parts: ['setting', 'view'], encode: (state) => addressOfNetwork(state).hash, decode: decodeNetwork });
  return {
    write,
    /** A drawing that is too long for an address is sent to the server first. */
    async link() {
      const { hash, tooLong } = addressOfNetwork(store.state);
      const uploaded = tooLong ? await withUpload(store.state.setting) : null;
      if (!uploaded) return { link: linkTo(hash), note: tooLong === 'source' ? 'without_picture' : tooLong ? 'without_layers' : '' };
      const shorter = addressOfNetwork({ ...store.state, setting: uploaded });
      return { link: linkTo(shorter.hash), note: shorter.tooLong ? 'without_layers' : 'uploaded' };
    },
  };
}
