/**
 * The keys of the page: one table that binds them and that the help dialog lists.
 *
 * A key is written as `KeyboardEvent.key` names it, after its modifiers (`Mod` is Ctrl or ⌘, `Shift`). Letters are lower
 * case and stand for the key, whatever script the keyboard is set to; other characters are matched as typed. Rows
 * without `Mod` are single-key shortcuts, which a person may turn off (WCAG 2.1.4).
 */

import * as actions from './actions.js';
import { nextSpeed, playerOf, playOrPause } from './player.js';

/** @typedef {import('./store.js').Store} Store */
/** @typedef {import('./player.js').Player} Player */
/** @typedef {{store: Store, player: Player, ask: (what: 'help'|'share') => void}} Context */

/**
 * @typedef {object} Binding
 * @property {string} action  also the key of its words: `keys.<action>`
 * @property {string[]} keys
 * @property {'play'|'cell'|'page'} group  the heading it stands under: `keys.group.<group>`
 * @property {(context: Context) => void} run
 */

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

const NAMED = Object.freeze(/** @type {Record<string, string>} */ ({ Space: ' ' }));

/**
 * A key of the table taken apart.
 * @param {string} key
 * @returns {{mod: boolean, shift: boolean, name: string}}
 */
export function parse(key) {
  const parts = key.length > 1 ? key.split('+') : [key];
  return { mod: parts.includes('Mod'), shift: parts.includes('Shift'), name: /** @type {string} */ (parts.at(-1)) };
}

/**
 * The Latin letter of an event, also where the keyboard writes another script (ㅊ on the key C).
 * @param {KeyboardEvent} event
 */
function letterOf(event) {
  if (/^[a-z]$/i.test(event.key)) return event.key.toLowerCase();
  const foreign = [...event.key].length === 1 && event.key > '\u007f';
  return foreign ? /^Key([A-Z])$/.exec(event.code)?.[1].toLowerCase() : undefined;
}

/**
 * @param {string} key  of the table
 * @param {KeyboardEvent} event
 * @returns {boolean}
 */
export function matches(key, event) {
  const { mod, shift, name } = parse(key);
  const graph = event.getModifierState?.('AltGraph') ?? false;   // how some keyboards type [ and ]
  const held = !graph && (event.ctrlKey || event.metaKey);
  if (held !== mod || (event.altKey && !graph)) return false;
  if (/^[a-z]$/.test(name)) return letterOf(event) === name && event.shiftKey === shift;
  if (name.length === 1) return event.key === name;
  return event.key === (NAMED[name] ?? name) && event.shiftKey === shift;
}

/**
 * @param {KeyboardEvent} event
 * @returns {Binding|undefined}
 */
export function bindingOf(event) {
  return KEYMAP.find(({ keys }) => keys.some((key) => matches(key, event)));
}

/** Where every key is the element's own: text and lists, and dialogs. */
const TYPING = 'input:not([type=range], [type=checkbox], [type=radio], [type=button], [type=file], [type=color]), textarea, select, [contenteditable], dialog';
/** Where the keys that move belong to the element. */
const MOVING = 'input[type=range], input[type=radio], [role=tablist], [role=radiogroup], [role=slider], [role=spinbutton], [role=listbox], [role=menu], [role=grid], [role=application]';
/** Where a space presses something. */
const PRESSED = 'button, a[href], summary, input, [role=button], [role=tab], [role=switch]';

/**
 * Whether a key belongs to the element that has the focus, and not to the page.
 * @param {Element|null} target
 * @param {KeyboardEvent} event
 */
function taken(target, event) {
  if (!target) return false;
  if (target.closest(TYPING)) return true;
  if (/^(Arrow|Home|End)/.test(event.key)) {
    // A grid moves its cell by arrows; with Shift they are the player's there as well.
    if (event.shiftKey && target.closest('[role="application"]')) return false;
    return target.closest(MOVING) !== null || scrolls(target);
  }
  return event.key === ' ' && target.closest(PRESSED) !== null;
}

/** Whether the focus is on something that its own keys scroll. @param {Element} target */
function scrolls({ tagName, scrollHeight, clientHeight, scrollWidth, clientWidth }) {
  return !/^(BODY|HTML|MAIN)$/.test(tagName) && clientHeight > 0 && (scrollHeight > clientHeight + 1 || scrollWidth > clientWidth + 1);
}

const STORED = 'convscope:single-keys';

/** @returns {boolean} whether shortcuts of one key are on; they are until a person turns them off */
export function singleKeys() {
  try {
    return localStorage.getItem(STORED) !== 'off';
  } catch (error) {
    if (error instanceof DOMException) return true;   // storage forbidden: nothing can have been remembered
    throw error;
  }
}

/**
 * Remember whether shortcuts of one key are on.
 * @param {boolean} on
 */
export function setSingleKeys(on) {
  try {
    localStorage.setItem(STORED, on ? 'on' : 'off');
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;   // storage forbidden or full: it holds for no longer than the page
  }
}

/**
 * Bind the table. The dialogs belong to elements: `convscope:help` and `convscope:share` ask for them on the document.
 * @param {Store} store
 * @param {Document} document
 * @returns {() => void} unbinds
 */
export function bindKeys(store, document) {
  const context = {
    store,
    player: playerOf(store),
    ask: (/** @type {string} */ what) => document.dispatchEvent(new CustomEvent(`convscope:${what}`)),
  };
  /** @param {KeyboardEvent} event */
  const listen = (event) => {
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
    if (document.querySelector('dialog[open]:modal')) return;
    const target = event.target instanceof Element ? event.target : null;
    if (taken(target, event)) return;
    const binding = bindingOf(event);
    if (!binding || (!event.ctrlKey && !event.metaKey && !singleKeys())) return;
    event.preventDefault();
    binding.run(context);
  };
  document.addEventListener('keydown', listen);
  return () => document.removeEventListener('keydown', listen);
}
