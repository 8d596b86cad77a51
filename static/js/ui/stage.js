/**
 * `<cs-stage>`: input, kernels and output as linked grids. Whatever cell is pointed at, in any of the three, what
 * belongs to it is lit in the other two.
 */

import { number, shape } from '../core/format.js';
import { t } from '../core/i18n.js';
import { clamp, phaseOf, planFor } from '../core/stepper.js';
import { kernelRows } from '../core/kernels.js';
import { channelsRead, mapsReading } from '../core/taps.js';
import { gridOf, indexOf, valueAt } from '../core/tensor.js';
import { linkOf } from '../draw/link.js';
import { marksOf } from '../draw/marks.js';
import { inputReadout } from '../draw/readout.js';
import { Scenes, hiddenFrom, inputPlane, paddingText } from '../draw/scenes.js';
import { follow, inverse, whole } from '../draw/viewport.js';
import { askExplanation, knownExplanation } from '../net/explain.js';
import { hover, moveCursor, pinCell, release, setView } from '../state/actions.js';
import { fadeEdges } from './edges.js';
import { ConvElement, classMap, html, nothing } from './element.js';
import './grid.js';
import './kernels.js';
import './kernel-tools.js';
import './loupe.js';
import { channelName, mapTitle } from '../draw/titles.js';

/** @typedef {import('../core/types.js').State} State */
/** @typedef {import('../core/types.js').Answer} Answer */
/** @typedef {import('../core/types.js').Hover} Hover */
/** @typedef {import('../core/types.js').Cursor} Cursor */
/** @typedef {import('../draw/viewport.js').Cell} Cell */
/** @typedef {Pick<State, 'cursor'|'view'|'hover'> & {answer: Answer|null, status: State['live']['status']}} Picked */

const REST = 80; // ms
const MOST_ROWS = 18; // of kernels, all channels together, that stand between the pictures
const KEPT_MARKS = 500; // of the browser's performance timeline, which grows without end otherwise

/** @extends {ConvElement<Picked>} */
export class CsStage extends ConvElement {
  static properties = {
    store: { attribute: false }, _view: { state: true }, _held: { state: true }, _numbered: { state: true },
    _brush: { state: true },
  };

