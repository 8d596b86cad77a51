/**
 * Looking through the epochs of a run: stepping, seeking and playing. The epoch that is looked at is the view's; null
 * follows the newest, and that is where playing ends.
 */

import { atPlace, stepEpoch } from '../core/epochs.js';
import { createPlayer, systemClock } from './player.js';
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
 * @returns {boolean} whether there is more after it
 */
function advance(store, by) {
  setView(store, { epoch: stepEpoch(kept(store), shown(store), by) });
  return store.state.view.epoch !== null;
}

/** @type {WeakMap<TrainingStore, Player>} */
const players = new WeakMap();

/**
 * From now on the epochs go by while `view.playing` says so, whoever has set it; once for a store, however often it is
 * called. Playing from the end begins at the beginning.
 * @param {TrainingStore} store
 * @param {import('./player.js').Clock} [clock]  for tests
 */
export function playEpochs(store, clock = systemClock) {
  if (players.has(store)) return;
  const player = createPlayer({ interval: () => 1000 / store.state.view.speed, advance: (steps) => advance(store, steps), clock });
  players.set(store, player);
  player.subscribe((playing) => {
    if (playing !== store.state.view.playing) setView(store, { playing });
  });
  store.subscribe(({ view }) => {
    if (view.playing === player.playing()) return;
    if (!view.playing) return void player.pause();
    const epochs = kept(store);
    if (epochs.length < 2) return void setView(store, { playing: false });
    player.play();
    if (shown(store) === epochs[epochs.length - 1]) setView(store, { epoch: epochs[0] });
  });
}

/**
 * So many epochs on or back, by hand: the player lets go.
 * @param {TrainingStore} store
 * @param {number} by
 */
export function stepEpochs(store, by) {
  setView(store, { playing: false, epoch: stepEpoch(kept(store), shown(store), by) });
}

/**
 * To a place in the list of epochs, by hand; the last one follows the newest.
 * @param {TrainingStore} store
 * @param {number} place
 */
export function seekEpoch(store, place) {
  setView(store, { playing: false, epoch: atPlace(kept(store), place) });
}
