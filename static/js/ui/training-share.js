/**
 * The address of a page that trains, and the link to it.
 */

import { WHOLE, addressOfTraining, decodeTraining } from '../state/trainingAddress.js';
import { mirror } from './mirror.js';

/**
 * Keep the address and the state the same from now on.
 * @param {import('../state/training.js').TrainingStore} store
 * @param {readonly import('../state/trainingAddress.js').Part[]} [parts]  what stands in it: `WHOLE`, or `ONE_RUN`
 * @returns {{link: () => Promise<{link: string, note: ''|'without_draft'}>, write: () => void}}  for the toolbar
 */
export function mirrorTraining(store, parts = WHOLE) {
  const write = mirror(store, {
    parts, encode: (state) => addressOfTraining(state, parts).hash, decode: (hash) => decodeTraining(hash, parts),
  });
  return {
    write,
    async link() {
      const { hash, tooLong } = addressOfTraining(store.state, parts);
      return { link: new URL(hash || location.pathname, location.href).href, note: tooLong ? 'without_draft' : '' };
    },
  };
}
