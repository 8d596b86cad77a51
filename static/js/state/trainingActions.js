/**
 * Everything that a person can do to the state of training, one function each; and what is asked of it in several places.
 * Talking to the server is net's (net/command.js): what the state says here, net/follow.js carries out.
 */

/** @typedef {import('../core/runtypes.js').TrainingState} TrainingState */
/** @typedef {import('../core/runtypes.js').RunSummary} RunSummary */
/** @typedef {import('../core/runtypes.js').RunPicture} RunPicture */
/** @typedef {import('../core/runtypes.js').RunState} RunState */
/** @typedef {import('../core/runtypes.js').RunSpec} RunSpec */
/** @typedef {import('./training.js').TrainingStore} TrainingStore */

/** The most runs on one chart: there are that many colours (css/curves.css, `--run-1` …). */
export const MOST_RUNS = 8;

/**
 * Follow a run. What was looked at of another one (its epoch, its zoom) is let go.
 * @param {TrainingStore} store
 * @param {string|null} id
 */
export function select(store, id) {
  const { selected, compare, view } = store.state;
  if (id === selected) return;
  store.set({
    selected: id, compare: compare.filter((other) => other !== id), hover: null,
    view: { ...view, epoch: null, playing: false, zoom: null },
  });
}

/**
 * @param {TrainingStore} store
 * @param {Partial<import('../core/runtypes.js').TrainingView>} change
 */
export function setView(store, change) {
  store.set({ view: { ...store.state.view, ...change } });
}

/**
 * Change the run that is being set up. Changes with one tag within a moment are one entry of its history.
 * @param {TrainingStore} store
 * @param {Partial<RunSpec>} change
 * @param {string|null} [tag]
 */
export function setDraft(store, change, tag = null) {
  store.set({ draft: { ...store.state.draft, ...change } }, { tag });
}

/**
 * Lay a run over the selected one, or take it off.
 * @param {TrainingStore} store
 * @param {string} id
 * @param {boolean} [on]  left out: the other way from now
 */
export function toggleCompare(store, id, on = !store.state.compare.includes(id)) {
  const { compare, selected } = store.state;
  const others = compare.filter((other) => other !== id);
  if (!on) store.set({ compare: others.length === compare.length ? compare : others });
  else if (id !== selected && !compare.includes(id) && compare.length < MOST_RUNS - 1) store.set({ compare: [...compare, id] });
}

/**
 * Point at an epoch, from 0, or at none.
 * @param {TrainingStore} store
 * @param {number|null} epoch
 */
export function hoverEpoch(store, epoch) {
  if (store.state.hover !== epoch) store.set({ hover: epoch });
}

/** Have the list of runs fetched at once: something was done to one of them. @param {TrainingStore} store */
export function refreshRuns(store) {
  store.set({ asked: store.state.asked + 1 });
}

/**
 * Runs on the chart: the selected one, then those it is compared with.
 * @param {Pick<TrainingState, 'selected'|'compare'>} state
 * @returns {string[]}
 */
export function shownRuns({ selected, compare }) {
  return selected === null ? compare : [selected, ...compare];
}

/**
 * The colour of a run on the chart, 1 … 8 (class `run-tone-<n>`); 0 for a run that is not on it.
 * @param {Pick<TrainingState, 'selected'|'compare'>} state
 * @param {string} id
 */
export function toneOf(state, id) {
  return shownRuns(state).indexOf(id) + 1;
}

/**
 * @param {Pick<TrainingState, 'runs'>} state
 * @param {string|null} id
 * @returns {RunSummary|null}
 */
export function summaryOf({ runs }, id) {
  return runs?.find((run) => run.id === id) ?? null;
}

/**
 * The run that is worth watching when nobody has said which: one that runs, else one that is held, else the newest. One that
 * waits in the queue would hide what it waits for.
 * @param {readonly RunSummary[]} runs  newest first
 * @returns {RunSummary|null}
 */
export function leadingRun(runs) {
  return runs.find(({ state }) => state === 'running') ?? runs.find(({ state }) => state === 'paused') ?? runs[0] ?? null;
}

/**
 * The runs that hold the places which one in the queue waits for, and go on only if a person says so.
 * @param {Pick<TrainingState, 'runs'|'pictures'>} state
 * @returns {RunSummary[]}
 */
export function holdersOf(state) {
  return (state.runs ?? []).filter(({ id }) => stateOf(state, id) === 'paused');
}

/**
 * @param {Pick<TrainingState, 'pictures'|'selected'>} state
 * @returns {RunPicture|null}
 */
export function selectedPicture({ pictures, selected }) {
  return (selected !== null && pictures[selected]) || null;
}

/**
 * What a run is doing. Its events know sooner than the list, the list alone knows of the queue.
 * @param {Pick<TrainingState, 'runs'|'pictures'>} state
 * @param {string|null} id
 * @returns {RunState|null}
 */
export function stateOf({ runs, pictures }, id) {
  return (id !== null && pictures[id]?.state) || (summaryOf({ runs }, id)?.state ?? null);
}

/**
 * The epoch whose maps and figures are shown: the one asked for or, as long as none is, the newest that is kept.
 * @param {Pick<TrainingState, 'view'>} state
 * @param {RunPicture|null} picture
 * @returns {number|null} null: nothing is kept yet
 */
export function shownEpoch({ view }, picture) {
  const kept = picture?.maps ?? [];
  if (kept.length === 0) return null;
  if (view.epoch === null) return kept[kept.length - 1];
  const wanted = view.epoch;
  return kept.findLast((epoch) => epoch <= wanted) ?? kept[0];
}
