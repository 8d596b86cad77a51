/**
 * The stage of one layer of a network: a state of the page of one layer that follows what is looked at. Its numbers are the
 * network's own; the server says only what hangs on the shapes. Kernels may be changed on the stage: then the server computes
 * this layer alone, and the network stays as it is.
 */

import { gridOf, indexOf } from '../core/tensor.js';
import { moveCursor } from '../state/actions.js';
import { lookAt, shownLook } from '../state/networkActions.js';
import { stageOf } from '../state/networkStage.js';
import { initialState, same } from '../state/setting.js';
import { createStore } from '../state/store.js';
import { requestTensors } from './api.js';
import { startLive } from './live.js';

/** @typedef {import('../core/types.js').Layer} Layer */
/** @typedef {import('../core/types.js').Meta} Meta */
/** @typedef {import('../core/nettypes.js').NetworkState} NetworkState */
/** @typedef {import('../state/network.js').NetworkStore} NetworkStore */
/** @typedef {import('../state/networkStage.js').Stage} Stage */

/**
 * @typedef {object} Opened
 * @property {import('../state/store.js').Store} store
 * @property {() => boolean} edited  whether its kernels are no longer the network's
 * @property {() => void} restore  put the network's back
 * @property {() => void} retry
 * @property {() => void} stop
 */

/** @type {Map<string, Promise<Meta>>} what the server has said of shapes; newest last */
const metas = new Map();
const MOST_METAS = 64;

/**
 * What of a layer hangs on its shapes alone, asked with nothing but zeros.
 * @param {Layer} layer @param {readonly number[]} shape  of what goes in
 * @param {typeof requestTensors} ask
 * @returns {Promise<Meta>}
 */
function metaOf(layer, shape, ask) {
  const key = JSON.stringify([layer, shape]);
  const known = metas.get(key);
  if (known) return known;
  const [cols, rows, channels] = shape.toReversed();
  const row = Array(cols).fill(0);
  const zeros = shape.length === 1 ? row : Array(channels).fill(Array(rows).fill(row));
  const asked = ask('/api/layers/apply', { json: { input: { tensor: zeros }, layer, want: [] } }).then(({ meta }) => meta);
  metas.set(key, asked);
  asked.catch(() => metas.delete(key)); // the next one asks again
  if (metas.size > MOST_METAS) metas.delete(/** @type {string} */ (metas.keys().next().value));
  return asked;
}

/** Where a look stands on the grid that the stage draws: a flat answer is wrapped there. @param {readonly number[]} shape @param {import('../core/nettypes.js').Look} look */
function cursorOf(shape, { map, row, col }) {
  const { cols, flat } = gridOf(shape);
  return flat ? { map: 0, row: Math.floor(col / cols), col: col % cols } : { map, row, col };
}

/**
 * Open the stage of whatever layer is looked at.
 * @param {NetworkStore} network
 * @param {{ask?: typeof requestTensors}} [helpers]  replaced in tests
 * @returns {Opened}
 */
export function openStage(network, { ask = requestTensors } = {}) {
  const store = createStore(initialState());
  /** @type {Stage|null} */
  let stage = null;
  let layer = NaN;
  /** @type {ReturnType<typeof startLive>|null} */
  let live = null;

  const edited = () => {
    const { weight, bias } = store.state.setting;
    return stage !== null && (weight !== stage.setting.weight || bias !== stage.setting.bias);
  };

  /** @param {any} body @param {AbortSignal} signal */
  async function answer(body, signal) {
    const now = stage;
    const own = now && body.weight?.values === (now.setting.weight && 'values' in now.setting.weight ? now.setting.weight.values : undefined)
      && (body.bias ?? null) === now.setting.bias;
    if (!now || !own) return ask('/api/layers/apply', { json: body, signal });
    const meta = await metaOf(now.setting.layer, now.tensors.input.shape, ask);
    // What of this layer has come in the meantime, such as its running mean, is part of the answer.
    return { tensors: (stage && same(stage.setting, now.setting) ? stage : now).tensors, meta };
  }

  function follow() {
    const look = shownLook(network.state);
    const { answer: given } = network.state.live;
    if (!look || look.layer < 0 || !given) return;
    const moved = look.layer !== layer;
    const before = moved ? null : stage;
    const next = stageOf(given, look.layer, before);
    if (!next) return;
    const sameNumbers = before && Object.keys(next.tensors).length === Object.keys(before.tensors).length
      && Object.entries(next.tensors).every(([name, tensor]) => before.tensors[name] === tensor);
    // What was changed by hand stays while the picture changes under it, and goes with the weights that it was made from.
    const keeps = edited() && before?.setting.weight === next.setting.weight && before.setting.bias === next.setting.bias;
    const { weight, bias } = keeps ? store.state.setting : next.setting;
    const setting = { ...next.setting, weight, bias };
    const now = store.state.setting;
    const stays = !moved && same(setting, now);
    // Equal numbers that have come anew stand in another object: what is in the store goes on standing for them.
    stage = stays && !keeps ? { ...next, setting: now } : next;
    layer = look.layer;
    if (moved) store.set({ live: { status: 'loading', answer: null, compared: null, problem: null }, view: { ...store.state.view, input: 0, pinned: false, stepping: false } });
    if (!stays) store.set({ setting });
    else if (!sameNumbers && !keeps && store.state.live.answer) store.set({ live: { ...store.state.live, answer: { ...store.state.live.answer, tensors: next.tensors } } });
    live ??= startLive(store, { ask: answer });
    point();
  }

  /** The cursor where the look is. */
  function point() {
    const look = shownLook(network.state);
    if (!look || !stage || look.layer !== layer) return;
    const { map, row, col } = cursorOf(stage.tensors.output.shape, look);
    const { cursor } = store.state;
    if (cursor.map === map && cursor.row === row && cursor.col === col) return;
    if (store.state.live.answer) moveCursor(store, map, row, col);
    else store.set({ cursor: { map, row, col, step: null } });
  }

  const unfollow = network.subscribe((state, previous) => {
    if (state.live.answer !== previous.live.answer || state.view.look !== previous.view.look) follow();
  });
  // A cell that is picked on the stage is what is looked at.
  const unpick = store.subscribe((state, previous) => {
    const picked = state.view.pinned && (!previous.view.pinned || state.cursor !== previous.cursor);
    const look = shownLook(network.state);
    if (!picked || !look || look.layer !== layer || !stage) return;
    const { map, row, col } = state.cursor;
    const index = indexOf(stage.tensors.output.shape, map, row, col);
    if (!index) return;
    const place = index.length === 1 ? { map: 0, row: 0, col: index[0] } : { map, row, col };
    lookAt(network, { ...look, ...place });
  });
  follow();

  return {
    store,
    edited,
    restore: () => stage && store.set({ setting: stage.setting }),
    retry: () => live?.retry(),
    stop() {
      unfollow();
      unpick();
      live?.stop();
    },
  };
}
