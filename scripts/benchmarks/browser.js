/* Runs inside the page: moves the page's own slider and waits for its own mark. */
globalThis.bench = (() => {
  const PAINTED = 'convscope:painted';
  const WAIT = 5000; // milliseconds

  /** The moment at which the page has painted the next answer. */
  function painted() {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('nothing was painted')), WAIT);
      const observer = new PerformanceObserver((list) => {
        const entry = list.getEntriesByName(PAINTED)[0];
        if (!entry) return;
        observer.disconnect();
        clearTimeout(timer);
        resolve(entry.startTime);
      });
      observer.observe({ type: 'mark' });
    });
  }

  const rest = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
  const store = () => document.querySelector('cs-stage').store;
  const slider = () => document.querySelector('input[type=range][aria-label="dilation"]');

  function move(value) {
    const control = slider();
    control.value = String(value);
    control.dispatchEvent(new Event('input', { bubbles: true }));
  }

  return {
    /** The work: 224×224 RGB → 8 maps under 3×3 kernels; `same`, so that every dilation is the same work. */
    async prepare(presets) {
      const next = painted();
      const { setting } = store().state;
      const layer = { ...setting.layer, kernel_size: 3, padding: 'same', dilation: 1, out_channels: presets.length };
      store().set({ setting: { ...setting, size: [224, 224], color: 'rgb', layer, weight: { presets }, bias: null } });
      await next;
      await rest(300);
      const { shape } = store().state.live.answer.tensors.output;
      if (shape.join() !== `${presets.length},224,224`) throw new Error(`output ${shape}`);
    },

    async moves(count) {
      const paints = [];
      const loops = [];
      for (let turn = 0; turn < count + 10; turn += 1) {
        const next = painted();
        const start = performance.now();
        move(1 + ((turn + 1) % 3));
        const took = (await next) - start;
        await rest(30);
        const loop = plainLoop();
        if (turn >= 10) {
          paints.push(took);
          loops.push(loop);
        }
        await rest(5);
      }
      return { paints, loops };
    },

    /** Pictures painted a second while the slider moves at every frame. */
    async drag(seconds) {
      let pictures = 0;
      const observer = new PerformanceObserver((list) => { pictures += list.getEntriesByName(PAINTED).length; });
      observer.observe({ type: 'mark' });
      const start = performance.now();
      for (let turn = 0; performance.now() - start < seconds * 1000; turn += 1) {
        move(1 + (turn % 3));
        await new Promise(requestAnimationFrame);
      }
      const took = performance.now() - start;
      observer.disconnect();
      return pictures / (took / 1000);
    },
  };

  /** The same convolution as anybody would write it: milliseconds for all maps. */
  function plainLoop() {
    const { input, weight } = store().state.live.answer.tensors;
    const [channels, height, width] = input.shape;
    const [maps] = weight.shape;
    const output = new Float32Array(maps * height * width);
    const start = performance.now();
    for (let map = 0; map < maps; map += 1) {
      for (let row = 0; row < height; row += 1) {
        for (let col = 0; col < width; col += 1) {
          let sum = 0;
          for (let channel = 0; channel < channels; channel += 1) {
            for (let i = 0; i < 3; i += 1) {
              const y = row + i - 1;
              if (y < 0 || y >= height) continue;
              for (let j = 0; j < 3; j += 1) {
                const x = col + j - 1;
                if (x < 0 || x >= width) continue;
                sum += input.data[(channel * height + y) * width + x] * weight.data[((map * channels + channel) * 3 + i) * 3 + j];
              }
            }
          }
          output[(map * height + row) * width + col] = sum;
        }
      }
    }
    return performance.now() - start;
  }
})();
