/**
 * The keys of the page of whole networks: one table that binds them and that the help dialog lists.
 */

import { levelBeside, levelsOf } from '../core/levels.js';
import { stepEpochs } from './networkEpochs.js';
import * as actions from './networkActions.js';

/** @typedef {import('./network.js').NetworkStore} NetworkStore */
/** @typedef {import('../core/nettypes.js').NetworkView} NetworkView */
/** @typedef {{store: NetworkStore, ask: (what: 'help'|'share') => void}} Context */
/** @typedef {import('./keys.js').Binding<Context>} Binding */

/**
 * One level up: from the stage to the window's arithmetic, to the filter, to the map, and away from it.
 * @param {NetworkStore} store
 */
export function lookUp(store) {
  const { live: { answer }, view: { look } } = store.state;
  if (!look) return;
  const level = levelBeside(levelsOf(answer?.tensors ?? null, look.layer), look.level, -1);
  actions.lookAt(store, level && { ...look, level });
}

/** One level in, as far as the layer that is looked at has one. @param {NetworkStore} store */
export function lookDeeper(store) {
  const { live: { answer }, view: { look } } = store.state;
  const level = look && levelBeside(levelsOf(answer?.tensors ?? null, look.layer), look.level, 1);
  if (look && level) actions.lookAt(store, { ...look, level });
}

/**
 * The same place in the layer before or after; from nowhere, the first layer or the last.
 * @param {1|-1} by
 */
const layer = (by) => (/** @type {Context} */ { store }) => {
  const { state } = store;
  const look = actions.shownLook(state);
  const last = (state.live.summary?.rows.length ?? 0) - 1;
  const to = look ? look.layer + by : by > 0 ? -1 : last;
  const shape = to < -1 || to > last ? null : actions.shapeAt(state, to);
  if (!shape) return;
  const [maps, rows, cols] = shape.length === 1 ? [1, 1, shape[0]] : shape;
  const within = (/** @type {number} */ place, /** @type {number} */ size) => Math.min(place, size - 1);
  const { map, row, col, level } = look ?? { map: 0, row: Math.floor(rows / 2), col: Math.floor(cols / 2), level: /** @type {const} */ ('map') };
  actions.lookAt(store, { layer: to, map: within(map, maps), row: within(row, rows), col: within(col, cols), level: to < 0 ? 'map' : level });
};

/**
 * The next of the values that a part of the view can have.
 * @template {'flow'|'scale'|'trace'} Name
 * @param {Name} name
 * @param {NetworkView[Name][]} values
 */
const cycle = (name, values) => (/** @type {Context} */ { store }) =>
  actions.setView(store, { [name]: values[(values.indexOf(store.state.view[name]) + 1) % values.length] });

/** @param {Context} context Show the maps of the layer that is pointed at, else looked at, large or small again. */
function unfold({ store }) {
  const place = store.state.hover ?? actions.shownLook(store.state);
  if (place) actions.toggleUnfolded(store, place.layer);
}

/** @type {readonly Binding[]} */
export const NETWORK_KEYS = Object.freeze(/** @type {Binding[]} */ ([
  { action: 'net_layer_back', keys: ['Shift+ArrowUp'], group: 'network', run: layer(-1) },
  { action: 'net_layer_forward', keys: ['Shift+ArrowDown'], group: 'network', run: layer(1) },
  { action: 'net_up', keys: ['Escape', 'Backspace'], group: 'network', run: ({ store }) => lookUp(store) },
  { action: 'net_unfold', keys: ['u'], group: 'network', run: unfold },
  { action: 'net_trace', keys: ['g'], group: 'network', run: cycle('trace', ['theory', 'gradient']) },
  { action: 'net_mode', keys: ['m'], group: 'network', run: ({ store }) => actions.setMode(store, store.state.setting.mode === 'eval' ? 'train' : 'eval') },
  { action: 'net_epoch_back', keys: ['['], group: 'network', run: ({ store }) => stepEpochs(store, -1) },
  { action: 'net_epoch_forward', keys: [']'], group: 'network', run: ({ store }) => stepEpochs(store, 1) },
  { action: 'net_play', keys: ['p'], group: 'network', run: ({ store }) => actions.setView(store, { playing: !store.state.view.playing }) },
  { action: 'scale', keys: ['x'], group: 'page', run: cycle('scale', ['strong', 'map', 'shared']) },
  { action: 'net_flow', keys: ['c'], group: 'page', run: cycle('flow', ['row', 'column']) },
  { action: 'undo', keys: ['Mod+z'], group: 'page', run: ({ store }) => store.undo() },
  { action: 'redo', keys: ['Mod+Shift+z', 'Mod+y'], group: 'page', run: ({ store }) => store.redo() },
  { action: 'share', keys: ['s'], group: 'page', run: ({ ask }) => ask('share') },
  { action: 'help', keys: ['?'], group: 'page', run: ({ ask }) => ask('help') },
]));
