/**
 * `<cs-compare-runs>`: the runs that share the chart, side by side: what they reached, and what they were asked for
 * differently.
 */
import { differences } from '../core/differences.js';
import { figure, percent } from '../core/format.js';
import { t } from '../core/i18n.js';
import { literal, notation, tidied } from '../core/notation.js';
import { parametersOf } from '../core/parameters.js';
import { runLabel } from '../core/runlabel.js';
import { callbackKinds, layerKinds, optimizers } from '../net/catalogue.js';
import { shownRuns, summaryOf, toggleCompare, toneOf } from '../state/trainingActions.js';
import { ConvElement, html, nothing } from './element.js';

/** @typedef {import('../core/runtypes.js').TrainingState} TrainingState */
/** @typedef {import('../core/runtypes.js').RunSummary} RunSummary */
/** @typedef {import('../core/differences.js').Row} Row */
/** @typedef {import('../net/catalogue.js').Kinds} Kinds */

const FIGURES = /** @type {const} */ (['val_loss', 'val_accuracy', 'loss', 'accuracy']);

/** @extends {ConvElement<Pick<TrainingState, 'runs'|'selected'|'compare'>, TrainingState>} */
class CompareRuns extends ConvElement {
  static properties = { _kinds: { state: true } };

  constructor() {
    super();
    /** @type {Record<'layer'|'callback'|'optimizer', Kinds>} */
    this._kinds = { layer: {}, callback: {}, optimizer: {} };
  }

  /** @param {TrainingState} state */
  select({ runs, selected, compare }) {
    return { runs, selected, compare };
  }

  async connectedCallback() {
    super.connectedCallback();
    const [layer, callback, optimizer] = await Promise.all([layerKinds(), callbackKinds(), optimizers()]);
    this._kinds = { layer, callback, optimizer };
  }

  render() {
    const { compare } = this.picked;
    const runs = shownRuns(this.picked).map((id) => summaryOf(this.picked, id)).filter((run) => run !== null);
    this.hidden = compare.length === 0 || runs.length < 2;
    if (this.hidden) return nothing;
    const rows = differences(runs.map(({ spec }) => spec), (item) => (this._kinds.optimizer[item.kind] ? tidied(item, this._parameters(item.kind)) : item));
    return html`
      <div class="card-head"><h2>${t('train.compare')}</h2> <small>${t('train.compare_about')}</small></div>
      <div class="compare-table" tabindex="0" role="region" aria-label=${t('train.compare')}><table>
        <thead><tr><th scope="col" class="unseen">${t('train.compare_what')}</th>
          ${runs.map((run, index) => html`<th scope="col"><span class="run-tone run-tone-${toneOf(this.picked, run.id)}" aria-hidden="true"></span> ${runLabel(run)}
            ${index > 0 ? html`<button type="button" class="button quiet icon small" aria-label=${t('train.compare_off', { name: runLabel(run) })}
              title=${t('train.compare_off', { name: runLabel(run) })} @click=${() => toggleCompare(this.store, run.id, false)}>×</button>` : nothing}</th>`)}</tr></thead>
        <tbody>
          ${rows.map((row) => html`<tr><th scope="row">${this._name(row)}</th>${row.values.map((value, index) => html`<td>${this._value(row, value, runs[index].spec.optimizer.kind)}</td>`)}</tr>`)}
          ${rows.length === 0 ? html`<tr><td colspan=${runs.length + 1} class="soft">${t('train.compare_same')}</td></tr>` : nothing}
        </tbody>
        <tbody class="compare-reached">
          <tr><th scope="row">${t('train.compare_end')}</th>${runs.map(({ reason, state }) => html`<td>${t(reason ? `train.reason.${reason}` : `train.state.${state}`)}</td>`)}</tr>
          <tr><th scope="row">${t('train.compare_epoch')}</th>${runs.map(({ best }) => html`<td class="number">${typeof best?.epoch === 'number' ? best.epoch + 1 : '–'}</td>`)}</tr>
          ${FIGURES.map((figure) => this._figures(figure, runs))}
        </tbody>
      </table></div>`;
  }

  /**
   * A figure at the best epoch of each run, the best of them marked.
   * @param {typeof FIGURES[number]} name
   * @param {RunSummary[]} runs
   */
  _figures(name, runs) {
    const values = runs.map(({ best }) => (best?.logs ?? best)?.[name]);
    const numbers = values.filter((value) => typeof value === 'number');
    if (numbers.length === 0) return nothing;
    const accuracy = name.endsWith('accuracy');
    const top = accuracy ? Math.max(...numbers) : Math.min(...numbers);
    return html`<tr><th scope="row"><code>${name}</code></th>${values.map((value) => html`<td class="number ${value === top ? 'top' : ''}">
      ${typeof value !== 'number' ? '–' : accuracy ? percent(value, 2) : figure(value)}</td>`)}</tr>`;
  }

  /** @param {string} kind  of optimizer */
  _parameters(kind) {
    return parametersOf(this._kinds.optimizer[kind].schema);
  }

  /** @param {Row} row */
  _name({ part, name, kind, nth }) {
    if (part === 'setting') return html`<code>${name}</code>`;
    if (part === 'optimizer') return html`${t('train.optimizer')} <code>${name === 'kind' ? '' : name}</code>`;
    const title = `${this._kinds[part][kind ?? '']?.title ?? kind} ${(nth ?? 1) > 1 ? `(${nth})` : ''}`;
    return html`${title}${name ? html`<code>${name}</code>` : nothing}`;
  }

  /**
   * @param {Row} row
   * @param {any} value
   * @param {string} optimizer  the run's kind of it
   */
  _value({ part, name, kind }, value, optimizer) {
    const info = part === 'setting' ? undefined : this._kinds[part][kind ?? optimizer];
    const foreign = part === 'optimizer' && info && !info.schema.properties?.[name]; // one of this kind has no such parameter
    if (value === undefined && (name === '' || foreign)) return html`<span class="soft">–</span>`;
    if (name === '') return html`<code>${notation(value, info && { title: info.title, parameters: parametersOf(info.schema) })}</code>`;
    if (value === undefined) {
      const preset = info?.schema.properties?.[name]?.default;
      return preset === undefined ? html`<span class="soft">${t('train.compare_default')}</span>` : html`<code class="soft">${literal(preset)}</code>`;
    }
    return html`<code>${typeof value === 'string' ? value : literal(value?.image ?? value)}</code>`;
  }
}

customElements.define('cs-compare-runs', CompareRuns);
