import test from 'node:test';
import assert from 'node:assert/strict';
import { createPlayer, interval, nextSpeed, PACE, SPEEDS } from '../../static/js/state/player.js';

/** A clock that stands still until it is told to run. */
function handClock() {
  let time = 0;
  let id = 0;
  /** @type {Map<number, {at: number, fn: () => void}>} */
  const timers = new Map();
  return {
    now: () => time,
    after(fn, ms) {
      const mine = ++id;
      timers.set(mine, { at: time + ms, fn });
      return () => timers.delete(mine);
    },
    pending: () => timers.size,
    /** @param {number} ms */
    run(ms) {
      const end = time + ms;
      for (;;) {
        const [next] = [...timers].filter(([, t]) => t.at <= end).sort(([, a], [, b]) => a.at - b.at);
        if (!next) break;
        timers.delete(next[0]);
        time = Math.max(time, next[1].at);
        next[1].fn();
      }
      time = end;
    },
    /** The machine sleeps: time passes, no timer fires. @param {number} ms */
    sleep(ms) { time += ms; },
    /** A callback that a cancelled timer had already put in the queue. */
    stale() { return [...timers.values()][0].fn; },
  };
}

function counting(end = Infinity, period = 100) {
  const clock = handClock();
  const seen = { steps: 0, period };
  const player = createPlayer({
    clock,
    interval: () => seen.period,
    advance(n) {
      seen.steps = Math.min(end, seen.steps + n);
      return seen.steps < end;
    },
  });
  return { clock, player, seen };
}

test('it steps once an interval, and not before the first has passed', () => {
  const { clock, player, seen } = counting();
  player.play();
  clock.run(99);
  assert.equal(seen.steps, 0);
  clock.run(1);
  assert.equal(seen.steps, 1);
  clock.run(500);
  assert.equal(seen.steps, 6);
});

test('pausing stops it at once and leaves no timer behind', () => {
  const { clock, player, seen } = counting();
  player.play();
  clock.run(250);
  player.pause();
  assert.equal(player.playing(), false);
  assert.equal(clock.pending(), 0);
  clock.run(1000);
  assert.equal(seen.steps, 2);
});

test('a timer of an earlier generation does nothing, even if it still fires', () => {
  const { clock, player, seen } = counting();
  player.play();
  const stale = clock.stale();
  player.pause();
  player.play();
  stale();
  assert.equal(seen.steps, 0);
  assert.equal(clock.pending(), 1);
  clock.run(100);
  assert.equal(seen.steps, 1);
});

test('playing twice does not play twice as fast', () => {
  const { clock, player, seen } = counting();
  player.play();
  player.play();
  clock.run(300);
  assert.equal(seen.steps, 3);
});

test('it stops by itself at the end and says so once', () => {
  const { clock, player, seen } = counting(3);
  /** @type {boolean[]} */
  const heard = [];
  player.subscribe((playing) => heard.push(playing));
  player.play();
  clock.run(5000);
  assert.equal(seen.steps, 3);
  assert.deepEqual(heard, [true, false]);
  assert.equal(clock.pending(), 0);
});

test('a changed speed holds from the next step on', () => {
  const { clock, player, seen } = counting();
  player.play();
  clock.run(100);
  seen.period = 10;
  clock.run(100);         // the step that was under way
  clock.run(100);
  assert.equal(seen.steps, 12);
});

test('a late timer catches up a little, and does not race after a sleep', () => {
  const { clock, player, seen } = counting();
  player.play();
  clock.run(100);
  clock.sleep(240);
  clock.run(0);
  assert.equal(seen.steps, 3);
  clock.sleep(60000);
  clock.run(0);
  assert.equal(seen.steps, 7);
  clock.run(100);
  assert.equal(seen.steps, 8);
});

test('whoever pauses while hearing of a step is obeyed', () => {
  const clock = handClock();
  let steps = 0;
  const player = createPlayer({
    clock,
    interval: () => 100,
    advance() {
      steps += 1;
      player.pause();
      return true;
    },
  });
  player.play();
  clock.run(1000);
  assert.equal(steps, 1);
  assert.equal(clock.pending(), 0);
});

test('an unsubscribed listener hears nothing more', () => {
  const { player } = counting();
  let heard = 0;
  player.subscribe(() => { heard += 1; })();
  player.toggle();
  player.toggle();
  assert.equal(heard, 0);
});

test('speeds step along the table and end with it; a strange one snaps to its neighbour', () => {
  assert.equal(nextSpeed(1, 1), 2);
  assert.equal(nextSpeed(1, -1), 0.5);
  assert.equal(nextSpeed(16, 1), 16);
  assert.equal(nextSpeed(0.25, -1), 0.25);
  assert.equal(nextSpeed(3, 1), 4);
  assert.deepEqual([SPEEDS[0], SPEEDS.at(-1)], [0.25, 16]);
  assert.equal(interval('cell', 16), PACE.cell / 16);
});
