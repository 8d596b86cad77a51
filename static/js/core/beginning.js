/**
 * The numbers that a new layer begins with where torch has no default: those that one would write at its place.
 */

/** @typedef {import('./types.js').Layer} Layer */

/** So many answers (the ten digits) where nothing says how many classes there are. */
export const CLASSES = 10;

/**
 * How many answers a network gives: as many as its last linear layer.
 * @param {readonly Layer[]} layers
 * @returns {number}
 */
export const answersOf = (layers) => layers.findLast(({ kind }) => kind === 'linear')?.out_features ?? CLASSES;

const HALVING = 2; // a pooling's stride is its kernel unless told otherwise

/**
 * @param {import('./accepts.js').Schema} schema  of its kind
 * @param {readonly {kind: string}[]} after  the layers that come behind it
 * @param {number} [classes]  how many numbers the network is to answer
 * @returns {Record<string, any>}  by the name of the parameter; for `fresh` and `swapped`
 */
export function startsAt(schema, after, classes = CLASSES) {
  const answers = after.every(({ kind }) => kind === 'softmax');
  return { ...(schema['x-group'] === 'pooling' && { kernel_size: HALVING }), ...(answers && { out_features: classes }) };
}
