/**
 * Which explanation belongs to a layer: told by the tensors at hand, not by its name.
 */

import { partsOf } from '../core/channel-parts.js';
import { t } from '../core/i18n.js';
import { html, nothing } from './element.js';
import './net-batchnorm.js';
import './net-dropout.js';
import './net-flatten.js';
import './net-linear.js';

/** @typedef {import('../core/nettypes.js').Look} Look */
/** @typedef {import('../state/network.js').NetworkStore} NetworkStore */

/**
 * @param {NetworkStore} store
 * @param {import('../state/store.js').Store} stage  of the layer
 * @param {Look} look
 * @param {import('../net/catalogue.js').Kinds} kinds
 */
export function explanationOf(store, stage, look, kinds) {
  const { answer } = stage.state.live;
  if (look.layer < 0) return nothing;
  if (!answer) return html`<p class="soft small">${t('netzoom.waiting')}</p>`;
  const { tensors: { input, output, weight, mask, running_mean: mean, rows }, setting: { layer } } = answer;
  if (rows) return html`<p class="small">${madeBy(answer, look.map)}</p>`;
  if (weight?.shape.length === 2) return html`<cs-net-linear .store=${store} .stage=${stage}></cs-net-linear>`;
  if (mean || weight?.shape.length === 1) return html`<cs-net-batchnorm .store=${stage} ?untrained=${'seed' in store.state.setting.weights}></cs-net-batchnorm>`;
  // In evaluation there is no mask: there the schema tells that the layer draws one in training.
  if (mask || kinds[layer.kind]?.schema['x-seeded']) return html`<cs-net-dropout .store=${store}></cs-net-dropout>`;
  if (input.shape.length === 3 && output.shape.length === 1) return html`<cs-net-flatten .store=${store} .stage=${stage}></cs-net-flatten>`;
  return html`<cs-arithmetic .store=${stage} .guessing=${false}></cs-arithmetic>`;
}

/** How a map comes about, in a sentence. @param {import('../core/types.js').Answer} answer @param {number} map */
function madeBy(answer, map) {
  const parts = partsOf(answer, map);
  const [rows, cols] = [answer.tensors.rows.shape[1], answer.tensors.cols.shape[1]];
  if (!parts) return t(`netzoom.made.${answer.meta.reduction}`, { window: `${rows} × ${cols}` });
  return t('netzoom.made.sum_of_products', { window: `${rows} × ${cols}`, channels: parts.channels.length, numbers: rows * cols * parts.channels.length });
}
