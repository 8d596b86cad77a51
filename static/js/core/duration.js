/**
 * Spans of time as a clock shows them.
 */

/**
 * @param {number} seconds
 * @returns {string} 0:14, 12:05, 1:02:03
 */
export function clock(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const pad = (/** @type {number} */ value) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(whole % 60)}` : `${minutes}:${pad(whole % 60)}`;
}

/**
 * A length of time in figures: two of them below ten seconds, so that no short one becomes 0.
 * @param {number} seconds
 * @returns {string} 0.042, 1.7, 12
 */
export function brief(seconds) {
  return seconds < 10 ? String(Number(seconds.toPrecision(2))) : String(Math.round(seconds));
}
