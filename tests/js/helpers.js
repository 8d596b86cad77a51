/** What several tests need: a seeded generator, a clock moved by hand, a settled queue of promises, small tensors. */

/**
 * Random numbers that are the same in every run (mulberry32).
 * @param {number} seed
 */
export function generator(seed) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    /** A whole number, both ends included. */
    integer: (low, high) => low + Math.floor(next() * (high - low + 1)),
    pick: (list) => list[Math.floor(next() * list.length)],
    chance: (share) => next() < share,
    list: (length, make) => Array.from({ length }, (_, i) => make(i)),
  };
}

/** A clock that stands still until it is told to run. */
export function handClock() {
  let time = 0;
  let timers = [];
  return {
    now: () => time,
    after(fn, ms) {
      const timer = { at: time + ms, fn };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    /** Run for some milliseconds, promises included. */
    async run(ms) {
      const end = time + ms;
      for (;;) {
        await settle();
        const due = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (!due) break;
        timers = timers.filter((other) => other !== due);
        time = Math.max(time, due.at);
        due.fn();
      }
      time = end;
      await settle();
    },
    get pending() {
      return timers.length;
    },
  };
}

/** Until everything that waits for a resolved promise has gone on. */
export const settle = () => new Promise((resolve) => {
  setImmediate(resolve);
});

export const f32 = (shape, values) => ({ dtype: 'F32', shape, data: Float32Array.from(values) });

/** A tap table from its rows. */
export const table = (rows) => ({ data: Int32Array.from(rows.flat()), outputs: rows.length, taps: rows[0]?.length ?? 0 });

/** The table of a sliding window along one axis. */
export function sliding(size, kernel, { stride = 1, dilation = 1, padding = 0 } = {}) {
  const outputs = Math.floor((size + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1;
  return table(Array.from({ length: outputs }, (_, out) => Array.from({ length: kernel }, (__, k) => {
    const index = out * stride - padding + k * dilation;
    return index >= 0 && index < size ? index : -1;
  })));
}
