/**
 * Everything that a person can do to a network and to how it is looked at, one function each; and what is asked of its state
 * in several places. What is done to the picture is every page's (picturing.js) and re-exported.
 */

import { inserted, moved, placeAfterMove, placeAfterRemoval, without } from '../core/sequence.js';
import { networkShape } from './network.js';
import { same } from './setting.js';

export * from './picturing.js';

/** @typedef {import('../core/nettypes.js').NetworkState} NetworkState */
/** @typedef {import('../core/nettypes.js').NetworkSetting} NetworkSetting */
/** @typedef {import('../core/nettypes.js').NetworkView} NetworkView */
/** @typedef {import('../core/nettypes.js').NetworkHover} NetworkHover */
/** @typedef {import('../core/nettypes.js').Look} Look */
/** @typedef {import('../core/nettypes.js').Weights} Weights */
/** @typedef {import('../core/types.js').Layer} Layer */
/** @typedef {import('./network.js').NetworkStore} NetworkStore */

/**
 * @param {NetworkStore} store
 * @param {Partial<NetworkSetting>} change
 * @param {string|null} [tag]
 * @param {Partial<NetworkView>} [view]  what changes of the view along with it
 */
function change(store, change, tag = null, view = {}) {
  const setting = { ...store.state.setting, ...change };
  const looks = { ...store.state.view, ...view };
  store.set({ ...(!same(setting, store.state.setting) && { setting }), ...(!same(looks, store.state.view) && { view: looks }) }, { tag });
}

/**
 * Another network, such as a ready-made one. What was open or looked at in the old one is let go.
 * @param {NetworkStore} store
 * @param {Layer[]} layers
 * @param {string|null} [tag]  changes with one tag within a moment are one entry of the history
 * @param {Weights} [weights]  left out: as they are
 */
export function setLayers(store, layers, tag = null, weights = store.state.setting.weights) {
  change(store, { layers, weights }, tag, { open: null, look: null, weighed: null, unfolded: [] });
}

/**
 * @param {NetworkStore} store
 * @param {number} index  what stood there moves on
 * @param {Layer} layer
 */
export function insertLayer(store, index, layer) {
  const after = (/** @type {number} */ place) => (place >= index ? place + 1 : place);
  change(store, { layers: inserted(store.state.setting.layers, index, layer) }, null, { ...renumbered(store, after), open: index });
}

/**
 * @param {NetworkStore} store
 * @param {number} index
 */
export function removeLayer(store, index) {
  const { layers } = store.state.setting;
  if (index < 0 || index >= layers.length) return;
  change(store, { layers: without(layers, index) }, null, renumbered(store, (place) => placeAfterRemoval(place, index)));
}

/**
 * @param {NetworkStore} store
 * @param {number} from
 * @param {number} to  where it stands afterwards; beyond the ends it stays at the end
 */
export function moveLayer(store, from, to) {
  const { layers } = store.state.setting;
  const place = Math.max(0, Math.min(layers.length - 1, to));
  if (place === from || from < 0 || from >= layers.length) return;
  change(store, { layers: moved(layers, from, place) }, null, renumbered(store, (each) => placeAfterMove(each, from, place)));
}

/**
 * Another layer in the place of one, such as the same with a parameter changed.
 * @param {NetworkStore} store
 * @param {number} index
 * @param {Layer} layer
 * @param {string|null} [tag]  one per control, so that a drag is one entry of the history
 */
export function changeLayer(store, index, layer, tag = null) {
  const { layers } = store.state.setting;
  if (index >= 0 && index < layers.length) change(store, { layers: layers.with(index, layer) }, tag);
}

/**
 * What is open, looked at, weighed and unfolded, once the layers have other places.
 * @param {NetworkStore} store
 * @param {(place: number) => number|null} place  null: the layer is gone
 * @returns {Partial<NetworkView>}
 */
function renumbered({ state: { view } }, place) {
  const to = (/** @type {number} */ layer) => (layer < 0 ? layer : place(layer));
  const look = view.look && to(view.look.layer);
  return {
    open: view.open === null ? null : place(view.open),
    weighed: view.weighed === null ? null : place(view.weighed),
    look: view.look && typeof look === 'number' ? { ...view.look, layer: look } : null,
    unfolded: view.unfolded.map(to).filter((layer) => layer !== null),
  };
}

