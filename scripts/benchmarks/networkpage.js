/* Runs inside the page of whole networks: how long after a pen's move, or after an answer, what it leads to is on the screen. */
globalThis.bench = (() => {
  const WAIT = 10_000; // milliseconds

  const store = () => document.querySelector('cs-net-maps').store;
  const frame = () => new Promise(requestAnimationFrame);
  const rest = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

  /** When the frame that is being made now has been drawn. */
  const drawn = () => new Promise((resolve) => {
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => resolve(performance.now());
      channel.port2.postMessage(null);
    });
  });

  /** @param {() => boolean} holds */
  async function until(holds) {
    const end = performance.now() + WAIT;
    while (!holds()) {
      if (performance.now() > end) throw new Error(`not within ${WAIT} ms: ${holds}`);
      await frame();
    }
  }

  /** Every move of the pen, and when the probabilities of the drawing that it made, or of a later one, were on the screen. */
  const moves = [];

  function watchPen() {
    // After the board's own listener: the setting is the one that this move has made.
    addEventListener('pointermove', (event) => {
      const { setting } = store().state;
      if (event.buttons === 1 && setting !== moves.at(-1)?.setting) moves.push({ at: event.timeStamp, setting, seen: 0 });
    });
    store().subscribe(async ({ live }, previous) => {
      if (live.answer === previous.live.answer) return;
      const last = moves.findLastIndex(({ setting }) => setting === live.answer.setting);
      const open = moves.slice(0, last + 1).filter(({ seen }) => seen === 0);
      for (const move of open) move.seen = Infinity; // on its way
      await document.querySelector('cs-net-classes').updateComplete;
      const at = await drawn();
      for (const move of open) move.seen = at;
    });
  }

  const strips = () => [...document.querySelectorAll('cs-net-strip')];

  return {
    ready: () => until(() => store()?.state.live.status === 'ready' && store().state.live.answer !== null),

    /** Somewhere on the board, in the window's coordinates. */
    board() {
      const { left, top, width } = document.querySelector('canvas.draw-board').getBoundingClientRect();
      return { left, top, width };
    },

    watchPen,

    /** The latencies of all moves, in milliseconds. */
    async pen() {
      await until(() => moves.length > 0 && moves.every(({ seen }) => Number.isFinite(seen) && seen > 0));
      return moves.map(({ at, seen }) => seen - at);
    },

    /** A network in place of the present one, on a photograph of this size in colours. */
    async open(layers, size) {
      const { setting } = store().state;
      store().set({ setting: { ...setting, layers, source: { kind: 'sample', id: 'boats' }, crop: null, color: 'rgb', size: [size, size], weights: { seed: 0 } } });
      await until(() => store().state.live.status === 'ready' && store().state.live.answer?.setting.layers === layers);
    },

    /** From the last byte of an answer with all maps to all of them on the screen, so many times: milliseconds. */
    async maps(times) {
      await until(() => strips().length === store().state.setting.layers.length + 1 && store().state.visible.length === strips().length);
      const took = [];
      for (let turn = 0; turn < times; turn += 1) {
        const waiting = new Set(strips().map(({ layer }) => layer));
        const painted = ({ target, detail: { tensor } }) => {
          if (tensor === store().state.live.answer.tensors[target.layer < 0 ? 'input' : `layers.${target.layer}.output`]) waiting.delete(target.layer);
        };
        document.addEventListener('cs-painted', painted);
        performance.clearResourceTimings();
        const { setting } = store().state;
        // Another picture, so that no number is the same; another seed would leave the input.
        store().set({ setting: { ...setting, source: { kind: 'sample', id: turn % 2 ? 'boats' : 'cat' } } });
        await until(() => waiting.size === 0);
        const at = await drawn();
        document.removeEventListener('cs-painted', painted);
        const answer = performance.getEntriesByType('resource').findLast(({ name }) => name.endsWith('/api/networks/forward'));
        took.push(at - answer.responseEnd);
        await rest(100);
      }
      return took;
    },

    /** Frames a second while the page is scrolled through all its strips and back, and the longest frame in milliseconds. */
    async scroll(seconds) {
      const most = document.documentElement.scrollHeight - innerHeight;
      const start = performance.now();
      let [frames, longest, before] = [0, 0, start];
      for (let now = start; now - start < seconds * 1000; frames += 1) {
        const share = (2 * (now - start)) / (seconds * 1000);
        scrollTo(0, most * (share < 1 ? share : 2 - share));
        await frame();
        now = performance.now();
        longest = Math.max(longest, now - before);
        before = now;
      }
      return { rate: frames / ((before - start) / 1000), longest };
    },
  };
})();
