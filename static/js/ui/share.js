/**
 * The address of the page that explores a layer, and the link to it.
 */
import { raster } from '../core/drawing.js';
import { png, rowsOf } from '../draw/png.js';
import { upload } from '../net/pictures.js';
import { addressOf, decode, encode } from '../state/address.js';
import { mirror, putHash } from './mirror.js';

/** @typedef {import('../core/types.js').State} State */
/** @typedef {import('../core/types.js').Source} Source */
/** @typedef {import('./element.js').Store} Store */

const KEPT = /** @type {const} */ (['setting', 'pinned', 'cursor', 'view']);

/**
 * The address becomes the state's own, now.
 * @param {Store} store
 */
export function writeAddress(store) {
  putHash(encode(store.state));
}

/**
 * Keep the address and the state the same from now on.
 * @param {Store} store
 */
export function mirrorAddress(store) {
  mirror(store, { parts: KEPT, encode, decode });
}

/**
 * A drawing, or a typed tensor that can be a picture, as an image of the same numbers.
 * @param {Source} source
 * @returns {Promise<{blob: Blob, color: 'rgb'|'gray'}|null>} null for numbers that bytes do not hold
 */
async function pictureOf(source) {
  if (source.kind !== 'drawing' && source.kind !== 'tensor') return null;
  const planes = source.kind === 'drawing' ? [rowsOf(raster(source.drawing), source.drawing.board)] : source.values;
  const numbers = planes.flat(2);
  const isPicture = planes.length !== 2 && numbers.every((value) => value >= 0 && value <= 1 && Math.abs(value * 255 - Math.round(value * 255)) < 0.01);
  if (!isPicture || (source.kind === 'tensor' && source.flat)) return null;
  return { blob: await png(planes), color: planes.length === 1 ? 'gray' : 'rgb' };
}

/**
 * The same setting with its drawing or typed picture sent to the server, where it gets a short name.
 * @template {import('../core/types.js').Picturing} T
 * @param {T} setting
 * @returns {Promise<T|null>}  null where it has no such picture
 */
export async function withUpload(setting) {
  const picture = await pictureOf(setting.source);
  if (!picture) return null;
  const { id, width, height } = await upload(picture.blob);
  return { ...setting, source: { kind: 'upload', id }, crop: null, color: picture.color, size: [height, width] };
}

/** @param {string} hash @returns {string} the whole address of this page with that fragment */
export const linkTo = (hash) => new URL(hash || location.pathname, location.href).href;

/**
 * The link to what is on the page. A drawing that is too long for an address is sent to the server first.
 * @param {Store} store
 * @returns {Promise<{link: string, note: ''|'uploaded'|'without_picture'|'without_weights'}>}
 */
export async function linkOf(store) {
  let { hash, tooLong } = addressOf(store.state);
  /** @type {''|'uploaded'|'without_picture'|'without_weights'} */
  let note = tooLong === 'source' ? 'without_picture' : tooLong === 'weight' ? 'without_weights' : '';
  const uploaded = tooLong ? await withUpload(store.state.setting) : null;
  if (uploaded) {
    ({ hash, tooLong } = addressOf({ ...store.state, setting: uploaded }));
    note = tooLong ? 'without_weights' : 'uploaded';
  }
  return { link: linkTo(hash), note };
}
