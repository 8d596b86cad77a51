/**
 * What is kept of each epoch of a run (maps, figures), fetched when it is looked at, remembered, and fetched beforehand for
 * the epochs that will be looked at next. What an epoch has kept never changes, so nothing is asked for twice.
 */

import { createLru } from '../core/lru.js';
import * as runs from './runs.js';

/** @typedef {'maps'|'figures'} Kind */
/** @typedef {import('../core/types.js').Tensors} Tensors */
/** @typedef {{epoch: number, kinds: string[], classes: string[], probabilities: (number|string)[], filters_layer: number|null}} MapsMeta */
/** @typedef {{tensors: Tensors, meta: MapsMeta}} Maps */
/** @typedef {{low: number, high: number, counts: number[], not_finite: number}} Spread */
/**
 * @typedef {object} Figures
 * @property {number} epoch
 * @property {'training'|'validation'} of  which data was answered
 * @property {string[]} classes
 * @property {number} nan  samples whose outputs are NaN
 * @property {number[][]} confusion  [true][predicted]
 * @property {import('../core/confusion.js').Mistake[]} worst
 * @property {{layer: number, kind: string, name: string, weights: Spread, gradients: Spread|null}[]} histograms
 */
/** @typedef {(run: string, epoch: number, signal?: AbortSignal) => Promise<any>} Load */

const LIMIT = 96 * 1024 * 1024; // bytes of what is remembered

/**
 * Roughly the bytes that an answer takes of memory.
 * @param {Maps|Figures} value
 */
function weightOf(value) {
  if ('tensors' in value) return Object.values(value.tensors).reduce((sum, { data }) => sum + data.byteLength, 0);
  const pixels = value.worst.reduce((sum, { pixels: [plane] }) => sum + plane.length * plane[0].length * 3, 0);
  return 8 * (pixels + value.confusion.length ** 2 + value.histograms.length * 128);
}

/**
 * @param {{load?: Record<Kind, Load>, limit?: number}} [options]  for tests
 */
export function createEpochData({ load = { maps: runs.maps, figures: runs.figures }, limit = LIMIT } = {}) {
  /** @type {import('../core/lru.js').Lru<string, any>} */
  const kept = createLru(limit);
  /** @type {Map<string, Promise<any>>} */
  const underWay = new Map();
  /** @type {Record<Kind, {run: string, epoch: number}[]>} */
  const ahead = { maps: [], figures: [] };
  /** @type {Record<Kind, boolean>} */
  const pumping = { maps: false, figures: false };

  /** @param {Kind} kind @param {string} run @param {number} epoch */
  const keyOf = (kind, run, epoch) => `${kind} ${run} ${epoch}`;

  /** @param {Kind} kind @param {string} run @param {number} epoch @param {AbortSignal} [signal] */
  async function ask(kind, run, epoch, signal) {
    const key = keyOf(kind, run, epoch);
    const found = kept.get(key);
    if (found) return found;
    const other = underWay.get(key);
    if (other) {
      try {
        return await other;
      } catch (error) {
        // Whoever began it has lost interest; who still has some asks anew.
        if (!isAbort(error) || signal?.aborted) throw error;
        return ask(kind, run, epoch, signal);
      }
    }
    const asked = load[kind](run, epoch, signal).finally(() => underWay.delete(key));
    underWay.set(key, asked);
    const value = await asked;
    kept.put(key, value, weightOf(value));
    return value;
  }

  /** One after the other, so that what is looked at now never queues behind it. @param {Kind} kind */
  async function pump(kind) {
    if (pumping[kind]) return;
    pumping[kind] = true;
    for (let next = ahead[kind].shift(); next; next = ahead[kind].shift()) {
      try {
        await ask(kind, next.run, next.epoch);
      } catch {
        ahead[kind] = []; // nobody waits for it: whoever comes to look at that epoch is told then
      }
    }
    pumping[kind] = false;
  }

  return {
    /** What is remembered. @param {Kind} kind @param {string} run @param {number} epoch @returns {any} undefined: it has to be asked for */
    peek: (kind, run, epoch) => kept.get(keyOf(kind, run, epoch)),
    ask,
    /**
     * Fetch these when there is time; they take the place of those that were to be fetched so far.
     * @param {Kind} kind @param {string} run @param {readonly number[]} epochs
     */
    prefetch(kind, run, epochs) {
      ahead[kind] = epochs.filter((epoch) => !kept.has(keyOf(kind, run, epoch))).map((epoch) => ({ run, epoch }));
      pump(kind);
    },
  };
}

/** @param {unknown} error */
const isAbort = (error) => error instanceof DOMException && error.name === 'AbortError';

/** The page's own. */
export const epochData = createEpochData();
