/**
 * What a person does to runs, as one object for buttons and keys alike. Whatever the present state does not allow is not
 * asked for.
 */

import { tidied } from '../core/notation.js';
import { parametersOf } from '../core/parameters.js';
import { nextName } from '../core/runlabel.js';
import { allowed } from '../core/steering.js';
import { select, selectedPicture, setDraft, stateOf, summaryOf } from '../state/trainingActions.js';
import { callbackKinds, layerKinds, optimizers } from './catalogue.js';
import { command } from './command.js';
import * as runs from './runs.js';

/** @typedef {import('../state/training.js').TrainingStore} TrainingStore */

/**
 * As a person would have written it.
 * @template {{kind: string}} T
 * @param {T} item
 * @param {import('./catalogue.js').Kinds} kinds
 * @returns {T}
 */
const plain = (item, kinds) => (kinds[item.kind] ? tidied(item, parametersOf(kinds[item.kind].schema)) : item);

/** How far a held run had come when it was last told to do a batch; none: the last step was another. @type {WeakMap<TrainingStore, number>} */
const stepped = new WeakMap();
/** The change that was asked for last: the next one waits for it. @type {WeakMap<TrainingStore, Promise<unknown>>} */
const changes = new WeakMap();

/**
 * @param {TrainingStore} store
 */
export function steering(store) {
  /**
   * @param {keyof import('../core/steering.js').Allowed} what
   * @param {(id: string) => Promise<unknown>} call
   * @param {boolean} [underWay]  it has been asked for, and nothing has come of it yet
   */
  const selected = async (what, call, underWay = store.state.busy === what) => {
    const { selected: id } = store.state;
    if (id === null || underWay || !allowed(stateOf(store.state, id))[what]) return;
    await command(store, what, () => call(id));
  };

  /**
   * One change after the other: what is typed while another one is on its way is not lost, and the newest counts.
   * @param {(id: string) => Promise<unknown>} call
   */
  const change = async (call) => {
    const { selected: id } = store.state;
    const make = async () => {
      if (id !== null && allowed(stateOf(store.state, id)).change) await command(store, 'change', () => call(id));
    };
    const made = (changes.get(store) ?? Promise.resolve()).then(make, make);
    changes.set(store, made);
    await made;
  };

  /** A run's page has its events, and so its buttons, before the list of all runs is there. @param {string} id */
  const known = async (id) => summaryOf(store.state, id) ?? runs.getRun(id);

  /**
   * Whether a step would be one too many. A batch may be here before the answer is: whoever sees it and asks for the next
   * one gets it.
   * @param {'batch'|'epoch'} unit
   */
  const stepUnderWay = (unit) => {
    const batch = unit === 'batch' && stateOf(store.state, store.state.selected) === 'paused';
    const seq = selectedPicture(store.state)?.seq ?? 0;
    if (store.state.busy === 'step' && !(batch && (stepped.get(store) ?? seq) < seq)) return true;
    if (batch) stepped.set(store, seq);
    else stepped.delete(store);
    return false;
  };

  const steer = {
    pause: () => selected('pause', runs.pause),
    resume: () => selected('resume', runs.resume),
    /** Pause or go on, whichever there is to do. */
    toggle: () => (allowed(stateOf(store.state, store.state.selected)).pause ? steer.pause() : steer.resume()),
    /**
     * One batch, or on to the end of the epoch. A run that runs is held first, as a debugger holds a program.
     * @param {'batch'|'epoch'} unit
     */
    step: (unit) => selected('step', async (id) => {
      if (stateOf(store.state, id) === 'running') {
        await runs.pause(id);
        if (unit === 'batch') return;
      }
      await runs.step(id, unit);
    }, stepUnderWay(unit)),
    stop: () => selected('stop', runs.stop),
    /** Let a run that is not the selected one give its place to another. @param {string} id @param {'resume'|'stop'} what */
    async release(id, what) {
      if (allowed(stateOf(store.state, id))[what]) await command(store, `${what} ${id}`, () => runs[what](id));
    },
    continue: () => selected('continue', runs.continueRun),
    /** @param {number} lr */
    setRate: (lr) => change((id) => runs.changeRate(id, lr)),
    /** @param {number} index  of the callback @param {number} patience */
    setPatience: (index, patience) => change((id) => runs.changePatience(id, index, patience)),
    /** @param {string} id @param {string} name */
    rename: (id, name) => command(store, 'rename', () => runs.rename(id, name)),
    /** @param {string} id */
    async remove(id) {
      const { runs: before } = store.state;
      const gone = await command(store, 'remove', async () => {
        await runs.remove(id);
        return true;
      });
      if (!gone) return;
      const rest = (before ?? []).filter((run) => run.id !== id);
      store.set({ runs: rest });
      if (store.state.selected === id) select(store, rest[0]?.id ?? null);
    },
    /** The same run once more: the same seed, the same numbers. @param {string} id */
    async repeat(id) {
      const again = await command(store, 'submit', async () => {
        const run = await known(id);
        const name = nextName(run.name, (store.state.runs ?? []).map((other) => other.name));
        return runs.submit({ ...run.spec, ...(name && { name }) });
      });
      if (again !== null) select(store, again);
    },
    /** Set up a run like this one. @param {string} id */
    async imitate(id) {
      const run = await command(store, 'imitate', () => known(id));
      if (run === null) return;
      const { layers, callbacks, optimizer } = run.spec;
      const [ofLayers, ofCallbacks, ofOptimizers] = await Promise.all([layerKinds(), callbackKinds(), optimizers()]);
      const { lr } = optimizer;
      setDraft(store, {
        probe: null, ...run.spec,
        layers: layers.map((layer) => plain(layer, ofLayers)),
        callbacks: callbacks.map((callback) => plain(callback, ofCallbacks)),
        optimizer: { ...plain(optimizer, ofOptimizers), ...(lr !== undefined && { lr }) },
      });
    },
  };
  return steer;
}

/** @typedef {ReturnType<typeof steering>} Steering */
