/**
 * What a run that is being set up would be.
 */

import { t } from '../core/i18n.js';
import { lacking } from '../core/labels.js';
import { Refused } from './api.js';
import { drawings } from './datasets.js';
import { check } from './runs.js';

/** @typedef {import('../core/runtypes.js').RunSpec} RunSpec */
/** @typedef {import('./datasets.js').Drawings} Drawings */

/**
 * While somebody still draws what is to be trained on, the number of drawings answers, and the server is not asked for a
 * refusal that is known beforehand.
 * @param {RunSpec} draft
 * @param {AbortSignal} [signal]
 * @param {{found?: () => Promise<Drawings>, ask?: typeof check}} [helpers]  replaced in tests
 * @returns {Promise<import('./runs.js').Checked>}
 * @throws {Refused} as submitting it would be refused
 */
export async function checkDraft(draft, signal, { found = drawings, ask = check } = {}) {
  if (draft.dataset === 'drawings') {
    const { classes, limits } = await found();
    const lack = lacking(classes.map((each) => ({ label: each.class, count: each.drawings.length })), limits);
    if (lack && lack.classes > 0) throw refusal('drawings_too_few', { ...limits, classes: classes.length });
    if (lack) throw refusal('drawings_class_too_small', { ...limits, few: lack.few.map(({ label }) => label).join(', ') });
  }
  return ask(draft, signal);
}

/** @param {string} code @param {Record<string, string|number>} params */
function refusal(code, params) {
  const detail = t(`errors.${code}.detail`, params);
  return new Refused({ status: 422, code, title: t(`errors.${code}.title`), detail, errors: [{ loc: ['body', 'dataset'], code, msg: detail }] });
}
