/**
 * The same picture through the weights of each saved epoch of a run: stepping, seeking and playing. The epoch that is looked
 * at stands in the setting's weights.
 */

import { same } from './setting.js';
import { setView } from './networkActions.js';
import { createPlayer, systemClock } from './player.js';

/** @typedef {import('../core/nettypes.js').NetworkState} NetworkState */
/** @typedef {import('../core/runtypes.js').RunSummary} RunSummary */
/** @typedef {import('./network.js').NetworkStore} NetworkStore */
/** @typedef {import('./player.js').Player} Player */

/** All epochs that go by while playing, and a drag of the slider, are one entry of the history. */
const TAG = 'epoch';

/** @param {Pick<NetworkState, 'setting'>} state @returns {string|null} the run whose weights the network has */
export const runOf = ({ setting: { weights } }) => ('run' in weights ? weights.run : null);

/**
 * The epochs of a run whose weights are kept: every complete one.
 * @param {RunSummary|null|undefined} run
 * @returns {number[]}  rising
 */
export function savedEpochs(run) {
  const latest = run?.latest?.epoch;
  return typeof latest === 'number' ? Array.from({ length: latest + 1 }, (_, epoch) => epoch) : [];
}

/**
 * The place of the present weights among the saved epochs; −1 where they are not those of an epoch.
 * @param {Pick<NetworkState, 'setting'|'epochs'>} state
 */
export function placeOfEpoch({ setting: { weights }, epochs }) {
  return 'epoch' in weights ? epochs.indexOf(weights.epoch) : -1;
}

/**
 * @param {NetworkStore} store
 * @param {number} place  in the list of saved epochs; beyond its ends: the end
 */
function goTo(store, place) {
  const { epochs, setting } = store.state;
  const { weights } = setting;
  if (!('run' in weights) || epochs.length === 0) return;
  const next = { run: weights.run, epoch: epochs[Math.max(0, Math.min(epochs.length - 1, place))] };
  if (!same(next, weights)) store.set({ setting: { ...setting, weights: next } }, { tag: TAG, lasting: true });
}

/**
 * To a place in the list of saved epochs, by hand; the player lets go.
 * @param {NetworkStore} store
 * @param {number} place
 */
export function seekEpoch(store, place) {
  setView(store, { playing: false });
  goTo(store, place);
}

/**
 * So many epochs on or back, by hand. From a checkpoint or the last state it begins at the end.
 * @param {NetworkStore} store
 * @param {number} by
 */
export function stepEpochs(store, by) {
  const place = placeOfEpoch(store.state);
  seekEpoch(store, place < 0 ? store.state.epochs.length - 1 : place + by);
}

/**
 * @param {NetworkStore} store
 * @param {number} by
 * @returns {boolean} whether there is more after it
 */
function advance(store, by) {
  const to = placeOfEpoch(store.state) + by;
  goTo(store, to);
  return to < store.state.epochs.length - 1;
}

/** @type {WeakMap<NetworkStore, Player>} */
const players = new WeakMap();

/**
 * From now on the epochs go by while `view.playing` says so, whoever has set it; once for a store, however often it is
 * called. Playing from the end begins at the beginning. A step waits until the epoch before it has been answered: what
 * nobody saw need not have been shown.
 * @param {NetworkStore} store
 * @param {import('./player.js').Clock} [clock]  for tests
 */
export function playEpochs(store, clock = systemClock) {
  if (players.has(store)) return;
  const answered = () => store.state.live.status !== 'ready' || same(store.state.live.answer?.setting.weights, store.state.setting.weights);
  const player = createPlayer({
    interval: () => 1000 / store.state.view.speed,
    advance: (steps) => (answered() ? advance(store, Math.min(1, steps)) : true),
    clock,
  });
  players.set(store, player);
  player.subscribe((playing) => {
    if (playing !== store.state.view.playing) setView(store, { playing });
  });
  store.subscribe(({ view, epochs }) => {
    if (view.playing === player.playing()) return;
    if (!view.playing) return void player.pause();
    if (epochs.length < 2) return void setView(store, { playing: false });
    player.play();
    const place = placeOfEpoch(store.state);
    if (place < 0 || place === epochs.length - 1) goTo(store, 0);
  });
}
