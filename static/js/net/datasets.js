/**
 * What there is to train on: the catalogue, a look at each data set, files in MNIST's format, and the user's drawings.
 */

import { outOfReach, requestJson, requestTensors, send } from './api.js';
import { upload } from './pictures.js';

/** @typedef {import('../core/types.js').Tensor} Tensor */
/** @typedef {{id: string, title: string, classes: string[], shape: number[], train: number, test: number, source: string, licence: string}} DataSet */
/** @typedef {{images: Tensor, labels: Tensor, classes: string[], titles: string[]}} Look  images: U8, K×C×H×W, class by class */
/** @typedef {{name: string, problem?: {code: string, detail: string}}} IdxFolder */
/** @typedef {{folder: string, files: string[], classes: string, folders: IdxFolder[]}} IdxPlace */
/** @typedef {{class: string, drawings: string[]}} DrawingClass  ids, oldest first */
/** @typedef {{classes: number, drawings: number, label: number, fewest_classes: number, fewest: number}} DrawingLimits */
/** @typedef {{classes: DrawingClass[], limits: DrawingLimits}} Drawings */

const PER_CLASS = 16;

/** @returns {Promise<DataSet[]>} */
export const datasets = () => requestJson('/api/datasets');

/** @type {Map<string, Promise<Look>>} Of data sets that never change. */
const looks = new Map();

/**
 * A few pictures of every class.
 * @param {string} id
 * @returns {Promise<Look>}
 */
export function look(id) {
  if (id === 'drawings' || id.includes(':')) return ask(id);
  let found = looks.get(id);
  if (!found) {
    found = ask(id);
    looks.set(id, found);
    found.catch(() => looks.delete(id));
  }
  return found;
}

/** @param {string} id @returns {Promise<Look>} */
async function ask(id) {
  const { tensors, meta } = await requestTensors(`/api/datasets/${encodeURIComponent(id)}/samples?per_class=${PER_CLASS}`);
  const { classes, titles } = /** @type {{classes: string[], titles: string[]}} */ (/** @type {unknown} */ (meta));
  return { images: tensors.images, labels: tensors.labels, classes, titles };
}

/** @returns {Promise<IdxPlace>} */
export const idxPlace = () => requestJson('/api/datasets/idx');

/** @returns {Promise<Drawings>} */
export const drawings = () => requestJson('/api/drawings');

/** @param {string} id */
const drawing = (id) => `/api/drawings/${encodeURIComponent(id)}`;

/** @param {string} id */
export const drawingUrl = (id) => `${drawing(id)}/image`;

/**
 * Keep a picture as an example of a class.
 * @param {string} label
 * @param {Blob} picture
 * @returns {Promise<{id: string, class: string}>}
 */
export async function addDrawing(label, picture) {
  const { id } = await upload(picture);
  return requestJson('/api/drawings', { json: { class: label, image: id } });
}

/**
 * Forget a drawing.
 * @param {string} id
 * @returns {Promise<Blob>} its picture, with which it can be brought back
 */
export async function deleteDrawing(id) {
  const picture = await fetch(drawingUrl(id)).then((answer) => answer.blob()).catch((error) => {
    throw outOfReach(error);
  });
  await send(drawing(id), { method: 'DELETE' });
  return picture;
}

/** @param {string} label  its drawings go with it */
export const deleteClass = (label) => send(`/api/drawings?class=${encodeURIComponent(label)}`, { method: 'DELETE' });
