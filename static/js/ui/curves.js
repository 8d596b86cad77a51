/**
 * `<cs-curves>`: a run's loss and accuracy, training and validation, with the learning rate below, and on them what the
 * callbacks did; several runs one over the other where they are compared. With the attribute `compact` it fits the dock.
 */

import { t } from '../core/i18n.js';
import { runLabel } from '../core/runlabel.js';
import { axisOf, validates } from '../core/series.js';
import { Chart } from '../draw/chart.js';
import { setView, shownRuns, summaryOf, toggleCompare } from '../state/trainingActions.js';
import './curves-controls.js';
import { clockText, panelOf, panelsOf, ticks, valueText } from './curves-lines.js';
import { CurvesPointing } from './curves-pointing.js';
import { readout, spoken } from './curves-readout.js';
import './curves-table.js';
import { html, nothing } from './element.js';
import { PaintedElement } from './painted.js';

/** @typedef {import('../core/runtypes.js').TrainingState} TrainingState */
/** @typedef {import('./curves-lines.js').Shown} Shown */
/** @typedef {import('./curves-lines.js').PanelName} PanelName */

/**
 * @extends {PaintedElement<Pick<TrainingState, 'pictures'|'selected'|'compare'|'runs'|'view'|'hover'|'connection'>, TrainingState>}
 */
export class CsCurves extends PaintedElement {
  static properties = { compact: { type: Boolean }, _spoken: { state: true } };

  constructor() {
    super();
    this.compact = false;
    this._spoken = '';
    /** @type {Map<PanelName, Chart>} */
    this._charts = new Map();
    this._pointing = new CurvesPointing(this);
    /** What the charts were last drawn from. @type {unknown[]} */
    this._drawn = [];
    this._side = 0; // pixels that the widest y axis takes
  }

  /** @param {TrainingState} state */
  select({ pictures, selected, compare, runs, view, hover, connection }) {
    return { pictures, selected, compare, runs, view, hover, connection };
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this._drop([...this._charts.keys()]);
    this._drawn = [];
  }

  /** The runs on the chart that have something to show, the selected one first if it has. @returns {Shown[]} */
  shown() {
    const { pictures, selected } = this.picked;
    const ids = shownRuns(this.picked);
    return ids.map((id, i) => ({ picture: pictures[id], tone: ids.length > 1 ? i + 1 : 0, selected: id === selected }))
      .filter(({ picture }) => picture && (picture.batchPoints.x.length > 0 || picture.epochPoints.epoch.length > 0));
  }

  render() {
    const { view, hover } = this.picked;
    const { _pointing: pointing } = this;
    const shown = this.shown();
    const panels = panelsOf(view, this.compact);
    return html`
      <div class="curves-head">${this._legend(shown)}
        <cs-curves-controls .store=${this.store} ?compact=${this.compact} .compact=${this.compact}></cs-curves-controls></div>
      ${this.compact || view.per !== 'batch' ? nothing : html`<p class="curves-help">${t('curves.per_batch_help')}</p>`}
      <div class="curves-chart" tabindex="0" role="application" aria-roledescription=${t('curves.role')} aria-label=${this._label(shown)}
        aria-description=${t('curves.keys')} @keydown=${pointing.key} @wheel=${pointing.wheel} @dblclick=${pointing.reset}
        @pointerdown=${pointing.press} @pointermove=${pointing.move} @pointerup=${pointing.release} @pointercancel=${pointing.cancel}
        @pointerleave=${pointing.leave} @blur=${pointing.leave}>
        ${panels.map((name) => html`<div class="curves-panel">
          <p class="curves-caption">${this._caption(name, shown)}</p>
          <div class="curves-plot" data-panel=${name}></div></div>`)}
        ${view.zoom ? html`<button type="button" class="button small curves-reset" @click=${pointing.reset} @pointerdown=${stay} @keydown=${stay}
          @dblclick=${stay}>${t('curves.reset')}</button>` : nothing}
        <p class="curves-axis">${t(`curves.axis.${view.axis}`)}</p>
        ${shown.length === 0 ? html`<p class="curves-note">${this._nothing()}</p>` : nothing}
        <div class="curves-readout" ?hidden=${hover === null || shown.length === 0}>
          ${hover !== null && shown.length > 0 ? readout(shown, hover, (id) => this._nameOf(id)) : nothing}</div>
      </div>
      <p class="unseen" aria-live="polite">${this._spoken}</p>
      ${this.compact ? nothing : html`<cs-curves-table .store=${this.store}></cs-curves-table>`}`;
  }

