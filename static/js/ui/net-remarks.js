/**
 * What there is to say of the maps of a layer, in words: which are silent on this picture, which are saturated.
 */

import { t } from '../core/i18n.js';
import { html, nothing } from './element.js';

/** @typedef {import('../core/remarks.js').Remarks} Remarks */

const NAMED = 12; // beyond that a list of numbers says less than their count

/**
 * @param {Remarks} remarks
 * @param {boolean} flat  units, not maps
 */
export function remarksLines({ silent, saturated, count }, flat) {
  return html`${line('silent', silent, count, flat)}${line('saturated', saturated, count, flat)}`;
}

/** @param {'silent'|'saturated'} what @param {number[]} which @param {number} count @param {boolean} flat */
function line(what, which, count, flat) {
  if (which.length === 0) return nothing;
  const named = which.slice(0, NAMED).map((index) => (flat ? index : index + 1)).join(', ');
  return html`<p class="strip-remark small" title=${t(`netmaps.${what}_help`)}><span class="remark-mark ${what}" aria-hidden="true"></span>
    ${t(flat ? `netmaps.${what}_units` : `netmaps.${what}_maps`, { count: which.length, total: count })}<span class="soft"> (${named}${which.length > NAMED ? ' …' : ''})</span></p>`;
}
