/**
 * What is said of one epoch: its figures and what each callback thought, as a card beside the cursor and as one sentence
 * for those who hear it.
 */

import { t } from '../core/i18n.js';
import { FIGURES } from '../core/run.js';
import { valueText } from './curves-lines.js';
import { html, nothing } from './element.js';

/** @typedef {import('../core/runtypes.js').RunPicture} RunPicture */
/** @typedef {import('./curves-lines.js').Shown} Shown */

/**
 * The figures of an epoch, by Keras's names.
 * @param {RunPicture} picture @param {number} epoch
 * @returns {[string, number][]}
 */
export function figuresAt({ epochPoints }, epoch) {
  const row = epochPoints.epoch.indexOf(epoch);
  if (row < 0) return [];
  return /** @type {const} */ ([...FIGURES, 'learning_rate'])
    .map((name) => /** @type {[string, number|null]} */ ([name, epochPoints[name][row]]))
    .filter(/** @returns {pair is [string, number]} @param {[string, number|null]} pair */ (pair) => pair[1] !== null);
}

/**
 * What was said of an epoch: each callback's sentence, and what the person changed in it.
 * @param {RunPicture} picture @param {number} epoch
 * @returns {{who: string|null, text: string}[]}
 */
export function saidAt({ callbacks, marks }, epoch) {
  const thought = callbacks.flatMap(({ kind, history }) => history.filter((event) => event.epoch === epoch)
    .map((event) => ({ who: kind, text: event.reason })));
  const done = marks.filter((mark) => mark.epoch === epoch && (mark.type === 'changed' || mark.type === 'diverged'))
    .map((mark) => ({ who: null, text: mark.event.detail }));
  return [...thought, ...done].filter(({ text }) => Boolean(text));
}

/** A callback's name as Keras writes it. @param {string} kind */
export const callbackName = (kind) => t(`curves.callback.${kind}`);

/**
 * @param {readonly Shown[]} shown @param {number} epoch @param {(id: string) => string} nameOf
 */
export function readout(shown, epoch, nameOf) {
  const [{ picture }] = shown;
  const said = saidAt(picture, epoch);
  return html`
    <p class="curves-readout-title">${t('curves.epoch', { epoch: epoch + 1 })}</p>
    ${shown.length === 1 ? html`<dl class="curves-figures">${figuresAt(picture, epoch).map(([name, value]) => html`
      <div><dt>${name}</dt><dd class="number">${valueText(name, value)}</dd></div>`)}</dl>` : compared(shown, epoch, nameOf)}
    ${said.length ? html`<ul class="curves-said">${said.map(({ who, text }) => html`
      <li>${who ? html`<b>${callbackName(who)}</b> ` : nothing}${text}</li>`)}</ul>` : nothing}`;
}

/** @param {readonly Shown[]} shown @param {number} epoch @param {(id: string) => string} nameOf */
function compared(shown, epoch, nameOf) {
  return html`<dl class="curves-figures">${shown.map(({ picture, tone }) => {
    const figures = Object.fromEntries(figuresAt(picture, epoch));
    const value = figures.val_loss ?? figures.loss;
    return html`<div><dt><i class="run-swatch run-tone-${tone}"></i>${nameOf(picture.id)}</dt><dd class="number">${valueText('loss', value)}</dd></div>`;
  })}</dl>`;
}

/**
 * The same as a sentence.
 * @param {RunPicture} picture @param {number} epoch
 */
export function spoken(picture, epoch) {
  const figures = figuresAt(picture, epoch).map(([name, value]) => `${name} ${valueText(name, value)}`).join(', ');
  const said = saidAt(picture, epoch).map(({ who, text }) => (who ? `${callbackName(who)}: ${text}` : text));
  return [t('curves.spoken', { epoch: epoch + 1, figures }), ...said].join(' ');
}
