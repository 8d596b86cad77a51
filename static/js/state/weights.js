/**
 * Weights as a setting holds them, and how they follow when the layer or its input changes shape.
 *
 * In here kernels are sorted by output map, `kernels[map][input of its group]`, whichever way torch lays them out.
 */

import { float32 } from '../core/format.js';
import { resize, spread, weightPlace } from '../core/kernels.js';
import { FIRST_PRESETS, inputChannels, pair } from './setting.js';

/** @typedef {import('../core/types.js').Setting} Setting */
/** @typedef {import('../core/types.js').Answer} Answer */
/** @typedef {import('../core/kernels.js').Kernel} Kernel */
/** @typedef {'oi'|'io'} Layout */

/** Beyond this the server refuses anyway; the page does not build a list of a million names first. */
const MOST_MAPS = 4096;

/**
 * The kernels of every output map from values in torch's layout.
 * @param {Kernel[][]} values
 * @param {Layout} layout
 * @param {number} groups
 * @returns {Kernel[][]}
 */
function byMap(values, layout, groups) {
  if (layout === 'oi') return values;
  const ins = values.length / groups;
  const outs = values[0].length;
  return Array.from({ length: outs * groups }, (_, map) =>
    Array.from({ length: ins }, (__, input) => values[Math.floor(map / outs) * ins + input][map % outs]));
}

/**
 * Values in torch's layout from the kernels of every output map.
 * @param {Kernel[][]} kernels
 * @param {Layout} layout
 * @param {number} groups
 * @returns {Kernel[][]}
 */
function inLayout(kernels, layout, groups) {
  if (layout === 'oi') return kernels;
  const outs = kernels.length / groups;
  const ins = kernels[0].length;
  return Array.from({ length: ins * groups }, (_, input) =>
    Array.from({ length: outs }, (__, out) => kernels[Math.floor(input / ins) * outs + out][input % ins]));
}

/**
 * @param {unknown} value
 * @returns {value is number}
 */
const positive = (value) => Number.isInteger(value) && /** @type {number} */ (value) > 0;

/**
 * The setting with weight and bias made to fit its layer and input: preset lists and value kernels get as many maps as
 * `out_channels` says (new ones repeat the first), kernels keep their middle when the kernel size changes and their
 * total when the number of input channels does. What cannot be made to fit (groups that do not divide, sizes that are
 * no numbers) stays as it is: the server says what is wrong, and nothing is lost on the way there.
 * @param {Setting} setting
 * @param {Setting} before  the setting that the weights fitted
 * @param {Layout} layout
 * @returns {Setting}
 */
export function refit(setting, before, layout) {
  const { out_channels: maps, groups = 1 } = setting.layer;
  let { weight, bias } = setting;
  if (weight && 'values' in weight) {
    const { values, origin } = weight;
    const fitted = refitValues(values, setting, before, layout);
    weight = fitted && { values: fitted, ...(origin && { origin: refitValues(origin, setting, before, layout) ?? fitted }) };
  }
  if (positive(maps) && maps <= MOST_MAPS && maps % groups === 0) {
    if (weight && 'presets' in weight) weight = { presets: refitPresets(weight.presets, maps) };
    if (bias && bias.length !== maps) bias = Array.from({ length: maps }, (_, map) => bias?.[map] ?? 0);
  } else if (setting.layer.out_features !== before.layer.out_features) {
    bias = null;
  }
  return { ...setting, weight, bias: setting.layer.bias === false ? null : bias };
}

/**
 * @param {readonly import('../core/types.js').Preset[]} presets
 * @param {number} maps
 */
function refitPresets(presets, maps) {
  return Array.from({ length: maps }, (_, map) => presets[map] ?? FIRST_PRESETS[map % FIRST_PRESETS.length]);
}

/**
 * @param {any[]} values
 * @param {Setting} setting
 * @param {Setting} before
 * @param {Layout} layout
 * @returns {any[]|null}  null: they cannot be made to fit
 */
