/**
 * Runs as the server has them: one function per call of the contract. What a person does to a run goes through
 * net/command.js, which tells the state of it.
 */

import { requestJson, requestTensors, requestText, send } from './api.js';

/** @typedef {import('../core/runtypes.js').RunSummary} RunSummary */
/** @typedef {import('../core/runtypes.js').RunSpec} RunSpec */
/** @typedef {import('../core/runtypes.js').RunEvent} RunEvent */
/** @typedef {import('../core/types.js').Tensors} Tensors */

/** @param {string} id @param {string} [rest] */
const at = (id, rest = '') => `/api/runs/${encodeURIComponent(id)}${rest}`;

/** @param {AbortSignal} [signal] @returns {Promise<RunSummary[]>} newest first */
export async function listRuns(signal) {
  const runs = await requestJson('/api/runs', signal ? { signal } : {});
  return runs.toSorted((/** @type {RunSummary} */ a, /** @type {RunSummary} */ b) => b.created - a.created);
}

/** @param {string} id @returns {Promise<RunSummary>} */
export const getRun = (id) => requestJson(at(id));

/** @param {RunSpec} spec @returns {Promise<string>} the new run's id */
export const submit = async (spec) => (await requestJson('/api/runs', { json: spec })).id;

/**
 * @typedef {object} Checked  what a run would be
 * @property {{kind: string, output_shape: number[], parameters: number, macs: number}[]} layers
 * @property {number} parameters
 * @property {number} macs
 * @property {number} train
 * @property {number} validation
 * @property {number} batches
 * @property {{code: string, detail: string}[]} warnings
 */

/**
 * What a run would be, without starting it.
 * @param {RunSpec} spec
 * @param {AbortSignal} [signal]
 * @returns {Promise<Checked>}
 * @throws {import('./api.js').Refused} as submitting it would be refused
 */
export const check = (spec, signal) => requestJson('/api/runs/check', { json: spec, ...(signal && { signal }) });

/** Start the small demonstration run if there has never been a run. @returns {Promise<string>} its id, or the newest run's */
export const demo = async () => (await requestJson('/api/runs/demo', { method: 'POST' })).id;

/** @param {string} id @param {string} name */
export const rename = (id, name) => send(at(id), { method: 'PATCH', json: { name } });

/** @param {string} id @param {number} lr */
export const changeRate = (id, lr) => send(at(id), { method: 'PATCH', json: { lr } });

/** @param {string} id @param {number} index  the callback's place in the list @param {number} patience */
export const changePatience = (id, index, patience) => send(at(id), { method: 'PATCH', json: { callbacks: { [index]: { patience } } } });

/** @param {string} id */
export const pause = (id) => send(at(id, '/pause'), { method: 'POST' });

/** @param {string} id */
export const resume = (id) => send(at(id, '/resume'), { method: 'POST' });

/** @param {string} id @param {'batch'|'epoch'} unit */
export const step = (id, unit) => send(at(id, '/step'), { json: { unit } });

/** @param {string} id */
export const stop = (id) => send(at(id, '/stop'), { method: 'POST' });

/** Go on from the last complete epoch. @param {string} id */
export const continueRun = (id) => send(at(id, '/continue'), { method: 'POST' });

/** @param {string} id */
export const remove = (id) => send(at(id), { method: 'DELETE' });

/** @typedef {{name: string, epoch: number, logs: Record<string, number>, bytes: number, full: boolean}} Checkpoint */

/** @param {string} id @param {AbortSignal} [signal] @returns {Promise<Checkpoint[]>} */
export const checkpoints = (id, signal) => requestJson(at(id, '/checkpoints'), signal ? { signal } : {});

/**
 * Filters and the probe's feature maps as they were after an epoch. The same question has the same answer for ever.
 * @param {string} id @param {number} epoch @param {AbortSignal} [signal]
 * @returns {Promise<{tensors: Tensors, meta: any}>}
 */
export const maps = (id, epoch, signal) => requestTensors(at(id, `/maps?epoch=${epoch}`), signal ? { signal } : {});

/**
 * Confusion matrix, worst misclassified pictures and histograms of an epoch.
 * @param {string} id @param {number} epoch @param {AbortSignal} [signal]
 * @returns {Promise<any>}
 */
export const figures = (id, epoch, signal) => requestJson(at(id, `/figures?epoch=${epoch}`), signal ? { signal } : {});

/**
 * Probabilities under the present weights.
 * @param {string} id @param {object} input  as of `POST /api/layers/apply` @param {AbortSignal} [signal]
 * @returns {Promise<any>}
 */
export const predict = (id, input, signal) => requestJson(at(id, '/predict'), { json: { input }, ...(signal && { signal }) });

/** @param {string} id @param {AbortSignal} [signal] @returns {Promise<RunEvent[]>} everything so far, in order */
export async function eventsOf(id, signal) {
  const text = await requestText(exportUrl(id, 'jsonl'), signal ? { signal } : {});
  return text.split('\n').filter((line) => line.trim() !== '').map((line) => JSON.parse(line));
}

/** @typedef {{id: string, title: string, summary: string, layers: import('../core/types.js').Layer[]}} ReadyModel */

/** Networks to start from, fitted to a data set. @param {string} dataset @param {AbortSignal} [signal] @returns {Promise<ReadyModel[]>} */
export const readyModels = (dataset, signal) => requestJson(`/api/models?dataset=${encodeURIComponent(dataset)}`, signal ? { signal } : {});

/** @typedef {{schema: import('../core/accepts.js').Schema, title: string, summary: string}} CallbackInfo */

/** @param {AbortSignal} [signal] @returns {Promise<Record<string, CallbackInfo>>} by kind */
export const callbackKinds = (signal) => requestJson('/api/callbacks', signal ? { signal } : {});

/** @param {string} id @param {number} [after]  events up to this one are known */
export const eventsUrl = (id, after = 0) => at(id, after > 0 ? `/events?after=${after}` : '/events');

/** @param {string} id @param {'jsonl'|'csv'|'python'} format */
export const exportUrl = (id, format) => at(id, `/export?format=${format}`);

/** @param {string} id @param {string} name */
export const checkpointUrl = (id, name) => at(id, `/checkpoints/${encodeURIComponent(name)}`);

/** What a callback wrote, such as csv_logger's file. @param {string} id @param {string} name */
export const fileUrl = (id, name) => at(id, `/files/${encodeURIComponent(name)}`);

/** The numbers that a run trains on, as an .npz. @param {string} id */
export const dataUrl = (id) => at(id, '/data');

/** @param {string} id */
export const pageUrl = (id) => `/train/${encodeURIComponent(id)}`;
