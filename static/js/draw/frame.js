/**
 * Painting at most once a frame: whoever has something to paint asks for the next frame, and asking twice paints once.
 * Tasks run in the order in which they asked; what is asked for while painting waits for the frame after.
 */

/** @type {Set<() => void>} */
let waiting = new Set();

function run() {
  const tasks = waiting;
  waiting = new Set();
  for (const task of tasks) task();
}

/** @param {() => void} task */
export function paintSoon(task) {
  if (waiting.size === 0) requestAnimationFrame(run);
  waiting.add(task);
}

/** @param {() => void} task */
export function dontPaint(task) {
  waiting.delete(task);
}
