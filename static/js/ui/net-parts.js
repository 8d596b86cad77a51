/**
 * What the maps of a layer are called near at hand: those of the picture are channels, by their colours where it has any.
 */

import { t } from '../core/i18n.js';
import { hasColours } from '../draw/titles.js';
import { networkShape } from '../state/network.js';
import { mapName } from './net-place.js';

/** @typedef {import('../core/nettypes.js').NetworkState} NetworkState */

/**
 * What the channels that a layer reads are told apart by: R, G, B, or their numbers.
 * @param {Pick<NetworkState, 'setting'>} state
 * @param {number} layer
 * @returns {(channel: number) => string}
 */
export function channelSigns({ setting }, layer) {
  const coloured = layer <= 0 && hasColours({ setting, meta: { input_shape: networkShape(setting) } });
  return (channel) => (coloured ? t(`stage.colours.${channel}`) : String(channel + 1));
}

/**
 * What the maps are called that a layer answers; −1: those of the input.
 * @param {Pick<NetworkState, 'setting'>} state
 * @param {number} layer
 * @returns {(map: number) => string}
 */
export function partNames(state, layer) {
  const sign = channelSigns(state, layer);
  return layer < 0 ? (map) => t('netzoom.channel', { channel: sign(map) }) : mapName;
}
