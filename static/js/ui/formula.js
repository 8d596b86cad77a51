/**
 * `<cs-formula>`: the output-size formula of the present layer with its numbers in the colours of their roles, and what
 * the layer costs and sees.
 */
import { compactCount, count } from '../core/format.js';
import { t } from '../core/i18n.js';
import { UNKNOWN, hidesSize, withoutResult } from '../state/hiding.js';
import { ConvElement, html, nothing } from './element.js';

/** @typedef {import('../core/types.js').Meta} Meta */
/** @typedef {{text: string, role: ''|'input'|'kernel'|'output'}} Piece */

/**
 * A formula cut into pieces by role: the input's size, the numbers that were chosen, the result. The 1s and 2s that
 * belong to the formula itself (`− 1`, `+ 1`, `2·`) have no colour.
 * @param {string} formula  as the server writes it
 * @param {number|undefined} size  of the input along this axis
 * @returns {Piece[]}
 */
export function pieces(formula, size) {
  const result = formula.lastIndexOf('=');
  const slides = /[·/]/.test(formula); // a window that slides; the size of a padded picture is a plain sum
  let sized = false;
  let end = 0;
  /** @type {Piece[]} */
  const found = [];
  for (const match of formula.matchAll(/\d+(\.\d+)?/g)) {
    const [text] = match;
    const before = formula.slice(0, match.index);
    const after = formula.slice(match.index + text.length);
    found.push({ text: formula.slice(end, match.index), role: '' });
    found.push({ text, role: role(text, before, after) });
    end = match.index + text.length;
  }
  return [...found, { text: formula.slice(end), role: '' }];

  /**
   * @param {string} text
   * @param {string} before
   * @param {string} after
   * @returns {Piece['role']}
   */
  function role(text, before, after) {
    if (before.length > result && result >= 0) return 'output';
    if (!sized && Number(text) === size) {
      sized = true;
      return 'input';
    }
    const own = slides && ((text === '1' && /[−+] ?$/.test(before) && !after.startsWith('·')) || (text === '2' && after.startsWith('·')));
    return own ? '' : 'kernel';
  }
}

/** @extends {ConvElement<{meta: Meta|undefined, hidden: boolean}>} */
class Formula extends ConvElement {
  /** @param {import('../core/types.js').State} state */
  select(state) {
    return { meta: state.live.answer?.meta, hidden: hidesSize(state.view) };
  }

  render() {
    const { meta, hidden } = this.picked;
    if (!meta) return nothing;
    const [, height, width] = meta.input_shape;
    const { formula } = meta;
    const same = formula?.height === formula?.width && height === width;
    return html`
      ${formula ? html`<p class="formula">${same ? this._line(t('layer.size'), formula.height, height)
        : html`${this._line(t('layer.height'), formula.height, height)}<br>${this._line(t('layer.width'), formula.width, width)}`}</p>` : nothing}
      <p class="shapes"><span class="role-input">${meta.input_shape.join(' × ')}</span> → <span class="role-output">${hidden ? UNKNOWN : meta.output_shape.join(' × ')}</span></p>
      <ul class="facts soft">
        <li title=${count(meta.parameters)}>${t('layer.parameters', { count: compactCount(meta.parameters) })}</li>
        <li title=${count(meta.macs)}>${t('layer.macs', { count: compactCount(meta.macs) })}</li>
        ${meta.receptive_field ? html`<li>${t('layer.receptive_field', { size: meta.receptive_field.join(' × ') })}</li>` : nothing}
        ${meta.jump ? html`<li>${t('layer.jump', { size: meta.jump.join(' × ') })}</li>` : nothing}
      </ul>
      ${meta.divisor ? html`<p class="soft">${t(`layer.divisor_${meta.divisor.rule}`, { value: meta.divisor.value })}</p>` : nothing}`;
  }

  /**
   * @param {string} name
   * @param {string} formula
   * @param {number} size
   */
  _line(name, formula, size) {
    return html`${name} = ${pieces(this.picked.hidden ? withoutResult(formula) : formula, size).map(({ text, role }) => (role ? html`<b class="role-${role}">${text}</b>` : text))}`;
  }
}

customElements.define('cs-formula', Formula);
