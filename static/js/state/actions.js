/**
 * Everything that a person can do to the setting, one function each. Each puts one new state into the store; what it does
 * not name it leaves alone. Looking (cursor, view, hover) is in looking.js, the picture in picturing.js; both re-exported.
 */

import { flip, normalise, paint, rotate, setCell } from '../core/kernels.js';
import { accepts } from '../core/accepts.js';
import { FIRST_PRESETS, same } from './setting.js';
import { answeredLayout } from './picturing.js';
import { changeKernels, refit, writtenOut } from './weights.js';

export * from './looking.js';
export * from './picturing.js';

/** @typedef {import('./store.js').Store} Store */
/** @typedef {import('../core/types.js').Setting} Setting */
/** @typedef {import('../core/types.js').Preset} Preset */
/** @typedef {import('../core/types.js').Weight} Weight */
/** @typedef {import('../core/accepts.js').Schema} Schema */

/** Values for parameters that torch leaves no default for, by name: the same wherever a layer asks for one. */
const START = Object.freeze(/** @type {Record<string, any>} */ ({
  out_channels: 8, kernel_size: 3, out_features: 10, output_size: 8, norm_type: 2, padding: 1,
}));

/**
 * @param {Store} store
 * @param {Partial<Setting>} change
 * @param {string|null} [tag]
 */
function change(store, change, tag = null) {
  const { setting, live } = store.state;
  const next = refit({ ...setting, ...change }, setting, answeredLayout(setting, live.answer));
  if (!same(next, setting)) store.set({ setting: next }, { tag });
}

/**
 * Change one parameter of the layer; `undefined` puts torch's default back. Dragging makes one history entry.
 * @param {Store} store
 * @param {string} name
 * @param {any} value
 */
export function setParameter(store, name, value) {
  const layer = { ...store.state.setting.layer, [name]: value };
  if (value === undefined) delete layer[name];
  change(store, { layer }, `parameter ${name}`);
}

/**
 * Choose another kind of layer. Parameters that both kinds have stay where the new kind allows their value; the rest are
 * torch's defaults, or a start value where torch has none.
 * @param {Store} store
 * @param {string} kind
 * @param {Schema} schema  the kind's JSON Schema from `GET /api/layers`
 */
export function setKind(store, kind, schema) {
  const { setting } = store.state;
  const properties = schema.properties ?? {};
  /** @type {import('../core/types.js').Layer} */
  const layer = { kind };
  for (const [name, property] of Object.entries(properties)) {
    if (name === 'kind') continue;
    const kept = setting.layer[name];
    if (kept !== undefined && accepts(property, kept, schema)) layer[name] = kept;
    else if ((schema.required ?? []).includes(name)) layer[name] = startValue(name, property, schema);
  }
  const hasKernels = 'out_channels' in properties;
  // Values are laid out differently from kind to kind; names and seeds mean the same everywhere.
  const keeps = setting.weight !== null && !('values' in setting.weight);
  const presets = { presets: [...FIRST_PRESETS] };
  change(store, {
    layer,
    weight: hasKernels ? (keeps ? setting.weight : presets) : null,
    bias: hasKernels && keeps ? setting.bias : null,
  });
}

/**
 * @param {string} name
 * @param {Schema} property
 * @param {Schema} schema
 */
function startValue(name, property, schema) {
  const start = START[name];
  if (start !== undefined && accepts(property, start, schema)) return start;
  const both = [start ?? 1, start ?? 1];
  return accepts(property, both, schema) ? both : start ?? 1;
}

/**
 * Say where the weights come from. A name or a seed brings its own bias along, as torch's initialisation does; values keep
 * the present one, and so does another seed.
 * @param {Store} store
 * @param {Weight|null} weight
 */
export function setWeight(store, weight) {
  const before = store.state.setting.weight;
  const origin = (/** @type {Weight|null} */ each) => each && Object.keys(each)[0];
  const brings = !(weight && 'values' in weight) && origin(weight) !== origin(before);
  change(store, { weight, ...(brings && { bias: null }) }, 'weight');
}

/**
 * Give one map a named kernel. Weights that are no names yet all become names.
 * @param {Store} store
 * @param {number} map
 * @param {Preset} preset
 */
