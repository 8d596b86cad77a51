/**
 * The sizes that a page's style sheet reserves for its cards, until the first answer is drawn in them.
 */

/**
 * @template {{live: {status: string}}} S
 * @param {import('../state/kept.js').Kept<S>} store
 * @param {string} columns  the place that is marked as drawn
 * @param {() => void} [then]  what can wait for it
 */
export function freeSizes(store, columns, then) {
  const free = () => requestAnimationFrame(() => {
    document.querySelector(columns)?.classList.add('drawn');
    then?.();
  });
  if (store.state.live.status !== 'loading') return void free();
  const unsubscribe = store.subscribe(({ live }) => {
    if (live.status === 'loading') return;
    unsubscribe();
    free();
  });
}
