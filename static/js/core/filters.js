/**
 * A layer's weight as pictures, one per filter, with the planes of its input channels side by side.
 *
 * @typedef {import('./types.js').Tensor} Tensor
 * @typedef {{sheet: Tensor, parts: number}} Filters  sheet: filters × rows × (parts · cols)
 */

/**
 * @param {Tensor} weight  of four axes: filters, input channels, rows, columns
 * @param {boolean} [transposed]  its first two axes are the other way round, as a transposed convolution has them
 * @returns {Filters}
 */
export function filtersOf(weight, transposed = false) {
  const [first, second, rows, cols] = weight.shape;
  const [out, parts] = transposed ? [second, first] : [first, second];
  const across = parts * cols;
  const pictures = new Float32Array(out * rows * across);
  for (let o = 0; o < out; o++) {
    for (let part = 0; part < parts; part++) {
      const plane = transposed ? part * out + o : o * parts + part;
      for (let row = 0; row < rows; row++) {
        const from = (plane * rows + row) * cols;
        pictures.set(weight.data.subarray(from, from + cols), (o * rows + row) * across + part * cols);
      }
    }
  }
  return { sheet: { dtype: 'F32', shape: [out, rows, across], data: pictures }, parts };
}
