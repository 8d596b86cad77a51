/**
 * The page `/train/{run}`: one run, whole: its curves, its callbacks, and what is kept of each of its epochs.
 */
import { setCatalogue } from '../core/i18n.js';
import { messages } from '../net/catalogue.js';
import { startTraining } from '../net/follow.js';
import { pageUrl } from '../net/runs.js';
import { steering } from '../net/steering.js';
import { asking, bindKeys } from '../state/keys.js';
import { RUN_KEYS } from '../state/trainkeys.js';
import { createTraining } from '../state/training.js';
import { summaryOf } from '../state/trainingActions.js';
import { ONE_RUN, decodeTraining } from '../state/trainingAddress.js';
import { playEpochs } from '../state/watching.js';
import '../ui/ask-digit.js';
import '../ui/callback-cards.js';
import '../ui/confusion.js';
import '../ui/console.js';
import '../ui/curves.js';
import '../ui/epoch-maps.js';
import '../ui/epoch-slider.js';
import '../ui/help.js';
import '../ui/histograms.js';
import { joinErrors } from '../ui/joined.js';
import '../ui/mistakes.js';
import '../ui/run-controls.js';
import '../ui/run-progress.js';
import '../ui/run-take.js';
import '../ui/toolbar.js';
import { mirrorTraining } from '../ui/train-address.js';
import '../ui/train-head.js';

/** What the server has placed on the page, each with a skeleton inside that it draws over. */
const PLACED = 'cs-toolbar, cs-help, .sheet-bar cs-run-controls, .run-page :is(cs-train-head, cs-run-take, cs-run-controls, cs-run-progress, '
  + 'cs-curves, cs-callback-cards, cs-epoch-slider, cs-epoch-maps, cs-histograms, cs-ask-digit, cs-confusion, cs-mistakes, cs-console)';

async function start() {
  const language = document.documentElement.lang === 'ko' ? 'ko' : 'en';
  const page = /** @type {HTMLElement} */ (document.getElementById('run'));
  const store = createTraining({ ...decodeTraining(location.hash, ONE_RUN), selected: page.dataset.run ?? null });
  startTraining(store); // the events are on their way while the sentences are fetched
  playEpochs(store);
  bindKeys(RUN_KEYS, { store, steer: steering(store), ask: asking(document) }, document);

  setCatalogue(language, await messages(language));
  /** What single elements get besides the store. @type {Record<string, object>} */
  const given = { 'cs-help': { bindings: RUN_KEYS }, 'cs-toolbar': { address: mirrorTraining(store, ONE_RUN) } };
  for (const element of document.querySelectorAll(PLACED)) {
    element.replaceChildren();
    Object.assign(element, { store, ...given[element.localName] });
  }
  joinErrors(page);
  leave(store, page);
}

/**
 * Another run has a page of its own: that of a run which is repeated. A run that is deleted while it is looked at, here or
 * elsewhere, leaves nothing to show.
 * @param {import('../state/training.js').TrainingStore} store
 * @param {HTMLElement} page
 */
function leave(store, page) {
  const run = page.dataset.run ?? null;
  store.subscribe((state) => {
    const { selected } = state;
    if (selected === run || page.hidden) return;
    if (selected !== null) {
      location.assign(summaryOf(state, run) ? pageUrl(selected) : '/train');
      return;
    }
    page.hidden = true;
    document.getElementById('run-gone')?.removeAttribute('hidden');
  });
}

await start();
