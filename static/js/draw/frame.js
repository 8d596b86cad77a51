/**
 * Painting at most once a frame: whoever has something to paint says so, and saying it twice paints once. After a pause
 * the first painting does not wait for the frame (a picture that has just arrived is on its canvas some milliseconds
 * sooner), only for everything else that the same change sets off; those that follow do wait.
 */

const FRAME = 14; // ms; a little less than a frame of 60 Hz

/** @type {Set<() => void>} */
let waiting = new Set();
let lastRun = -Infinity;
/** @type {MessageChannel|null} */
let channel = null;

function run() {
  lastRun = performance.now();
  const tasks = waiting;
  waiting = new Set();
  // Tasks run in the order in which they asked; what is asked for while painting waits for the frame after.
  for (const task of tasks) task();
}

/** Runs when the present task and all its microtasks are done. */
function atOnce() {
  if (!channel) {
    channel = new MessageChannel();
    channel.port1.onmessage = run;
  }
  channel.port2.postMessage(null);
}

/** @param {() => void} task */
export function paintSoon(task) {
  if (waiting.size === 0) {
    if (performance.now() - lastRun > FRAME && !document.hidden) atOnce();
    else requestAnimationFrame(run);
  }
  waiting.add(task);
}

/** @param {() => void} task */
export function dontPaint(task) {
  waiting.delete(task);
}
