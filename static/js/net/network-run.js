/**
 * The runs whose weights the network may take: the list of them, the epochs that are kept of the one in use, and the way to
 * open one.
 */

import { tidied } from '../core/notation.js';
import { parametersOf } from '../core/parameters.js';
import { networkAddress, pictured } from '../state/networkLinks.js';
import { openNetwork } from '../state/networkActions.js';
import { runOf, savedEpochs } from '../state/networkEpochs.js';
import { same } from '../state/setting.js';
import { Refused, Unreachable } from './api.js';
import { layerKinds } from './catalogue.js';
import { datasets } from './datasets.js';
import { systemClock } from './lane.js';
import { listRuns } from './runs.js';

/** @typedef {import('../core/nettypes.js').Weights} Weights */
/** @typedef {import('../core/runtypes.js').RunSummary} RunSummary */
/** @typedef {import('../state/network.js').NetworkStore} NetworkStore */
/** @typedef {{list: () => Promise<RunSummary[]>, clock: import('./lane.js').Clock, hidden: () => boolean}} Helpers */

const OFTEN = 3000; // milliseconds between two looks at the list while something in it trains
const SELDOM = 20_000;

/** @type {Helpers} */
const SERVER = { list: () => listRuns(), clock: systemClock, hidden: () => globalThis.document?.hidden ?? false };

/**
 * Keep the list of runs and the saved epochs up to date.
 * @param {NetworkStore} store
 * @param {Partial<Helpers>} [helpers]
 * @returns {() => void}  stops
 */
export function startRuns(store, helpers = {}) {
  const { list, clock, hidden } = { ...SERVER, ...helpers };
  let stopped = false;
  let callOff = () => {};

  function tellEpochs() {
    const { runs, epochs } = store.state;
    const id = runOf(store.state);
    const saved = savedEpochs(runs?.find((run) => run.id === id));
    if (!same(saved, epochs)) store.set({ epochs: saved });
  }

  async function look() {
    if (!hidden()) {
      try {
        const runs = await list();
        if (stopped) return;
        if (!same(runs, store.state.runs)) store.set({ runs });
      } catch (error) {
        // The conversation about the numbers says that the server is away; the list is asked for again all the same.
        if (!(error instanceof Refused) && !(error instanceof Unreachable)) throw error;
        if (stopped) return;
      }
    }
    const trains = store.state.runs?.some(({ state }) => state === 'running' || state === 'queued');
    callOff = clock.after(look, trains ? OFTEN : SELDOM);
  }

  const unsubscribe = store.subscribe((state, previous) => {
    if (state.runs !== previous.runs || state.setting.weights !== previous.setting.weights) tellEpochs();
  });
  look();
  return () => {
    stopped = true;
    unsubscribe();
    callOff();
  };
}

/** The shapes of the pictures by data set: they never change. @type {Promise<Map<string, number[]>>|null} */
let shapes = null;

/**
 * What of a setting comes with a run: its layers as a person would have written them, without what is torch's default, and
 * the picture in the size and colours of those it was trained on.
 * @param {RunSummary} run
 * @returns {Promise<{layers: import('../core/types.js').Layer[], shape: number[]|null}>}
 * @throws {Refused|Unreachable} where the server does not say what its layers or its data set are
 */
async function networkOf({ spec }) {
  shapes ??= datasets().then((sets) => new Map(sets.map(({ id, shape }) => [id, shape])));
  const asked = shapes;
  const [kinds, known] = await Promise.all([layerKinds(), asked]).catch((error) => {
    if (shapes === asked) shapes = null; // who asks next tries again
    throw error;
  });
  const layers = spec.layers.map((layer) => (kinds[layer.kind] ? tidied(layer, parametersOf(kinds[layer.kind].schema)) : layer));
  return { layers, shape: known.get(spec.dataset) ?? null };
}

/**
 * The weights after a run's newest epoch; null before its first is complete.
 * @param {RunSummary} run
 * @returns {Weights|null}
 */
export function newestWeights(run) {
  const epoch = savedEpochs(run).at(-1);
  return epoch === undefined ? null : { run: run.id, epoch };
}

/**
 * Open a run's network with its weights.
 * @param {NetworkStore} store
 * @param {RunSummary} run
 * @param {Weights} [weights]  left out: those after its newest epoch
 * @throws {Refused|Unreachable} where the server does not say what its layers or its data set are
 */
export async function openRun(store, run, weights = newestWeights(run) ?? { run: run.id, epoch: 0 }) {
  const { layers, shape } = await networkOf(run);
  openNetwork(store, { layers, weights, ...(shape && pictured(shape)) });
}

/**
 * The address that opens a run's network.
 * @param {RunSummary} run
 * @param {Weights} weights
 * @returns {Promise<string>}
 * @throws {Refused|Unreachable} as `openRun`
 */
export async function addressOfRun(run, weights) {
  const { layers, shape } = await networkOf(run);
  return networkAddress(layers, weights, shape);
}