  constructor() {
    super();
    /** @type {import('../draw/viewport.js').View|null} What part of the input is shown; null: all of it. */
    this._view = null;
    /** @type {Hover|null} An input cell that was clicked: its readers stay lit. */
    this._held = null;
    /** Whether each grid's cells show their numbers. */
    this._numbered = { input: false, output: false };
    /** @type {number|null} The value that a stroke over a kernel paints; null: no painting. */
    this._brush = null;
    /** @type {Cell} */
    this._inputCell = { row: 0, col: 0 };
    this._scenes = new Scenes();
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this._askTimer = undefined;
    /** @type {Answer|null} */
    this._paintedAnswer = null;
    this._paintings = 0;
    /** @type {'input'|'output'|null} The grid that the keys are in: only what keys reach is spoken, a pointer would never stop talking. */
    this._byKey = null;
    /** @type {string} */
    this._shapeKey = '';
  }

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener('keydown', this._escape);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this._escape);
  }

  /** What Escape lets go of in the state it lets go of here, too, wherever the focus is. @param {KeyboardEvent} event */
  _escape = ({ key, isComposing }) => {
    if (key === 'Escape' && !isComposing && !document.querySelector('dialog[open]')) this._held = null;
  };

  /** @param {State} state @returns {Picked} */
  select({ cursor, view, hover: hovered, live }) {
    return { cursor, view, hover: hovered, answer: live.answer, status: live.status };
  }

  render() {
    const { answer, view, status } = this.picked;
    if (!answer) return html`<div class="stage-empty soft">${status === 'loading' ? t('stage.loading') : t('stage.nothing')}</div>`;
    const plan = planFor(answer);
    const cursor = clamp(plan, this.picked.cursor);
    const asked = this._asked();
    const link = linkOf(answer);
    const phase = view.stepping ? phaseOf(plan, cursor) : null;
    const marks = marksOf(link, cursor, asked, phase, this._explanation(answer, cursor));
    if (!this._readsAsked(answer, cursor, asked)) marks.output = [];
    const input = this._scenes.input(answer, view, cursor, marks);
    const output = this._scenes.output(answer, view, cursor, marks);
    const shown = this._view ?? whole(link.inputExtent);
    return html`
      <div class=${classMap({ stage: true, below: kernelRows(answer, cursor.map) > MOST_ROWS, stale: status !== 'ready' && status !== 'loading' })}>
        <figure class="stage-figure stage-input">
          <div class="stage-grid">
            <cs-grid .scene=${input} .view=${shown} .cell=${this._inputCell} .help=${'stage-keys'}
              .roledescription=${t('stage.grid')} .label=${this._inputLabel(answer, cursor)}
              @cs-ask=${this._askInput} @cs-pick=${this._pickInput} @cs-let-go=${this._letGo} @cs-view=${this._zoomInput}
              @cs-numbered=${this._noteNumbers}></cs-grid>
            ${this._loupe('input', input, marks.input)}
          </div>
          ${this._inputCaption(answer, cursor, asked)}
        </figure>
        <cs-kernels class="stage-kernels" .store=${this.store} .marks=${marks.weights} .phase=${phase} .brush=${this._brush}></cs-kernels>
        <figure class="stage-figure stage-output">
          <div class="stage-grid">
            <cs-grid .scene=${output} .view=${follow(shown, link.rows, link.cols)} .cell=${cursor}
              .following=${view.stepping} .help=${'stage-keys'} .roledescription=${t('stage.grid')}
              .label=${this._outputLabel(answer, cursor)}
              @cs-ask=${this._askOutput} @cs-pick=${this._pickOutput} @cs-let-go=${this._letGo} @cs-view=${this._zoomOutput}
              @cs-numbered=${this._noteNumbers} @cs-painted=${this._notePainted}></cs-grid>
            ${this._loupe('output', output, marks.output)}
          </div>
          ${this._outputCaption(answer, cursor)}
        </figure>
      </div>
      <cs-kernel-tools .store=${this.store} .brush=${this._brush}
        @cs-brush=${(/** @type {CustomEvent} */ event) => { this._brush = event.detail.value; }}></cs-kernel-tools>
      <p class="unseen" id="stage-keys">${t('stage.keys')}</p>`;
  }

  updated() {
    const { answer } = this.picked;
    if (!answer) return;
    fadeEdges(this.querySelectorAll('.stage-channels, .stage-kernels'));
    const { inputExtent: { top, left, bottom, right } } = linkOf(answer);
    const ratio = Math.min(2, Math.max(0.75, (right - left) / (bottom - top)));
    this.style.setProperty('--aspect', String(ratio));
    const key = shape(answer.meta.input_shape);
    if (this._shapeKey && key !== this._shapeKey) {
      this._view = null;
      this._held = null;
    }
    this._shapeKey = key;
  }

  /** What is asked about: what the pointer is on, else an input cell that was clicked. */
  _asked() {
    return this.picked.hover ?? this._held;
  }

  /**
   * Only where marks need it: the winner of a maximum, and what a layer without windows reads.
   * @param {Answer} answer @param {Cursor} cursor
   */
  _explanation(answer, cursor) {
    const link = linkOf(answer);
    const needed = link.taps ? answer.meta.reduction === 'max' : answer.meta.reduction !== 'elementwise' || !link.same;
    const index = needed ? indexOf(answer.meta.output_shape, cursor.map, cursor.row, cursor.col) : null;
    if (!index) return null;
    const known = knownExplanation(answer, index);
    if (!known) this._askLater(answer, index);
    return known;
  }

  /**
   * Asks the server once the cursor has come to rest; by then the arithmetic card may have asked already.
   * @param {Answer} answer @param {number[]} index
   */
  _askLater(answer, index) {
    clearTimeout(this._askTimer);
    this._askTimer = setTimeout(async () => {
      // A refusal or a lost server is told by the card that shows the arithmetic; here the marks just stay away.
      const explanation = await askExplanation(answer, index).catch(() => null);
      if (explanation && this.picked.answer === answer) this.requestUpdate();
    }, REST);
  }

  /**
   * Does the shown map read the asked input channel at all? Groups and pooling read only their own.
   * @param {Answer} answer @param {Cursor} cursor @param {Hover|null} asked
   */
  _readsAsked(answer, cursor, asked) {
    if (asked?.grid !== 'input' || this._plane(answer, cursor) === 'rgb') return true;
    return mapsReading(answer.meta, asked.channel).includes(cursor.map);
  }

  /** @param {Answer} answer @param {Cursor} cursor */
  _plane(answer, cursor) {
    return inputPlane(answer, this.picked.view.input, cursor.map);
  }

  /** @param {Answer} answer @param {Cursor} cursor */
  _inputLabel(answer, cursor) {
    const { input, band } = linkOf(answer);
    const padded = band.rows.before + band.rows.after + band.cols.before + band.cols.after > 0;
    const channel = this._plane(answer, cursor);
    return [
      t('stage.input_label', { shape: shape(answer.meta.input_shape) }),
      channel === 'rgb' || input.channels === 1 ? '' : t('stage.channel', { channel: channelName(answer, channel) }),
      padded ? t('stage.padding_label', { rows: `${band.rows.before} + ${band.rows.after}`, cols: `${band.cols.before} + ${band.cols.after}` }) : '',
    ].filter(Boolean).join(', ');
  }

  /** @param {Answer} answer @param {Cursor} cursor */
  _outputLabel(answer, cursor) {
    const hiddenSize = this.picked.view.predict === 'size';
    const size = hiddenSize ? '?' : shape(answer.meta.output_shape);
    return [t('stage.output_label', { shape: size }), mapTitle(answer, cursor.map)].filter(Boolean).join(', ');
  }

  /**
   * @param {Answer} answer @param {Cursor} cursor @param {Hover|null} asked
   */
  _inputCaption(answer, cursor, asked) {
    const { input, band } = linkOf(answer);
    const padding = Math.max(band.rows.before, band.rows.after, band.cols.before, band.cols.after);
    return html`<figcaption>
      <div class="stage-line">
        <span><b class="role-input">${t('stage.input')}</b> <span class="soft">${shape(answer.meta.input_shape)}</span></span>
        ${input.channels > 1 ? this._channelButtons(answer, cursor) : nothing}
      </div>
      <div class="stage-line small soft">
        <output class="stage-readout" aria-live=${this._byKey === 'input' ? 'polite' : 'off'}>${this._inputReadout(answer, cursor, asked)}</output>
        ${padding && asked?.grid !== 'input' ? html`<span class="stage-padding role-padding"><i class="stage-hatch"></i>${t('stage.padding', { value: paddingText(answer.meta.padding_value, false) })}</span>` : nothing}
      </div>
    </figcaption>`;
  }

  /** @param {Answer} answer @param {Cursor} cursor */
  _channelButtons(answer, cursor) {
    const { channels } = linkOf(answer).input;
    const plane = this._plane(answer, cursor);
    const read = new Set(channelsRead(answer.meta, cursor.map));
    /** @type {{value: 'rgb'|number, name: string}[]} */
    const choices = Array.from({ length: channels }, (_, channel) => ({ value: channel, name: channelName(answer, channel) }));
    if (inputPlane(answer, 'rgb', 0) === 'rgb') choices.unshift({ value: 'rgb', name: t('stage.all_channels') });
    return html`<span class="segments stage-channels" role="group" aria-label=${t('stage.channels')}>
      ${choices.map(({ value, name }) => html`<button type="button" aria-pressed=${plane === value ? 'true' : 'false'}
        class=${classMap({ unread: value !== 'rgb' && !read.has(value) })}
        title=${value === 'rgb' || read.has(value) ? '' : t('stage.not_read', { channel: name })}
        @click=${() => setView(this.store, { input: value })}>${name}</button>`)}
    </span>`;
  }

  /**
   * @param {Answer} answer @param {Cursor} cursor @param {Hover|null} asked
   */
  _inputReadout(answer, cursor, asked) {
    if (asked?.grid !== 'input') return html`<span class="stage-hint">${t(matchMedia('(pointer: coarse)').matches ? 'stage.hint_touch' : 'stage.hint')}</span>`;
    return inputReadout(answer, asked, this._plane(answer, cursor), this.picked.view.unrounded);
  }

  /** @param {Answer} answer @param {Cursor} cursor */
  _outputCaption(answer, cursor) {
    const { view } = this.picked;
    const { channels, rows, cols, flat } = gridOf(answer.meta.output_shape);
    const hiddenSize = view.predict === 'size';
    const index = cursor.row * cols + cursor.col;
    const end = hiddenFrom(view, cursor, cols) ?? Infinity;
    const secret = view.predict === 'cell' || index >= end;
    const value = valueAt(answer.tensors.output, cursor.map, cursor.row, cursor.col);
    const place = flat ? t('stage.place_flat', { index }) : t('stage.place', { row: cursor.row, col: cursor.col });
    const name = mapTitle(answer, cursor.map);
    return html`<figcaption>
      <div class="stage-line">
        <span><b class="role-output">${t('stage.output')}</b>
          <span class="soft">${channels > 1 && !hiddenSize ? t('stage.map_of', { map: cursor.map + 1, maps: channels }) : nothing}${name ? ` · ${name}` : nothing}</span></span>
        <span class="soft">${hiddenSize ? '? × ?' : flat ? shape(answer.meta.output_shape) : shape([rows, cols])}</span>
      </div>
      <div class="stage-line small soft">
        <span class="stage-readout">${place}: ${secret || value === undefined ? '?' : number(value, view.unrounded, 3)}</span>
        ${view.pinned || this._held ? html`<button type="button" class="link" @click=${this._letGo}>${t('stage.pinned')}</button>` : nothing}
      </div>
    </figcaption>`;
  }

  /**
   * @param {'input'|'output'} which @param {import('../draw/scene.js').Scene} scene
   * @param {import('../draw/marks.js').Mark[]} marks
   */
  _loupe(which, scene, marks) {
    if (this._numbered[which] || marks.length === 0 || scene.hidden === 0) return nothing;
    const { rows, cols } = marks[0];
    const [top, bottom] = [Math.min(...rows), Math.max(...rows)];
    const [left, right] = [Math.min(...cols), Math.max(...cols)];
    // A window larger than the loupe, or a lattice over everything, has no neighbourhood to show.
    const wide = Math.max(bottom - top, right - left) + 1;
    if (wide > 9 && marks[0].kind !== 'reader') return nothing;
    const rgb = which === 'input' && scene.texts(0, 0)?.length === 3;
    const centre = { row: (top + bottom) / 2, col: (left + right) / 2 };
    const { extent } = scene;
    const place = classMap({
      active: this.picked.hover !== null || this._held !== null || this.picked.view.stepping,
      'at-right': centre.col < (extent.left + extent.right) / 2,
      'at-bottom': centre.row < (extent.top + extent.bottom) / 2,
    });
    return html`<cs-loupe class=${place} .scene=${scene} .centre=${centre} .least=${wide} .room=${rgb ? 38 : 36}></cs-loupe>`;
  }

  /** The channel of an input cell that is asked about; of a colour picture the first stands for all. @param {Answer} answer */
  _channel(answer) {
    const plane = this._plane(answer, clamp(planFor(answer), this.picked.cursor));
    return plane === 'rgb' ? 0 : plane;
  }

  /** @param {CustomEvent<{cell: Cell|null, by: 'pointer'|'key'}>} event */
  _askInput({ detail: { cell, by } }) {
    const { answer } = this.picked;
    this._byKey = by === 'key' && cell ? 'input' : null;
    if (!cell || !answer) {
      if (this.picked.hover?.grid === 'input') hover(this.store, null);
      return;
    }
    this._inputCell = cell;
    hover(this.store, { grid: 'input', channel: this._channel(answer), ...cell });
  }

  /** @param {CustomEvent<{cell: Cell}>} event */
  _pickInput({ detail: { cell } }) {
    const { answer } = this.picked;
    if (!answer) return;
    const held = this._held;
    this._inputCell = cell;
    if (held && held.row === cell.row && held.col === cell.col) {
      this._held = null;
      return;
    }
    this._held = { grid: 'input', channel: this._channel(answer), ...cell };
  }

  /** @param {CustomEvent<{cell: Cell|null, by: 'pointer'|'key'}>} event */
  _askOutput({ detail: { cell, by } }) {
    const { answer } = this.picked;
    this._byKey = by === 'key' && cell ? 'output' : null;
    if (!cell || !answer) {
      if (this.picked.hover?.grid === 'output') hover(this.store, null);
      return;
    }
    const { map } = clamp(planFor(answer), this.picked.cursor);
    if (by === 'key') {
      this._held = null;
      moveCursor(this.store, map, cell.row, cell.col);
    }
    hover(this.store, { grid: 'output', channel: map, ...cell });
  }

  /** @param {CustomEvent<{cell: Cell}>} event */
  _pickOutput({ detail: { cell } }) {
    const { answer, cursor, view } = this.picked;
    if (!answer) return;
    this._held = null;
    const again = view.pinned && cursor.row === cell.row && cursor.col === cell.col;
    if (again) setView(this.store, { pinned: false });
    else pinCell(this.store, clamp(planFor(answer), cursor).map, cell.row, cell.col);
  }

  _letGo() {
    this._held = null;
    release(this.store);
  }

  /** @param {CustomEvent<{view: import('../draw/viewport.js').View}>} event */
  _zoomInput({ detail: { view } }) {
    this._view = view.zoom === 1 ? null : view;
  }

  /** @param {CustomEvent<{view: import('../draw/viewport.js').View}>} event */
  _zoomOutput({ detail: { view } }) {
    if (view.zoom === 1 || !this.picked.answer) {
      this._view = null;
      return;
    }
    const link = linkOf(this.picked.answer);
    this._view = follow(view, inverse(link.rows), inverse(link.cols));
  }

  /** @param {CustomEvent<{numbered: boolean}>} event */
  _noteNumbers(event) {
    const inInput = /** @type {HTMLElement} */ (event.target).closest('.stage-input') !== null;
    this._numbered = { ...this._numbered, [inInput ? 'input' : 'output']: event.detail.numbered };
  }

  _notePainted() {
    const { answer } = this.picked;
    if (answer === this._paintedAnswer) return;
    this._paintedAnswer = answer;
    this._paintings += 1;
    if (this._paintings % KEPT_MARKS === 0) performance.clearMarks('convscope:painted');
    performance.mark('convscope:painted');
    this.dispatchEvent(new CustomEvent('convscope-painted', { bubbles: true }));
  }
}

customElements.define('cs-stage', CsStage);