  /** @param {Shown[]} shown */
  _legend(shown) {
    const { view } = this.picked;
    const validated = shown.length === 0 || shown.some(({ picture }) => validates(picture));
    /** @type {[string, import('../core/runtypes.js').FigureName[]][]} */
    const parts = [['training', ['loss', 'accuracy']], ...(validated ? [VALIDATION] : [])];
    const ids = shownRuns(this.picked);
    const compared = ids.length > 1;
    if (this.compact && !compared) return nothing; // the lines' names stand at their ends
    return html`<div class="curves-legend">
      ${parts.map(([name, figures]) => {
        const off = figures.every((figure) => view.hidden.includes(figure));
        const others = view.hidden.filter((figure) => !figures.some((mine) => mine === figure));
        return html`<button type="button" class="curves-key ${name} ${compared ? 'many' : ''}" aria-pressed=${off ? 'false' : 'true'}
          @click=${() => setView(this.store, { hidden: off ? others : [...others, ...figures] })}><i></i>${t(`curves.${name}`)}</button>`;
      })}
      ${compared ? ids.map((id, i) => html`<span class="curves-run"><i class="run-swatch run-tone-${i + 1}"></i>${this._nameOf(id)}
        ${shown.some(({ picture }) => picture.id === id) ? nothing : html`<span class="curves-without">${t('curves.without_points')}</span>`}
        ${id === this.picked.selected ? nothing : html`<button type="button" class="link" aria-label=${t('curves.take_off', { name: this._nameOf(id) })}
          @click=${() => toggleCompare(this.store, id, false)}>×</button>`}</span>`) : nothing}
    </div>`;
  }

  /** @param {string} id */
  _nameOf(id) {
    const run = summaryOf(this.picked, id);
    return run ? runLabel(run) : id;
  }

  /** A panel's name, and what it stands at. @param {PanelName} name @param {Shown[]} shown */
  _caption(name, shown) {
    const title = t(`curves.panel.${name}`);
    if (shown.length !== 1 || shown[0].tone) return title;
    const { batchPoints, epochPoints } = shown[0].picture;
    if (name === 'rate') return html`${title} <b class="number role-kernel">${valueText('learning_rate', batchPoints.learning_rate.at(-1) ?? epochPoints.learning_rate.at(-1))}</b>`;
    const validation = epochPoints[`val_${name}`].at(-1);
    return html`${title} <b class="number role-input">${valueText(name, batchPoints[name].at(-1) ?? epochPoints[name].at(-1))}</b>
      ${validation === undefined || validation === null ? nothing : html`<span>${t(`curves.short.val_${name}`)}</span> <b class="number role-output">${valueText(name, validation)}</b>`}`;
  }

  /** @param {Shown[]} shown */
  _label(shown) {
    if (shown.length === 0) return t('curves.label_empty');
    return shown.length > 1 ? t('curves.label_many', { count: shown.length })
      : t('curves.label', { epochs: shown[0].picture.epochPoints.epoch.length });
  }

  /** Why there is nothing to see. */
  _nothing() {
    const { selected, connection, runs } = this.picked;
    if (selected === null) return t(runs === null ? 'curves.loading' : 'curves.none');
    const run = summaryOf(this.picked, selected);
    if (run?.state === 'queued') return t('curves.queued', { place: run.place ?? 1 });
    if (connection.state === 'lost') return t('curves.lost');
    return t(connection.state === 'ended' ? 'curves.no_points' : 'curves.waiting');
  }

