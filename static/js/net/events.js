/**
 * The events of one run, each once and in order, whatever happens to the line: one `EventSource` that is closed when the
 * run has ended, opened again behind the last event when the line drops, when the machine wakes up, and when the page
 * comes back from the browser's cache.
 *
 * The browser's own reconnecting is not relied on: it gives up on an answer that is no stream, waits for ever on a line
 * that a sleep has cut, and says nothing of when it will try again.
 */

import { EVENT_TYPES } from '../core/run.js';

/** @typedef {import('../core/runtypes.js').RunEvent} RunEvent */
/** @typedef {import('../core/runtypes.js').Connection} Connection */
/** @typedef {import('./lane.js').Clock} Clock */

const RETRY = [500, 1000, 2000, 4000, 8000, 15_000]; // milliseconds
const BEAT = 5000; // milliseconds
/** A beat that comes this late was slept through: hidden pages have theirs at least once a minute. */
const SLEPT = 90_000;
/** A line that nobody has looked at for so long is not trusted. */
const UNSEEN = 60_000;

/** The clock on the wall: the one of `performance` stands still on some machines while they sleep. @type {Clock} */
export const wallClock = {
  now: () => Date.now(),
  after(fn, ms) {
    const id = setTimeout(fn, ms);
    return () => clearTimeout(id);
  },
};

/**
 * @typedef {object} StreamOptions
 * @property {(after: number) => string} url  of the events behind the one of this number
 * @property {number} [after]  the last event that is known already
 * @property {(event: RunEvent) => void} onEvent
 * @property {(connection: Connection) => void} onConnection  `ended` is said once, and is the last
 * @property {new (url: string) => EventSource} [Source]  replaced in tests
 * @property {Clock} [clock]
 * @property {EventTarget} [page]  where sleep, network and visibility are told of: the window
 */

/**
 * @param {StreamOptions} options
 * @returns {{close: () => void, wake: () => void}}  wake: for whoever knows that the line may have been cut unnoticed
 */
export function openEvents({ url, after = 0, onEvent, onConnection, Source = globalThis.EventSource, clock = wallClock, page = globalThis }) {
  let last = after;
  let attempts = 0;
  let closed = false;
  /** @type {number|null} the event behind which a hole was found; asked for again once */
  let hole = null;
  /** @type {EventSource|null} */
  let source = null;
  let callOffRetry = () => {};
  let callOffBeat = () => {};
  /** @type {number|null} */
  let hiddenSince = null;

  function open() {
    callOffRetry();
    source?.close();
    onConnection({ state: 'connecting' });
    const opened = new Source(url(last));
    source = opened;
    opened.onopen = () => {
      if (source === opened) onConnection({ state: 'live' });
    };
    opened.onerror = () => {
      if (source === opened) retryLater();
    };
    for (const type of EVENT_TYPES) {
      opened.addEventListener(type, (message) => {
        if (source === opened) take(JSON.parse(/** @type {MessageEvent} */ (message).data));
      });
    }
    opened.addEventListener('end', () => {
      if (source !== opened) return;
      close();
      onConnection({ state: 'ended' });
    });
  }

  /** @param {RunEvent} event */
  function take(event) {
    if (event.seq <= last) return;
    if (event.seq > last + 1 && hole !== last) {
      // Something was lost on the way; the log has it.
      hole = last;
      open();
      return;
    }
    attempts = 0;
    last = event.seq;
    onEvent(event);
  }

  function retryLater() {
    source?.close();
    source = null;
    const wait = RETRY[Math.min(attempts, RETRY.length - 1)];
    attempts += 1;
    onConnection({ state: 'lost', retryAt: clock.now() + wait });
    callOffRetry = clock.after(open, wait);
  }

  function wake() {
    attempts = 0;
    open();
  }

  function beat() {
    const due = clock.now() + BEAT;
    callOffBeat = clock.after(() => {
      if (clock.now() - due > SLEPT) wake();
      beat();
    }, BEAT);
  }

  /** @type {Record<string, (event: any) => void>} */
  const heard = {
    online: wake,
    offline() {
      if (source) retryLater();
    },
    visibilitychange({ target }) {
      const hidden = target?.visibilityState === 'hidden';
      if (!hidden && hiddenSince !== null && clock.now() - hiddenSince > UNSEEN) wake();
      hiddenSince = hidden ? hiddenSince ?? clock.now() : null;
    },
    // A page with an open line is not kept for "back".
    pagehide() {
      callOffRetry();
      source?.close();
      source = null;
    },
    pageshow({ persisted }) {
      if (persisted) wake();
    },
  };

  function close() {
    if (closed) return;
    closed = true;
    callOffRetry();
    callOffBeat();
    source?.close();
    source = null;
    for (const [name, listener] of Object.entries(heard)) page.removeEventListener?.(name, listener);
  }

  for (const [name, listener] of Object.entries(heard)) page.addEventListener?.(name, listener);
  beat();
  open();
  return { close, wake: () => void (closed || wake()) };
}
