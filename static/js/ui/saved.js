/**
 * Handing a file to the browser.
 */

const HELD_FOR = 10_000; // milliseconds; the download has its own hold on it by then

/**
 * @param {string} name
 * @param {Blob} blob
 */
export function download(name, blob) {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), HELD_FOR);
}
