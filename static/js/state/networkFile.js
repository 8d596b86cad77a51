/**
 * A whole network as a JSON file of ours, and back: its layers, the shape of its input, and whose weights it has. A file may
 * come from another machine: the weights of a run or of an uploaded file are those of this server, and are not written.
 */

import { filled } from '../core/table.js';
import { isIndex, isLayer, isObject, isSize, listOf } from './hash.js';
import { defaultNetwork, networkShape } from './network.js';
import { pictured } from './networkLinks.js';
import { LITERAL_LIMIT, same } from './setting.js';

/** @typedef {import('../core/nettypes.js').NetworkSetting} NetworkSetting */
/** @typedef {import('../core/types.js').Layer} Layer */
/** @typedef {{layers: Layer[], shape: number[]|null, seed: number|null}} Read  shape: of the input, where the file says it */

const FORMAT = 'convscope-network';
const VERSION = 1;
const MOST_LAYERS = 10_000; // the server has a bound of its own, and says by how much a network is over it

/**
 * @param {NetworkSetting} setting
 * @returns {string}
 */
export function networkText(setting) {
  const { layers, weights } = setting;
  const seed = 'seed' in weights ? { weights: { seed: weights.seed } } : {};
  const head = Object.entries({ format: FORMAT, version: VERSION, input_shape: networkShape(setting), ...seed });
  const lines = head.map(([name, value]) => ` ${JSON.stringify(name)}: ${JSON.stringify(value)},`);
  // A line for each layer, so that two files can be told apart line by line.
  return ['{', ...lines, ' "layers": [', layers.map((layer) => `  ${JSON.stringify(layer)}`).join(',\n'), ' ]', '}', ''].join('\n');
}

/**
 * Read a file of ours; a bare list of layers will do as well, and so will any object that has one under `layers`.
 * @param {string} text
 * @returns {Read|'no_json'|'no_layers'|'newer'}  what is wrong where it cannot be read: a key of the catalogue
 */
export function networkFrom(text) {
  /** @type {any} */
  let document;
  try {
    document = JSON.parse(text);
  } catch {
    return 'no_json';
  }
  if (isObject(document) && document.format === FORMAT && document.version > VERSION) return 'newer';
  const layers = Array.isArray(document) ? document : document?.layers;
  if (!listOf(isLayer, 1, MOST_LAYERS)(layers)) return 'no_layers';
  const { input_shape: shape, weights } = isObject(document) ? document : /** @type {any} */ ({});
  const seed = weights?.seed;
  return { layers, shape: listOf(isSize, 1, 3)(shape) ? shape : null, seed: isIndex(seed) ? seed : null };
}

/**
 * An input of the shape that a network takes, as far as there is one: the present picture in another size, else the picture
 * that the page begins with; for a short flat row, numbers.
 * @param {readonly number[]|null} shape  null: the file does not say
 * @param {NetworkSetting} setting
 * @returns {Partial<NetworkSetting>}  nothing: the present one stays
 */
export function inputFor(shape, setting) {
  if (shape === null || same(networkShape(setting), shape)) return {};
  if (shape.length === 1 && shape[0] <= LITERAL_LIMIT.cols) return { source: { kind: 'tensor', values: filled('count', 1, 1, shape[0]), flat: true }, crop: null };
  if (shape.length !== 3 || (shape[0] !== 1 && shape[0] !== 3)) return {};
  const picture = pictured(shape);
  return same(networkShape({ ...setting, ...picture }), shape) ? picture : { ...picture, source: defaultNetwork().source };
}
