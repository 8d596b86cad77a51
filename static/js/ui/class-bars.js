/**
 * Probabilities by class as bars, in words and numbers as well; a sentence where the network's outputs allow none.
 */

import { likeliest } from '../core/confusion.js';
import { percent } from '../core/format.js';
import { t } from '../core/i18n.js';
import { classMap, html, nothing } from './element.js';

/**
 * @param {readonly string[]} classes
 * @param {readonly (number|string)[]} probabilities
 * @param {object} [options]
 * @param {number} [options.most]  only the likeliest, falling; left out: all, in the order of the classes
 * @param {number|null} [options.truth]  the class that is right
 */
export function classBars(classes, probabilities, { most, truth = null } = {}) {
  const falling = likeliest(probabilities, most ?? probabilities.length);
  if (falling.length === 0) return html`<p class="small refusal">${t('watch.no_probabilities')}</p>`;
  const rows = most === undefined ? falling.toSorted((a, b) => a.index - b.index) : falling;
  return html`<ul class="class-bars">
    ${rows.map(({ index, probability }) => html`<li class=${classMap({ first: index === falling[0].index, truth: index === truth })}>
      <span class="class-name">${classes[index] ?? index}${index === truth ? html`<span aria-hidden="true"> ✓</span>` : nothing}</span>
      <svg class="class-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect width=${Math.max(0.5, 100 * probability)} height="8"></rect></svg>
      <span class="number class-share">${percent(probability, 1)}</span>
    </li>`)}
  </ul>`;
}
