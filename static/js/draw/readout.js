/**
 * What an input cell says of itself: where it is, and its number in every channel that is shown.
 */

import { number } from '../core/format.js';
import { t } from '../core/i18n.js';
import { gridOf, valueAt } from '../core/tensor.js';
import { paddingText } from './scenes.js';

/**
 * @param {import('../core/types.js').Answer} answer
 * @param {{row: number, col: number}} cell  outside the picture: a cell of the padding
 * @param {'rgb'|number} plane  the channel on the stage, or all of them
 * @param {boolean} full  every digit
 * @returns {string}
 */
export function inputReadout({ tensors: { input }, meta }, { row, col }, plane, full) {
  const { channels, rows, cols, flat } = gridOf(input.shape);
  const place = flat ? t('stage.place_flat', { index: row * cols + col }) : t('stage.place', { row, col });
  if (row < 0 || col < 0 || row >= rows || col >= cols) {
    return `${place}: ${t('stage.padding', { value: paddingText(meta.padding_value, full) })}`;
  }
  const read = plane === 'rgb' ? Array.from({ length: channels }, (_, i) => i) : [plane];
  const values = read.map((channel) => number(valueAt(input, channel, row, col) ?? NaN, full, 3));
  return `${place}: ${values.join(', ')}`;
}
