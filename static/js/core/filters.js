/**
 * A layer's weight as pictures, one per filter: a convolution's kernels channel beside channel, a linear layer's weights
 * in the shape of what they are multiplied with.
 *
 * @typedef {import('./types.js').Tensor} Tensor
 * @typedef {{sheet: Tensor, parts: number}} Filters
 *   sheet: filters × rows × (parts · cols); parts: planes side by side in each picture, one per input channel
 */

/**
 * @param {Tensor} weight  as torch lays it out
 * @param {string} kind  of the layer
 * @param {readonly number[]|null} inputShape  of the layer
 * @returns {Filters|null} null where the weights are no filters (a batch norm's)
 */
export function filtersOf(weight, kind, inputShape) {
  const { shape } = weight;
  if (shape.length === 4) {
    const transposed = kind === 'conv_transpose2d'; // torch keeps its inputs first
    const [out, into] = transposed ? [shape[1], shape[0]] : [shape[0], shape[1]];
    const plane = (/** @type {number} */ o, /** @type {number} */ i) => (transposed ? i * out + o : o * into + i);
    return besides(weight.data, out, into, shape[2], shape[3], plane);
  }
  if (shape.length !== 2) return null;
  const [out, features] = shape;
  const [channels, rows, cols] = asPicture(features, inputShape);
  return besides(weight.data, out, channels, rows, cols, (o, c) => o * channels + c);
}

/**
 * @param {number} features
 * @param {readonly number[]|null} inputShape
 * @returns {[number, number, number]} C, H, W of as many numbers: the picture's own where it has as many, else one row
 */
function asPicture(features, inputShape) {
  if (inputShape?.length === 3 && inputShape.reduce((product, n) => product * n, 1) === features) {
    return [inputShape[0], inputShape[1], inputShape[2]];
  }
  return [1, 1, features];
}

/**
 * @param {Tensor['data']} data
 * @param {number} out
 * @param {number} parts
 * @param {number} rows
 * @param {number} cols
 * @param {(out: number, part: number) => number} plane  which plane of the data
 * @returns {Filters}
 */
function besides(data, out, parts, rows, cols, plane) {
  const across = parts * cols;
  const pictures = new Float32Array(out * rows * across);
  for (let o = 0; o < out; o++) {
    for (let part = 0; part < parts; part++) {
      for (let row = 0; row < rows; row++) {
        const from = (plane(o, part) * rows + row) * cols;
        pictures.set(data.subarray(from, from + cols), (o * rows + row) * across + part * cols);
      }
    }
  }
  return { sheet: { dtype: 'F32', shape: [out, rows, across], data: pictures }, parts };
}
