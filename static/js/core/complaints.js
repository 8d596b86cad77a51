/**
 * What the server has against a run that is being set up, and where it stands on the page.
 */

/** @typedef {import('./types.js').Problem} Problem */
/** @typedef {'data'|'model'|'training'|'callbacks'|'probe'} Section  of the form */

/** @type {Record<string, Section>} */
const SECTIONS = { dataset: 'data', layers: 'model', callbacks: 'callbacks', probe: 'probe' };
const OTHERS = ['optimizer', 'batch_size', 'epochs', 'validation_split', 'seed'];

/** The first name in a place that is one of the form's. @param {(string|number)[]} loc */
const nameIn = (loc) => loc.find((part) => typeof part === 'string' && (Object.hasOwn(SECTIONS, part) || OTHERS.includes(part)));

/**
 * @param {Problem|null} problem
 * @returns {Section|null} null: nothing is wrong, or nothing that the form has
 */
export function sectionOf(problem) {
  for (const { loc } of problem?.errors ?? []) {
    const name = nameIn(loc);
    if (name !== undefined) return SECTIONS[name] ?? 'training';
  }
  return null;
}

/**
 * What is said against one of a list: a layer, a callback.
 * @param {Problem|null} problem
 * @param {'layers'|'callbacks'} list
 * @param {number} index
 * @param {string} [parameter]
 * @returns {string|null}
 */
export function complaintOf(problem, list, index, parameter) {
  const found = problem?.errors?.find(({ loc }) => {
    const at = loc.indexOf(list);
    if (at < 0 || loc[at + 1] !== index) return false;
    return parameter === undefined || loc.slice(at + 2).includes(parameter);
  });
  return found?.msg ?? null;
}

/**
 * Which of a list the refusal is about.
 * @param {Problem|null} problem
 * @param {'layers'|'callbacks'} list
 * @returns {number|null}
 */
export function refusedIndex(problem, list) {
  for (const { loc } of problem?.errors ?? []) {
    const index = loc[loc.indexOf(list) + 1];
    if (loc.includes(list) && typeof index === 'number') return index;
  }
  return null;
}
