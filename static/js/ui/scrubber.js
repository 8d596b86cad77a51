/**
 * Going through a list of moments: play and pause, a step back or on, a slider, and how fast. What the moments are, and what
 * moving does, is whoever's who shows it.
 */

import { t } from '../core/i18n.js';
import { html, live, nothing, svg } from './element.js';

/** In a box of 16 × 16. @type {Record<string, string>} */
const ICONS = Object.freeze({
  back: 'M11.5 3v10L4 8z', forward: 'M4.5 3v10L12 8z', play: 'M4 2.5v11L13.5 8z', pause: 'M3.5 3h3.2v10H3.5zM9.3 3h3.2v10H9.3z',
  newest: 'M11 3h2v10h-2zM3 3v10l7-5z',
});

/** @param {string} name */
const icon = (name) => html`<svg viewBox="0 0 16 16" aria-hidden="true">${svg`<path fill="currentColor" d=${ICONS[name]}></path>`}</svg>`;

/**
 * At the end there is nothing to step on to; the button stays where the focus can be, for the step back.
 * @param {'back'|'forward'|'newest'} name @param {boolean} idle @param {() => void} act
 */
const button = (name, idle, act) => html`<button type="button" class="button icon epoch-${name}" aria-disabled=${idle ? 'true' : 'false'} aria-label=${t(`watch.${name}`)}
  title=${t(`watch.${name}`)} @click=${() => { if (!idle) act(); }}>${icon(name)}</button>`;

/**
 * @param {object} what
 * @param {string} what.label  of the whole
 * @param {number} what.count  of moments
 * @param {number} what.place  of the present one; −1: it is none of them
 * @param {string} what.words  for the present one
 * @param {boolean} what.playing
 * @param {(on: boolean) => void} what.play
 * @param {(place: number) => void} what.seek
 * @param {object} [what.more]  left out: nothing but playing and the slider
 * @param {(by: number) => void} what.more.step
 * @param {boolean} what.more.atEnd  there is nothing to step on to
 * @param {number} what.more.speed  moments a second
 * @param {readonly number[]} what.more.speeds  to choose from
 * @param {(speed: number) => void} what.more.setSpeed
 * @param {unknown} [what.more.note]  after the words
 * @param {boolean} [what.more.newest]  with a button for the last of a list that grows
 */
export function scrubber({ label, count, place, words, playing, play, seek, more }) {
  const off = count < 2;
  return html`<div class="epoch-slider" role="group" aria-label=${label}>
    <div class="epoch-buttons">
      <button type="button" class="button icon epoch-play" ?disabled=${off} aria-label=${t(playing ? 'watch.pause' : 'watch.play')}
        title=${t(playing ? 'watch.pause' : 'watch.play')} @click=${() => play(!playing)}>${icon(playing ? 'pause' : 'play')}</button>
      ${more ? html`
        ${button('back', off || place === 0, () => more.step(-1))}
        ${button('forward', off || more.atEnd, () => more.step(1))}` : nothing}
    </div>
    <input type="range" min="0" max=${Math.max(1, count - 1)} step="1" ?disabled=${off} .value=${live(String(off ? 1 : Math.max(0, place)))}
      aria-label=${t('watch.epoch')} aria-valuetext=${words}
      @input=${(/** @type {Event} */ event) => seek(Number(/** @type {HTMLInputElement} */ (event.target).value))}>
    <span class="epoch-at small">${words}${more?.note ?? nothing}</span>
    ${more ? html`
      ${more.newest ? button('newest', off || more.atEnd, () => seek(count - 1)) : nothing}
      <select aria-label=${t('watch.speed')} .value=${live(String(more.speed))}
        @change=${(/** @type {Event} */ event) => more.setSpeed(Number(/** @type {HTMLSelectElement} */ (event.target).value))}>
        ${more.speeds.map((each) => html`<option value=${each} ?selected=${each === more.speed}>${t('watch.per_second', { count: each })}</option>`)}
      </select>` : nothing}
  </div>`;
}

/** The slider's colour reaches to its knob; to be called after each drawing. @param {HTMLElement} element */
export function fillTrack(element) {
  const slider = /** @type {HTMLInputElement|null} */ (element.querySelector('.epoch-slider input[type=range]'));
  slider?.style.setProperty('--at', String(Number(slider.value) / Number(slider.max)));
}
