/**
 * Pictures on the server: sending one with its progress, and sending it again when the server has dropped it.
 */

import { Refused, Unreachable, outOfReach, problemFrom } from './api.js';

/** @typedef {import('./catalogue.js').Picture} Picture */
/** @typedef {import('../core/types.js').Source} Source */

/** The last pictures that this page has sent, so that the server may forget them. */
const MOST_KEPT = 4;
/** @type {Map<string, Blob>} */
const kept = new Map();

/**
 * Send a picture. XMLHttpRequest, since fetch does not tell how far a body has got.
 * @param {Blob} file
 * @param {{onProgress?: (fraction: number) => void, signal?: AbortSignal}} [options]
 * @returns {Promise<Picture>}
 * @throws {Refused|Unreachable|DOMException} the last when it was aborted
 */
export function upload(file, { onProgress, signal } = {}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.append('file', file);
    request.open('POST', '/api/images');
    request.setRequestHeader('Accept', 'application/json');
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress?.(event.loaded / event.total);
    };
    request.onload = () => {
      const type = request.getResponseHeader('Content-Type') ?? '';
      const problem = problemFrom(request.status, type, request.responseText);
      if (problem) reject(new Refused(problem));
      else if (request.status !== 201) reject(new Unreachable('gone'));
      else resolve(keep(JSON.parse(request.responseText), file));
    };
    request.onerror = () => reject(outOfReach());
    request.onabort = () => reject(new DOMException('aborted', 'AbortError'));
    signal?.addEventListener('abort', () => request.abort(), { once: true });
    if (signal?.aborted) reject(new DOMException('aborted', 'AbortError'));
    else request.send(form);
  });
}

/**
 * @param {Picture} picture
 * @param {Blob} file
 * @returns {Picture}
 */
function keep(picture, file) {
  kept.delete(picture.id);
  kept.set(picture.id, file);
  const [oldest] = kept.keys();
  if (kept.size > MOST_KEPT) kept.delete(oldest);
  return picture;
}

/**
 * Send a picture again that the server has dropped, if this page still has it.
 * @param {Source} source
 * @returns {Promise<boolean>} whether the server has it now
 */
export async function uploadAgain(source) {
  const file = source.kind === 'upload' ? kept.get(source.id) : undefined;
  if (source.kind !== 'upload' || !file) return false;
  const { id } = await upload(file);
  return id === source.id;
}
