/**
 * Keys of a page: how they are written in its table, which key an event is, and who gets it: the page, or the element
 * that has the focus.
 *
 * A key is written as `KeyboardEvent.key` names it, after its modifiers (`Mod` is Ctrl or ⌘, `Shift`). Letters are lower
 * case and stand for the key, whatever script the keyboard is set to; other characters are matched as typed. Rows
 * without `Mod` are single-key shortcuts, which a person may turn off (WCAG 2.1.4).
 */

/**
 * @template {object} [Context=any]  what the rows act on
 * @typedef {object} Binding
 * @property {string} action  also the key of its words: `keys.<action>`
 * @property {string[]} keys
 * @property {string} group  the heading it stands under: `keys.group.<group>`
 * @property {(context: Context) => void} run
 */

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
 * @template {object} Context
 * @param {readonly Binding<Context>[]} bindings
 * @param {KeyboardEvent} event
 * @returns {Binding<Context>|undefined}
 */
export function bindingOf(bindings, event) {
  return bindings.find(({ keys }) => keys.some((key) => matches(key, event)));
}

/** Where every key is the element's own: text and lists, and dialogs. */
const TYPING = 'input:not([type=range], [type=checkbox], [type=radio], [type=button], [type=file], [type=color]), textarea, select, [contenteditable], dialog';
/** Where the keys that move belong to the element. */
const MOVING = 'input[type=range], input[type=radio], [role=tablist], [role=radiogroup], [role=slider], [role=spinbutton], [role=listbox], [role=menu], [role=grid], [role=application]';
/** Where a space presses something. */
const PRESSED = 'button, a[href], summary, input:not([type=range]), [role=button], [role=tab], [role=switch]';

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
 * Bind a table.
 * @template {object} Context
 * @param {readonly Binding<Context>[]} bindings
 * @param {Context} context
 * @param {Document} document
 * @returns {() => void} unbinds
 */
export function bindKeys(bindings, context, document) {
  /** @param {KeyboardEvent} event */
  const listen = (event) => {
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
    if (document.querySelector('dialog[open]:modal')) return;
    const target = event.target instanceof Element ? event.target : null;
    if (taken(target, event)) return;
    const binding = bindingOf(bindings, event);
    if (!binding || (!event.ctrlKey && !event.metaKey && !singleKeys())) return;
    event.preventDefault();
    binding.run(context);
  };
  document.addEventListener('keydown', listen);
  return () => document.removeEventListener('keydown', listen);
}

/**
 * The dialogs belong to elements: `convscope:help` and `convscope:share` ask for them on the document.
 * @param {Document} document
 * @returns {(what: 'help'|'share') => void}
 */
export const asking = (document) => (what) => void document.dispatchEvent(new CustomEvent(`convscope:${what}`));
