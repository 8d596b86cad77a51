/**
 * Keeps the state of training up to date: the list of runs, the events of the one that is followed (one line a tab), and
 * the runs that are compared with it. What comes is folded at once and shown once a frame.
 */

import { emptyPicture, foldAll, withSpec } from '../core/run.js';
import { leadingRun, select, stateOf, summaryOf } from '../state/trainingActions.js';
import { Refused, Unreachable } from './api.js';
import { openEvents, wallClock } from './events.js';
import { eventsOf, eventsUrl, listRuns } from './runs.js';

/** @typedef {import('../state/training.js').TrainingStore} TrainingStore */
/** @typedef {import('../core/runtypes.js').RunEvent} RunEvent */
/** @typedef {import('../core/runtypes.js').RunSummary} RunSummary */

const OFTEN = 2000; // milliseconds between two looks at the list while something in it moves
const SELDOM = 15_000;
/** Frames stop while the page is hidden; what has come is then put into the state by the clock. */
const UNSEEN_FRAME = 250; // milliseconds

/**
 * @typedef {object} Helpers  replaced in tests
 * @property {() => Promise<RunSummary[]>} list
 * @property {(id: string) => Promise<RunEvent[]>} history  of a run that is compared
 * @property {typeof openEvents} open
 * @property {import('./lane.js').Clock} clock
 * @property {(fn: () => void) => void} frame
 */

/** @type {Helpers} */
const SERVER = {
  list: listRuns,
  history: eventsOf,
  open: openEvents,
  clock: wallClock,
  frame: (fn) => void globalThis.requestAnimationFrame(fn),
};

/** @param {RunSummary|null} run  whether its events may still grow */
const lives = (run) => run !== null && ['queued', 'running', 'paused'].includes(run.state);

/**
 * @param {TrainingStore} store
 * @param {{newest?: boolean, leading?: boolean}} [options]  newest: as long as no run is selected, the newest one is; leading:
 *   whichever run is the one to watch is selected, and another one only when that has ended
 * @param {Partial<Helpers>} [helpers]
 * @returns {{refresh: () => Promise<void>, stop: () => void}}
 */
