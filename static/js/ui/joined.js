/**
 * The matrix and the mistakes look at the same cell.
 */

/**
 * A cell that is chosen in the matrix is the one whose mistakes are shown, and the other way round.
 * @param {HTMLElement} page
 */
export function joinErrors(page) {
  const both = page.querySelectorAll('cs-confusion, cs-mistakes');
  page.addEventListener('cs-cell', (event) => {
    for (const element of both) Object.assign(element, { cell: /** @type {CustomEvent} */ (event).detail });
  });
}
