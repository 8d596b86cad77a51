/**
 * `<cs-save>`: take away what is on the page: the stage as a picture, the tensors as files.
 */
import { t } from '../core/i18n.js';
import { encodeNpy } from '../core/npy.js';
import { serialize } from '../core/safetensors.js';
import { shape } from '../core/format.js';
import { ConvElement, html, nothing } from './element.js';
import { download } from './saved.js';

/** @typedef {import('../core/types.js').State} State */
/** @typedef {import('../core/types.js').Answer} Answer */

/**
 * What files of this answer are called: the layer and its output's shape.
 * @param {Answer} answer
 */
const stem = ({ setting: { layer }, meta }) => `convscope-${layer.kind}-${meta.output_shape.join('x')}`;

/** @extends {ConvElement<{answer: Answer|null}>} */
class Save extends ConvElement {
  /** @param {State} state */
  select({ live: { answer } }) {
    return { answer };
  }

  render() {
    const { answer } = this.picked;
    if (!answer) return nothing;
    return html`
      <button type="button" class="button" @click=${() => this._stage(answer)}>${t('save.stage')}</button>
      <p class="small soft">${t('save.stage_hint')}</p>
      <hr>
      <button type="button" class="button" @click=${() => this._all(answer)}>${t('save.all')}</button>
      <p class="small soft">${t('save.all_hint')}</p>
      <hr>
      <h3>${t('save.one')}</h3>
      <ul class="tensors">${Object.entries(answer.tensors).map(([name, tensor]) => html`<li>
        <span><code>${name}</code> <small>${tensor.dtype} · ${shape(tensor.shape)}</small></span>
        <button type="button" class="button small" aria-label=${t('save.npy', { name })} @click=${() => this._one(answer, name)}>.npy</button></li>`)}
      </ul>`;
  }

  /** @param {Answer} answer */
  async _stage(answer) {
    const { exportStage } = await import('../draw/export.js');
    download(`${stem(answer)}.png`, await exportStage(this.store.state));
  }

  /** @param {Answer} answer */
  _all(answer) {
    const { setting, meta, tensors } = answer;
    const bytes = serialize(tensors, { json: JSON.stringify({ setting, meta }) });
    download(`${stem(answer)}.safetensors`, new Blob([bytes], { type: 'application/octet-stream' }));
  }

  /**
   * @param {Answer} answer
   * @param {string} name
   */
  _one(answer, name) {
    download(`${stem(answer)}-${name}.npy`, new Blob([encodeNpy(answer.tensors[name])], { type: 'application/octet-stream' }));
  }
}

customElements.define('cs-save', Save);
