/**
 * Tabs above a panel: arrows, Home and End go from one to the next, and the keyboard stays with the open one.
 */

import { html } from './element.js';

/**
 * @template {string} N
 * @typedef {object} Tabs
 * @property {string} id  what their ids begin with: `<id>-tab-<name>`, and of the panel `<id>-panel`
 * @property {string} label
 * @property {readonly N[]} names  in order
 * @property {N} present
 * @property {(name: N) => string} words
 * @property {(name: N) => void} open
 * @property {string} [look]  class: `tabs` or `segments`
 */

/**
 * @template {string} N
 * @param {import('./element.js').ConvElement<any, any>} host  draws them
 * @param {Tabs<N>} tabs
 */
export function tabBar(host, { id, label, names, present, words, open, look = 'tabs' }) {
  const key = (/** @type {KeyboardEvent} */ event) => {
    const at = names.indexOf(present);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: names.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    open(/** @type {N} */ (names.at(to % names.length)));
    host.updateComplete.then(() => /** @type {HTMLElement|null} */ (host.querySelector('[role=tab][aria-selected=true]'))?.focus());
  };
  return html`<div class=${look} role="tablist" aria-label=${label} @keydown=${key}>
    ${names.map((name) => html`<button type="button" role="tab" id="${id}-tab-${name}" aria-controls="${id}-panel" aria-selected=${name === present}
      tabindex=${name === present ? 0 : -1} @click=${() => open(name)}>${words(name)}</button>`)}</div>`;
}
