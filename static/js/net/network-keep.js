/**
 * Layers that were changed below trained weights: those weights that still fit can go on. How that stands is in the state
 * (`keeping`), for wherever it is offered.
 */

import { t } from '../core/i18n.js';
import { runLabel } from '../core/runlabel.js';
import { setWeights } from '../state/networkActions.js';
import { keepable, outgrown } from '../state/networkRemedies.js';
import { Refused, Unreachable } from './api.js';
import { transplant } from './network-transplant.js';

/** @typedef {import('../core/nettypes.js').NetworkState} NetworkState */
/** @typedef {import('../core/nettypes.js').Keeping} Keeping */
/** @typedef {import('../state/network.js').NetworkStore} NetworkStore */

const APART = ' · '; // between the name of the weights and what became of them

/**
 * What people call the weights.
 * @param {Pick<NetworkState, 'setting'|'runs'>} state
 * @returns {string}
 */
export function weightsName({ setting: { weights }, runs }) {
  if ('file' in weights) return originOf(weights.name ?? weights.file);
  if (!('run' in weights)) return '';
  const run = runs?.find(({ id }) => id === weights.run);
  const when = 'epoch' in weights ? t('watch.after_epoch', { epoch: weights.epoch + 1 }) : t('netweights.checkpoint', { name: weights.checkpoint });
  return `${run ? runLabel(run) : weights.run.slice(0, 8)}, ${when}`;
}

/**
 * The remedy for a refusal that says that layers have outgrown their weights.
 * @param {NetworkStore} store
 * @returns {import('../state/networkRemedies.js').Remedy|null}  null: that is not what is wrong, or nothing fits
 */
export function keeping(store) {
  return keepable(store.state) ? { label: 'chain.weights_keep', apply: () => keepWeights(store) } : null;
}

/**
 * Go on with the weights of the layers that still fit, and with random ones elsewhere.
 * @param {NetworkStore} store
 */
export async function keepWeights(store) {
  const { setting } = store.state;
  const before = outgrown(store.state);
  if (!before || store.state.keeping.busy) return;
  const tell = (/** @type {Partial<Keeping>} */ told) => store.set({ keeping: { of: setting, busy: false, failed: '', said: '', ...told } });
  tell({ busy: true });
  /** @type {Partial<Keeping>} */
  let told = {};
  try {
    const { file, kept, of } = await transplant(before, setting);
    if (store.state.setting !== setting) return; // it is about another network by now
    told = { said: t(kept < of ? 'chain.weights_kept' : 'chain.weights_kept_all', { kept, of }) };
    setWeights(store, { file, name: `${weightsName(store.state)}${APART}${told.said}` }, null);
  } catch (error) {
    if (!(error instanceof Refused) && !(error instanceof Unreachable)) throw error;
    told = { failed: error instanceof Refused ? error.problem.detail : t('watch.unreachable') };
  } finally {
    tell(told);
  }
}

/** Whether weights are those that were kept when the layers changed. @param {import('../core/nettypes.js').Weights} weights */
export const wereKept = (weights) => 'file' in weights && (weights.name?.includes(APART) ?? false);

/** The name of weights without what became of them. @param {string} name */
function originOf(name) {
  const end = name.lastIndexOf(APART);
  return end < 0 ? name : name.slice(0, end);
}
