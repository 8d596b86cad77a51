/**
 * The page `/network`: a whole network is built, a picture goes through it, and any of its cells is followed back.
 */
import { setCatalogue } from '../core/i18n.js';
import { messages } from '../net/catalogue.js';
import { keeping } from '../net/network-keep.js';
import { startNetwork } from '../net/network-live.js';
import { startRuns } from '../net/network-run.js';
import { startTrace } from '../net/network-trace.js';
import { asking, bindKeys } from '../state/keys.js';
import { NETWORK_KEYS } from '../state/netkeys.js';
import { createNetwork } from '../state/network.js';
import { decodeNetwork } from '../state/networkAddress.js';
import { playEpochs } from '../state/networkEpochs.js';
import { networkRemedy } from '../state/networkRemedies.js';
import '../ui/chain.js';
import { freeSizes } from '../ui/drawn.js';
import '../ui/help.js';
import '../ui/net-classes.js';
import '../ui/net-epochs.js';
import '../ui/net-files.js';
import '../ui/net-maps.js';
import '../ui/net-seeks.js';
import '../ui/net-verdict.js';
import '../ui/net-why.js';
import { mirrorNetwork } from '../ui/network-address.js';
import '../ui/picture.js';
import { startSheet } from '../ui/sheet.js';
import '../ui/status.js';
import '../ui/toolbar.js';

/** What the server has placed on the page, each with a skeleton inside that it draws over. */
const PLACED = 'cs-toolbar, cs-status, cs-net-verdict, cs-picture, cs-net-epochs, cs-net-files, cs-chain, cs-net-maps, cs-net-classes, cs-net-why, cs-net-seeks, cs-help';

async function start() {
  const language = document.documentElement.lang === 'ko' ? 'ko' : 'en';
  const store = createNetwork(decodeNetwork(location.hash));
  const { retry } = startNetwork(store); // the first numbers are on their way while the sentences are fetched
  startTrace(store);
  startRuns(store);
  playEpochs(store);
  const address = mirrorNetwork(store);
  bindKeys(NETWORK_KEYS, { store, ask: asking(document) }, document);
  startSheet();

  setCatalogue(language, await messages(language));
  /** What single elements get besides the store. @type {Record<string, object>} */
  const given = {
    'cs-status': { retry, remedy: (/** @type {import('../core/types.js').Problem} */ problem) => networkRemedy(problem, store, keeping) },
    'cs-toolbar': { address },
    'cs-help': { bindings: NETWORK_KEYS, notes: ['chain', 'strips', 'board', 'cards'] },
  };
  for (const element of document.querySelectorAll(PLACED)) {
    element.replaceChildren();
    Object.assign(element, { store, ...given[element.localName] });
  }
  freeSizes(store, '.network-columns');
}

await start();
