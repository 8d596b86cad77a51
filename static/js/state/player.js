/**
 * The player: a timer that moves the one cursor of the store. The timer knows nothing of cells; `advance` takes steps and
 * says whether there was one. Each start opens a new generation, so that a timer of an earlier one, already in the queue
 * when the person pauses or starts again, finds itself outdated and does nothing.
 */

import { atEnd, clamp, planFor } from '../core/stepper.js';
import { step, toStart } from './looking.js';

/**
 * @typedef {import('./store.js').Store} Store
 *
 * @typedef {object} Clock
 * @property {() => number} now                                  milliseconds, monotonic
 * @property {(fn: () => void, ms: number) => () => void} after  calls back once; returns what calls it off
 *
 * @typedef {object} Player
 * @property {() => boolean} playing
 * @property {() => void} play
 * @property {() => void} pause
 * @property {() => void} toggle
 * @property {(fn: (playing: boolean) => void) => () => void} subscribe  called when it starts or stops; returns unsubscribe
 */

export const SPEEDS = Object.freeze([0.25, 0.5, 1, 2, 4, 8, 16]);

/** Milliseconds between two steps at speed 1. A tap wants to be read, a row is a sweep. */
export const PACE = Object.freeze({ tap: 640, cell: 480, row: 800 });

/** After a long pause of the machine (a tab in the background) it goes on from where it was instead of racing behind. */
const CATCH_UP = 4;

/** The speed after this one, faster (`by` 1) or slower (−1), within the table. @param {number} speed @param {number} by */
export function nextSpeed(speed, by) {
  const nearest = SPEEDS.reduce((best, s, i) => Math.abs(s - speed) < Math.abs(SPEEDS[best] - speed) ? i : best, 0);
  return SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, nearest + by))];
}

/** @param {'tap'|'cell'|'row'} unit @param {number} speed */
export function interval(unit, speed) {
  return PACE[unit] / speed;
}

/** @type {Clock} */
export const systemClock = {
  now: () => performance.now(),
  after(fn, ms) {
    const id = setTimeout(fn, ms);
    return () => clearTimeout(id);
  },
};

/**
 * @param {object} options
 * @param {(steps: number) => boolean} options.advance  takes that many steps; false: there is nothing further
 * @param {() => number} options.interval               milliseconds until the next step, asked anew before each
 * @param {Clock} [options.clock]
 * @returns {Player}
 */
export function createPlayer({ advance, interval: every, clock = systemClock }) {
  let generation = 0;
  let running = false;
  /** @type {() => void} */
  let callOff = () => {};
  /** @type {Set<(playing: boolean) => void>} */
  const listeners = new Set();

  /** @param {boolean} value */
  function setRunning(value) {
    if (running === value) return;
    running = value;
    for (const fn of [...listeners]) fn(value);
  }

  /** @param {number} mine @param {number} due  when the next step is to be taken */
  function schedule(mine, due) {
    callOff = clock.after(() => {
      if (mine !== generation) return;
      const period = every();
      const late = clock.now() - due;
      const steps = Math.min(CATCH_UP, 1 + Math.max(0, Math.floor(late / period)));
      const more = advance(steps);
      if (mine !== generation) return;   // whoever heard of the step may have paused
      if (!more) return pause();
      const next = due + steps * period;
      schedule(mine, next < clock.now() ? clock.now() + period : next);
    }, Math.max(0, due - clock.now()));
  }

  function play() {
    if (running) return;
    generation += 1;
    setRunning(true);
    if (running) schedule(generation, clock.now() + every());
  }

  function pause() {
    generation += 1;
    callOff();
    setRunning(false);
  }

  return {
    playing: () => running,
    play,
    pause,
    toggle: () => (running ? pause() : play()),
    subscribe(fn) {
      listeners.add(fn);
      return () => listeners.delete(fn);
    },
  };
}

/** @type {WeakMap<Store, Player>} */
const players = new WeakMap();

/**
 * The store's player: there is one, whoever asks. It goes by the unit and the speed of the view.
 * @param {Store} store
 * @returns {Player}
 */
export function playerOf(store) {
  let player = players.get(store);
  if (!player) {
    player = createPlayer({
      interval: () => interval(store.state.view.unit, store.state.view.speed),
      advance(steps) {
        for (let i = 0; i < steps; i++) if (!step(store, store.state.view.unit, 1)) return false;
        return true;
      },
    });
    players.set(store, player);
  }
  return player;
}

/**
 * Play or pause. From the end of a map it plays from the beginning; by taps, from the first tap of the cell asked for.
 * @param {Store} store
 */
export function playOrPause(store) {
  const player = playerOf(store);
  const { live, cursor, view } = store.state;
  if (!player.playing() && live.answer) {
    const plan = planFor(live.answer);
    if (view.unit === 'tap' && !view.stepping) {
      store.set({ cursor: { ...clamp(plan, cursor), step: 0 }, view: { ...view, stepping: true } });
    } else if (atEnd(plan, clamp(plan, cursor))) toStart(store);
  }
  player.toggle();
}
