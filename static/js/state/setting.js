/**
 * The setting: everything that determines the numbers, and the question to the server that it stands for.
 */

import { raster } from '../core/drawing.js';

/** @typedef {import('../core/types.js').Setting} Setting */
/** @typedef {import('../core/types.js').Picturing} Picturing */
/** @typedef {import('../core/types.js').State} State */
/** @typedef {import('../core/types.js').Drawing} Drawing */

/** The kernels that the page begins with; further maps go on from the first again. */
export const FIRST_PRESETS = Object.freeze(
  ['sobel_x', 'sobel_y', 'laplacian', 'sharpen', 'gaussian_blur', 'emboss', 'line_45', 'random']);

/** A tensor typed in by hand has at most so many channels, rows and columns. */
export const LITERAL_LIMIT = Object.freeze({ channels: 3, rows: 12, cols: 12 });

/** @returns {Setting} what the page opens with */
export function defaultSetting() {
  return {
    source: { kind: 'sample', id: 'boats' },
    crop: null,
    color: 'rgb',
    size: [112, 112],
    layer: { kind: 'conv2d', out_channels: 8, kernel_size: 3, padding: 1 },
    weight: { presets: [...FIRST_PRESETS] },
    bias: [0, 0, 0, 0, 0, 0, 0, 0],
    mode: 'eval',
    seed: 0,
  };
}

/** @returns {import('../core/types.js').View} */
export function defaultView() {
  return {
    input: 'rgb',
    scale: 'strong',
    pinned: false,
    stepping: false,
    unrounded: false,
    coverage: false,
    unit: 'cell',
    speed: 1,
    predict: 'off',
    tab: 'code',
  };
}

/** @returns {import('../core/types.js').Cursor} */
export function defaultCursor() {
  return { map: 0, row: 44, col: 65, step: null }; // on the mast of the boat
}

/** @returns {State} the page before it has heard from its address or the server */
export function initialState() {
  return {
    setting: defaultSetting(),
    pinned: null,
    cursor: defaultCursor(),
    view: defaultView(),
    hover: null,
    live: { status: 'loading', answer: null, compared: null, problem: null },
  };
}

/** @type {WeakMap<Drawing, number[][][]>} */
const rasters = new WeakMap();

/**
 * A drawing as a `1×board×board` literal; decimals are cut where a step of 1/255 is still told from the next.
 * @param {Drawing} drawing
 * @returns {number[][][]}
 */
function literalOf(drawing) {
  let literal = rasters.get(drawing);
  if (!literal) {
    const cells = raster(drawing);
    const { board } = drawing;
    literal = [Array.from({ length: board }, (_, row) =>
      Array.from(cells.subarray(row * board, (row + 1) * board), (value) => Math.round(value * 1e4) / 1e4))];
    rasters.set(drawing, literal);
  }
  return literal;
}

/**
 * The `input` of a request. A drawing or a typed tensor has its own size and colour: crop, color and size do not apply.
 * @param {Picturing} setting
 * @returns {object}
 */
export function toInput({ source, crop, color, size }) {
  switch (source.kind) {
    case 'drawing': return { tensor: literalOf(source.drawing) };
    case 'tensor': return { tensor: source.flat ? source.values.flat(2) : source.values };
    default: return { image: source.id, crop, color, size };
  }
}

/**
 * What was chosen is kept while a kernel size does not suit it: the server puts random numbers there meanwhile and says
 * so in `meta.replaced`.
 * @param {import('../core/types.js').Weight} weight
 */
function toWeight(weight) {
  if ('values' in weight) return { values: weight.values };
  return 'presets' in weight ? { ...weight, otherwise: 'random' } : weight;
}

/**
 * The body of `POST /api/layers/apply`, without `want`.
 * @param {Setting} setting
 * @returns {Record<string, any>}
 */
export function toRequest(setting) {
  const { layer, weight, bias, mode, seed } = setting;
  return {
    input: toInput(setting),
    layer,
    ...(weight && { weight: toWeight(weight) }),
    ...(bias && { bias }),
    mode,
    seed,
  };
}

/**
 * Whether two settings have the same input tensor.
 * @param {Picturing} a
 * @param {Picturing} b
 * @returns {boolean}
 */
export function sameInput(a, b) {
  if (!same(a.source, b.source)) return false;
  const made = a.source.kind === 'drawing' || a.source.kind === 'tensor';
  return made || (same(a.crop, b.crop) && a.color === b.color && same(a.size, b.size));
}

/**
 * The shape of the input; null where it is the picture's own size, which the server knows.
 * @param {Picturing} setting
 * @returns {number[]|null}
 */
export function inputShape(setting) {
  const { source, size } = setting;
  switch (source.kind) {
    case 'drawing': return [1, source.drawing.board, source.drawing.board];
    case 'tensor': {
      const shape = [source.values.length, source.values[0].length, source.values[0][0].length];
      return source.flat ? [shape.reduce((product, n) => product * n)] : shape;
    }
    default: return size && [inputChannels(setting), ...size];
  }
}

/**
 * Whether the inputs of two settings are known to have the same shape.
 * @param {Picturing} a
 * @param {Picturing} b
 * @returns {boolean}
 */
export function sameInputShape(a, b) {
  const shape = inputShape(a);
  return shape === null ? sameInput(a, b) : same(shape, inputShape(b));
}

/**
 * @param {Picturing} setting
 * @returns {number} channels of the input
 */
export function inputChannels({ source, color }) {
  if (source.kind === 'drawing') return 1;
  if (source.kind === 'tensor') return source.values.length;
  return color === 'rgb' ? 3 : 1;
}

/**
 * A parameter that torch takes as a number or a pair, as a pair; null where it is neither.
 * @param {unknown} value
 * @returns {[number, number]|null}
 */
export function pair(value) {
  if (typeof value === 'number') return [value, value];
  if (Array.isArray(value) && value.length === 2 && value.every((n) => typeof n === 'number')) {
    return [value[0], value[1]];
  }
  return null;
}

/**
 * Whether two plain values are the same all the way down.
 * @param {unknown} a
 * @param {unknown} b
 * @returns {boolean}
 */
export function same(a, b) {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key)
    && same(/** @type {any} */ (a)[key], /** @type {any} */ (b)[key]));
}
