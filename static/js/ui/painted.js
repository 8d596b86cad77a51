/**
 * An element with canvases of its own: they are painted again when its size or the theme changes. Drawing follows from
 * `this.picked`; `_repaint` asks for it, once a frame however often it is called.
 */

import { dontPaint, paintSoon } from '../draw/frame.js';
import { onTheme } from '../draw/theme.js';
import { ConvElement } from './element.js';

/**
 * @template {Record<string, any>} [P=Record<string, any>]
 * @template {object} [S=import('../core/types.js').State]
 * @extends {ConvElement<P, S>}
 */
export class PaintedElement extends ConvElement {
  constructor() {
    super();
    this._draw = this._draw.bind(this);
    this._resizes = new ResizeObserver(() => this._repaint());
    /** @type {(() => void)|null} */
    this._themes = null;
  }

  connectedCallback() {
    super.connectedCallback();
    this._resizes.observe(this);
    this._themes = onTheme(() => this._repaint());
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this._resizes.disconnect();
    this._themes?.();
    dontPaint(this._draw);
  }

  _repaint() {
    paintSoon(this._draw);
  }

  /** Paints the canvases from `this.picked`. */
  _draw() {}
}
