/**
 * `<cs-data-look>`: a look at a data set: real pictures of every class, a line each. It is given the data set.
 */
import { t } from '../core/i18n.js';
import { drawSamples } from '../draw/samples.js';
import { Refused } from '../net/api.js';
import { look } from '../net/datasets.js';
import { html, nothing } from './element.js';
import { PaintedElement } from './painted.js';

/** @typedef {import('../net/datasets.js').Look} Look */
/** @typedef {{title: string, from: number, count: number}} Line  one class: its name, where its pictures begin, how many */

const MOST = 32; // classes; beyond that it is no overview

/** @param {Look} found @returns {Line[]} */
function linesOf({ labels, titles }) {
  const lines = titles.map((title) => ({ title, from: 0, count: 0 }));
  labels.data.forEach((label, place) => {
    if (lines[label].count === 0) lines[label].from = place;
    lines[label].count += 1;
  });
  return lines.filter(({ count }) => count > 0);
}

class DataLook extends PaintedElement {
  static properties = { chosen: { attribute: false }, _found: { state: true }, _failed: { state: true } };

  constructor() {
    super();
    /** @type {import('../net/datasets.js').DataSet|null} */
    this.chosen = null;
    /** @type {{id: string, look: Look, lines: Line[]}|null} */
    this._found = null;
    /** @type {unknown} */
    this._failed = null;
    /** @type {import('../net/datasets.js').DataSet|null} The one that was asked for last. */
    this._asked = null;
  }

  shouldUpdate() {
    return true;
  }

  willUpdate(/** @type {Map<PropertyKey, unknown>} */ changed) {
    super.willUpdate(changed);
    if (this.chosen !== this._asked) this._ask();
  }

  async _ask() {
    const asked = this.chosen;
    this._asked = asked;
    this._failed = null;
    if (!asked) return;
    try {
      const found = await look(asked.id);
      if (this._asked === asked) this._found = { id: asked.id, look: found, lines: linesOf(found) };
    } catch (error) {
      if (this._asked === asked) this._failed = error;
    }
  }

  render() {
    if (this._failed) {
      const reason = this._failed instanceof Refused ? this._failed.problem.detail : t('data.unreachable');
      return html`<p class="notice alarm small" role="status">${reason}
        <button type="button" class="link" @click=${this._ask}>${t('data.again')}</button></p>`;
    }
    const { chosen, _found: found } = this;
    if (!chosen) return nothing;
    if (!found || found.id !== chosen.id) return html`<p class="small soft">${t('data.loading')}</p>`;
    const shown = found.lines.slice(0, MOST);
    return html`
      <ul class="look" aria-label=${t('data.look', { title: chosen.title })}>
        ${shown.map(({ title }, line) => html`<li>
          <span class="look-name" title=${title}>${this._mark(found.look, title)}</span>
          <canvas role="img" aria-label=${t('data.look_class', { title })} data-line=${line}></canvas>
        </li>`)}
      </ul>
      ${found.lines.length > MOST ? html`<p class="small soft">${t('data.look_more', { shown: MOST, classes: found.lines.length })}</p>` : nothing}`;
  }

  /**
   * The name of a class, after its sign where it has one.
   * @param {Look} found
   * @param {string} title
   */
  _mark({ classes, titles }, title) {
    const sign = classes[titles.indexOf(title)] ?? title;
    return sign === title ? title : html`<b aria-hidden="true">${sign}</b> ${title}`;
  }

  updated() {
    this._repaint();
  }

  _draw() {
    const found = this._found;
    if (!found) return;
    for (const canvas of this.querySelectorAll('canvas')) {
      const line = found.lines[Number(canvas.dataset.line)];
      if (line) drawSamples(canvas, found.look.images, line.from, line.count);
    }
  }
}

customElements.define('cs-data-look', DataLook);
