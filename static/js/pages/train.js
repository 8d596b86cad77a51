/**
 * The page `/train`: runs are set up, followed and compared.
 */
import { setCatalogue } from '../core/i18n.js';
import { messages } from '../net/catalogue.js';
import { command } from '../net/command.js';
import { startTraining } from '../net/follow.js';
import { demo } from '../net/runs.js';
import { steering } from '../net/steering.js';
import { asking, bindKeys } from '../state/keys.js';
import { createTraining } from '../state/training.js';
import { select, selectedPicture, summaryOf } from '../state/trainingActions.js';
import { decodeTraining, isHanded } from '../state/trainingAddress.js';
import { TRAIN_KEYS } from '../state/trainkeys.js';
import { playEpochs } from '../state/watching.js';
import '../ui/callback-cards.js';
import '../ui/ask-digit.js';
import '../ui/compare-runs.js';
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
import '../ui/run-list.js';
import '../ui/run-progress.js';
import { startSheet } from '../ui/sheet.js';
import '../ui/toolbar.js';
import { mirrorTraining } from '../ui/train-address.js';
import '../ui/train-head.js';
import '../ui/train-setup.js';

/** What the server has placed on the page, each with a skeleton inside that it draws over. */
const PLACED = 'cs-toolbar, cs-train-setup, cs-run-list, cs-train-head, cs-run-progress, cs-run-controls, cs-curves, cs-compare-runs, '
  + 'cs-epoch-slider, cs-epoch-maps, cs-confusion, cs-mistakes, cs-histograms, cs-ask-digit, cs-callback-cards, cs-console, cs-help';

/** @typedef {import('../state/training.js').TrainingStore} TrainingStore */

/**
 * Where there has never been a run, as the server has marked on the page, a small one starts by itself, so that there is
 * something to see.
 * @param {TrainingStore} store
 */
async function startDemo(store) {
  if (document.getElementById('run')?.dataset.demo === undefined) return;
  const id = await command(store, 'demo', demo);
  if (id !== null && store.state.selected === null) select(store, id);
}

/**
 * Before there is a run, what would be seen of one is left out; and what its events will fill waits until they are read.
 * @param {TrainingStore} store
 */
function tellPhase(store) {
  const columns = document.querySelector('.train-columns');
  const tell = () => {
    const { runs, selected, connection } = store.state;
    const picture = selectedPicture(store.state);
    const run = summaryOf(store.state, selected);
    const whole = run && (picture?.end || run.state === 'queued' || connection.state === 'ended' || (picture?.seq && !run.reason));
    columns?.toggleAttribute('data-empty', selected === null && runs?.length === 0);
    columns?.toggleAttribute('data-reading', selected !== null && connection.state !== 'lost' && !whole);
  };
  store.subscribe(tell);
  tell();
}

/** The form, where the keyboard can go on: in the sheet of a narrow window, else at its place. */
function setUp() {
  const opener = document.getElementById('open-sheet');
  if (opener?.checkVisibility()) opener.click();
  /** @type {HTMLElement|null} */ (document.querySelector('cs-train-setup summary'))?.focus();
}

/** Whoever comes with a network goes on in the form, which says so, and not at the run that happens to be shown. */
async function handOver() {
  await /** @type {import('../ui/element.js').ConvElement<object, object>|null} */ (document.querySelector('cs-train-setup'))?.updateComplete;
  setUp();
}

async function start() {
  const language = document.documentElement.lang === 'ko' ? 'ko' : 'en';
  const handed = isHanded(location.hash);
  const store = createTraining(decodeTraining(location.hash));
  startDemo(store);
  startTraining(store, { newest: true }); // the list is on its way while the sentences are fetched
  playEpochs(store);
  bindKeys(TRAIN_KEYS, { store, steer: steering(store), ask: asking(document), setUp }, document);
  startSheet();

  setCatalogue(language, await messages(language));
  /** What single elements get besides the store. @type {Record<string, object>} */
  const given = { 'cs-help': { bindings: TRAIN_KEYS, notes: ['board'] }, 'cs-toolbar': { address: mirrorTraining(store) }, 'cs-train-setup': { handed } };
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(PLACED))) {
    element.replaceChildren();
    Object.assign(element, { store, ...given[element.localName] });
  }
  tellPhase(store);
  if (handed) await handOver();
  joinErrors(/** @type {HTMLElement} */ (document.getElementById('run')));
  // What was asked for in the sheet is looked at outside of it.
  document.addEventListener('cs-submitted', () => {
    const sheet = document.getElementById('sheet');
    if (sheet instanceof HTMLDialogElement && sheet.open) sheet.close();
  });
  document.addEventListener('cs-imitated', () => document.querySelector('cs-train-setup')?.scrollIntoView({ block: 'start' }));
}

await start();
