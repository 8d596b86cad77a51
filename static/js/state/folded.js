/**
 * Whether the training panel beside the stage is folded: as it was left or, as long as nobody has said, by the room there is.
 */

const STORED = 'convscope:dock';

/**
 * @param {boolean} narrow  a phone, where it would push everything else away
 * @returns {boolean}
 */
export function isFolded(narrow) {
  try {
    const stored = localStorage.getItem(STORED);
    return stored === null ? narrow : stored === 'folded';
  } catch (error) {
    if (error instanceof DOMException) return narrow; // storage forbidden: nothing can have been remembered
    throw error;
  }
}

/** @param {boolean} folded */
export function rememberFolded(folded) {
  try {
    localStorage.setItem(STORED, folded ? 'folded' : 'open');
  } catch (error) {
    if (!(error instanceof DOMException)) throw error; // storage forbidden or full: it holds for no longer than the page
  }
}