/**
 * Do what mends the network where it breaks.
 * @param {NetworkStore} store
 * @returns {boolean} false: nothing is known that would
 */
export function applyRemedy(store) {
  const remedy = store.state.live.summary?.broken?.remedy;
  if (remedy) mendLayers(store, remedy);
  return Boolean(remedy);
}

/**
 * The same network, mended: what is looked at in it stays.
 * @param {NetworkStore} store
 * @param {Layer[]} layers
 */
export function mendLayers(store, layers) {
  change(store, { layers }, null, { open: null });
}

/**
 * @param {NetworkStore} store
 * @param {Weights} weights
 * @param {string|null} [tag]
 */
export function setWeights(store, weights, tag = 'weights') {
  change(store, { weights }, tag);
}

/**
 * A whole network of somewhere else: a run's, or a file's.
 * @param {NetworkStore} store
 * @param {Partial<NetworkSetting>} network
 */
export function openNetwork(store, network) {
  change(store, network, null, { open: null, look: null, weighed: null, unfolded: [], target: null, playing: false });
}

/** @param {NetworkStore} store @param {'eval'|'train'} mode */
export function setMode(store, mode) {
  change(store, { mode });
}

/** Which numbers dropout drops. @param {NetworkStore} store @param {number} seed */
export function setSeed(store, seed) {
  change(store, { seed }, 'seed');
}

/**
 * @param {NetworkStore} store
 * @param {Partial<NetworkView>} view
 */
export function setView(store, view) {
  change(store, {}, null, view);
}

/**
 * Look at a map, a filter, a cell, or at none.
 * @param {NetworkStore} store
 * @param {Look|null} look
 */
export function lookAt(store, look) {
  setView(store, { look });
}

/**
 * What the pointer or the focus is on.
 * @param {NetworkStore} store
 * @param {NetworkHover|null} hover
 */
export function hoverCell(store, hover) {
  if (!same(hover, store.state.hover)) store.set({ hover });
}

/**
 * Which layers are on screen; −1 is the input. Their numbers are fetched, those of the others are not.
 * @param {NetworkStore} store
 * @param {readonly number[]} visible
 */
export function setVisible(store, visible) {
  const sorted = visible.toSorted((a, b) => a - b);
  if (!same(sorted, store.state.visible)) store.set({ visible: sorted });
}

/**
 * @param {NetworkStore} store
 * @param {number} layer  −1: the input
 * @param {boolean} [on]  left out: the other way from now
 */
export function toggleUnfolded(store, layer, on = !store.state.view.unfolded.includes(layer)) {
  const others = store.state.view.unfolded.filter((each) => each !== layer);
  setView(store, { unfolded: on ? [...others, layer] : others });
}

/**
 * Open the controls of a layer, or close them.
 * @param {NetworkStore} store
 * @param {number|null} layer
 */
export function openLayer(store, layer) {
  setView(store, { open: layer });
}

/**
 * The shape of what a layer answers; −1: of the input. Null while it is not known, or where the network breaks before it.
 * @param {Pick<NetworkState, 'setting'|'live'>} state
 * @param {number} layer
 * @returns {number[]|null}
 */
export function shapeAt({ setting, live }, layer) {
  return layer < 0 ? networkShape(setting) : live.summary?.rows[layer]?.output_shape ?? null;
}

/**
 * What is looked at, if the network still has it: undo and remedies change layers below one's eyes.
 * @param {Pick<NetworkState, 'setting'|'live'|'view'>} state
 * @returns {Look|null}
 */
export function shownLook(state) {
  const { look } = state.view;
  const shape = look && shapeAt(state, look.layer);
  if (!look || !shape) return null;
  const [maps, rows, cols] = shape.length === 1 ? [1, 1, shape[0]] : shape;
  return look.map < maps && look.row < rows && look.col < cols ? look : null;
}

/**
 * The contract's index of what is looked at or pointed at.
 * @param {readonly number[]} shape  of the layer
 * @param {{map: number, row: number, col: number}} place
 * @returns {number[]}  `[c, y, x]`, flat `[i]`
 */
export const placeIn = (shape, { map, row, col }) => (shape.length === 1 ? [col] : [map, row, col]);
