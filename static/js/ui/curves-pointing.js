/**
 * Pointing at the curves: by mouse and finger, wheel and keys. It says which epoch is pointed at and which stretch of the
 * axis is seen; drawing follows from the state.
 */

import { axisOf, epochAt } from '../core/series.js';
import { hoverEpoch, setView } from '../state/trainingActions.js';
import { moved, zoomed } from '../state/trainingZoom.js';
import { rangeOf } from './curves-lines.js';

/**
 * The curves as far as pointing knows them.
 * @typedef {object} Pointed
 * @property {import('../state/training.js').TrainingStore} store
 * @property {() => import('./curves-lines.js').Shown[]} shown  the runs on the chart, the one that is walked through first
 * @property {(clientX: number) => number|null} valueAt  the place on the axis below a point of the screen
 * @property {(stretch: [number, number]|null) => void} mark
 * @property {(epoch: number) => void} say
 */

const DRAG = 5; // pixels before a press is a stretch to zoom into
const FAR = 10; // epochs of a page key
const CLOSER = 0.6; // of what is seen, by a key

export class CurvesPointing {
  /** @param {Pointed} curves */
  constructor(curves) {
    this.curves = curves;
    /** @type {{from: number, clientX: number, moved: boolean}|null} */
    this.drag = null;
  }

  get view() {
    return this.curves.store.state.view;
  }

  /** What is seen of the axis, and all there is of it. */
  get ranges() {
    const shown = this.curves.shown();
    return { seen: rangeOf(shown, this.view), whole: rangeOf(shown, { ...this.view, zoom: null }) };
  }

  press = (/** @type {PointerEvent} */ event) => {
    const from = this.curves.valueAt(event.clientX);
    this.move(event);
    // A finger scrolls the page, or moves along the epochs.
    if (event.button !== 0 || event.pointerType === 'touch' || from === null || this.curves.shown().length === 0) return;
    this.drag = { from, clientX: event.clientX, moved: false };
  };

  move = (/** @type {PointerEvent} */ event) => {
    const value = this.curves.valueAt(event.clientX);
    const [run] = this.curves.shown();
    if (value === null || !run) return;
    hoverEpoch(this.curves.store, epochAt(run.picture, this.view.axis, value));
    const { drag } = this;
    if (!drag) return;
    if (!drag.moved && Math.abs(event.clientX - drag.clientX) > DRAG) {
      drag.moved = true;
      /** @type {HTMLElement} */ (event.currentTarget).setPointerCapture(event.pointerId);
    }
    if (drag.moved) this.curves.mark([drag.from, value]);
  };

  release = (/** @type {PointerEvent} */ event) => {
    const { drag } = this;
    const to = this.curves.valueAt(event.clientX);
    this.cancel();
    if (drag?.moved && to !== null) this._zoom([Math.min(drag.from, to), Math.max(drag.from, to)]);
  };

  cancel = () => {
    this.drag = null;
    this.curves.mark(null);
  };

  /** A finger that is lifted leaves the epoch that it pointed at. */
  leave = (/** @type {Event} */ event) => {
    if (event instanceof PointerEvent && event.pointerType === 'touch') return;
    if (!this.drag?.moved) hoverEpoch(this.curves.store, null);
  };

  reset = () => {
    if (this.view.zoom) setView(this.curves.store, { zoom: null });
  };

  /** The wheel zooms once the chart has the focus, or with Ctrl; before that the page scrolls. */
  wheel = (/** @type {WheelEvent} */ event) => {
    const value = this.curves.valueAt(event.clientX);
    const held = event.ctrlKey || event.metaKey;
    const focused = document.activeElement === event.currentTarget;
    const { zoom } = this.view;
    if (value === null || this.curves.shown().length === 0 || !(held || focused)) return;
    if (event.deltaY > 0 && !zoom && !held) return;
    event.preventDefault();
    const { seen, whole } = this.ranges;
    const aside = Math.abs(event.deltaX) > Math.abs(event.deltaY) ? event.deltaX : event.shiftKey ? event.deltaY : 0;
    if (aside && zoom) this._zoom(moved(seen, (aside / 600) * (seen[1] - seen[0]), whole));
    else this._zoomAt(value, Math.exp(Math.max(-0.5, Math.min(0.5, event.deltaY / 300))));
  };

  key = (/** @type {KeyboardEvent} */ event) => {
    const [run] = this.curves.shown();
    if (!run || event.ctrlKey || event.metaKey || event.altKey) return;
    const { hover, view } = this.curves.store.state;
    const epochs = run.picture.epochPoints.epoch;
    const at = hover === null ? epochs.length : epochs.indexOf(hover);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, PageUp: at - FAR, PageDown: at + FAR, Home: 0, End: epochs.length - 1 }[event.key];
    const middle = axisOf(run.picture, view.axis)((hover ?? epochs.at(-1) ?? 0) + 1);
    if (to !== undefined && epochs.length > 0) this._walk(epochs[Math.max(0, Math.min(epochs.length - 1, to))]);
    else if (event.key === '+' || event.key === '=') this._zoomAt(middle, CLOSER);
    else if (event.key === '-') this._zoomAt(middle, 1 / CLOSER);
    else if (event.key === 'Escape' && (view.zoom || hover !== null)) {
      this.reset();
      hoverEpoch(this.curves.store, null);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  /** Point at an epoch by a key: it is brought into sight, and said. @param {number} epoch */
  _walk(epoch) {
    const [run] = this.curves.shown();
    const value = axisOf(run.picture, this.view.axis)(epoch + 1);
    const { seen, whole } = this.ranges;
    hoverEpoch(this.curves.store, epoch);
    this.curves.say(epoch);
    const past = value < seen[0] ? value - seen[0] : value > seen[1] ? value - seen[1] : 0;
    if (this.view.zoom && past) this._zoom(moved(seen, past, whole));
  }

  /** @param {[number, number]} stretch */
  _zoom(stretch) {
    if (this.curves.shown().length > 0) setView(this.curves.store, { zoom: zoomed(this.ranges.whole, stretch) });
  }

  /** Around a place of the axis, by a factor. @param {number} value @param {number} factor */
  _zoomAt(value, factor) {
    const [from, to] = this.ranges.seen;
    this._zoom([value - (value - from) * factor, value + (to - value) * factor]);
  }
}
