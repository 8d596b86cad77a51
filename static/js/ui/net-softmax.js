/**
 * Softmax with the numbers of this picture: each class's logit, what is left of it after the largest is taken off, its power
 * of e, and its share of their sum. The class that is asked about is written out as a line of arithmetic, torch's own number
 * beside it.
 */

import { number, short, unrounded } from '../core/format.js';
import { t } from '../core/i18n.js';
import { softmaxSteps } from '../core/softmax.js';
import { html } from './element.js';

const DIGITS = 3;
const LONG = 4; // of what is written out: a sum of 1.0002 is not 1

/**
 * @param {object} sight
 * @param {ArrayLike<number>} sight.logits
 * @param {readonly number[]} sight.probabilities  torch's
 * @param {(index: number) => string} sight.names  of the classes
 * @param {readonly number[]} sight.shown  the classes that have a line
 * @param {number} sight.asked  the class that is written out
 */
export function softmaxTable({ logits, probabilities, names, shown, asked }) {
  const steps = softmaxSteps(logits);
  if (!steps) return html`<p class="small refusal">${t('watch.no_probabilities')}</p>`;
  const { max, shifted, powers, sum, shares } = steps;
  const digits = (/** @type {number} */ value) => short(value, DIGITS);
  return html`
    <p class="small soft">${t('netclasses.softmax_says')}</p>
    <table class="softmax-table number">
      <thead><tr><th scope="col">${t('netclasses.class')}</th><th scope="col">z</th><th scope="col">z − max</th>
        <th scope="col">e<sup>z − max</sup></th><th scope="col">÷ Σ</th></tr></thead>
      <tbody>${shown.map((index) => html`<tr class=${index === asked ? 'asked' : ''}>
        <th scope="row">${names(index)}</th><td class="role-input">${number(logits[index], false)}</td><td>${short(shifted[index])}</td>
        <td>${digits(powers[index])}</td><td class="role-output">${digits(shares[index])}</td></tr>`)}</tbody>
    </table>
    <dl class="softmax-lines small number">
      <div><dt>max</dt><dd>${unrounded(max)}</dd></div>
      <div><dt>Σ e<sup>z − max</sup></dt><dd>${short(sum, LONG)}</dd></div>
      <div><dt>${t('netclasses.share_of', { name: names(asked) })}</dt><dd>${short(powers[asked], LONG)} ÷ ${short(sum, LONG)} = <b class="role-output">${short(shares[asked], LONG)}</b></dd></div>
      <div><dt>${t('netclasses.torch')}</dt><dd>${short(probabilities[asked], LONG)} <span class="soft">· ${t('netclasses.apart', { difference: short(Math.abs(shares[asked] - probabilities[asked])) })}</span></dd></div>
    </dl>`;
}
