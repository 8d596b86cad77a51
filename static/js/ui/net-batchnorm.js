/**
 * `<cs-net-batchnorm>`: the four numbers of a channel (two that were measured, two that were learned), and what they make of
 * the cell that is looked at.
 */

import { statisticsOf } from '../core/explain-unwindowed.js';
import { number, short, unrounded } from '../core/format.js';
import { t } from '../core/i18n.js';
import { ConvElement, html, nothing } from './element.js';
import { clamp, planFor } from '../core/stepper.js';
import { valueAt } from '../core/tensor.js';

/** @typedef {import('../core/types.js').State} State */
/** @typedef {{answer: State['live']['answer'], cursor: State['cursor']}} Picked */

/** @extends {ConvElement<Picked>} */
class NetBatchNorm extends ConvElement {
  static properties = { ...ConvElement.properties, untrained: { type: Boolean } };

  constructor() {
    super();
    /** Nothing has been measured or learned yet. */
    this.untrained = false;
  }

  /** @param {State} state @returns {Picked} */
  select({ live, cursor }) {
    return { answer: live.answer, cursor };
  }

  render() {
    const { answer } = this.picked;
    if (!answer) return html``;
    const { map, row, col } = clamp(planFor(answer), this.picked.cursor);
    const { input, output, weight, bias, running_mean: mean, running_var: variance } = answer.tensors;
    const running = answer.setting.mode === 'eval' && mean && variance;
    const own = statisticsOf(input, map);
    const used = running ? { mean: mean.data[map], variance: variance.data[map] } : own;
    const eps = answer.setting.layer.eps ?? 1e-5;
    const [scale, shift] = [weight ? weight.data[map] : 1, bias ? bias.data[map] : 0];
    const x = valueAt(input, map, row, col) ?? NaN;
    const y = valueAt(output, map, row, col) ?? NaN;
    return html`<div class="zoom-norm">
      <p class="small">${t(running ? 'netzoom.norm_running' : 'netzoom.norm_own', { channel: map + 1 })}${this.untrained ? html` ${t(running ? 'netzoom.norm_untrained' : 'netzoom.norm_unlearned')}` : nothing}</p>
      <dl class="zoom-four number">
        ${four('μ', t('netzoom.mean'), used.mean, 'role-input')}
        ${four('σ²', t('netzoom.variance'), used.variance, 'role-input')}
        ${four('γ', t('netzoom.gamma'), scale, 'role-kernel')}
        ${four('β', t('netzoom.beta'), shift, 'role-kernel')}
      </dl>
      <p class="zoom-line number">(<span class="role-input">${short(x, 3)}</span> − ${signless(used.mean)}) ÷ √(${short(used.variance, 3)} + ${short(eps)})
        × <span class="role-kernel">${short(scale, 3)}</span> + <span class="role-kernel">${signless(shift)}</span> = <b class="chip role-output">${number(y, false, 4)}</b></p>
      ${running ? html`<p class="small soft number">${t('netzoom.norm_picture', { mean: short(own.mean, 3), variance: short(own.variance, 3) })}</p>` : html`<p class="small soft">${t('netzoom.norm_one')}</p>`}
    </div>`;
  }
}

/** @param {number} value  behind a sign: in brackets where it has one of its own */
const signless = (value) => (value < 0 ? `(${short(value, 3)})` : short(value, 3));

/** @param {string} sign @param {string} words @param {number} value @param {string} role */
const four = (sign, words, value, role) => html`<div><dt><b>${sign}</b> <span class="soft">${words}</span></dt><dd class=${`chip ${role}`} title=${unrounded(value)}>${short(value, 4)}</dd></div>`;

customElements.define('cs-net-batchnorm', NetBatchNorm);
