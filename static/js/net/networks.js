/**
 * Whole networks as the server computes them: one function per call of the contract.
 */

import { requestBlob, requestJson, requestTensors } from './api.js';

/** @typedef {import('../core/types.js').Layer} Layer */
/** @typedef {import('../core/types.js').Tensor} Tensor */
/** @typedef {import('../core/types.js').Tensors} Tensors */
/** @typedef {import('../core/nettypes.js').Summary} Summary */
/** @typedef {import('../core/nettypes.js').Region} Region */
/** @typedef {import('../core/nettypes.js').NetworkAnswer} NetworkAnswer */
/** @typedef {ReturnType<typeof import('../state/network.js').toNetworkRequest>} Body  what every call about numbers begins with */

/** @param {AbortSignal} [signal] */
const until = (signal) => (signal ? { signal } : {});

/** @param {string} name @param {object} json @param {AbortSignal} [signal] */
const json = (name, json, signal) => requestJson(`/api/networks/${name}`, { json, ...until(signal) });

/** @param {string} name @param {object} json @param {AbortSignal} [signal] @returns {Promise<{tensors: Tensors, meta: any}>} */
const tensors = (name, json, signal) => requestTensors(`/api/networks/${name}`, { json, ...until(signal) });

/**
 * Shapes, parameters and costs by arithmetic alone; a network that breaks has the rows up to its break.
 * @param {readonly Layer[]} layers @param {readonly number[]} shape  of the input @param {AbortSignal} [signal]
 * @returns {Promise<Summary>}
 */
export const summary = (layers, shape, signal) => json('summary', { input_shape: shape, layers }, signal);

/**
 * @param {Body & {want?: readonly string[]}} body  want: the tensors to send; left out, all of them
 * @param {AbortSignal} [signal]
 * @returns {Promise<Pick<NetworkAnswer, 'tensors'|'meta'>>}
 */
export const forward = (body, signal) => tensors('forward', body, signal);

/**
 * What a cell sees in every earlier layer and in the input.
 * @param {Body} body @param {number} layer @param {readonly number[]} at  `[c, y, x]`, flat `[i]` @param {AbortSignal} [signal]
 * @returns {Promise<Map<number, Region>>}
 */
export const trace = async (body, layer, at, signal) => regionsOf(await json('trace', { ...body, layer, at }, signal));

/**
 * Which cells of every layer depend on a pixel, or on a number of a flat input.
 * @param {Body} body @param {readonly number[]} at  `[y, x]` of a picture, all its channels; of a flat input `[i]` @param {AbortSignal} [signal]
 * @returns {Promise<Map<number, Region>>}
 */
export const fanOut = async (body, at, signal) => regionsOf(await json('fan-out', { ...body, at }, signal));

/** @param {{regions: ({layer: number} & Region)[]}} answer @returns {Map<number, Region>} */
function regionsOf({ regions }) {
  return new Map(regions.map(({ layer, ...region }) => [layer, region]));
}

/**
 * The gradient of one cell by the numbers of the input.
 * @param {Body} body @param {number} layer @param {readonly number[]} at @param {AbortSignal} [signal]
 * @returns {Promise<{gradient: Tensor, value: number}>}
 */
export async function effective(body, layer, at, signal) {
  const { tensors: { gradient }, meta: { value } } = await tensors('effective', { ...body, layer, at }, signal);
  return { gradient, value };
}

/**
 * Why a class: how much every pixel counts for it.
 * @param {Body} body @param {{method: 'saliency'|'grad_cam'|'occlusion', target: number|null, layer?: number}} about @param {AbortSignal} [signal]
 * @returns {Promise<{attribution: Tensor, meta: {layer: number|null, target: number, class: string|null}}>}
 */
export async function attribution(body, about, signal) {
  const { tensors: { attribution }, meta } = await tensors('attribution', { ...body, ...about }, signal);
  return { attribution, meta };
}

/**
 * Some steps towards the picture that excites a map (of a flat layer, a feature) most.
 * @param {{layers: readonly Layer[], weights: object, input_shape: readonly number[], layer: number, channel: number, picture: number[][][]|null,
 *   steps: number, seed: number}} body
 * @param {AbortSignal} [signal]
 * @returns {Promise<{picture: Tensor, activations: Tensor}>}  one activation per step
 */
export async function maximise(body, signal) {
  const { tensors: { picture, activations } } = await tensors('maximise', body, signal);
  return { picture, activations };
}

/** @typedef {{index: number, label: number, class: string, at: number[], value: number, region: {top: number, left: number, bottom: number, right: number}|null}} Found  bottom and right are not included; null: it sees nothing */

/**
 * The pictures of a data set that excite a map (of a flat layer, a feature) most.
 * @param {{layers: readonly Layer[], weights: object, dataset: string, layer: number, channel: number, count: number, samples: number}} body
 * @param {AbortSignal} [signal]
 * @returns {Promise<{pictures: Tensor, found: Found[]}>}  pictures: U8, N×C×H×W
 */
export async function exciting(body, signal) {
  const { tensors: { pictures }, meta: { found } } = await tensors('exciting', body, signal);
  return { pictures, found };
}

/**
 * The network as a file.
 * @param {'safetensors'|'onnx'} format
 * @param {{input_shape: readonly number[], layers: readonly Layer[], weights: object}} body
 * @param {AbortSignal} [signal]
 * @returns {Promise<Blob>}
 */
export const exported = (format, body, signal) => requestBlob(`/api/networks/export?format=${format}`, { json: body, signal });

/** Weights of the last files that this page has sent, so that the server may forget them. */
const MOST_KEPT = 2;
/** @type {Map<string, Blob>} */
const kept = new Map();

/**
 * Send a state_dict in safetensors.
 * @param {Blob} file
 * @returns {Promise<{id: string, tensors: Record<string, number[]>, layers: Layer[]|null, input_shape: number[]|null}>}  the shapes
 *   by name, and the network that the file says they are of, if it is one of ours
 */
export async function uploadWeights(file) {
  const form = new FormData();
  form.append('file', file);
  const stored = await requestJson('/api/networks/weights', { form });
  kept.delete(stored.id);
  kept.set(stored.id, file);
  const [oldest] = kept.keys();
  if (kept.size > MOST_KEPT) kept.delete(oldest);
  return stored;
}

/**
 * Send weights again that the server has dropped, if this page still has them.
 * @param {string} id
 * @returns {Promise<boolean>} whether the server has them now
 */
export async function uploadWeightsAgain(id) {
  const file = kept.get(id);
  return file !== undefined && (await uploadWeights(file)).id === id;
}

/**
 * Networks to start from, fitted to a picture and so many classes.
 * @param {readonly number[]} shape @param {number} classes @param {AbortSignal} [signal]
 * @returns {Promise<import('./runs.js').ReadyModel[]>}
 */
export const readyNetworks = (shape, classes, signal) => requestJson(`/api/models?shape=${shape.join(',')}&classes=${classes}`, until(signal));
