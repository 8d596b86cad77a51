/**
 * `<cs-net-flatten>`: which cell of the maps becomes which feature, both ways: the feature's cell is marked on its map, and a
 * cell of the map tells its feature.
 */

import { cellOfFeature, featureOf } from '../core/chain-flatten.js';
import { t } from '../core/i18n.js';
import { layerScale } from '../draw/scale.js';
import { lookAt } from '../state/networkActions.js';
import { html, nothing } from './element.js';
import { partNames } from './net-parts.js';
import './net-plane.js';
import { StageElement } from './net-stage-element.js';

class NetFlatten extends StageElement {
  render() {
    const { look } = this.picked;
    const input = this.answer?.tensors.input;
    const cell = look && input && cellOfFeature(input.shape, look.col);
    if (!look || !input || !cell) return nothing;
    const [maps, rows, cols] = input.shape;
    const { map, row, col } = cell;
    const first = featureOf(input.shape, map, 0, 0);
    const part = partNames(this.store.state, look.layer - 1)(map);
    return html`<div class="zoom-flatten">
      <div>
        <p class="small">${t('netzoom.flatten_says')}</p>
        <p class="zoom-line number">(${map} × ${rows} + ${row}) × ${cols} + ${col} = <b class="chip role-output">${look.col}</b></p>
        <p class="small soft">${t('netzoom.flatten_range', { part, maps, from: first, to: first + rows * cols - 1 })}</p>
      </div>
      <figure class="zoom-plane output"><cs-net-plane .tensor=${input} .map=${map} .scale=${layerScale(input, map, 'map')} .cell=${{ row, col }}
        .marks=${[{ kind: 'asked', rows: [row], cols: [col], role: 'output' }]} .label=${t('netzoom.flatten_map', { part })} @cs-pick=${this._pick}></cs-net-plane>
        <figcaption class="small">${t('netzoom.flatten_map', { part })}</figcaption></figure>
    </div>`;
  }

  /** @param {CustomEvent<{row: number, col: number}>} event */
  _pick({ detail: { row, col } }) {
    const { look } = this.picked;
    const shape = this.answer?.tensors.input.shape;
    const cell = look && shape && cellOfFeature(shape, look.col);
    if (look && cell) lookAt(this.store, { ...look, col: featureOf(shape, cell.map, row, col) });
  }
}

customElements.define('cs-net-flatten', NetFlatten);
