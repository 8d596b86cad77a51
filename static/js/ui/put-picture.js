/**
 * Pictures that the page has come by (made, or found in a data set) as the picture that goes into the network.
 */

import { png } from '../draw/png.js';
import { upload } from '../net/pictures.js';
import { pictured } from '../state/networkLinks.js';
import { setPicture } from '../state/networkActions.js';

/**
 * Whether a picture file can hold it: grey or in colours.
 * @param {readonly number[]} shape
 */
export const canBePicture = (shape) => shape.length === 3 && (shape[0] === 1 || shape[0] === 3);

/**
 * @param {import('../state/network.js').NetworkStore} store
 * @param {number[][][]} planes  1 or 3, of 0…1
 * @throws {import('../net/api.js').Refused|import('../net/api.js').Unreachable}
 */
export async function putPicture(store, planes) {
  const { id } = await upload(await png(planes));
  setPicture(store, { source: { kind: 'upload', id }, ...pictured([planes.length, planes[0].length, planes[0][0].length]) });
}
