/**
 * An element with canvases that are not painted while it is out of sight: pictures go by on a page of many, and only what is
 * seen need follow.
 */

import { dontPaint } from '../draw/frame.js';
import { PaintedElement } from './painted.js';

/**
 * @template {Record<string, any>} [P=Record<string, any>]
 * @template {object} [S=import('../core/types.js').State]
 * @extends {PaintedElement<P, S>}
 */
export class SightedElement extends PaintedElement {
  /** @param {string} margin  of the window: so far outside it counts as seen already */
  constructor(margin) {
    super();
    this._seen = false;
    this._sights = new IntersectionObserver((entries) => {
      this._seen = entries.at(-1)?.isIntersecting ?? false;
      this._repaint();
    }, { rootMargin: margin });
  }

  connectedCallback() {
    super.connectedCallback();
    this._sights.observe(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this._sights.disconnect();
    this._seen = false;
    dontPaint(this._draw);
  }

  _repaint() {
    if (this._seen) super._repaint();
  }
}
