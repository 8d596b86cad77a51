/**
 * A filter taken apart: what each input channel adds to a map, everywhere at once. The parts and the bias add up to the map.
 */

import { kernelPlane } from './kernels.js';
import { channelsRead, tapsOf } from './taps.js';
import { gridOf } from './tensor.js';

/** @typedef {import('./types.js').Answer} Answer */
/** @typedef {import('./types.js').Tensor} Tensor */
/**
 * @typedef {object} Parts
 * @property {number[]} channels  that the map reads
 * @property {Tensor} tensor  n×H×W: the part of each of them
 * @property {number[]} order  places in `channels`, the one that moves the map most first
 * @property {number|null} bias
 */

/** @type {WeakMap<Answer, Map<number, Parts|null>>} */
const known = new WeakMap();

/**
 * @param {Answer} answer  of a layer with windows and a kernel
 * @param {number} map
 * @returns {Parts|null}  null: the layer multiplies with no kernel
 */
export function partsOf(answer, map) {
  const maps = known.get(answer) ?? new Map();
  known.set(answer, maps);
  if (!maps.has(map)) maps.set(map, takenApart(answer, map));
  return maps.get(map);
}

/** @param {Answer} answer @param {number} map @returns {Parts|null} */
function takenApart({ tensors, meta }, map) {
  const taps = tapsOf(tensors);
  const { weight, input, bias } = tensors;
  if (!taps || !meta.weight_layout || !weight || !input) return null;
  const channels = channelsRead(meta, map);
  const { count, cols } = gridOf(meta.input_shape);
  const [, height, width] = meta.output_shape;
  const data = new Float32Array(channels.length * height * width);
  const size = height * width;
  channels.forEach((channel, nth) => {
    const plane = input.data.subarray(channel * count, (channel + 1) * count);
    addProducts(data.subarray(nth * size, (nth + 1) * size), plane, cols, kernelPlane(weight, meta, map, nth), taps);
  });
  const moves = channels.map((_, nth) => data.subarray(nth * size, (nth + 1) * size).reduce((sum, each) => sum + Math.abs(each), 0));
  return {
    channels,
    tensor: { dtype: 'F32', shape: [channels.length, height, width], data },
    order: channels.map((_, nth) => nth).sort((a, b) => moves[b] - moves[a] || a - b),
    bias: bias ? bias.data[map] : null,
  };
}

/**
 * What one channel's kernel makes of its plane. What lies on the padding is multiplied by 0 and adds nothing.
 * @param {Float32Array} sums  H×W, filled
 * @param {ArrayLike<number>} plane @param {number} width  of the plane
 * @param {import('./tensor.js').Plane} kernel @param {import('./taps.js').Taps} taps
 */
function addProducts(sums, plane, width, kernel, { rows, cols }) {
  for (let y = 0; y < rows.outputs; y += 1) {
    for (let x = 0; x < cols.outputs; x += 1) {
      let sum = 0;
      for (let kr = 0; kr < rows.taps; kr += 1) {
        const row = rows.data[y * rows.taps + kr];
        if (row < 0) continue;
        for (let kc = 0; kc < cols.taps; kc += 1) {
          const col = cols.data[x * cols.taps + kc];
          if (col >= 0) sum += plane[row * width + col] * kernel.data[kr * kernel.cols + kc];
        }
      }
      sums[y * cols.outputs + x] = sum;
    }
  }
}
