/**
 * Where the keyboard goes on in a chain of cards when what it was on goes away, such as by an undo: on the card of the same
 * layer, wherever that stands now, else on the one that has come in its place.
 */

/** @typedef {import('../core/types.js').Layer} Layer */

/** A controller of its element, as Lit has them. */
export class FocusKept {
  /**
   * @param {import('./element.js').ConvElement<any, any>} host
   * @param {{layers: () => readonly Layer[], focus: (index: number) => void}} chain  `focus`: on a card, or what stands for none
   */
  constructor(host, chain) {
    this._host = host;
    this._chain = chain;
    /** @type {readonly Layer[]} Those that are drawn. */
    this._drawn = [];
    /** @type {{index: number, layer: Layer|undefined}|null} Whose card the focus was at before the present drawing. */
    this._held = null;
    host.addController(this);
  }

  hostUpdate() {
    const place = this._host.contains(document.activeElement) ? document.activeElement?.closest('.chain > li') : null;
    const index = place ? [.../** @type {Element} */ (place.parentElement).children].indexOf(place) - 1 : -1; // the first is the input
    this._held = index < 0 ? null : { index, layer: this._drawn[index] };
  }

  hostUpdated() {
    this._drawn = this._chain.layers();
    const held = this._held;
    this._held = null;
    // A frame later, when the parts of the cards are drawn as well and whoever did it has said where to go on.
    if (held) requestAnimationFrame(() => this._goOn(held));
  }

  /** @param {NonNullable<FocusKept['_held']>} held */
  _goOn({ index, layer }) {
    const { activeElement } = document;
    if (activeElement && activeElement !== document.body) return;
    const layers = this._chain.layers();
    const found = layer ? layers.indexOf(layer) : -1;
    this._chain.focus(found >= 0 ? found : Math.max(0, Math.min(index, layers.length - 1)));
  }
}
