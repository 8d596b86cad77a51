/**
 * What there is to say of single maps (of a flat layer: of single units): which are silent, which are saturated.
 *
 * A ReLU that answers 0 has no slope, one that answers 0 whatever it is shown can no longer learn and is called dead (Maas et
 * al., 2013); one picture only tells that it is silent here. Sigmoid and tanh are all but level near their ends, and little
 * of a gradient comes through (Glorot & Bengio, 2010).
 *
 * @typedef {import('./types.js').Tensor} Tensor
 * @typedef {{silent: number[], saturated: number[], count: number}} Remarks  count: of maps or units
 */

/** The ends of what an activation can answer. @type {Readonly<Record<string, readonly [number, number]>>} */
const ENDS = Object.freeze({ sigmoid: [0, 1], tanh: [-1, 1] });
/** So near an end, as a share of the whole way, the slope is less than 4 % of the steepest. */
const NEAR = 0.01;
/** Of its cells: then a map is saturated. */
const MOST_OF_IT = 0.9;

/** @type {WeakMap<Tensor, Map<string, Remarks>>} */
const known = new WeakMap();

/**
 * @param {Tensor} tensor  what a layer answers, C×H×W or flat
 * @param {string} kind  of the layer
 * @returns {Remarks}
 */
export function remarksOf(tensor, kind) {
  const made = known.get(tensor) ?? new Map();
  known.set(tensor, made);
  if (!made.has(kind)) made.set(kind, looked(tensor, ENDS[kind] ?? null));
  return made.get(kind);
}

/** @param {Tensor} tensor @param {readonly [number, number]|null} ends @returns {Remarks} */
function looked({ data, shape }, ends) {
  const [count, ...rest] = shape;
  const cells = rest.reduce((product, size) => product * size, 1);
  /** @type {Remarks} */
  const remarks = { silent: [], saturated: [], count };
  for (let map = 0; map < count; map += 1) {
    const plane = data.subarray(map * cells, (map + 1) * cells);
    if (plane.every((value) => value === 0)) remarks.silent.push(map);
    if (ends && nearEnds(plane, ends) >= MOST_OF_IT * cells) remarks.saturated.push(map);
  }
  return remarks;
}

/** @param {ArrayLike<number>} plane @param {readonly [number, number]} ends */
function nearEnds(plane, [low, high]) {
  const slack = NEAR * (high - low);
  let near = 0;
  for (let i = 0; i < plane.length; i += 1) if (plane[i] <= low + slack || plane[i] >= high - slack) near += 1;
  return near;
}
