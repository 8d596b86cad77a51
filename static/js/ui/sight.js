/**
 * Whether an element is in sight: pictures go by on a page of many parts, and only what is seen need follow.
 */

/** A controller of its element, as Lit has them. */
export class Sight {
  /**
   * @param {import('./element.js').ConvElement<any, any>} host
   * @param {() => void} changed  called when it comes into sight or leaves it
   * @param {string} [margin]  of the window: so far outside it counts as seen already
   */
  constructor(host, changed, margin = '0px') {
    this.seen = false;
    this._host = host;
    this._observer = new IntersectionObserver((entries) => {
      this.seen = entries.at(-1)?.isIntersecting ?? false;
      changed();
    }, { rootMargin: margin });
    host.addController(this);
  }

  hostConnected() {
    this._observer.observe(this._host);
  }

  hostDisconnected() {
    this._observer.disconnect();
    this.seen = false;
  }
}
