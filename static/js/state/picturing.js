/**
 * The picture that goes in, for every page that has one: where it comes from, and in what part, size and colour it is taken.
 */

import { setCell } from '../core/kernels.js';
import { LITERAL_LIMIT, same } from './setting.js';
import { refit } from './weights.js';

/** @typedef {import('../core/types.js').Picturing} Picturing */
/** @typedef {import('../core/types.js').Setting} Setting */
/** @typedef {import('../core/types.js').Source} Source */
/** @typedef {import('../core/types.js').Drawing} Drawing */
/** @typedef {import('./store.js').Store|import('./network.js').NetworkStore} PictureStore  of any page with a picture */

/**
 * @param {PictureStore} store
 * @param {Partial<Picturing>} change
 * @param {string|null} [tag]
 */
function change(store, change, tag = null) {
  const { setting, live } = store.state;
  const changed = { ...setting, ...change };
  // A single layer's weights stand in its setting and follow the picture's shape; those of a network are the server's.
  const next = isLayers(setting) ? refit(/** @type {Setting} */ (changed), setting, answeredLayout(setting, /** @type {any} */ (live.answer))) : changed;
  if (!same(next, setting)) store.set(/** @type {any} */ ({ setting: next }), { tag });
}

/** @param {Picturing} setting @returns {setting is Setting} whether it is a single layer's */
const isLayers = (setting) => 'layer' in setting;

/**
 * How the present kernels are laid out.
 * @param {Setting} setting
 * @param {import('../core/types.js').Answer|null} answer
 * @returns {'oi'|'io'}
 */
export function answeredLayout(setting, answer) {
  const known = answer?.setting.layer.kind === setting.layer.kind ? answer.meta.weight_layout : null;
  return known ?? 'oi';
}

/**
 * Take another picture. A crop belongs to its picture and goes with it.
 * @param {PictureStore} store
 * @param {Source} source
 */
export function setSource(store, source) {
  change(store, { source, crop: null });
}

/**
 * Take another picture together with its part, size and colour, or some of them.
 * @param {PictureStore} store
 * @param {Partial<Picturing>} picture
 * @param {string|null} [tag]
 */
export function setPicture(store, picture, tag = null) {
  change(store, picture, tag);
}

/**
 * Put a drawing in as the picture; strokes that follow each other quickly make one history entry.
 * @param {PictureStore} store
 * @param {Drawing} drawing
 * @param {string|null} [tag]  e.g. one per stroke, so that a stroke is one entry
 */
export function setDrawing(store, drawing, tag = null) {
  change(store, { source: { kind: 'drawing', drawing }, crop: null }, tag);
}

/**
 * Change one cell of a typed tensor.
 * @param {PictureStore} store
 * @param {number} channel
 * @param {number} row
 * @param {number} col
 * @param {number} value
 */
export function setTensorCell(store, channel, row, col, value) {
  const { source } = store.state.setting;
  if (source.kind !== 'tensor' || source.values[channel]?.[row]?.[col] === undefined) return;
  const values = source.values.with(channel, setCell(source.values[channel], row, col, value));
  change(store, { source: { ...source, values } }, `tensor ${channel} ${row} ${col}`);
}

/**
 * Give a typed tensor another shape (within 3×12×12). Cells keep their place; new ones are 0.
 * @param {PictureStore} store
 * @param {number} channels
 * @param {number} rows
 * @param {number} cols
 */
export function resizeTensor(store, channels, rows, cols) {
  const { source } = store.state.setting;
  if (source.kind !== 'tensor') return;
  const limit = (/** @type {number} */ n, /** @type {number} */ most) => Math.min(most, Math.max(1, Math.round(n)));
  const values = Array.from({ length: limit(channels, LITERAL_LIMIT.channels) }, (_, c) =>
    Array.from({ length: limit(rows, LITERAL_LIMIT.rows) }, (__, r) =>
      Array.from({ length: limit(cols, LITERAL_LIMIT.cols) }, (___, x) => source.values[c]?.[r]?.[x] ?? 0)));
  change(store, { source: { ...source, values } }, 'tensor size');
}

/**
 * @param {PictureStore} store
 * @param {'rgb'|'gray'} color
 */
export function setColor(store, color) {
  change(store, { color });
}

/**
 * @param {PictureStore} store
 * @param {[number, number, number, number]|null} crop  top, left, height, width in the picture's own pixels
 */
export function setCrop(store, crop) {
  change(store, { crop }, 'crop');
}
