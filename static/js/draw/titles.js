/**
 * What maps and channels are called wherever they are drawn. Both are counted from 1, since the channels that a layer of a
 * network reads are the maps of the layer before; rows, columns and features are counted from 0, as torch does.
 */

import { hasText, t } from '../core/i18n.js';

/** @typedef {import('../core/types.js').Answer} Answer */

/**
 * The name of the kernel that made a map; empty where its weights have no name.
 * @param {Answer} answer @param {number} map
 * @returns {string}
 */
export function mapTitle({ setting: { weight }, meta }, map) {
  if (!meta.weight_layout || !weight || !('presets' in weight)) return '';
  const preset = meta.replaced?.includes(map) ? 'random' : weight.presets[map];
  if (preset === undefined) return '';
  const name = typeof preset === 'string' ? preset : preset.name;
  const title = hasText(`presets.${name}`) ? t(`presets.${name}`) : name;
  return typeof preset !== 'string' && typeof preset.angle === 'number' ? `${title} ${preset.angle}°` : title;
}

/**
 * Does the input have the colours of a picture, or are its channels just numbered?
 * @param {{setting: {source: import('../core/types.js').Source}, meta: {input_shape: readonly number[]}}} answer
 */
export function hasColours({ setting: { source }, meta }) {
  return meta.input_shape.length === 3 && meta.input_shape[0] === 3 && source.kind !== 'tensor';
}

/**
 * @param {Answer} answer @param {number} channel
 * @returns {string} R, G, B, or the channel's number
 */
export function channelName(answer, channel) {
  return hasColours(answer) ? t(`stage.colours.${channel}`) : String(channel + 1);
}
