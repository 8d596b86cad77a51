/**
 * What a run is called, and when it was, as the page writes them.
 */

import { language, t } from './i18n.js';

/** @typedef {import('./runtypes.js').RunSummary} RunSummary */

/**
 * A run's own name; without one, its data set and when it was started.
 * @param {Pick<RunSummary, 'name'|'created'|'spec'>} run
 * @returns {string}
 */
export function runLabel({ name, created, spec }) {
  return name || t('train.unnamed', { dataset: spec.dataset, time: moment(created) });
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
