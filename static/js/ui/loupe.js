/**
 * `<cs-loupe>`: the neighbourhood of a cell, large enough for numbers, where the grid's own cells are too small for them.
 * It shows what its grid shows; nothing can be done in it.
 */

import { dontPaint, paintSoon } from '../draw/frame.js';
import { ready } from '../draw/plane.js';
import { paintOverlay, paintPixels } from '../draw/scene.js';
import { inks } from '../draw/theme.js';
import { ConvElement, html } from './element.js';

export class CsLoupe extends ConvElement {
  static properties = { scene: { attribute: false }, centre: { attribute: false }, least: { attribute: false }, room: { attribute: false } };

  constructor() {
    super();
    /** @type {import('../draw/scene.js').Scene|null} */
    this.scene = null;
    /** @type {{row: number, col: number}} the middle, in cells; may lie between two */
    this.centre = { row: 0, col: 0 };
    /** Cells that it shows across at least: the window. */
    this.least = 1;
    /** Pixels that a cell's numbers need at the usual type size; as many cells are shown as have them. */
    this.room = 36;
    this._paint = this._paint.bind(this);
    this._resizes = new ResizeObserver(() => paintSoon(this._paint));
  }

  shouldUpdate() {
    return this.scene !== null;
  }

  connectedCallback() {
    super.connectedCallback();
    this._resizes.observe(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this._resizes.disconnect();
    dontPaint(this._paint);
  }

  render() {
    return html`<canvas aria-hidden="true"></canvas>`;
  }

  updated() {
    paintSoon(this._paint);
  }

  _paint() {
    const { scene, clientWidth: width, clientHeight: height } = this;
    const canvas = this.querySelector('canvas');
    if (!scene || !canvas || !width || !height) return;
    const context = ready(canvas, width, height, devicePixelRatio);
    // Where the page's type is larger, so are the numbers.
    const type = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
    const scale = Math.min(width / this.least, this.room * type);
    const placement = {
      scale,
      x: width / 2 - (this.centre.col + 0.5) * scale,
      y: height / 2 - (this.centre.row + 0.5) * scale,
    };
    paintPixels(context, scene, placement, inks());
    paintOverlay(context, scene, placement, { width, height }, inks(), false);
  }
}

customElements.define('cs-loupe', CsLoupe);
