/**
 * Buttons that choose a kind of layer (or callback), under the headings of their groups, with the summary of the one that
 * is pointed at below.
 */
import { t } from '../core/i18n.js';
import { html, nothing } from './element.js';

/** @typedef {{schema: import('../core/accepts.js').Schema, title: string, summary: string}} KindInfo */

const GROUPS = ['convolution', 'pooling', 'padding', 'activation', 'other'];

/**
 * @param {object} chooser
 * @param {string} chooser.id  of the box; what is inside begins with it
 * @param {Record<string, KindInfo>} chooser.kinds
 * @param {string|null} chooser.chosen
 * @param {string|null} chooser.read  the kind whose summary is shown
 * @param {(kind: string) => void} chooser.onChoose
 * @param {(kind: string) => void} chooser.onRead
 * @param {() => void} chooser.onClose
 */
export function kindChooser({ id, kinds, chosen, read, onChoose, onRead, onClose }) {
  /** @param {string} group */
  const members = (group) => Object.keys(kinds).filter((kind) => (kinds[kind].schema['x-group'] ?? 'other') === group);
  const groups = GROUPS.filter((group) => members(group).length > 0);
  const alone = groups.length === 1;
  return html`<div class="kinds" id=${id} @keydown=${(/** @type {KeyboardEvent} */ event) => {
    if (event.key !== 'Escape') return;
    event.preventDefault(); // the page's own Escape is for another time
    onClose();
  }}>
    ${groups.map((group) => html`
      ${alone ? nothing : html`<h3 class="small soft" id="${id}-${group}">${t(`layer.group_${group}`)}</h3>`}
      <div class="row" role="group" aria-labelledby=${alone ? nothing : `${id}-${group}`}>
        ${members(group).map((kind) => html`<button type="button" class="button small" aria-pressed=${chosen === null ? nothing : kind === chosen}
          aria-describedby="${id}-summary" @click=${() => onChoose(kind)}
          @pointerenter=${() => onRead(kind)} @focus=${() => onRead(kind)}>${kinds[kind].title}</button>`)}
      </div>`)}
    <p class="summary small soft" id="${id}-summary">${kinds[read ?? chosen ?? '']?.summary}</p>
  </div>`;
}
