/**
 * Whether a parameter may hold a value, by the little of JSON Schema that the layers use.
 */

/** @typedef {{[key: string]: any}} Schema */

/**
 * @param {Schema} schema
 * @param {Schema} root  where `$ref` points into
 * @returns {Schema}
 */
export function resolve(schema, root) {
  const path = /^#\/(.+)$/.exec(schema.$ref ?? '')?.[1];
  if (path === undefined) return schema;
  const target = path.split('/').reduce((node, key) => node?.[key], root);
  return target ? { ...target, ...schema, $ref: undefined } : {};
}

/**
 * Whether a schema allows a value. Keywords not listed here are taken as satisfied.
 * @param {Schema} given
 * @param {any} value
 * @param {Schema} root
 * @returns {boolean}
 */
export function accepts(given, value, root) {
  const schema = resolve(given, root);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.some((/** @type {Schema} */ choice) => accepts(choice, value, root));
  if ('const' in schema) return value === schema.const;
  if (schema.enum) return schema.enum.includes(value);
  if (schema.type && !isOfType(schema.type, value)) return false;
  if (typeof value === 'number') {
    return value >= (schema.minimum ?? -Infinity) && value <= (schema.maximum ?? Infinity)
      && value > (schema.exclusiveMinimum ?? -Infinity) && value < (schema.exclusiveMaximum ?? Infinity);
  }
  if (Array.isArray(value)) {
    return value.length >= (schema.minItems ?? 0) && value.length <= (schema.maxItems ?? Infinity)
      && value.every((item, i) => accepts(schema.prefixItems?.[i] ?? schema.items ?? {}, item, root));
  }
  return true;
}

/**
 * @param {string} type
 * @param {any} value
 * @returns {boolean}
 */
function isOfType(type, value) {
  switch (type) {
    case 'integer': return Number.isInteger(value);
    case 'number': return typeof value === 'number';
    case 'array': return Array.isArray(value);
    case 'null': return value === null;
    case 'object': return typeof value === 'object' && value !== null && !Array.isArray(value);
    default: return typeof value === type;
  }
}
