/**
 * On a phone the controls live in a sheet: a modal dialog that borrows the column of controls while it is open, so that
 * there is one set of controls and the browser keeps the focus inside.
 */

/** Makes the button open the sheet, and gives the column back when the sheet closes or the window has room again. */
export function startSheet() {
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById('sheet'));
  const column = /** @type {HTMLElement} */ (document.getElementById('controls'));
  const home = /** @type {HTMLElement} */ (column.parentElement);
  const narrow = matchMedia('(max-width: 899px)');

  document.getElementById('open-sheet')?.addEventListener('click', () => {
    dialog.append(column);
    dialog.showModal();
  });
  document.getElementById('close-sheet')?.addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () => home.append(column));
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close(); // the backdrop
  });
  narrow.addEventListener('change', () => {
    if (!narrow.matches && dialog.open) dialog.close();
  });
}
