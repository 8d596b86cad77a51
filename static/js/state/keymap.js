/**
 * The keys of the page that explores a layer: one table that binds them and that the help dialog lists.
 */

import * as actions from './actions.js';
import { nextSpeed, playOrPause } from './player.js';

/** @typedef {import('./store.js').Store} Store */
/** @typedef {import('./player.js').Player} Player */
/** @typedef {{store: Store, player: Player, ask: (what: 'help'|'share') => void}} Context */
/** @typedef {import('./keys.js').Binding<Context>} Binding */

/**
 * Something the person does to the cursor: whoever takes the wheel, the player lets go.
 * @param {(context: Context) => void} run
 * @returns {(context: Context) => void}
 */
const byHand = (run) => (context) => {
  context.player.pause();
  run(context);
};

/** @param {1|-1} by */
const cell = (by) => byHand(({ store }) => {
  if (store.state.view.stepping) return void actions.step(store, 'cell', by);
  const { map, row, col } = store.state.cursor;
  actions.moveCursor(store, map, row, col + by);
});

/** @param {1|-1} by */
const row = (by) => byHand(({ store }) => {
  const { map, row: at, col } = store.state.cursor;
  actions.moveCursor(store, map, at + by, col);
});

/** @param {1|-1} by */
const map = (by) => byHand(({ store }) => actions.selectMap(store, store.state.cursor.map + by));

/** @param {1|-1} by */
const speed = (by) => (/** @type {Context} */ { store }) =>
  actions.setView(store, { speed: nextSpeed(store.state.view.speed, by) });

/** @param {'coverage'|'unrounded'} name */
const toggle = (name) => (/** @type {Context} */ { store }) =>
  actions.setView(store, { [name]: !store.state.view[name] });

/**
 * The next of the values that a part of the view can have.
 * @template {'unit'|'scale'} Name
 * @param {Name} name
 * @param {import('../core/types.js').View[Name][]} values
 */
const cycle = (name, values) => (/** @type {Context} */ { store }) =>
  actions.setView(store, { [name]: values[(values.indexOf(store.state.view[name]) + 1) % values.length] });

/** @type {readonly Binding[]} */
export const KEYMAP = Object.freeze(/** @type {Binding[]} */ ([
  { action: 'play', keys: ['Space'], group: 'play', run: ({ store }) => playOrPause(store) },
  { action: 'back', keys: ['Shift+ArrowLeft'], group: 'play', run: byHand(({ store }) => void actions.step(store, store.state.view.unit, -1)) },
  { action: 'forward', keys: ['Shift+ArrowRight'], group: 'play', run: byHand(({ store }) => void actions.step(store, store.state.view.unit, 1)) },
  { action: 'tap_back', keys: [','], group: 'play', run: byHand(({ store }) => void actions.step(store, 'tap', -1)) },
  { action: 'tap_forward', keys: ['.'], group: 'play', run: byHand(({ store }) => void actions.step(store, 'tap', 1)) },
  { action: 'player_row_back', keys: ['Shift+ArrowUp'], group: 'play', run: byHand(({ store }) => void actions.step(store, 'row', -1)) },
  { action: 'player_row_forward', keys: ['Shift+ArrowDown'], group: 'play', run: byHand(({ store }) => void actions.step(store, 'row', 1)) },
  { action: 'rest_back', keys: ['['], group: 'play', run: byHand(({ store }) => void actions.skipToRest(store, -1)) },
  { action: 'rest_forward', keys: [']'], group: 'play', run: byHand(({ store }) => void actions.skipToRest(store, 1)) },
  { action: 'start', keys: ['Home'], group: 'play', run: byHand(({ store }) => void actions.toStart(store)) },
  { action: 'end', keys: ['End'], group: 'play', run: byHand(({ store }) => void actions.toEnd(store)) },
  { action: 'unit', keys: ['t'], group: 'play', run: cycle('unit', ['tap', 'cell', 'row']) },
  { action: 'slower', keys: ['-'], group: 'play', run: speed(-1) },
  { action: 'faster', keys: ['+', '='], group: 'play', run: speed(1) },
  { action: 'cell_back', keys: ['ArrowLeft'], group: 'cell', run: cell(-1) },
  { action: 'cell_forward', keys: ['ArrowRight'], group: 'cell', run: cell(1) },
  { action: 'row_back', keys: ['ArrowUp'], group: 'cell', run: row(-1) },
  { action: 'row_forward', keys: ['ArrowDown'], group: 'cell', run: row(1) },
  { action: 'map_forward', keys: ['m'], group: 'cell', run: map(1) },
  { action: 'map_back', keys: ['Shift+m'], group: 'cell', run: map(-1) },
  { action: 'unrounded', keys: ['u'], group: 'cell', run: toggle('unrounded') },
  { action: 'release', keys: ['Escape'], group: 'cell', run: byHand(({ store }) => actions.release(store)) },
  { action: 'scale', keys: ['x'], group: 'page', run: cycle('scale', ['strong', 'map', 'shared']) },
  { action: 'coverage', keys: ['c'], group: 'page', run: toggle('coverage') },
  { action: 'compare', keys: ['p'], group: 'page', run: ({ store }) => (store.state.pinned ? actions.unpinCompare(store) : actions.pinCompare(store)) },
  { action: 'predict', keys: ['/'], group: 'page', run: ({ store }) => actions.setView(store, store.state.view.predict === 'off' ? { tab: 'predict', predict: 'cell', pinned: true } : { predict: 'off' }) },
  { action: 'undo', keys: ['Mod+z'], group: 'page', run: ({ store }) => store.undo() },
  { action: 'redo', keys: ['Mod+Shift+z', 'Mod+y'], group: 'page', run: ({ store }) => store.redo() },
  { action: 'share', keys: ['s'], group: 'page', run: ({ ask }) => ask('share') },
  { action: 'help', keys: ['?'], group: 'page', run: ({ ask }) => ask('help') },
]));
