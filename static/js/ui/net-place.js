/**
 * A place of a layer in words: its number, and where it is. Maps are counted from 1, as people do; rows, columns and features
 * from 0, as torch does.
 */

import { number } from '../core/format.js';
import { t } from '../core/i18n.js';
import { offsetOf } from '../core/strips.js';

/** @typedef {import('../core/strips.js').Place} Place */

/** What a layer answers are maps. @param {number} map */
export const mapName = (map) => t('gallery.map', { name: map + 1 });
/** What a network is given are channels. @param {number} map */
export const channelName = (map) => t('netzoom.channel', { channel: map + 1 });

/**
 * @param {Place} place
 * @param {readonly number[]} shape  of the layer
 * @param {object} [how]
 * @param {boolean} [how.colours]  it is a picture in colours: its channels are not told apart
 * @param {readonly string[]|null} [how.names]  of the features, where they are classes
 * @param {(map: number) => string} [how.part]  what a map is called
 * @param {boolean} [how.short]  row and column as torch writes an index
 */
export function placeName({ map, row, col }, shape, { colours = false, names = null, part = mapName, short = false } = {}) {
  if (shape.length === 1) {
    const feature = t('stage.place_flat', { index: col });
    const name = names?.[col];
    if (!name) return feature;
    const said = t('netmaps.class', { name });
    return name === String(col) ? said : `${said} · ${feature}`;
  }
  const where = short ? `[${row}, ${col}]` : t('stage.place', { row, col });
  return shape[0] === 1 || colours ? where : `${part(map)} · ${where}`;
}

/**
 * The number, then where it is: what is cut off on a narrow strip is the less of a loss.
 * @param {Place} place
 * @param {import('../core/types.js').Tensor} tensor  what the layer answers
 * @param {Parameters<typeof placeName>[2]} [how]
 */
export function placeSays(place, { data, shape }, how = {}) {
  const maps = how.colours ? [0, 1, 2] : [place.map];
  const values = maps.map((map) => number(data[offsetOf({ ...place, map }, shape)], false, 3));
  return `${values.join(', ')} · ${placeName(place, shape, how)}`;
}

/** Where a layer's maps are pointed at, by pointer and by keys. @param {number|undefined} layer @returns {HTMLElement|null} */
export const stripBox = (layer) => document.querySelector(`cs-net-strip[data-layer="${layer}"] .strip-box`);

const LEAST = 240; // CSS pixels of what is looked at that must be in sight

/**
 * What has opened under a strip that stands at the window's lower edge is unseen: the strip goes up, and it comes into sight.
 * @param {Element} zoom
 * @param {Element} box  of the strip
 */
export function bringUp(zoom, box) {
  if (zoom.getBoundingClientRect().top > innerHeight - LEAST) box.closest('cs-net-strip')?.scrollIntoView({ block: 'start' });
}
