/**
 * The two scenes of the stage, input and output, from an answer and from how it is looked at.
 *
 * @typedef {import('../core/types.js').Answer} Answer
 * @typedef {import('../core/types.js').Cursor} Cursor
 * @typedef {import('../core/types.js').View} View
 * @typedef {import('./scene.js').Scene} Scene
 * @typedef {import('./marks.js').Marks} Marks
 */

import { asNumber } from '../core/explain.js';
import { number } from '../core/format.js';
import { channelsRead } from '../core/taps.js';
import { planeOf } from '../core/tensor.js';
import { linkOf } from './link.js';
import { Pixels, composable } from './pixels.js';
import { readsOf, veilOf } from './reads.js';

/**
 * The padding's value as text.
 * @param {number|string|null} value @param {boolean} full
 */
export function paddingText(value, full) {
  return value === null ? '' : number(asNumber(value), full);
}

/**
 * Which input channel is on the stage: all three as colours, the chosen one, else the first that the map reads.
 * @param {Answer} answer @param {View['input']} wanted @param {number} map
 * @returns {'rgb'|number}
 */
export function inputPlane({ meta, tensors }, wanted, map) {
  const channels = meta.input_shape.length === 3 ? meta.input_shape[0] : 1;
  if (wanted === 'rgb') return composable(tensors.input) ? 'rgb' : channelsRead(meta, map)[0];
  return Math.min(wanted, channels - 1);
}

export class Scenes {
  #input = new Pixels();
  #output = new Pixels();

  /**
   * @param {Answer} answer @param {View} view @param {Cursor} cursor @param {Marks} marks
   * @returns {Scene}
   */
  input(answer, view, cursor, marks) {
    const { tensors, meta } = answer;
    const tensor = tensors.input;
    const channel = inputPlane(answer, view.input, cursor.map);
    const sheet = this.#input.show(tensor, channel, 'shared');
    const link = linkOf(answer);
    const reads = view.coverage ? readsOf(answer) : null;
    const padding = paddingText(meta.padding_value, view.unrounded);
    const planes = (channel === 'rgb' ? [0, 1, 2] : [channel]).map((plane) => planeOf(tensor, plane).data);
    return {
      sheet,
      version: this.#input.version,
      extent: link.inputExtent,
      count: link.input.count,
      flat: link.input.flat,
      role: 'input',
      marks: marks.input,
      hidden: null,
      secret: null,
      veil: reads && veilOf(reads),
      texts: (row, col) => {
        if (row < 0 || col < 0 || row >= sheet.rows || col >= sheet.cols) return [padding];
        const index = row * sheet.cols + col;
        if (reads) return [`×${reads.counts[index]}`];
        return planes.map((plane) => number(plane[index], view.unrounded));
      },
    };
  }

  /**
   * @param {Answer} answer @param {View} view @param {Cursor} cursor @param {Marks} marks
   * @returns {Scene}
   */
  output(answer, view, cursor, marks) {
    const tensor = answer.tensors.output;
    const sheet = this.#output.show(tensor, cursor.map, view.scale);
    const link = linkOf(answer);
    const plane = planeOf(tensor, cursor.map).data;
    return {
      sheet,
      version: this.#output.version,
      extent: link.outputExtent,
      count: link.output.count,
      flat: link.output.flat,
      role: 'output',
      marks: marks.output,
      hidden: hiddenFrom(view, cursor, sheet.cols),
      secret: view.predict === 'cell' ? { row: cursor.row, col: cursor.col } : null,
      veil: null,
      texts: (row, col) => [number(plane[row * sheet.cols + col], view.unrounded)],
    };
  }
}

/**
 * The first output cell that is not there yet: all of them while the output's size is to be guessed, those after the
 * cursor while it is stepped.
 * @param {View} view @param {Cursor} cursor @param {number} cols
 * @returns {number|null}
 */
export function hiddenFrom(view, cursor, cols) {
  if (view.predict === 'size') return 0;
  if (!view.stepping) return null;
  return cursor.row * cols + cursor.col + (cursor.step === null ? 1 : 0);
}