export function startTraining(store, { newest = false, leading = false } = {}, helpers = {}) {
  const { list, history, open, clock, frame } = { ...SERVER, ...helpers };
  /** @typedef {{id: string, close: () => void, wake: () => void}} Line */
  /** @type {Line|null} */
  let line = null;
  /** @type {RunEvent[]} what has come since the last frame, of the run that is followed */
  let waiting = [];
  let stopped = false;
  let callOffList = () => {};
  let callOffFrame = () => {};
  /** @type {Set<string>} compared runs whose events are on their way */
  const fetching = new Set();
  let asking = 0;

  /** @param {string} id @param {(picture: import('../core/runtypes.js').RunPicture) => import('../core/runtypes.js').RunPicture} change */
  function paint(id, change) {
    const { pictures, runs } = store.state;
    const before = pictures[id] ?? emptyPicture(id, summaryOf({ runs }, id)?.spec ?? null);
    const after = change(before);
    if (after !== pictures[id]) store.set({ pictures: { ...pictures, [id]: after } });
  }

  function flush() {
    callOffFrame();
    callOffFrame = () => {};
    const events = waiting;
    waiting = [];
    if (events.length > 0 && line) paint(line.id, (picture) => foldAll(picture, events));
  }

  /** @param {RunEvent} event */
  function take(event) {
    waiting.push(event);
    if (waiting.length > 1) return;
    let done = false;
    const once = () => {
      if (!done) flush();
      done = true;
    };
    callOffFrame = clock.after(once, UNSEEN_FRAME);
    frame(once);
  }

  function hangUp() {
    flush();
    line?.close();
    line = null;
  }

  /** One line, to the run that is selected. */
  function follow() {
    const { selected } = store.state;
    hangUp();
    if (selected === null) {
      store.set({ connection: { state: 'idle' } });
      return;
    }
    const id = selected;
    paint(id, (picture) => picture);
    /** @type {Line} */
    const mine = { id, close: () => {}, wake: () => {} };
    line = mine;
    const opened = open({
      url: (after) => eventsUrl(id, after),
      after: store.state.pictures[id].seq,
      onEvent: (event) => line === mine && take(event),
      onConnection(connection) {
        if (line !== mine) return;
        if (connection.state === 'ended') flush();
        store.set({ connection });
        if (connection.state === 'ended') refresh();
        if (connection.state === 'lost') dropUnknown();
      },
    });
    Object.assign(mine, opened);
    if (line !== mine) opened.close();
  }

  async function refresh() {
    callOffList();
    const number = ++asking;
    try {
      const runs = await list();
      if (stopped || number !== asking) return;
      arrive(runs);
    } catch (error) {
      if (stopped || number !== asking) return;
      if (error instanceof Unreachable) store.set({ away: error.why });
      else if (error instanceof Refused) store.set({ problem: error.problem });
      else throw error;
    } finally {
      if (!stopped && number === asking) {
        callOffList();
        callOffList = clock.after(refresh, store.state.runs?.some(lives) || store.state.away ? OFTEN : SELDOM);
      }
    }
  }

  /** A link to a run that is no more: its line is refused, and the list does not have it. The newest takes its place. */
  function dropUnknown() {
    const { runs, selected, pictures, connection, away } = store.state;
    if (selected === null || runs === null || away || connection.state !== 'lost') return;
    if (pictures[selected]?.seq > 0 || summaryOf({ runs }, selected)) return;
    select(store, leading ? leadingRun(runs)?.id ?? null : newest ? runs[0]?.id ?? null : null);
    store.set({ problem: { status: 404, code: 'run_unknown', title: '', detail: '' } });
  }

  /** @param {RunSummary[]} runs */
  function arrive(runs) {
    const { runs: before, selected, compare, pictures, away } = store.state;
    if (away) line?.wake(); // what cut the list off has cut the line as well, and a cut line keeps silent
    const ids = new Set(runs.map((run) => run.id));
    // A run that has just been submitted may be missing from a list that was asked for before.
    const gone = (before ?? []).map((run) => run.id).filter((id) => !ids.has(id));
    store.set({
      runs, away: null,
      ...(gone.length > 0 && {
        compare: compare.filter((id) => !gone.includes(id)),
        pictures: Object.fromEntries(Object.entries(pictures).filter(([id]) => !gone.includes(id))),
      }),
    });
    if (selected !== null && gone.includes(selected)) select(store, null);
    if (newest && store.state.selected === null && runs.length > 0) select(store, runs[0].id);
    if (leading) lead(runs);
    for (const [id, picture] of Object.entries(store.state.pictures)) {
      const spec = summaryOf(store.state, id)?.spec;
      if (spec && (picture.callbacks.length < spec.callbacks.length || picture.callbacks.some((callback) => callback.spec === null))) {
        paint(id, (present) => withSpec(present, spec));
      }
    }
    // It has been continued, here or elsewhere.
    const { connection } = store.state;
    if (connection.state === 'ended' && lives(summaryOf(store.state, store.state.selected))) follow();
    dropUnknown();
    compareAll();
  }

  /** @param {RunSummary[]} runs */
  function lead(runs) {
    const first = leadingRun(runs);
    const present = stateOf(store.state, store.state.selected);
    const moves = present === 'running' || present === 'paused';
    const better = first !== null && (first.state === 'running' || first.state === 'paused');
    if (first && (store.state.selected === null || (better && !moves))) select(store, first.id);
  }

  /** Fetch what is compared and not known whole. */
  function compareAll() {
    const { compare, pictures } = store.state;
    for (const id of compare) {
      const known = pictures[id];
      const whole = Boolean(known?.end) && !lives(summaryOf(store.state, id));
      if (!whole && !fetching.has(id)) fetchOne(id);
    }
  }

  /** @param {string} id */
  async function fetchOne(id) {
    fetching.add(id);
    try {
      const events = await history(id);
      if (!stopped && store.state.compare.includes(id)) paint(id, (picture) => foldAll(picture, events));
    } catch (error) {
      if (error instanceof Unreachable) store.set({ away: error.why });
      else if (error instanceof Refused) store.set({ problem: error.problem, compare: store.state.compare.filter((other) => other !== id) });
      else throw error;
    } finally {
      fetching.delete(id);
    }
  }

  const unsubscribe = store.subscribe((state, previous) => {
    if (state.selected !== previous.selected) follow();
    if (state.asked !== previous.asked) refresh();
    if (state.compare !== previous.compare) compareAll();
  });
  if (store.state.selected !== null) follow();
  compareAll();
  refresh();

  return {
    refresh,
    stop() {
      stopped = true;
      unsubscribe();
      callOffList();
      hangUp();
    },
  };
}
