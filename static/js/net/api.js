/**
 * Talking to the server: JSON and safetensors in, refusals as `Refused`, a server that cannot be reached as `Unreachable`.
 */

import { parse } from '../core/safetensors.js';

/** @typedef {import('../core/types.js').Problem} Problem */
/** @typedef {import('../core/types.js').Tensors} Tensors */
/** @typedef {import('../core/types.js').Meta} Meta */

/** The server says no, and why. */
export class Refused extends Error {
  /** @param {Problem} problem */
  constructor(problem) {
    super(problem.detail);
    this.name = 'Refused';
    this.problem = problem;
  }
}

/** No answer that could be read: this machine is offline, or the server is gone. */
export class Unreachable extends Error {
  /**
   * @param {'offline'|'gone'} why
   * @param {unknown} [cause]
   */
  constructor(why, cause) {
    super(why, { cause });
    this.name = 'Unreachable';
    this.why = why;
  }
}

/**
 * @param {unknown} [cause]
 * @returns {Unreachable}
 */
export function outOfReach(cause) {
  return new Unreachable(globalThis.navigator?.onLine === false ? 'offline' : 'gone', cause);
}

/**
 * @typedef {object} Options
 * @property {unknown} [json]  the body
 * @property {FormData} [form]  the body, where files are sent
 * @property {string} [method]
 * @property {string} [accept]
 * @property {AbortSignal} [signal]
 */

/**
 * @param {string} path
 * @param {Options} [options]
 * @returns {Promise<Response>}  a good answer
 * @throws {Refused|Unreachable|DOMException} the last when it was aborted
 */
async function request(path, { json, form, method = json === undefined && !form ? 'GET' : 'POST', accept = 'application/json', signal } = {}) {
  /** @type {Record<string, string>} */
  const headers = { Accept: accept };
  if (json !== undefined) headers['Content-Type'] = 'application/json';
  const body = json === undefined ? form ?? null : JSON.stringify(json);
  const response = await reached(() => fetch(path, { method, headers, body, signal: signal ?? null }), signal);
  if (!response.ok) throw await refusalOf(response);
  return response;
}

/**
 * Run something that needs the network; what breaks in it is an unreachable server, unless it was aborted.
 * @template T
 * @param {() => Promise<T>} run
 * @param {AbortSignal} [signal]
 * @returns {Promise<T>}
 */
async function reached(run, signal) {
  try {
    return await run();
  } catch (error) {
    if (signal?.aborted) throw error;
    throw outOfReach(error);
  }
}

/**
 * @param {Response} response  not ok
 * @returns {Promise<Refused|Unreachable>}
 */
async function refusalOf(response) {
  const text = await response.text();
  const problem = problemFrom(response.status, response.headers.get('Content-Type') ?? '', text);
  // Without a problem of ours it is somebody between us who speaks: the server behind is out of reach.
  return problem ? new Refused(problem) : new Unreachable('gone', new Error(`${response.status} without a problem`));
}

/**
 * The problem in an answer's body; null when there is none.
 * @param {number} status
 * @param {string} type  content type
 * @param {string} text
 * @returns {Problem|null}
 */
export function problemFrom(status, type, text) {
  if (!type.startsWith('application/problem+json')) return null;
  return { status, ...JSON.parse(text) };
}

/**
 * @param {string} path
 * @param {Options} [options]
 * @returns {Promise<any>}
 */
export async function requestJson(path, options) {
  const response = await request(path, options);
  return reached(() => response.json(), options?.signal);
}

/**
 * @param {string} path
 * @param {Options} [options]
 * @returns {Promise<string>}
 */
export async function requestText(path, options) {
  const response = await request(path, { accept: '*/*', ...options });
  return reached(() => response.text(), options?.signal);
}

/**
 * @param {string} path
 * @param {Options} [options]
 * @returns {Promise<Blob>}
 */
export async function requestBlob(path, options) {
  const response = await request(path, { accept: '*/*', ...options });
  return reached(() => response.blob(), options?.signal);
}

/**
 * Ask for something to be done, whose answer says no more than that it was.
 * @param {string} path
 * @param {Options} options
 * @returns {Promise<true>}
 */
export async function send(path, options) {
  const response = await request(path, options);
  await response.body?.cancel();
  return true;
}

/**
 * @param {string} path
 * @param {Options} [options]
 * @returns {Promise<{tensors: Tensors, meta: Meta}>}
 */
export async function requestTensors(path, options) {
  const response = await request(path, { ...options, accept: 'application/octet-stream' });
  return reached(async () => {
    const { tensors, metadata } = parse(await response.arrayBuffer());
    return { tensors, meta: JSON.parse(metadata.json) };
  }, options?.signal);
}

/**
 * Whether the server answers.
 * @param {AbortSignal} [signal]
 * @returns {Promise<boolean>}
 */
export async function isUp(signal) {
  try {
    const { status } = await requestJson('/api/health', signal ? { signal } : {});
    return status === 'ok';
  } catch (error) {
    if (error instanceof Unreachable) return false;
    throw error;
  }
}
