/**
 * Files that are dropped anywhere on the page: each goes to whoever takes its kind. While one hovers over the page, all who
 * take files are told.
 */

/**
 * @typedef {object} Taker
 * @property {(file: File) => boolean} takes
 * @property {(file: File) => void} take
 * @property {boolean} [rest]  takes what nobody else does as well, and says what is wrong with it
 * @property {(over: boolean) => void} [over]  a file hovers over the page, or does no longer
 */

/** @type {Set<Taker>} */
const takers = new Set();

/**
 * @param {readonly File[]} files
 * @param {readonly Taker[]} asked
 * @returns {{file: File, taker: Taker}|null}  null: there is no file, or nobody who takes it
 */
export function takerOf(files, asked) {
  for (const file of files) {
    const taker = asked.find(({ takes }) => takes(file));
    if (taker) return { file, taker };
  }
  const taker = asked.find(({ rest }) => rest);
  return files.length > 0 && taker ? { file: files[0], taker } : null;
}

/** @param {boolean} over */
function tell(over) {
  for (const taker of takers) taker.over?.(over);
}

/** @param {DragEvent} event */
const carriesFile = (event) => event.dataTransfer?.types.includes('Files') ?? false;

/** The page's own listeners, from the first taker on. */
function listen() {
  addEventListener('dragover', (event) => {
    if (takers.size === 0 || !carriesFile(event)) return;
    event.preventDefault();
    tell(true);
  });
  addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) tell(false);
  });
  addEventListener('drop', (event) => {
    tell(false);
    if (takers.size === 0 || !carriesFile(event)) return;
    event.preventDefault();
    const found = takerOf([...(event.dataTransfer?.files ?? [])], [...takers]);
    found?.taker.take(found.file);
  });
}

let listening = false;

/**
 * @param {Taker} taker
 * @returns {() => void}  the way out
 */
export function takeDropped(taker) {
  if (!listening) listen();
  listening = true;
  takers.add(taker);
  return () => takers.delete(taker);
}
