/**
 * Looking through the epochs of a run: stepping, seeking and playing. The epoch that is looked at is the view's; null
 * follows the newest, and that is where playing ends.
 */

import { atPlace, stepEpoch } from '../core/epochs.js';
import { createPlayer } from './player.js';
import { selectedPicture, setView, shownEpoch } from './trainingActions.js';

/** @typedef {import('./training.js').TrainingStore} TrainingStore */
/** @typedef {import('./player.js').Player} Player */

/** Epochs a second while playing. */
export const EPOCH_SPEEDS = Object.freeze([1, 2, 4, 8]);

/** @param {TrainingStore} store @returns {readonly number[]} the epochs that are kept, rising */
const kept = ({ state }) => selectedPicture(state)?.maps ?? [];

/** @param {TrainingStore} store */
const shown = ({ state }) => shownEpoch(state, selectedPicture(state));

/**
 * @param {TrainingStore} store
 * @param {number} by  places in the list of epochs
 * @returns {boolean} whether there was one
 */
function advance(store, by) {
  const before = shown(store);
  setView(store, { epoch: stepEpoch(kept(store), before, by) });
  return shown(store) !== before && store.state.view.epoch !== null;
}

/** @type {WeakMap<TrainingStore, Player>} */
const players = new WeakMap();

/**
 * The store's player through the epochs: there is one, whoever asks, and `view.playing` says whether it runs.
 * @param {TrainingStore} store
 * @returns {Player}
 */
export function epochPlayerOf(store) {
  let player = players.get(store);
  if (!player) {
    player = createPlayer({ interval: () => 1000 / store.state.view.speed, advance: (steps) => advance(store, steps) });
    player.subscribe((playing) => setView(store, { playing }));
    players.set(store, player);
  }
  return player;
}

/**
 * So many epochs on or back, by hand: the player lets go.
 * @param {TrainingStore} store
 * @param {number} by
 */
export function stepEpochs(store, by) {
  epochPlayerOf(store).pause();
  advance(store, by);
}

/**
 * To a place in the list of epochs, by hand; the last one follows the newest.
 * @param {TrainingStore} store
 * @param {number} place
 */
export function seekEpoch(store, place) {
  epochPlayerOf(store).pause();
  setView(store, { epoch: atPlace(kept(store), place) });
}

/** From the end it plays from the beginning. @param {TrainingStore} store */
export function playOrPauseEpochs(store) {
  const player = epochPlayerOf(store);
  const epochs = kept(store);
  if (!player.playing()) {
    if (epochs.length < 2) return;
    if (shown(store) === epochs[epochs.length - 1]) setView(store, { epoch: epochs[0] });
  }
  player.toggle();
}
