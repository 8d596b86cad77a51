/**
 * The page `/`: puts the catalogue, the state and the elements together, and starts the conversation with the server.
 */
import { setCatalogue } from '../core/i18n.js';
import { startLive } from '../net/live.js';
import { decode } from '../state/address.js';
import { initialState } from '../state/setting.js';
import { createStore } from '../state/store.js';
import { startSheet } from '../ui/sheet.js';
import { mirrorAddress } from '../ui/share.js';

const ELEMENTS = ['toolbar', 'status', 'picture', 'layer', 'stage', 'arithmetic', 'player', 'gallery', 'tools', 'help'];

async function start() {
  const language = document.documentElement.lang;
  const catalogue = await fetch(`/static/i18n/${language}.json`);
  setCatalogue(language, await catalogue.json());

  const state = initialState();
  const store = createStore({ ...state, ...decode(location.hash) });
  mirrorAddress(store);
  startLive(store);
  startSheet();
  await Promise.allSettled(ELEMENTS.map((name) => import(`../ui/${name}.js`)));
  for (const name of ELEMENTS) {
    const element = /** @type {import('../ui/element.js').ConvElement|null} */ (document.querySelector(`cs-${name}`));
    if (!element || !customElements.get(`cs-${name}`)) continue;
    element.replaceChildren(); // the skeleton that the server drew
    element.store = store;
  }
}

await start();
