/**
 * What a run is called, and when it was, as the page writes them.
 */

import { language, t } from './i18n.js';

/** @typedef {import('./runtypes.js').RunSummary} RunSummary */

/** The longest name of a run, in characters, as the server takes it. */
export const LONGEST = 80;
const ROOM = 6; // for a number
const TOLD = 4; // characters of an id, which tell runs of one page apart

/**
 * A run's own name; without one, its data set, when it was started, and the beginning of its id: two may be of one second.
 * @param {Pick<RunSummary, 'id'|'name'|'created'|'spec'>} run
 * @returns {string}
 */
export function runLabel({ id, name, created, spec }) {
  return name || t('train.unnamed', { dataset: spec.dataset, time: moment(created), id: id.slice(0, TOLD) });
}

/**
 * What a run is called that repeats another one: "CNN", then "CNN (2)", "CNN (3)" …
 * @param {string} name  of the other one; none stays none
 * @param {readonly string[]} taken
 * @returns {string}
 */
export function nextName(name, taken) {
  if (!name) return '';
  const stem = name.replace(/ \(\d+\)$/, '').slice(0, LONGEST - ROOM);
  for (let nth = 2; ; nth++) {
    const next = `${stem} (${nth})`;
    if (!taken.includes(next)) return next;
  }
}

/**
 * A moment of today by its hour, of another day by its date too.
 * @param {number} seconds  since 1970
 * @param {Date} [now]
 * @returns {string}
 */
export function moment(seconds, now = new Date()) {
  const date = new Date(seconds * 1000);
  const today = date.toDateString() === now.toDateString();
  return new Intl.DateTimeFormat(language(), today ? { timeStyle: 'medium' } : { dateStyle: 'short', timeStyle: 'short' }).format(date);
}
