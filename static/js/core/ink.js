/**
 * A drawing as what a network reads: ink of one colour on a plain ground, in as many channels as the network was trained on.
 *
 * @typedef {[number, number, number]} Colour  red, green, blue, 0 … 1
 * @typedef {{ground: Colour, ink: Colour}} Colours
 */

import { raster } from './drawing.js';

/** White ink on black, as the digits have it. */
export const WHITE = Object.freeze(/** @type {Colours} */ ({ ground: [0, 0, 0], ink: [1, 1, 1] }));

/** What may be drawn with where pictures have colours; the ground is as dark as that of the shapes. @type {Readonly<Record<string, Colours>>} */
export const INKS = Object.freeze({
  red: { ground: [0.2, 0.2, 0.2], ink: [0.85, 0.22, 0.18] },
  green: { ground: [0.2, 0.2, 0.2], ink: [0.2, 0.68, 0.28] },
  blue: { ground: [0.2, 0.2, 0.2], ink: [0.2, 0.34, 0.88] },
});

/**
 * Whether a drawing can be shown to a network that reads such pictures: square, in grey or in colour.
 * @param {readonly number[]|undefined} shape
 * @returns {boolean}
 */
export function canBeDrawn(shape) {
  return shape?.length === 3 && (shape[0] === 1 || shape[0] === 3) && shape[1] === shape[2] && shape[1] <= 64;
}

/**
 * @param {import('./types.js').Drawing} drawing
 * @param {number} channels  1 or 3
 * @param {Colours} colours
 * @returns {number[][][]}  C×H×W, 0 … 1
 */
export function pictureOf(drawing, channels, { ground, ink }) {
  const cells = raster(drawing);
  const { board } = drawing;
  return Array.from({ length: channels }, (_, channel) => Array.from({ length: board }, (__, row) =>
    Array.from(cells.subarray(row * board, (row + 1) * board), (share) => Math.round((ground[channel] + share * (ink[channel] - ground[channel])) * 1e4) / 1e4)));
}
