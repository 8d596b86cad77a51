/**
 * A cache that forgets what has not been asked for the longest, by weight rather than by number: maps of a large network
 * and of a small one take the same memory.
 */

/**
 * @template K, V
 * @typedef {object} Lru
 * @property {(key: K) => V|undefined} get  asking keeps it
 * @property {(key: K) => boolean} has  looking does not
 * @property {(key: K, value: V, weight: number) => void} put
 * @property {(key: K) => void} drop
 * @property {number} weight  of all that it holds
 * @property {number} size
 */

/**
 * @template K, V
 * @param {number} limit  of the weights together; the newest stays even if it is heavier by itself
 * @returns {Lru<K, V>}
 */
export function createLru(limit) {
  /** A Map keeps the order of insertion: the first is the one to forget. @type {Map<K, {value: V, weight: number}>} */
  const entries = new Map();
  let total = 0;

  /** @param {K} key */
  function drop(key) {
    total -= entries.get(key)?.weight ?? 0;
    entries.delete(key);
  }

  return {
    get(key) {
      const entry = entries.get(key);
      if (!entry) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    has: (key) => entries.has(key),
    put(key, value, weight) {
      drop(key);
      entries.set(key, { value, weight });
      total += weight;
      for (const oldest of entries.keys()) {
        if (total <= limit || entries.size === 1) break;
        drop(oldest);
      }
    },
    drop,
    get weight() {
      return total;
    },
    get size() {
      return entries.size;
    },
  };
}