function refitValues(values, setting, before, layout) {
  const { out_channels: maps, kernel_size: size, groups = 1 } = setting.layer;
  if (!Array.isArray(values[0]?.[0]?.[0])) {
    // A matrix or a vector has no kernels to keep; when its shape changes, torch's own initialisation takes over.
    const fits = setting.layer.out_features === before.layer.out_features
      && inputChannels(setting) === inputChannels(before);
    return fits ? values : null;
  }
  const window = pair(size);
  const channels = inputChannels(setting);
  const buildable = positive(maps) && maps <= MOST_MAPS && positive(groups) && maps % groups === 0
    && channels % groups === 0 && window !== null && window.every((n) => positive(n) && n <= 64);
  if (!buildable) return values;
  const old = byMap(values, layout, before.layer.groups ?? 1);
  const fitted = Array.from({ length: maps }, (_, map) =>
    spread(old[map % old.length], channels / groups).map((kernel) => resize(kernel, window[0], window[1])));
  return inLayout(fitted, layout, groups);
}

/**
 * A tensor as nested lists of short float32 numbers.
 * @param {import('../core/types.js').Tensor} tensor
 * @returns {any[]}
 */
export function toLists({ data, shape }) {
  /** @type {any[]} */
  let level = Array.from(data, float32);
  for (const size of shape.slice(1).reverse()) {
    level = Array.from({ length: level.length / size }, (_, i) => level.slice(i * size, (i + 1) * size));
  }
  return level;
}

/**
 * The setting with its weight and bias written out as values, as the server answered them: what editing by hand starts
 * from. Null while there is no answer to this very setting, since the numbers are not known then.
 * @param {Setting} setting
 * @param {Answer|null} answer
 * @param {(a: unknown, b: unknown) => boolean} same
 * @returns {Setting|null}
 */
export function writtenOut(setting, answer, same) {
  if (setting.weight && 'values' in setting.weight) return setting;
  const known = answer !== null && answer.tensors.weight !== undefined
    && same(answer.setting.layer, setting.layer) && same(answer.setting.weight, setting.weight)
    && inputChannels(answer.setting) === inputChannels(setting);
  if (!known) return null;
  const { weight, bias } = answer.tensors;
  const values = toLists(weight);
  return {
    ...setting,
    weight: { values, origin: values },
    // Beside values, a bias left out would be torch's initialisation instead of what is seen now.
    bias: setting.bias ?? (bias ? Array.from(bias.data, float32) : null),
  };
}

/**
 * The setting with some kernels of one map changed.
 * @param {Setting} setting  with a weight of values
 * @param {import('../core/types.js').Meta} meta
 * @param {number} map
 * @param {number|null} input  within the map's group; null: every one
 * @param {(kernel: Kernel, origin: Kernel|null) => Kernel} change  `origin`: the kernel before it was edited
 * @returns {Setting}
 */
export function changeKernels(setting, meta, map, input, change) {
  if (!setting.weight || !('values' in setting.weight)) return setting;
  const { values, origin } = setting.weight;
  if (typeof values[map]?.[0] === 'number') {
    // A linear layer's weight is a matrix: a row of it is one flat kernel.
    const [row] = change([values[map]], origin ? [origin[map]] : null);
    return { ...setting, weight: { ...setting.weight, values: values.with(map, row.map(float32)) } };
  }
  const inputs = input === null ? meta.input_shape[0] / meta.groups : 1;
  const changed = [...values];
  for (let i = 0; i < inputs; i++) {
    const [first, second] = weightPlace(meta, map, input ?? i);
    if (!Array.isArray(changed[first]?.[second])) continue;
    const kernel = change(changed[first][second], origin?.[first]?.[second] ?? null);
    changed[first] = changed[first].with(second, kernel.map((row) => row.map(float32)));
  }
  return { ...setting, weight: { ...setting.weight, values: changed } };
}
