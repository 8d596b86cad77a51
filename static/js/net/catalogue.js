/**
 * What there is to choose from: kinds of layers, callbacks and optimizers, named kernels, sample pictures; and the page's
 * sentences. Each is asked for once; where that failed, the next who asks tries again.
 */

import { Unreachable, requestJson } from './api.js';

/** @typedef {{schema: import('../core/accepts.js').Schema, title: string, summary: string}} KindInfo */
/** @typedef {Record<string, KindInfo>} Kinds  by kind */
/** @typedef {{name: string, default: number, minimum: number, maximum: number, unit: string, integer: boolean}} PresetParameter */
/** @typedef {{name: string, title: string, sizes: number[], params: PresetParameter[], values: number[][]}} PresetInfo */
/** @typedef {{id: string, width: number, height: number, channels: number, title?: string}} Picture  samples have a title */

/** Pauses before asking again while the server cannot be reached, in milliseconds. */
const PATIENCE = [500, 1000, 2000, 4000, 8000];

/**
 * @template T
 * @param {string} path
 * @returns {() => Promise<T>}
 */
function once(path) {
  /** @type {Promise<T>|null} */
  let answer = null;
  return () => {
    answer ??= patiently(path).catch((error) => {
      answer = null;
      throw error;
    });
    return answer;
  };
}

/**
 * @param {string} path
 * @returns {Promise<any>}
 */
async function patiently(path) {
  for (const pause of PATIENCE) {
    try {
      return await requestJson(path);
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      await new Promise((resolve) => {
        setTimeout(resolve, pause);
      });
    }
  }
  return requestJson(path);
}

/** @type {() => Promise<Kinds>} */
export const layerKinds = once('/api/layers');

/** @type {() => Promise<Kinds>} */
export const callbackKinds = once('/api/callbacks');

/** @type {() => Promise<Kinds>} */
export const optimizers = once('/api/optimizers');

/** @type {() => Promise<PresetInfo[]>} */
export const presets = once('/api/presets');

/** @type {() => Promise<Picture[]>} */
export const samples = once('/api/samples');

/**
 * @param {'ko'|'en'} language
 * @returns {Promise<import('../core/i18n.js').Messages>}
 */
export function messages(language) {
  return patiently(`/static/i18n/${language}.json`);
}
