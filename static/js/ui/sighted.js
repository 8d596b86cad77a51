/**
 * An element with canvases that are not painted while it is out of sight.
 */

import { dontPaint } from '../draw/frame.js';
import { PaintedElement } from './painted.js';
import { Sight } from './sight.js';

/**
 * @template {Record<string, any>} [P=Record<string, any>]
 * @template {object} [S=import('../core/types.js').State]
 * @extends {PaintedElement<P, S>}
 */
export class SightedElement extends PaintedElement {
  /** @param {string} margin  of the window: so far outside it counts as seen already */
  constructor(margin) {
    super();
    this._sight = new Sight(this, () => this._repaint(), margin);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    dontPaint(this._draw);
  }

  _repaint() {
    if (this._sight.seen) super._repaint();
  }
}
