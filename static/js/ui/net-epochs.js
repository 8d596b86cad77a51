/**
 * `<cs-net-epochs>`: whose weights the network has: torch's own initialisation under a seed, or those of a run, as they were
 * after each of its epochs. The same picture through one epoch after the other shows the maps being learned.
 */

import { t } from '../core/i18n.js';
import { tidied } from '../core/notation.js';
import { parametersOf } from '../core/parameters.js';
import { runLabel } from '../core/runlabel.js';
import { equal } from '../core/sequence.js';
import { Refused, Unreachable } from '../net/api.js';
import { layerKinds } from '../net/catalogue.js';
import { wereKept } from '../net/network-keep.js';
import { openRun } from '../net/network-run.js';
import { setView, setWeights } from '../state/networkActions.js';
import { placeOfEpoch, savedEpochs, seekEpoch, stepEpochs } from '../state/networkEpochs.js';
import { trainAddress } from '../state/networkLinks.js';
import { EPOCH_SPEEDS } from '../state/watching.js';
import { ConvElement, html, live, nothing } from './element.js';
import { fillTrack, scrubber } from './scrubber.js';

/** @typedef {import('../core/nettypes.js').NetworkState} NetworkState */
/** @typedef {import('../core/runtypes.js').RunSummary} RunSummary */
/**
 * @typedef {object} Picked
 * @property {import('../core/nettypes.js').Weights} weights
 * @property {readonly import('../core/types.js').Layer[]} layers
 * @property {RunSummary[]|null} runs
 * @property {readonly number[]} epochs
 * @property {boolean} playing
 * @property {number} speed
 */

const SEEDS = 2 ** 31; // torch takes larger ones, people do not
const DRAWN = 10_000; // one that is drawn can be said aloud, and typed at the next machine

/** A seed that is not this one: who draws sees something change. @param {number} seed */
const another = (seed) => (seed + 1 + Math.floor(Math.random() * (DRAWN - 1))) % DRAWN;

/** @extends {ConvElement<Picked, NetworkState>} */
class NetEpochs extends ConvElement {
  static properties = { _fromRun: { state: true }, _kinds: { state: true }, _failed: { state: true } };

  constructor() {
    super();
    /** @type {boolean} Chosen, but no run yet. */
    this._fromRun = false;
    /** @type {import('../net/catalogue.js').Kinds} none until the server has said them */
    this._kinds = {};
    this._failed = '';
  }

  connectedCallback() {
    super.connectedCallback();
    this._learn();
  }

  async _learn() {
    try {
      this._kinds = await layerKinds();
    } catch (error) {
      if (!(error instanceof Refused) && !(error instanceof Unreachable)) throw error;
    }
  }

  /** @param {NetworkState} state @returns {Picked} */
  select({ setting: { weights, layers }, runs, epochs, view: { playing, speed } }) {
    return { weights, layers, runs, epochs, playing, speed };
  }

  /** @returns {'seed'|'run'|'file'} */
  get _source() {
    const { weights } = this.picked;
    if (this._fromRun || 'run' in weights) return 'run';
    return 'file' in weights ? 'file' : 'seed';
  }

  render() {
    const { weights } = this.picked;
    const source = this._source;
    const shown = 'file' in weights ? /** @type {const} */ (['seed', 'run', 'file']) : /** @type {const} */ (['seed', 'run']);
    return html`
      <div class="card-head"><h2>${t('netweights.title')}</h2></div>
      <div class="segments words" role="radiogroup" aria-label=${t('netweights.title')}>
        ${shown.map((each) => html`<label><input type="radio" name="net-weights" .checked=${live(each === source)}
          @change=${() => this._choose(each)}><span>${t(`netweights.from_${each}`)}</span></label>`)}
      </div>
      <div class="net-weights-body">${source === 'seed' ? this._seed() : source === 'run' ? this._run() : this._file()}</div>`;
  }

  /** @param {'seed'|'run'|'file'} source */
  _choose(source) {
    const { weights } = this.picked;
    this._fromRun = source === 'run';
    if (source === 'seed' && !('seed' in weights)) setWeights(this.store, { seed: 0 }, null);
  }

  _seed() {
    const { weights } = this.picked;
    const seed = 'seed' in weights ? weights.seed : 0;
    return html`<div class="row">
        <label class="net-seed"><span class="small soft">${t('netweights.seed')}</span>
          <input type="number" min="0" max=${SEEDS - 1} step="1" .value=${live(String(seed))} @change=${this._type}></label>
        <button type="button" class="button small" @click=${() => setWeights(this.store, { seed: another(seed) }, null)}>${t('netweights.reroll')}</button>
      </div>
      <p class="small soft">${t('netweights.seed_says')}</p>`;
  }

