/**
 * `<cs-train-options>`: how the run that is being set up is trained: optimizer, batch size, epochs, validation, seed.
 */
import { t } from '../core/i18n.js';
import { parametersOf } from '../core/parameters.js';
import { withParameter } from '../core/sequence.js';
import { optimizers } from '../net/catalogue.js';
import { setDraft } from '../state/trainingActions.js';
import './control.js';
import { ConvElement, html, live, nothing, repeat } from './element.js';

/** @typedef {import('../core/runtypes.js').RunSpec} RunSpec */
/** @typedef {import('../core/runtypes.js').TrainingState} TrainingState */
/** @typedef {import('../core/parameters.js').Parameter} Parameter */
/** @typedef {import('../core/accepts.js').Schema} Schema */

/** @typedef {import('./control.js').Origin} Origin */

/** @type {Readonly<Origin>} */
const OPTIMIZER = Object.freeze({ help: 'train.params', preset: 'layer.default', none: 'layer.no_default' });
/** @type {Readonly<Origin>} */
const RUN = Object.freeze({ help: 'train.params', preset: 'train.control.default', none: 'train.control.none' });

/** Where sliders end, of parameters whose limits say little about what is useful. @type {Record<string, Schema>} */
const HINTS = {
  lr: { 'x-range': [0.0001, 0.1], 'x-decades': true },
  momentum: { 'x-range': [0, 1] },
  dampening: { 'x-range': [0, 1] },
  weight_decay: { 'x-range': [0, 0.1] },
  betas: { 'x-dims': ['β₁', 'β₂'] },
  eps: { 'x-range': [1e-10, 1e-4], 'x-decades': true },
};

/** The rest of a run's body (contract); the server's own limits are its refusals. */
const RUN_PARAMETERS = parametersOf({
  properties: {
    epochs: { type: 'integer', minimum: 1, default: 20, 'x-range': [1, 50] },
    batch_size: { type: 'integer', minimum: 1, default: 64, 'x-range': [1, 256] },
    validation_split: { type: 'number', minimum: 0, exclusiveMaximum: 1, default: 0.2, 'x-range': [0, 0.9] },
    seed: { type: 'integer', minimum: 0, default: 0, 'x-range': [0, 20] },
  },
});

/** @param {Schema} schema */
function hinted(schema) {
  const properties = Object.entries(schema.properties ?? {}).map(([name, property]) => [name, { ...HINTS[name], ...property }]);
  return { ...schema, properties: Object.fromEntries(properties) };
}

/** @extends {ConvElement<Pick<RunSpec, 'optimizer'|'epochs'|'batch_size'|'validation_split'|'seed'>, TrainingState>} */
class TrainOptions extends ConvElement {
  static properties = { problem: { attribute: false }, _kinds: { state: true } };

  constructor() {
    super();
    /** @type {import('../core/types.js').Problem|null} */
    this.problem = null;
    /** @type {import('../net/catalogue.js').Kinds|null} */
    this._kinds = null;
  }

  /** @param {TrainingState} state */
  select({ draft: { optimizer, epochs, batch_size, validation_split, seed } }) {
    return { optimizer, epochs, batch_size, validation_split, seed };
  }

  async connectedCallback() {
    super.connectedCallback();
    this._kinds ??= await optimizers();
  }

  render() {
    const { _kinds: kinds, picked } = this;
    const { optimizer } = picked;
    return html`
      ${kinds ? html`
        <div class="segments words" role="radiogroup" aria-label=${t('train.optimizer')}>
          ${Object.entries(kinds).map(([kind, { title }]) => html`<label><input type="radio" name="optimizer" .checked=${live(kind === optimizer.kind)}
            @change=${() => this._optimizer(kind)}><span>${title}</span></label>`)}
        </div>
        <p class="small soft">${kinds[optimizer.kind]?.summary}</p>
        <div class="parameters">${this._controls(parametersOf(hinted(kinds[optimizer.kind].schema)), optimizer, 'optimizer', OPTIMIZER,
          (name, value, preset) => ({ optimizer: name === 'lr' ? { ...optimizer, lr: value } : withParameter(optimizer, name, value, preset) }))}</div>
        <hr>` : nothing}
      <div class="parameters">${this._controls(RUN_PARAMETERS, picked, '', RUN, (name, value) => ({ [name]: value }))}</div>`;
  }

  /**
   * @param {Parameter[]} parameters
   * @param {Record<string, any>} values
   * @param {string} part  of the body that they are in; empty: the body itself
   * @param {Readonly<Origin>} origin
   * @param {(name: string, value: any, preset: any) => Partial<RunSpec>} change
   */
  _controls(parameters, values, part, origin, change) {
    return repeat(parameters, ({ name }) => `${values.kind ?? ''} ${name}`, (parameter) => {
      const { name, default: preset } = parameter;
      return html`<cs-control .parameter=${parameter} .place=${`train-${part}-`} .origin=${origin} .problem=${this._told(part, name)}
        .value=${Object.hasOwn(values, name) ? values[name] : preset}
        @cs-change=${(/** @type {CustomEvent} */ { detail }) => setDraft(this.store, change(name, detail, preset), `${part} ${name}`)}></cs-control>`;
    });
  }

  /**
   * @param {string} part
   * @param {string} name
   */
  _told(part, name) {
    const found = this.problem?.errors?.find(({ loc }) => (part ? loc[0] === part && loc.includes(name) : loc[0] === name));
    return found?.msg ?? null;
  }

  /** Another optimizer keeps the rate. @param {string} kind */
  _optimizer(kind) {
    setDraft(this.store, { optimizer: { kind, lr: this.picked.optimizer.lr ?? 0.001 } });
  }
}

customElements.define('cs-train-options', TrainOptions);
