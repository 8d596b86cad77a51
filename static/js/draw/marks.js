/**
 * What is lit up, as data: for whatever cell is asked about, the cells of the input, of the kernel and of the output
 * that belong to it. A mark is a product of rows and columns, as windows are, or a list of cells where there is no window.
 *
 * @typedef {import('../core/types.js').Cursor} Cursor
 * @typedef {import('../core/types.js').Hover} Hover
 * @typedef {import('../core/types.js').Explanation} Explanation
 * @typedef {import('../core/stepper.js').Phase} Phase
 * @typedef {import('./link.js').Link} Link
 *
 * `window` the taps of a cell, `reader` the cells that read it, `lattice` what one weight meets on its way, `asked` the
 * cell itself, `now` the tap that is being taken, `winner` the largest
 * @typedef {'window'|'reader'|'lattice'|'asked'|'now'|'winner'} MarkKind
 * @typedef {{kind: MarkKind, rows: number[], cols: number[]}} Mark
 * @typedef {{input: Mark[], output: Mark[], weights: Mark[]}} Marks
 */

import { along, reading, under } from './link.js';

/** @param {MarkKind} kind @param {number[]} rows @param {number[]} cols @returns {Mark} */
const mark = (kind, rows, cols) => ({ kind, rows, cols });

/**
 * The marks of what is asked: the hovered input cell or weight, else the cursor's output cell.
 * @param {Link} link
 * @param {Cursor} cursor
 * @param {Hover|null} hover
 * @param {Phase|null} phase of the cursor's step
 * @param {Explanation|null} explanation of the cursor's cell
 * @returns {Marks}
 */
export function marksOf(link, cursor, hover, phase, explanation) {
  if (hover?.grid === 'input') return ofInput(link, hover);
  if (hover?.grid === 'kernel' && link.taps) return ofWeight(link.taps, hover);
  // A term of the arithmetic that is pointed at goes before the one that the stepper has come to.
  const tap = hover?.tap ?? (phase?.name === 'tap' ? phase.tap : null);
  return ofOutput(link, cursor, tap, explanation);
}

/** @param {Link} link @param {Hover} hover @returns {Marks} */
function ofInput(link, { row, col }) {
  const input = [mark('asked', [row], [col])];
  if (!link.taps) return { input, output: link.same ? [mark('reader', [row], [col])] : [], weights: [] };
  const rows = reading(link.taps.rows, row);
  const cols = reading(link.taps.cols, col);
  if (rows.length === 0 || cols.length === 0) return { input, output: [], weights: [] };
  return {
    input,
    output: [mark('reader', rows.map((r) => r.output), cols.map((c) => c.output))],
    weights: [mark('window', rows.map((r) => r.tap), cols.map((c) => c.tap))],
  };
}

/** @param {NonNullable<Link['taps']>} taps @param {Hover} hover @returns {Marks} */
function ofWeight(taps, { row, col }) {
  const rows = under(taps.rows, row);
  const cols = under(taps.cols, col);
  // That every output uses the weight is the rule; only an exception is worth marking.
  const everywhere = rows.outputs.length === taps.rows.outputs && cols.outputs.length === taps.cols.outputs;
  return {
    input: [mark('lattice', rows.places, cols.places)],
    output: everywhere ? [] : [mark('lattice', rows.outputs, cols.outputs)],
    weights: [mark('asked', [row], [col])],
  };
}

/**
 * @param {Link} link @param {Cursor} cursor @param {number|null} tap  of the window, in any channel @param {Explanation|null} explanation
 * @returns {Marks}
 */
function ofOutput(link, { row, col }, tap, explanation) {
  const output = [mark('asked', [row], [col])];
  if (!link.taps) return { input: withoutWindow(link, row, col, explanation), output, weights: [] };
  if (row >= link.taps.rows.outputs || col >= link.taps.cols.outputs) return { input: [], output: [], weights: [] };
  const rows = along(link.taps.rows, row);
  const cols = along(link.taps.cols, col);
  const input = [mark('window', rows.map((r) => r.at), cols.map((c) => c.at))];
  const weights = [mark('window', rows.map((r) => r.tap), cols.map((c) => c.tap))];
  const winner = tap === null ? explanation?.winner : null;
  if (winner) input.push(mark('winner', [winner[0]], [winner[1]]));
  if (tap !== null) {
    const r = rows[Math.floor(tap / cols.length) % rows.length];
    const c = cols[tap % cols.length];
    input.push(mark('now', [r.at], [c.at]));
    weights.push(mark('now', [r.tap], [c.tap]));
  }
  return { input, output, weights };
}

/**
 * A layer without windows: the same cell, or the cells that the explanation names.
 * @param {Link} link @param {number} row @param {number} col @param {Explanation|null} explanation
 * @returns {Mark[]}
 */
function withoutWindow(link, row, col, explanation) {
  if (!explanation) return link.same ? [mark('window', [row], [col])] : [];
  const { input } = link;
  // Every cell is read, as a linear layer does: one product says so, a list of thousands would say no more.
  if (explanation.terms.length >= input.count * input.channels) return [mark('window', range(input.rows), range(input.cols))];
  // Terms of several channels share their cell.
  const seen = new Map(explanation.terms.map((term) => {
    const r = input.flat && term.row <= 0 ? Math.floor(term.col / input.cols) : term.row;
    const c = input.flat && term.row <= 0 ? term.col % input.cols : term.col;
    return [r * input.cols + c, mark('window', [r], [c])];
  }));
  return [...seen.values()];
}

/** @param {number} size */
const range = (size) => Array.from({ length: size }, (_, i) => i);