export function setPreset(store, map, preset) {
  const { weight, layer, bias } = store.state.setting;
  const maps = layer.out_channels;
  const presets = weight && 'presets' in weight
    ? weight.presets
    : Array.from({ length: maps }, (_, i) => FIRST_PRESETS[i % FIRST_PRESETS.length]);
  if (map >= presets.length) return;
  change(store, { weight: { presets: presets.with(map, preset) }, bias }, `preset ${map}`);
}

/**
 * Change some kernels of a map by hand: the weights become values, started from what the server last answered.
 * @param {Store} store
 * @param {number} map
 * @param {number|null} input  within the map's group; null: every one
 * @param {(kernel: number[][], origin: number[][]|null) => number[][]} by
 * @param {string|null} tag
 * @returns {boolean} false while the present numbers are not known (an answer is under way)
 */
function edit(store, map, input, by, tag) {
  const { setting, live } = store.state;
  const start = writtenOut(setting, live.answer, same);
  if (!start || !live.answer || live.answer.setting.layer.kind !== setting.layer.kind) return false;
  change(store, changeKernels(start, live.answer.meta, map, input, by), tag);
  return true;
}

/**
 * @param {Store} store
 * @param {number} map
 * @param {number} input  within the map's group
 * @param {number} row
 * @param {number} col
 * @param {number} value
 * @returns {boolean}
 */
export function setWeightCell(store, map, input, row, col, value) {
  return edit(store, map, input, (kernel) => setCell(kernel, row, col, value), `weight ${map} ${input} ${row} ${col}`);
}

/**
 * Paint one value over the cells of a kernel.
 * @param {Store} store
 * @param {number} map
 * @param {number} input  within the map's group
 * @param {readonly [number, number][]} cells
 * @param {number} value
 * @returns {boolean}
 */
export function paintWeights(store, map, input, cells, value) {
  return edit(store, map, input, (kernel) => paint(kernel, cells, value), `paint ${map} ${input}`);
}

/** @type {Record<'normalise'|'flip'|'rotate'|'reset', (kernel: number[][], origin: number[][]|null) => number[][]>} */
const OPERATIONS = { normalise, flip, rotate, reset: (kernel, origin) => origin ?? kernel };

/**
 * Do something to all kernels of one map. `reset` takes back what was edited in it; where it is not known how the
 * weights were before (they came with the address), every map gets a named kernel.
 * @param {Store} store
 * @param {number} map
 * @param {'normalise'|'flip'|'rotate'|'reset'} operation
 * @returns {boolean} false while the present numbers are not known
 */
export function kernelOp(store, map, operation) {
  const { weight } = store.state.setting;
  if (operation === 'reset') {
    const edited = weight !== null && 'values' in weight;
    if (edited && !weight.origin) change(store, { weight: { presets: [...FIRST_PRESETS] }, bias: null });
    if (!edited || !weight.origin) return true;
  }
  return edit(store, map, null, OPERATIONS[operation], null);
}

/**
 * @param {Store} store
 * @param {number} map
 * @param {number} value
 */
export function setBias(store, map, value) {
  const { setting, live } = store.state;
  const shown = setting.bias ?? (live.answer?.tensors.bias ? Array.from(live.answer.tensors.bias.data) : null);
  if (!shown || map >= shown.length) return;
  change(store, { bias: shown.with(map, value) }, `bias ${map}`);
}

/**
 * @param {Store} store
 * @param {'eval'|'train'} mode
 */
export function setMode(store, mode) {
  change(store, { mode });
}

/**
 * @param {Store} store
 * @param {number} seed
 */
export function setSeed(store, seed) {
  change(store, { seed }, 'seed');
}

/**
 * Keep the present setting as A of "compare A | B".
 * @param {Store} store
 */
export function pinCompare(store) {
  store.set({ pinned: store.state.setting });
}

/** @param {Store} store */
export function unpinCompare(store) {
  store.set({ pinned: null });
}

/**
 * Swap A and B.
 * @param {Store} store
 */
export function swapCompare(store) {
  const { setting, pinned } = store.state;
  if (pinned) store.set({ setting: pinned, pinned: setting });
}