  /** @param {Event} event */
  _type({ target }) {
    const field = /** @type {HTMLInputElement} */ (target);
    const seed = field.valueAsNumber;
    if (Number.isInteger(seed) && seed >= 0 && seed < SEEDS) setWeights(this.store, { seed }, null);
    else this.requestUpdate(); // what is no seed is not taken, and the field says the present one again
  }

  _file() {
    const { weights } = this.picked;
    return html`<p class="small">${'file' in weights ? weights.name ?? weights.file : ''}</p><p class="small soft">${t(wereKept(weights) ? 'netweights.kept_says' : 'netweights.file_says')}</p>`;
  }

  _run() {
    const { runs, weights } = this.picked;
    if (runs === null) return html`<p class="small soft">${t('watch.loading')}</p>`;
    const usable = runs.filter((run) => savedEpochs(run).length > 0);
    const chosen = 'run' in weights ? weights.run : '';
    if (usable.length === 0 && !chosen) {
      return html`<p class="small soft">${t('netweights.no_runs')}</p><a class="button small" href=${trainAddress(this.store.state)}>${t('netweights.train')}</a>`;
    }
    return html`
      <label class="net-run"><span class="small soft">${t('netweights.run')}</span>
        <select @change=${this._take}>
          ${chosen ? nothing : html`<option value="" selected>${t('netweights.choose')}</option>`}
          ${this._options(usable, chosen)}
        </select></label>
      ${this._failed ? html`<p class="refusal" role="status">${this._failed}</p>` : nothing}
      ${chosen ? this._scrubber(runs.find(({ id }) => id === chosen)) : html`<p class="small soft">${t('netweights.run_says')}</p>`}`;
  }

  /**
   * The runs of these very layers first; the others bring layers of their own.
   * @param {RunSummary[]} usable @param {string} chosen
   */
  _options(usable, chosen) {
    const { layers } = this.picked;
    const plain = (/** @type {readonly import('../core/types.js').Layer[]} */ list) => list.map((layer) => (this._kinds[layer.kind]
      ? tidied(layer, parametersOf(this._kinds[layer.kind].schema)) : layer));
    const present = plain(layers);
    const fits = (/** @type {RunSummary} */ run) => equal(plain(run.spec.layers), present);
    const option = (/** @type {RunSummary} */ run) => html`<option value=${run.id} ?selected=${run.id === chosen}>${runLabel(run)}</option>`;
    const [own, others] = [usable.filter(fits), usable.filter((run) => !fits(run))];
    // A run that has been deleted meanwhile still gives the weights their name.
    const lost = chosen && !usable.some(({ id }) => id === chosen) ? html`<option value=${chosen} selected>${chosen.slice(0, 8)}</option>` : nothing;
    return html`${lost}
      ${own.length ? html`<optgroup label=${t('netweights.same_layers')}>${own.map(option)}</optgroup>` : nothing}
      ${others.length ? html`<optgroup label=${t('netweights.own_layers')}>${others.map(option)}</optgroup>` : nothing}`;
  }

  /** @param {Event} event */
  async _take(event) {
    const id = /** @type {HTMLSelectElement} */ (event.target).value;
    const run = this.picked.runs?.find((each) => each.id === id);
    if (!run) return;
    this._failed = '';
    try {
      await openRun(this.store, run);
      this._fromRun = false;
    } catch (error) {
      if (!(error instanceof Refused) && !(error instanceof Unreachable)) throw error;
      this._failed = error instanceof Refused ? error.problem.detail : t('watch.unreachable');
    }
  }

  /** @param {RunSummary|undefined} run */
  _scrubber(run) {
    const { epochs, playing, speed, weights } = this.picked;
    const place = placeOfEpoch(this.store.state);
    const words = 'checkpoint' in weights ? t('netweights.checkpoint', { name: weights.checkpoint })
      : 'epoch' in weights ? t('watch.epoch_of', { epoch: weights.epoch + 1, epochs: run?.epochs ?? run?.spec.epochs ?? epochs.length }) : '';
    return html`
      ${scrubber({
        label: t('netweights.scrubber'), count: epochs.length, place, words, playing,
        play: (on) => setView(this.store, { playing: on }), seek: (to) => seekEpoch(this.store, to),
        more: {
          step: (by) => stepEpochs(this.store, by), atEnd: place === epochs.length - 1, speed, speeds: EPOCH_SPEEDS,
          setSpeed: (to) => setView(this.store, { speed: to }),
        },
      })}
      <p class="small soft">${t(epochs.length < 2 ? 'netweights.one_epoch' : 'netweights.scrub_says')}</p>
      ${run ? html`<a class="small" href="/train/${run.id}">${t('netweights.open_run')}</a>` : nothing}`;
  }

  updated() {
    fillTrack(this);
  }
}

customElements.define('cs-net-epochs', NetEpochs);
