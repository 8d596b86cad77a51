/**
 * The keys of the pages that train: one table that binds them and that the help dialog lists.
 */

import { setView, shownEpoch, selectedPicture } from './trainingActions.js';

/** @typedef {import('./training.js').TrainingStore} TrainingStore */

/**
 * What the keys act on; the commands are net's.
 * @typedef {object} Context
 * @property {TrainingStore} store
 * @property {{toggle: () => unknown, step: (unit: 'batch'|'epoch') => unknown, stop: () => unknown, continue: () => unknown}} steer
 * @property {(what: 'help'|'share') => void} ask
 * @property {() => void} [setUp]  brings the form into sight; the page of a single run has none
 */
/** @typedef {import('./keys.js').Binding<Context>} Binding */

/**
 * Another of the epochs whose maps are kept; after the newest comes whichever is the newest then.
 * @param {1|-1} by
 */
const epoch = (by) => (/** @type {Context} */ { store }) => {
  const picture = selectedPicture(store.state);
  const shown = shownEpoch(store.state, picture);
  if (shown === null || !picture) return;
  const at = picture.maps.indexOf(shown) + by;
  if (at < 0) return;
  setView(store, { playing: false, epoch: at >= picture.maps.length - 1 ? null : picture.maps[at] });
};

/** @type {readonly Binding[]} */
export const TRAIN_KEYS = Object.freeze(/** @type {Binding[]} */ ([
  { action: 'train_toggle', keys: ['Space'], group: 'run', run: ({ steer }) => void steer.toggle() },
  { action: 'train_step_batch', keys: ['.'], group: 'run', run: ({ steer }) => void steer.step('batch') },
  { action: 'train_step_epoch', keys: ['e'], group: 'run', run: ({ steer }) => void steer.step('epoch') },
  { action: 'train_stop', keys: ['Shift+s'], group: 'run', run: ({ steer }) => void steer.stop() },
  { action: 'train_continue', keys: ['Shift+c'], group: 'run', run: ({ steer }) => void steer.continue() },
  { action: 'train_epoch_back', keys: ['['], group: 'look', run: epoch(-1) },
  { action: 'train_epoch_forward', keys: [']'], group: 'look', run: epoch(1) },
  { action: 'train_newest', keys: ['End'], group: 'look', run: ({ store }) => setView(store, { epoch: null, playing: false }) },
  { action: 'train_play', keys: ['p'], group: 'look', run: ({ store }) => setView(store, { playing: !store.state.view.playing }) },
  { action: 'train_log', keys: ['l'], group: 'look', run: ({ store }) => setView(store, { scale: store.state.view.scale === 'log' ? 'linear' : 'log' }) },
  { action: 'train_set_up', keys: ['n'], group: 'page', run: ({ setUp }) => setUp?.() },
  { action: 'undo', keys: ['Mod+z'], group: 'page', run: ({ store }) => store.undo() },
  { action: 'redo', keys: ['Mod+Shift+z', 'Mod+y'], group: 'page', run: ({ store }) => store.redo() },
  { action: 'share', keys: ['s'], group: 'page', run: ({ ask }) => ask('share') },
  { action: 'help', keys: ['?'], group: 'page', run: ({ ask }) => ask('help') },
]));

/** What a single run's page has no use for: it has no form. */
const FORM = ['train_set_up', 'undo', 'redo'];

/** The keys of the page of a single run. @type {readonly Binding[]} */
export const RUN_KEYS = Object.freeze(TRAIN_KEYS.filter(({ action }) => !FORM.includes(action)));

/**
 * The first key of an action as it is written in a hint: `E`, `Shift+S`.
 * @param {readonly Binding[]} bindings
 * @param {string} action
 * @returns {string} empty where there is none
 */
export function keyOf(bindings, action) {
  const key = bindings.find((binding) => binding.action === action)?.keys[0] ?? '';
  return key.replace(/(^|\+)([a-z])$/, (_, before, letter) => before + letter.toUpperCase());
}
