/**
 * Predict, then reveal: what is asked, and whether an answer is right.
 */

import { valueAt } from './tensor.js';

/** @typedef {import('./types.js').Answer} Answer */
/** @typedef {import('./types.js').Cursor} Cursor */

/**
 * A question. `truth` has one number for each box to fill in: the output's height and width (flat: its length), or the
 * value of the cell under the cursor.
 * @typedef {{kind: 'size'|'cell', truth: number[], key: string}} Question
 */

/**
 * `right`; `sign`: right but for its sign; `close`: within a tenth; `wrong`; `unread`: not a number.
 * @typedef {'right'|'sign'|'close'|'wrong'|'unread'} Verdict
 */

/** Two decimals suffice for a cell, as numbers in cells are shown. */
const ABSOLUTE = 0.0051;
const RELATIVE = 0.01;
const CLOSE = 0.1;

/**
 * What to ask of an answer; null when nothing is hidden. Two questions with the same `key` are the same question.
 * @param {'off'|'size'|'cell'} predict
 * @param {Answer} answer
 * @param {Cursor} cursor
 * @returns {Question|null}
 */
export function questionOf(predict, answer, cursor) {
  if (predict === 'off') return null;
  const { output_shape: shape, input_shape: from } = answer.meta;
  if (predict === 'size') {
    const truth = shape.length === 3 ? shape.slice(1) : [...shape];
    return { kind: 'size', truth, key: JSON.stringify(['size', from, answer.setting.layer]) };
  }
  const value = valueAt(answer.tensors.output, cursor.map, cursor.row, cursor.col);
  if (value === undefined) return null;
  return { kind: 'cell', truth: [value], key: JSON.stringify(['cell', cursor.map, cursor.row, cursor.col, value]) };
}

/**
 * A number as a person types it: any minus sign, decimal point or comma, fractions such as 1/9.
 * @param {string} text
 * @returns {number}  NaN when it is none
 */
export function readNumber(text) {
  const plain = text.trim().replace(/[−–]/g, '-').replace(',', '.');
  const fraction = /^([-+]?[\d.]+)\s*\/\s*([\d.]+)$/.exec(plain);
  if (fraction) return Number(fraction[1]) / Number(fraction[2]);
  if (/^[-+]?(∞|inf(inity)?)$/i.test(plain)) return plain.startsWith('-') ? -Infinity : Infinity;
  return plain === '' ? NaN : Number(plain);
}

/**
 * @param {Question} question
 * @param {readonly string[]} given  one text for each number of `truth`
 * @returns {{verdicts: Verdict[], right: boolean}}
 */
export function checkAnswer(question, given) {
  const judge = question.kind === 'size' ? judgeSize : judgeCell;
  const verdicts = question.truth.map((truth, i) => judge(readNumber(given[i] ?? ''), truth));
  return { verdicts, right: verdicts.every((verdict) => verdict === 'right') };
}

/**
 * @param {number} given
 * @param {number} truth
 * @returns {Verdict}
 */
function judgeSize(given, truth) {
  if (Number.isNaN(given)) return 'unread';
  if (given === truth) return 'right';
  return Math.abs(given - truth) <= 1 ? 'close' : 'wrong';
}

/**
 * @param {number} given
 * @param {number} truth
 * @returns {Verdict}
 */
function judgeCell(given, truth) {
  if (Number.isNaN(given)) return 'unread';
  if (!Number.isFinite(truth) || !Number.isFinite(given)) return given === truth ? 'right' : 'wrong';
  const within = Math.max(ABSOLUTE, RELATIVE * Math.abs(truth));
  if (Math.abs(given - truth) <= within) return 'right';
  if (Math.abs(given + truth) <= within) return 'sign';
  return Math.abs(given - truth) <= CLOSE * Math.abs(truth) ? 'close' : 'wrong';
}
