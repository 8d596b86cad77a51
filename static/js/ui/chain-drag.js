/**
 * Cards that are dragged to another place among them: by the mouse anywhere, by a finger or a pen at their handle, so that
 * the page can still be scrolled over them. A mark shows where the card would stand; Escape calls it off.
 */
import { gapAt, landing } from '../core/droplace.js';

/** @typedef {import('../core/droplace.js').Box} Box */
/** @typedef {import('../core/droplace.js').Gap} Gap */

const SLACK = 6;   // pixels that a click may tremble
const EDGE = 56;   // pixels from the edge of the window at which it begins to scroll
const PACE = 12;   // pixels a frame

/**
 * @typedef {object} Held
 * @property {HTMLElement} card
 * @property {number} index
 * @property {number} pointer
 * @property {{x: number, y: number}} from  where it was taken, on the page
 * @property {{x: number, y: number}} at  the pointer in the window
 * @property {Box[]} boxes  of all cards, on the page; empty until it is really dragged
 * @property {Gap|null} gap
 */

export class Dragging {
  /**
   * @param {HTMLElement} host  hears the pointer; the mark is placed within it
   * @param {object} list
   * @param {() => HTMLElement[]} list.cards  in order
   * @param {() => HTMLElement|null} list.mark
   * @param {() => 'row'|'column'} list.flow
   * @param {(from: number, to: number) => void} list.drop
   */
  constructor(host, list) {
    this.host = host;
    this.list = list;
    /** @type {Held|null} */
    this.held = null;
    this._scroll = this._scroll.bind(this);
    this._escape = this._escape.bind(this);
    host.addEventListener('pointerdown', (event) => this._take(event));
    host.addEventListener('pointermove', (event) => this._move(event));
    host.addEventListener('pointerup', (event) => this._end(event, true));
    host.addEventListener('pointercancel', (event) => this._end(event, false));
  }

  /** @param {PointerEvent} event */
  _take(event) {
    const target = /** @type {Element} */ (event.target);
    const cards = this.list.cards();
    const index = cards.findIndex((card) => card.contains(target));
    const handled = target.closest('[data-handle]') !== null;
    if (this.held || index < 0 || cards.length < 2 || event.button !== 0 || (event.pointerType !== 'mouse' && !handled)) return;
    const [x, y] = [event.clientX, event.clientY];
    this.held = { card: cards[index], index, pointer: event.pointerId, from: { x: x + scrollX, y: y + scrollY }, at: { x, y }, boxes: [], gap: null };
  }

  /** @param {PointerEvent} event */
  _move(event) {
    const { held } = this;
    if (held?.pointer !== event.pointerId) return;
    held.at = { x: event.clientX, y: event.clientY };
    const way = Math.hypot(held.at.x + scrollX - held.from.x, held.at.y + scrollY - held.from.y);
    if (held.boxes.length === 0 && way < SLACK) return;
    if (held.boxes.length === 0) this._begin(held);
    this._show(held);
  }

  /** @param {Held} held */
  _begin(held) {
    held.boxes = this.list.cards().map((card) => {
      const { left, top, right, bottom } = card.getBoundingClientRect();
      return { left: left + scrollX, top: top + scrollY, right: right + scrollX, bottom: bottom + scrollY };
    });
    // A pointer that leaves the window comes back as the same; a test's has none to hold.
    if (this.host.hasPointerCapture?.(held.pointer) === false) this.host.setPointerCapture(held.pointer);
    held.card.toggleAttribute('data-dragged', true);
    document.addEventListener('keydown', this._escape, true);
    requestAnimationFrame(this._scroll);
  }

  /** The card at the pointer, and the mark at its gap. @param {Held} held */
  _show(held) {
    const { card, from, at, boxes, index } = held;
    const point = { x: at.x + scrollX, y: at.y + scrollY };
    // Along a list there is only one way to go.
    card.style.translate = `${this.list.flow() === 'row' ? point.x - from.x : 0}px ${point.y - from.y}px`;
    const gap = gapAt(boxes, point, this.list.flow());
    held.gap = gap && landing(index, gap.index) !== index ? gap : null;
    const mark = this.list.mark();
    if (!mark) return;
    mark.hidden = held.gap === null;
    if (held.gap === null) return;
    const origin = /** @type {HTMLElement} */ (mark.offsetParent ?? this.host).getBoundingClientRect();
    const { left, top, right, bottom } = held.gap.mark;
    mark.style.left = `${left - origin.left - scrollX}px`;
    mark.style.top = `${top - origin.top - scrollY}px`;
    mark.style.width = `${right - left}px`;
    mark.style.height = `${bottom - top}px`;
  }

  /** Near the edge of the window the page goes on, as long as the card is held there. */
  _scroll() {
    const { held } = this;
    if (!held) return;
    const by = held.at.y < EDGE ? -PACE : held.at.y > innerHeight - EDGE ? PACE : 0;
    if (by !== 0) {
      scrollBy({ top: by, behavior: 'instant' });
      this._show(held);
    }
    requestAnimationFrame(this._scroll);
  }

  /** @param {KeyboardEvent} event */
  _escape(event) {
    if (event.key !== 'Escape' || !this.held) return;
    event.preventDefault();
    event.stopPropagation();
    this._let(this.held);
  }

  /**
   * @param {PointerEvent} event
   * @param {boolean} drops
   */
  _end(event, drops) {
    const { held } = this;
    if (held?.pointer !== event.pointerId) return;
    const dragged = held.boxes.length > 0;
    this._let(held);
    if (!dragged) return;
    this._swallowClick();
    if (drops && held.gap) this.list.drop(held.index, landing(held.index, held.gap.index));
  }

  /** @param {Held} held */
  _let(held) {
    this.held = null;
    document.removeEventListener('keydown', this._escape, true);
    held.card.toggleAttribute('data-dragged', false);
    held.card.style.translate = '';
    const mark = this.list.mark();
    if (mark) mark.hidden = true;
  }

  /** What was dragged was not clicked. */
  _swallowClick() {
    const swallow = (/** @type {Event} */ click) => {
      click.stopPropagation();
      click.preventDefault();
    };
    addEventListener('click', swallow, { capture: true, once: true });
    setTimeout(() => removeEventListener('click', swallow, true));
  }
}
