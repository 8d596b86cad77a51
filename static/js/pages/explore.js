/**
 * The page `/`: puts the catalogue, the state and the elements together, and starts the conversation with the server.
 */
import { setCatalogue, t } from '../core/i18n.js';
import { messages } from '../net/catalogue.js';
import { startLive } from '../net/live.js';
import { decode } from '../state/address.js';
import { isFolded } from '../state/folded.js';
import { KEYMAP } from '../state/keymap.js';
import { asking, bindKeys } from '../state/keys.js';
import { playerOf } from '../state/player.js';
import { initialState } from '../state/setting.js';
import { createStore } from '../state/store.js';
import '../ui/arithmetic.js';
import { freeSizes } from '../ui/drawn.js';
import '../ui/gallery.js';
import '../ui/help.js';
import '../ui/layer.js';
import '../ui/picture.js';
import '../ui/player.js';
import { linkOf, mirrorAddress, writeAddress } from '../ui/share.js';
import { startSheet } from '../ui/sheet.js';
import '../ui/stage.js';
import '../ui/status.js';
import '../ui/toolbar.js';
import '../ui/tools.js';

/** What the server has placed on the page, each with a skeleton inside that it draws over. */
const PLACED = 'cs-toolbar, cs-status, cs-picture, cs-layer, cs-stage, cs-arithmetic, cs-player, cs-gallery, cs-tools, cs-help';

async function start() {
  const language = document.documentElement.lang === 'ko' ? 'ko' : 'en';
  const store = createStore({ ...initialState(), ...decode(location.hash) });
  const { retry } = startLive(store); // the first numbers are on their way while the sentences are fetched
  mirrorAddress(store);
  bindKeys(KEYMAP, { store, player: playerOf(store), ask: asking(document) }, document);
  startSheet();
  placeDock();

  setCatalogue(language, await messages(language));
  /** What single elements get besides the store. @type {Record<string, object>} */
  const given = {
    'cs-status': { retry },
    'cs-toolbar': { address: { link: () => linkOf(store), write: () => writeAddress(store) } },
    'cs-help': { bindings: KEYMAP, notes: ['grid', 'board'] },
  };
  for (const element of /** @type {NodeListOf<import('../ui/element.js').ConvElement>} */ (document.querySelectorAll(PLACED))) {
    element.replaceChildren();
    Object.assign(element, { store, ...given[element.localName] });
  }
  freeSizes(store, '.columns', () => whenIdle(fetchDock));
}

/** The training panel's place is as large as the panel will be: as it was left, folded or not. */
function placeDock() {
  document.querySelector('cs-training-dock')?.toggleAttribute('folded', isFolded(matchMedia('(max-width: 899px)').matches));
}

/** The training panel comes once the first picture stands and the browser has nothing else to do. */
async function fetchDock() {
  const dock = document.querySelector('cs-training-dock');
  try {
    await import('../ui/training-dock.js');
    dock?.querySelector(':scope > h2')?.remove(); // the skeleton's
  } catch {
    dock?.insertAdjacentText('beforeend', t('tools.missing')); // no server; the page itself goes on
  }
}

/** @param {() => void} act */
function whenIdle(act) {
  // Safari has no idle callback.
  if ('requestIdleCallback' in globalThis) requestIdleCallback(act, { timeout: 2000 });
  else setTimeout(act, 200);
}

await start();
