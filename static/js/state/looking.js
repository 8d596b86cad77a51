/**
 * How a person looks at an answer: cursor, stepper, hover, view. None of it changes a number.
 */

import * as stepper from '../core/stepper.js';
import { same } from './setting.js';

/** @typedef {import('./store.js').Store} Store */
/** @typedef {import('../core/types.js').Hover} Hover */
/** @typedef {import('../core/types.js').Cursor} Cursor */
/** @typedef {import('../core/types.js').View} View */

/**
 * @param {Store} store
 * @param {Partial<View>} change
 */
export function setView(store, change) {
  store.set({ view: { ...store.state.view, ...change } });
}

/**
 * Ask for an output cell. The cursor stands on the finished cell.
 * @param {Store} store
 * @param {number} map
 * @param {number} row
 * @param {number} col
 */
export function moveCursor(store, map, row, col) {
  const cursor = onGrid(store, map, row, col);
  if (!same(cursor, store.state.cursor)) store.set({ cursor });
}

/**
 * The cursor on a finished cell, or on the nearest one that the output has.
 * @param {Store} store
 * @param {number} map
 * @param {number} row
 * @param {number} col
 * @returns {Cursor}
 */
function onGrid(store, map, row, col) {
  const { answer } = store.state.live;
  const wanted = { map, row, col, step: null };
  return answer ? stepper.clamp(stepper.planFor(answer), wanted) : wanted;
}

/**
 * Bring a map onto the stage; the cursor keeps its place in the grid.
 * @param {Store} store
 * @param {number} map
 */
export function selectMap(store, map) {
  const { row, col } = store.state.cursor;
  moveCursor(store, map, row, col);
}

/**
 * What the pointer or the focus is on; null: nothing. Over the output the cursor follows, unless it is pinned or the
 * player has it.
 * @param {Store} store
 * @param {Hover|null} hover
 */
export function hover(store, hover) {
  const { hover: before, view } = store.state;
  if (same(hover, before)) return;
  if (hover?.grid !== 'output' || view.pinned || view.stepping) {
    store.set({ hover });
    return;
  }
  store.set({ hover, cursor: onGrid(store, hover.channel, hover.row, hover.col) });
}

/**
 * Pin the cursor to a cell.
 * @param {Store} store
 * @param {number} map
 * @param {number} row
 * @param {number} col
 */
export function pinCell(store, map, row, col) {
  store.set({ cursor: onGrid(store, map, row, col), view: { ...store.state.view, pinned: true } });
}

/**
 * Let go of everything: the pin, the stepper, the hover. What Escape does.
 * @param {Store} store
 */
export function release(store) {
  const { view, cursor } = store.state;
  store.set({ hover: null, view: { ...view, pinned: false, stepping: false }, cursor: { ...cursor, step: null } });
}

/**
 * Move the cursor by the stepper; the output is then shown only as far as it has come.
 * @param {Store} store
 * @param {(plan: stepper.Plan, cursor: Cursor) => Cursor} move
 * @returns {boolean} whether the cursor moved
 */
function walk(store, move) {
  const { live, cursor, view } = store.state;
  if (!live.answer) return false;
  const plan = stepper.planFor(live.answer);
  const next = move(plan, stepper.clamp(plan, cursor));
  const moved = !same(next, cursor);
  if (moved || !view.stepping) store.set({ cursor: next, view: view.stepping ? view : { ...view, stepping: true } });
  return moved;
}

/**
 * One step of the player.
 * @param {Store} store
 * @param {stepper.Unit} unit
 * @param {1|-1} direction
 * @returns {boolean} false at the end of the map
 */
export function step(store, unit, direction) {
  return walk(store, (plan, cursor) => stepper.advance(plan, cursor, unit, direction));
}

/**
 * Scrub.
 * @param {Store} store
 * @param {number} fraction  0 … 1 of the way through the map
 * @returns {boolean}
 */
export function seek(store, fraction) {
  return walk(store, (plan, cursor) => stepper.seek(plan, cursor.map, fraction, store.state.view.unit));
}

/**
 * To the next or the last end of a thought.
 * @param {Store} store
 * @param {1|-1} direction
 * @returns {boolean}
 */
export function skipToRest(store, direction) {
  return walk(store, (plan, cursor) => stepper.skipToRest(plan, cursor, direction));
}

/**
 * To the very first step of the map.
 * @param {Store} store
 * @returns {boolean}
 */
export function toStart(store) {
  return walk(store, (plan, cursor) => stepper.first(plan, cursor.map));
}

/**
 * To the last cell of the map.
 * @param {Store} store
 * @returns {boolean}
 */
export function toEnd(store) {
  return walk(store, (plan, cursor) => stepper.last(plan, cursor.map));
}

/**
 * Leave the stepper: the whole output is shown again, the cursor on the finished cell.
 * @param {Store} store
 */
export function stopStepping(store) {
  const { view, cursor } = store.state;
  store.set({ view: { ...view, stepping: false }, cursor: { ...cursor, step: null } });
}
