// Before the page's own scripts: how long after it was written an event stands in the page, in seconds. Counted are the
// events that were written once the page's line was open; what the page missed while it loaded is replay, not latency.
(() => {
  /** @type {{seq: number, time: number}[]} events that have arrived and are not seen yet */
  let unseen = [];
  window.convscopeLate = [];

  const Native = window.EventSource;
  window.EventSource = class extends Native {
    constructor(url, options) {
      super(url, options);
      let opened = Infinity;
      this.addEventListener('open', () => {
        opened = Date.now() / 1000;
      });
      for (const type of ['batch', 'epoch_started', 'epoch_ended', 'callback', 'maps_saved']) {
        this.addEventListener(type, ({ data }) => {
          const { seq, time } = JSON.parse(data);
          if (time > opened) unseen.push({ seq, time });
        });
      }
    }
  };

  const watch = () => {
    // The element that says where the run is: every event that is taken changes its picture.
    const progress = document.querySelector('cs-run-progress');
    if (!progress) {
      requestAnimationFrame(watch);
      return;
    }
    new MutationObserver(() => {
      const now = Date.now() / 1000;
      const { pictures, selected } = progress.store.state;
      const seen = unseen.filter(({ seq }) => seq <= pictures[selected].seq);
      window.convscopeLate.push(...seen.map(({ time }) => now - time));
      unseen = unseen.filter(({ seq }) => seq > pictures[selected].seq);
    }).observe(progress, { subtree: true, childList: true, characterData: true, attributes: true });
  };
  document.addEventListener('DOMContentLoaded', watch);
})();
