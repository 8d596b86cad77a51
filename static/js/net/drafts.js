/**
 * What a run that is being set up would be, and what it may begin with.
 */

import { t } from '../core/i18n.js';
import { lacking } from '../core/labels.js';
import { Refused } from './api.js';
import { drawings } from './datasets.js';
import { check, readyModels } from './runs.js';

/** @typedef {import('../core/runtypes.js').RunSpec} RunSpec */
/** @typedef {import('./datasets.js').Drawings} Drawings */

/**
 * While somebody still draws what is to be trained on, the number of drawings answers, and the server is not asked for a
 * refusal that is known beforehand.
 * @param {string} dataset
 * @param {() => Promise<Drawings>} found
 * @throws {Refused} as the server would refuse the data set
 */
async function enoughDrawn(dataset, found) {
  if (dataset !== 'drawings') return;
  const { classes, limits } = await found();
  const lack = lacking(classes.map((each) => ({ label: each.class, count: each.drawings.length })), limits);
  if (lack && lack.classes > 0) throw refusal('drawings_too_few', { ...limits, classes: classes.length });
  if (lack) throw refusal('drawings_class_too_small', { ...limits, few: lack.few.map(({ label }) => label).join(', ') });
}

/**
 * @param {RunSpec} draft
 * @param {AbortSignal} [signal]
 * @param {{found?: () => Promise<Drawings>, ask?: typeof check}} [helpers]  replaced in tests
 * @returns {Promise<import('./runs.js').Checked>}
 * @throws {Refused} as submitting it would be refused
 */
export async function checkDraft(draft, signal, { found = drawings, ask = check } = {}) {
  await enoughDrawn(draft.dataset, found);
  return ask(draft, signal);
}

/**
 * Networks to start from, fitted to a data set.
 * @param {string} dataset
 * @param {AbortSignal} [signal]
 * @param {{found?: () => Promise<Drawings>, ask?: typeof readyModels}} [helpers]  replaced in tests
 * @returns {Promise<import('./runs.js').ReadyModel[]>}
 */
export async function modelsFor(dataset, signal, { found = drawings, ask = readyModels } = {}) {
  await enoughDrawn(dataset, found);
  return ask(dataset, signal);
}

/** @param {string} code @param {Record<string, string|number>} params */
function refusal(code, params) {
  const detail = t(`errors.${code}.detail`, params);
  return new Refused({ status: 422, code, title: t(`errors.${code}.title`), detail, errors: [{ loc: ['body', 'dataset'], code, msg: detail }] });
}