  updated() {
    const { pictures, selected, compare, view } = this.picked;
    const names = panelsOf(view, this.compact);
    this._drop([...this._charts.keys()].filter((name) => !names.includes(name)));
    const drawn = [pictures, selected, compare, view, this.compact];
    if (drawn.some((part, i) => part !== this._drawn[i])) this._repaint();
    else this._point();
  }

  /** @param {PanelName[]} names */
  _drop(names) {
    for (const name of names) {
      this._charts.get(name)?.destroy();
      this._charts.delete(name);
    }
  }

  /** @param {PanelName} name @returns {Chart|null} */
  _chart(name) {
    const host = /** @type {HTMLElement|null} */ (this.querySelector(`.curves-plot[data-panel="${name}"]`));
    if (!host) return null;
    const { axis } = this.picked.view;
    const known = this._charts.get(name);
    if (known?.host === host && known.axisKind === axis) return known;
    known?.destroy();
    const chart = new Chart(host, {
      axis: name === 'rate', values: !(this.compact && name === 'rate'), whole: axis !== 'time', end: 50,
      xTexts: axis === 'time' ? (values) => values.map(clockText) : ticks, yTexts: name === 'rate' ? (values) => ticks(values).map((text) => (text === '0' ? '' : text)) : ticks,
      side: () => this._side,
    }, axis);
    this._charts.set(name, chart);
    return chart;
  }

  _draw() {
    if (!this.hasUpdated) return;
    const { pictures, selected, compare, view } = this.picked;
    const shown = this.shown();
    const names = panelsOf(view, this.compact);
    const last = names[names.length - 2]; // the panel above the learning rate
    const paint = () => {
      for (const name of names) this._chart(name)?.show(shown.length ? panelOf(name, shown, view, name === last) : null);
    };
    paint();
    // The panels share their x axis: all leave as much room at the left as the one with the longest numbers.
    const side = Math.max(...[...this._charts.values()].map(({ needs }) => needs));
    if (side !== this._side) {
      this._side = side;
      paint();
    }
    this._drawn = [pictures, selected, compare, view, this.compact];
    this._point();
  }

  /** Put the cursor and its card on the epoch that is pointed at. */
  _point() {
    const { hover, view } = this.picked;
    const [run] = this.shown();
    const value = hover === null || !run ? null : axisOf(run.picture, view.axis)(hover + 1);
    for (const chart of this._charts.values()) chart.point(value);
    const card = /** @type {HTMLElement|null} */ (this.querySelector('.curves-readout'));
    const main = this._main();
    if (!card || card.hidden || value === null || !main) return;
    const place = main.placeOf(value);
    const room = this.clientWidth;
    const left = place > room / 2 ? place - card.offsetWidth - 12 : place + 12;
    card.style.transform = `translateX(${Math.round(Math.max(0, Math.min(room - card.offsetWidth, left)))}px)`;
  }

  _main() {
    return this._charts.values().next().value ?? null;
  }

  /** The place on the axis below a point of the screen. @param {number} clientX @returns {number|null} */
  valueAt(clientX) {
    return this._main()?.valueAt(clientX) ?? null;
  }

  /** Show the stretch that is being drawn up for a zoom. @param {[number, number]|null} stretch */
  mark(stretch) {
    for (const chart of this._charts.values()) chart.mark(stretch);
  }

  /** Say what is at an epoch. @param {number} epoch */
  say(epoch) {
    this._spoken = spoken(this.shown()[0].picture, epoch);
  }
}

/** @type {[string, import('../core/runtypes.js').FigureName[]]} */
const VALIDATION = ['validation', ['val_loss', 'val_accuracy']];

/** What is done on a button is not done to the chart below it. @param {Event} event */
const stay = (event) => event.stopPropagation();

customElements.define('cs-curves', CsCurves);
