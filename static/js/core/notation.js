/**
 * A layer, callback or optimizer in one line, as Python writes it: `Conv2d(8, kernel_size=3, padding='same')`.
 */

/**
 * @param {unknown} value
 * @returns {string}
 */
export function literal(value) {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return `'${value}'`;
  if (Array.isArray(value)) return `(${value.map(literal).join(', ')})`;
  return String(value);
}

/**
 * @param {{kind: string, [parameter: string]: any}} item
 * @param {{title: string, parameters: {name: string, default: any}[]}} [about]  its kind; parameters come in this order,
 *   and the first that has no default needs no name
 * @returns {string}
 */
export function notation(item, about) {
  const names = Object.keys(item).filter((name) => name !== 'kind');
  const order = about?.parameters.map(({ name }) => name) ?? [];
  const place = (/** @type {string} */ name) => (order.indexOf(name) + order.length + 1) % (order.length + 1 || 1);
  names.sort((one, other) => place(one) - place(other));
  const [first] = about?.parameters ?? [];
  const nameless = first && first.default === undefined && names[0] === first.name;
  const written = names.map((name, at) => (at === 0 && nameless ? literal(item[name]) : `${name}=${literal(item[name])}`));
  return `${about?.title ?? item.kind}(${written.join(', ')})`;
}
