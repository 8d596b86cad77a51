// Before the page's own scripts: how long after it was written an event stands in the page, in seconds.
(() => {
  const came = Date.now() / 1000;
  /** @type {number[]} when the events that have arrived and are not seen yet were written */
  let unseen = [];
  window.convscopeLate = [];

  const Native = window.EventSource;
  window.EventSource = class extends Native {
    constructor(url, options) {
      super(url, options);
      for (const type of ['batch', 'epoch_started', 'epoch_ended', 'callback', 'maps_saved']) {
        this.addEventListener(type, ({ data }) => {
          const { time } = JSON.parse(data);
          if (time > came) unseen.push(time);
        });
      }
    }
  };

  const watch = () => {
    const progress = document.querySelector('cs-run-controls');
    if (!progress) {
      requestAnimationFrame(watch);
      return;
    }
    new MutationObserver(() => {
      const now = Date.now() / 1000;
      window.convscopeLate.push(...unseen.map((time) => now - time));
      unseen = [];
    }).observe(progress, { subtree: true, childList: true, characterData: true, attributes: true });
  };
  document.addEventListener('DOMContentLoaded', watch);
})();
