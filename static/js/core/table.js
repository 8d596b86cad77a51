/**
 * Small tensors as people make them: filled by a rule, or pasted from a spreadsheet. Plain `number[][]` and
 * `number[][][]`, nothing is changed in place.
 */

/** @typedef {number[][]} Table */

/** Rules that fill a table, by name: row, column and place in reading order to a number. */
export const FILLS = Object.freeze(/** @type {Record<string, (row: number, col: number, index: number, rows: number, cols: number) => number>} */ ({
  zeros: () => 0,
  ones: () => 1,
  count: (_row, _col, index) => index,
  impulse: (row, col, _index, rows, cols) => (row === Math.floor(rows / 2) && col === Math.floor(cols / 2) ? 1 : 0),
  random: () => Math.round(Math.random() * 100) / 100,
}));

/**
 * @param {string} fill  a name in FILLS
 * @param {number} channels
 * @param {number} rows
 * @param {number} cols
 * @returns {Table[]}  counting goes on from channel to channel
 */
export function filled(fill, channels, rows, cols) {
  return Array.from({ length: channels }, (_, channel) =>
    Array.from({ length: rows }, (__, row) =>
      Array.from({ length: cols }, (___, col) => FILLS[fill](row, col, (channel * rows + row) * cols + col, rows, cols))));
}

/**
 * A number as people write it, a decimal comma and a typographic minus included; null for what is none.
 * @param {string} text
 * @returns {number|null}
 */
export function parseNumber(text) {
  const plain = text.trim().replace('−', '-').replace(/^([+-]?\d*),(\d+)$/, '$1.$2');
  if (plain === '') return null;
  const number = Number(plain);
  return Number.isFinite(number) ? number : null;
}

/**
 * A table out of a spreadsheet (tabs), a CSV text (commas, semicolons) or a printed array (blanks, brackets). Null where
 * some entry is no number; rows that are shorter than others are filled up with 0.
 * @param {string} text
 * @returns {Table|null}
 */
export function parseTable(text) {
  const lines = text.replace(/\]\s*,?/g, '\n').replace(/\[/g, '').split(/\r?\n/).map((line) => line.trim().replace(/[,;]$/, '')).filter(Boolean);
  const separator = [/\t/, /;/, /,\s+/, /\s+/, /,/].find((each) => lines.some((line) => each.test(line))) ?? /\t/;
  const table = lines.map((line) => line.split(separator).map(parseNumber));
  if (table.length === 0 || table.flat().includes(null)) return null;
  const width = Math.max(...table.map((row) => row.length));
  return table.map((row) => Array.from({ length: width }, (_, col) => row[col] ?? 0));
}

/**
 * A table with another laid over it from a cell on, grown where it reaches beyond, up to a limit.
 * @param {Table} table
 * @param {Table} over
 * @param {number} top
 * @param {number} left
 * @param {{rows: number, cols: number}} most
 * @returns {Table}
 */
export function overlay(table, over, top, left, most) {
  const rows = Math.min(most.rows, Math.max(table.length, top + over.length));
  const cols = Math.min(most.cols, Math.max(table[0].length, left + over[0].length));
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: cols }, (__, col) => over[row - top]?.[col - left] ?? table[row]?.[col] ?? 0));
}
