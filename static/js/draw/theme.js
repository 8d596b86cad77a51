/**
 * The page's colours for canvases, read from the custom properties of `tokens.css` and read again when the theme changes.
 *
 * @typedef {{card: string, well: string, ink: string, soft: string, line: string, edge: string, input: string,
 *   kernel: string, output: string, padding: string, 'padding-ink': string, 'padding-ground': string, font: string}} Inks
 */

const NAMES = [
  'card', 'well', 'ink', 'soft', 'line', 'edge', 'input', 'kernel', 'output', 'padding', 'padding-ink', 'padding-ground',
];

/** @type {Inks|null} */
let current = null;
/** @type {Map<string, string>} */
const named = new Map();
/** @type {Set<() => void>} */
const listeners = new Set();
let watching = false;

function forget() {
  current = null;
  named.clear();
  for (const listener of listeners) listener();
}

function watch() {
  watching = true;
  new MutationObserver(forget).observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', forget);
}

/** @returns {Inks} */
export function inks() {
  if (!watching) watch();
  if (current) return current;
  const style = getComputedStyle(document.documentElement);
  const entries = NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]);
  current = { ...Object.fromEntries(entries), font: getComputedStyle(document.body).fontFamily };
  return /** @type {Inks} */ (current);
}

/**
 * One colour by its name, for what is drawn in others than those above.
 * @param {string} name  of a custom property, without its dashes
 * @returns {string}
 */
export function ink(name) {
  if (!watching) watch();
  const known = named.get(name) ?? getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  named.set(name, known);
  return known;
}

/**
 * @param {() => void} listener called after the theme has changed
 * @returns {() => void} unsubscribe
 */
export function onTheme(listener) {
  if (!watching) watch();
  listeners.add(listener);
  return () => listeners.delete(listener);
}
