/**
 * The page `/`: puts the catalogue, the state and the elements together, and starts the conversation with the server.
 */
import { setCatalogue } from '../core/i18n.js';
import { messages } from '../net/catalogue.js';
import { startLive } from '../net/live.js';
import { decode } from '../state/address.js';
import { bindKeys } from '../state/keymap.js';
import { initialState } from '../state/setting.js';
import { createStore } from '../state/store.js';
import { startSheet } from '../ui/sheet.js';
import { mirrorAddress } from '../ui/share.js';

const ELEMENTS = ['toolbar', 'status', 'picture', 'layer', 'stage', 'arithmetic', 'player', 'gallery', 'tools', 'help', 'coverage', 'compare', 'predict'];

async function start() {
  const language = document.documentElement.lang === 'ko' ? 'ko' : 'en';
  const store = createStore({ ...initialState(), ...decode(location.hash) });
  const { retry } = startLive(store);
  mirrorAddress(store);
  bindKeys(store, document);
  startSheet();

  setCatalogue(language, await messages(language));
  await Promise.allSettled(ELEMENTS.map((name) => import(`../ui/${name}.js`)));
  for (const name of ELEMENTS) {
    const element = /** @type {import('../ui/element.js').ConvElement|null} */ (document.querySelector(`cs-${name}`));
    if (!element || !customElements.get(`cs-${name}`)) continue;
    element.replaceChildren(); // the skeleton that the server drew
    element.store = store;
    if (name === 'status') Object.assign(element, { retry });
  }
}

await start();
