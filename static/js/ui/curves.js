/**
 * `<cs-curves>`: a run's loss and accuracy, training and validation, with the learning rate below, and on them what the
 * callbacks did; several runs one over the other where they are compared. With the attribute `compact` it fits the dock.
 */

import { t } from '../core/i18n.js';
import { runLabel } from '../core/runlabel.js';
import { axisOf, epochAt } from '../core/series.js';
import { Chart } from '../draw/chart.js';
import { hoverEpoch, setView, shownRuns, summaryOf, toggleCompare } from '../state/trainingActions.js';
import { zoomed } from '../state/trainingZoom.js';
import './curves-controls.js';
import { clockText, figureText, panelOf, panelsOf, rangeOf, tick } from './curves-lines.js';
import { readout, spoken } from './curves-readout.js';
import './curves-table.js';
import { html, nothing } from './element.js';
import { PaintedElement } from './painted.js';

/** @typedef {import('../core/runtypes.js').TrainingState} TrainingState */
/** @typedef {import('./curves-lines.js').Shown} Shown */
/** @typedef {import('./curves-lines.js').PanelName} PanelName */

const DRAG = 5; // pixels before a press is a stretch to zoom into
const FAR = 10; // epochs of a page key

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
    /** @type {{from: number, clientX: number, moved: boolean}|null} */
    this._drag = null;
    /** What the charts were last drawn from. @type {unknown[]} */
    this._drawn = [];
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

  /** The runs on the chart that have something to show, the selected one first. @returns {Shown[]} */
  _shown() {
    const { pictures } = this.picked;
    const ids = shownRuns(this.picked);
    return ids.map((id, i) => ({ picture: pictures[id], tone: ids.length > 1 ? i + 1 : 0 }))
      .filter(({ picture }) => picture && (picture.batchPoints.x.length > 0 || picture.epochPoints.epoch.length > 0));
  }

  render() {
    const { view, hover } = this.picked;
    const shown = this._shown();
    const panels = panelsOf(view, this.compact);
    return html`
      <div class="curves-head">${this._legend(shown)}
        <cs-curves-controls .store=${this.store} ?compact=${this.compact} .compact=${this.compact}></cs-curves-controls></div>
      <div class="curves-chart" tabindex="0" role="application" aria-roledescription=${t('curves.role')} aria-label=${this._label(shown)}
        aria-description=${t('curves.keys')} @keydown=${this._key} @wheel=${this._wheel} @dblclick=${this._reset}
        @pointerdown=${this._press} @pointermove=${this._move} @pointerup=${this._release} @pointercancel=${this._cancel}
        @pointerleave=${this._leave} @blur=${this._leave}>
        ${panels.map((name) => html`<div class="curves-panel">
          <p class="curves-caption">${this._caption(name, shown)}</p>
          <div class="curves-plot" data-panel=${name}></div></div>`)}
        ${view.zoom ? html`<button type="button" class="button small curves-reset" @click=${this._reset} @pointerdown=${stay} @keydown=${stay}
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
    const parts = /** @type {const} */ ([['training', ['loss', 'accuracy']], ['validation', ['val_loss', 'val_accuracy']]]);
    const compared = shown.length > 1;
    if (this.compact && !compared) return nothing; // the lines' names stand at their ends
    return html`<div class="curves-legend">
      ${parts.map(([name, figures]) => {
        const off = figures.every((figure) => view.hidden.includes(figure));
        const others = view.hidden.filter((figure) => !figures.some((mine) => mine === figure));
        return html`<button type="button" class="curves-key ${name} ${compared ? 'many' : ''}" aria-pressed=${off ? 'false' : 'true'}
          @click=${() => setView(this.store, { hidden: off ? others : [...others, ...figures] })}><i></i>${t(`curves.${name}`)}</button>`;
      })}
      ${compared ? shown.map(({ picture, tone }, i) => html`<span class="curves-run"><i class="run-swatch run-tone-${tone}"></i>${this._nameOf(picture.id)}
        ${i > 0 ? html`<button type="button" class="link" aria-label=${t('curves.take_off', { name: this._nameOf(picture.id) })}
          @click=${() => toggleCompare(this.store, picture.id, false)}>×</button>` : nothing}</span>`) : nothing}
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
    if (shown.length !== 1) return title;
    const { batchPoints, epochPoints } = shown[0].picture;
    if (name === 'rate') return html`${title} <b class="number role-kernel">${figureText(batchPoints.learning_rate.at(-1) ?? epochPoints.learning_rate.at(-1))}</b>`;
    const validation = epochPoints[`val_${name}`].at(-1);
    return html`${title} <b class="number role-input">${figureText(batchPoints[name].at(-1) ?? epochPoints[name].at(-1))}</b>
      ${validation === undefined || validation === null ? nothing : html`<span>${t(`curves.short.val_${name}`)}</span> <b class="number role-output">${figureText(validation)}</b>`}`;
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
      xText: axis === 'time' ? clockText : tick, yText: name === 'rate' ? (value) => (value === 0 ? '' : tick(value)) : tick,
    }, axis);
    this._charts.set(name, chart);
    return chart;
  }

  _draw() {
    if (!this.hasUpdated) return;
    const { pictures, selected, compare, view } = this.picked;
    const shown = this._shown();
    const names = panelsOf(view, this.compact);
    const last = names[names.length - 2]; // the panel above the learning rate
    for (const name of names) this._chart(name)?.show(shown.length ? panelOf(name, shown, view, name === last) : null);
    this._drawn = [pictures, selected, compare, view, this.compact];
    this._point();
  }

  /** Put the cursor and its card on the epoch that is pointed at. */
  _point() {
    const { hover, view } = this.picked;
    const [run] = this._shown();
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

  /** The place on the axis below the pointer. @param {MouseEvent} event */
  _valueOf({ clientX }) {
    return this._main()?.valueAt(clientX) ?? null;
  }

  /** @param {PointerEvent} event */
  _press(event) {
    const from = this._valueOf(event);
    this._move(event);
    if (event.button !== 0 || event.pointerType === 'touch' || from === null || this._shown().length === 0) return;
    this._drag = { from, clientX: event.clientX, moved: false };
  }

  /** @param {PointerEvent} event */
  _move(event) {
    const value = this._valueOf(event);
    const [run] = this._shown();
    if (value === null || !run) return;
    hoverEpoch(this.store, epochAt(run.picture, this.picked.view.axis, value));
    const { _drag: drag } = this;
    if (!drag) return;
    if (!drag.moved && Math.abs(event.clientX - drag.clientX) > DRAG) {
      drag.moved = true;
      /** @type {HTMLElement} */ (event.currentTarget).setPointerCapture(event.pointerId);
    }
    if (drag.moved) for (const chart of this._charts.values()) chart.mark([drag.from, value]);
  }

  /** @param {PointerEvent} event */
  _release(event) {
    const { _drag: drag } = this;
    const to = this._valueOf(event);
    this._cancel();
    if (drag?.moved && to !== null) this._zoom([Math.min(drag.from, to), Math.max(drag.from, to)]);
  }

  _cancel() {
    this._drag = null;
    for (const chart of this._charts.values()) chart.mark(null);
  }

  /** A finger that is lifted leaves the epoch that it pointed at. @param {Event} event */
  _leave(event) {
    if (event instanceof PointerEvent && event.pointerType === 'touch') return;
    if (!this._drag?.moved) hoverEpoch(this.store, null);
  }

  _reset() {
    if (this.picked.view.zoom) setView(this.store, { zoom: null });
  }

  /** @param {[number, number]|null} stretch */
  _zoom(stretch) {
    const shown = this._shown();
    if (shown.length === 0) return;
    const whole = rangeOf(shown, { ...this.picked.view, zoom: null });
    setView(this.store, { zoom: zoomed(whole, stretch) });
  }

  /** Around a place of the axis, by a factor. @param {number} value @param {number} factor */
  _zoomAt(value, factor) {
    const [from, to] = rangeOf(this._shown(), this.picked.view);
    this._zoom([value - (value - from) * factor, value + (to - value) * factor]);
  }

  /** The wheel zooms once the chart has the focus, or with Ctrl; before that the page scrolls. @param {WheelEvent} event */
  _wheel(event) {
    const value = this._valueOf(event);
    const focused = document.activeElement === event.currentTarget;
    const { zoom } = this.picked.view;
    if (value === null || this._shown().length === 0 || !(event.ctrlKey || event.metaKey || focused)) return;
    if (event.deltaY > 0 && !zoom && !event.ctrlKey) return;
    event.preventDefault();
    const [from, to] = rangeOf(this._shown(), this.picked.view);
    const aside = Math.abs(event.deltaX) > Math.abs(event.deltaY) ? event.deltaX : event.shiftKey ? event.deltaY : 0;
    if (aside && zoom) this._zoom(moved([from, to], (aside / 600) * (to - from), rangeOf(this._shown(), { ...this.picked.view, zoom: null })));
    else this._zoomAt(value, Math.exp(Math.max(-0.5, Math.min(0.5, event.deltaY / 300))));
  }

  /** @param {KeyboardEvent} event */
  _key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const [run] = this._shown();
    const { hover, view } = this.picked;
    if (!run) return;
    const epochs = run.picture.epochPoints.epoch;
    const at = hover === null ? epochs.length : epochs.indexOf(hover);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, PageUp: at - FAR, PageDown: at + FAR, Home: 0, End: epochs.length - 1 }[event.key];
    const middle = axisOf(run.picture, view.axis)((hover ?? epochs.at(-1) ?? 0) + 1);
    if (to !== undefined && epochs.length > 0) this._walk(epochs[Math.max(0, Math.min(epochs.length - 1, to))]);
    else if (event.key === '+' || event.key === '=') this._zoomAt(middle, 0.6);
    else if (event.key === '-') this._zoomAt(middle, 1 / 0.6);
    else if (event.key === 'Escape' && (view.zoom || hover !== null)) {
      this._reset();
      hoverEpoch(this.store, null);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Point at an epoch by a key: it is brought into sight, and said. @param {number} epoch */
  _walk(epoch) {
    const [run] = this._shown();
    const { view } = this.picked;
    hoverEpoch(this.store, epoch);
    this._spoken = spoken(run.picture, epoch);
    const value = axisOf(run.picture, view.axis)(epoch + 1);
    const [from, to] = rangeOf(this._shown(), view);
    const past = value < from ? value - from : value > to ? value - to : 0;
    if (view.zoom && past) this._zoom([from + past, to + past]);
  }
}

/** What is done on a button is not done to the chart below it. @param {Event} event */
const stay = (event) => event.stopPropagation();

/**
 * A stretch moved along the axis, as far as there is any.
 * @param {[number, number]} stretch @param {number} by @param {[number, number]} whole
 * @returns {[number, number]}
 */
function moved([from, to], by, whole) {
  const allowed = Math.max(whole[0] - from, Math.min(whole[1] - to, by));
  return [from + allowed, to + allowed];
}

customElements.define('cs-curves', CsCurves);
