/**
 * What a finger that draws, crops or pans must not begin. One that is lifted at speed would fling. `touch-action: none` keeps
 * anything from moving, yet Chromium flings on unseen for a second or more and takes the next tap, wherever it falls, for the
 * one that halts it: no click comes of it. A move that is prevented begins no fling. Only moves: a tap still focuses.
 *
 * Used as `@touchmove=${STILL}` where the style sheet says `touch-action: none`.
 */
export const STILL = Object.freeze({
  passive: false,
  /** @param {TouchEvent} event */
  handleEvent(event) {
    if (event.cancelable) event.preventDefault();
  },
});
