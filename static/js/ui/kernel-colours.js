/**
 * The colours of kernel cells: tinted by value on one scale for all kernels of a map, marked when they are asked about.
 */

import { rangeOf } from '../core/tensor.js';
import { textOn } from '../draw/numbers.js';
import { differenceScale, hexOf, pixelOf } from '../draw/scale.js';

/** @typedef {import('../draw/marks.js').Mark} Mark */

/**
 * @param {HTMLElement[]} cells with `data-input` (-1: the bias), `data-row`, `data-col` and `data-value`
 * @param {Mark[]} marks
 * @param {import('../core/stepper.js').Phase|null} phase
 */
export function colourCells(cells, marks, phase) {
  const weights = cells.filter((cell) => cell.dataset.input !== '-1');
  const scale = differenceScale(rangeOf(weights.map((cell) => Number(cell.dataset.value))));
  const [asked, window, now] = ['asked', 'window', 'now'].map((kind) => marks.find((mark) => mark.kind === kind));
  for (const cell of weights) {
    const { input, row, col, value } = cell.dataset;
    const pixel = pixelOf(scale, Number(value));
    cell.style.background = hexOf(pixel);
    cell.style.color = textOn(pixel);
    /** @param {Mark|undefined} mark */
    const within = (mark) => mark !== undefined && mark.rows.includes(Number(row)) && mark.cols.includes(Number(col));
    cell.classList.toggle('asked', within(asked));
    // A transposed convolution uses only some of its weights for a cell.
    cell.classList.toggle('outside', window !== undefined && !within(window));
    cell.classList.toggle('now', within(now) && Number(input) === phase?.channel);
  }
  cells.find((cell) => cell.dataset.input === '-1')?.classList.toggle('now', phase?.name === 'bias');
}
