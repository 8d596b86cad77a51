/**
 * The address of the pages that train, and the link to them.
 */
import { summaryOf } from '../state/trainingActions.js';
import { WHOLE, addressOfTraining, decodeTraining } from '../state/trainingAddress.js';
import { mirror } from './mirror.js';

/** @typedef {import('../state/training.js').TrainingStore} TrainingStore */

/**
 * Keep the address and the state the same from now on.
 * @param {TrainingStore} store
 * @param {typeof WHOLE} [parts]  of the state that stand in the address
 * @returns {import('./toolbar.js').Address}
 */
export function mirrorTraining(store, parts = WHOLE) {
  const write = mirror(store, {
    parts,
    encode: (state) => addressOfTraining(state, parts).hash,
    decode: (hash) => decodeTraining(hash, parts),
    // From run to run; what a person has set up meanwhile is not lost by going back. A run that is no more is nowhere to go.
    steps: (state, previous) => state.selected !== previous.selected && state.selected !== null && summaryOf(state, previous.selected) !== null,
    stays: ['draft'],
  });
  return {
    write,
    async link() {
      const { hash, tooLong } = addressOfTraining(store.state, parts);
      return { link: new URL(hash || location.pathname, location.href).href, note: tooLong ? 'without_draft' : '' };
    },
  };
}
