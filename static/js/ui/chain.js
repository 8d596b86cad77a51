/**
 * `<cs-chain>`: the network as a chain of cards from the picture to the answer: put layers in, take them out, change and
 * reorder them by hand or by keys, see at once what comes out of each and what it costs; and where it breaks, why, and
 * what would mend it.
 */
import { startsAt } from '../core/beginning.js';
import { seenBy } from '../core/chain-sees.js';
import { t } from '../core/i18n.js';
import { parametersOf } from '../core/parameters.js';
import { fresh, swapped } from '../core/sequence.js';
import { Refused, Unreachable } from '../net/api.js';
import { layerKinds } from '../net/catalogue.js';
import {
  applyRemedy, changeLayer, insertLayer, moveLayer, openLayer, removeLayer, setView,
} from '../state/networkActions.js';
import './chain-add.js';
import './chain-break.js';
import './chain-card.js';
import { Dragging } from './chain-drag.js';
import { FocusKept } from './chain-focus.js';
import './chain-input.js';
import './chain-totals.js';
import './chain-train.js';
import './chain-weights.js';
import { ConvElement, html, live, nothing, repeat } from './element.js';
import './item-controls.js';
import './net-ready.js';

/** @typedef {import('../core/nettypes.js').NetworkState} NetworkState */
/** @typedef {import('../core/nettypes.js').Summary} Summary */
/** @typedef {import('../core/nettypes.js').Broken} Broken */
/** @typedef {import('../core/types.js').Layer} Layer */
/** @typedef {import('../net/catalogue.js').Kinds} Kinds */

/** A kind is being chosen, for a layer that is put in at a place, or for the one that stands there. */
/** @typedef {{index: number, how: 'put'|'kind'}} Choosing */

/** @typedef {{layers: Layer[], open: number|null, flow: 'row'|'column', summary: Summary|null, looked: number|null, classes: number|undefined}} Picked */

const NOTHING = Object.freeze({ parameters: 0, macs: 0 });

/** @extends {ConvElement<Picked, NetworkState>} */
class Chain extends ConvElement {
  static properties = { _kinds: { state: true }, _choosing: { state: true }, _said: { state: true }, _failed: { state: true } };

  constructor() {
    super();
    /** @type {Kinds|null} */
    this._kinds = null;
    /** @type {Choosing|null} */
    this._choosing = null;
    this._said = '';
    /** Why the kinds of layers are not known. */
    this._failed = '';
    /** @type {{summary: Summary|null, layers: readonly Layer[]}} Of which layers the present summary speaks. */
    this._read = { summary: null, layers: [] };
    this._dragging = new Dragging(this, {
      cards: () => [...this.querySelectorAll('.chain-card')].map((card) => /** @type {HTMLElement} */ (card)),
      mark: () => this.querySelector('.chain-mark'),
      flow: () => this.picked.flow,
      drop: (from, to) => this._move(from, to),
    });
    this._kept = new FocusKept(this, { layers: () => this.picked.layers, focus: (index) => this._focus(index) });
  }

  /** @param {NetworkState} state */
  select({ setting: { layers }, view: { open, flow, look }, live: { summary, answer } }) {
    return { layers, open, flow, summary, looked: look?.layer ?? null, classes: answer?.meta.classes?.length };
  }

  connectedCallback() {
    super.connectedCallback();
    this._load();
  }

  async _load() {
    this._failed = '';
    try {
      this._kinds ??= await layerKinds();
    } catch (error) {
      if (!(error instanceof Refused) && !(error instanceof Unreachable)) throw error;
      this._failed = error instanceof Refused ? error.problem.detail : t('watch.unreachable');
    }
  }

  /** @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    super.willUpdate(changed);
    const { summary, layers } = this.picked;
    if (summary !== undefined && summary !== this._read.summary) this._read = { summary, layers };
  }

  render() {
    const { _kinds: kinds, picked: { layers, flow, open, summary } } = this;
    if (!kinds) return html`<div class="card-head"><h2 class="soft">${t('chain.title')}</h2></div>${this._failed ? this._away() : nothing}`;
    const breaks = this._breaks();
    const names = layers.map(({ kind }) => this._title(kind));
    return html`
      <div class="card-head chain-head">
        <h2>${t('chain.title')}</h2>
        <cs-net-ready .store=${this.store}></cs-net-ready>
        <div class="row chain-aside"><div class="segments words" role="radiogroup" aria-label=${t('chain.flow')}>
          ${/** @type {const} */ (['row', 'column']).map((each) => html`<label><input type="radio" name="chain-flow"
            .checked=${live(each === flow)} @change=${() => setView(this.store, { flow: each })}><span>${t(`chain.flow_${each}`)}</span></label>`)}
        </div></div>
        <cs-chain-train .store=${this.store} .names=${names} @cs-break=${this._showBreak}></cs-chain-train>
        <cs-chain-weights .store=${this.store} @cs-gone=${this._afterNotice}></cs-chain-weights>
      </div>
      <p class="unseen" id="chain-keys">${t('keys.chain')}</p>
      <p class="unseen" role="status">${this._said}</p>
      <div class="chain-box">
        ${flow === 'column' && layers.length > 0 ? html`<div class="chain-columns small soft" aria-hidden="true">
          ${['layer.title', 'chain.settings', 'chain.output', 'chain.parameters', 'chain.macs', 'chain.sees', 'chain.jump'].map((key) => html`<span>${t(key)}</span>`)}</div>` : nothing}
        <ol class="chain" data-flow=${flow} role="list" aria-label=${t('chain.layers')}>
          <li role="listitem"><cs-chain-input .store=${this.store}></cs-chain-input></li>
          ${repeat(layers, (_, index) => index, (layer, index) => html`<li role="listitem">${this._card(kinds, layer, index, breaks)}${this._below(kinds, layer, index, breaks)}</li>`)}
          <li role="listitem" class="chain-more"><button type="button" class="button chain-add" @click=${() => this._choose(layers.length, 'put')}>+ ${t('train.add_layers')}</button>
            ${this._chooser(kinds, layers.length)}</li>
        </ol>
        <div class="chain-mark" hidden></div>
      </div>
      ${layers.length === 0 ? html`<p class="small soft">${t('chain.empty')}</p>` : nothing}
      <cs-chain-totals .summary=${summary} .open=${open} .names=${names}></cs-chain-totals>`;
  }

  _away() {
    return html`<p class="notice alarm small" role="alert">${this._failed} <button type="button" class="link" @click=${this._load}>${t('watch.again')}</button></p>`;
  }

  /** @param {string|undefined} kind */
  _title(kind) {
    return this._kinds?.[kind ?? '']?.title ?? kind ?? '';
  }

  /**
   * Where a layer stood when the server was asked last; −1: nowhere. While an answer is on its way, cards that were only
   * moved keep their numbers, and so does one whose controls are moved.
   * @param {number} index
   */
  _before(index) {
    const { layers } = this.picked;
    const found = this._read.layers.indexOf(layers[index]);
    if (found >= 0) return found;
    return this._read.layers[index]?.kind === layers[index].kind ? index : -1;
  }

  /** The card at which the network breaks, and why. @returns {{index: number, broken: Broken}|null} */
  _breaks() {
    const { layers, summary } = this.picked;
    const broken = summary?.broken;
    if (!broken) return null;
    const index = layers.findIndex((_, at) => this._before(at) === broken.index);
    return index < 0 ? null : { index, broken };
  }

  /**
   * @param {Kinds} kinds
   * @param {Layer} layer
   * @param {number} index
   * @param {ReturnType<Chain['_breaks']>} breaks
   */
  _card(kinds, layer, index, breaks) {
    const { layers, open, summary, looked } = this.picked;
    const at = this._before(index);
    const row = summary?.rows[at];
    return html`<cs-chain-card .layer=${layer} .info=${kinds[layer.kind]} .index=${index} .count=${layers.length} .open=${open === index} .looked=${looked === index}
      .row=${row ?? null} .sees=${summary && row ? seenBy(summary.rows, at) : null} .totals=${summary?.totals ?? NOTHING}
      .place=${!breaks || index < breaks.index ? 'whole' : index === breaks.index ? 'broken' : 'beyond'}
      @cs-toggle=${() => this._toggle(index)} @cs-insert=${() => this._choose(index, 'put')} @cs-remove=${() => this._remove(index)}
      @cs-move=${(/** @type {CustomEvent<number>} */ { detail }) => this._move(index, index + detail)}
      @cs-step=${(/** @type {CustomEvent<number>} */ { detail }) => this._focus(detail)}></cs-chain-card>`;
  }

  /**
   * What stands below a card: why the network breaks there, its controls, the choice of a kind.
   * @param {Kinds} kinds
   * @param {Layer} layer
   * @param {number} index
   * @param {ReturnType<Chain['_breaks']>} breaks
   */
  _below(kinds, layer, index, breaks) {
    const { layers, open, flow } = this.picked;
    const broken = breaks?.index === index ? breaks.broken : null;
    const told = (/** @type {string|undefined} */ name) => (broken && name !== undefined && broken.loc?.includes(name) ? broken.detail : null);
    const toldBelow = open === index && parametersOf(kinds[layer.kind]?.schema ?? {}).some(({ name }) => told(name) !== null);
    return html`
      ${broken ? html`<cs-chain-break class="chain-panel chain-break" .layers=${layers} .broken=${broken} .kinds=${kinds} .open=${open === index} .brief=${toldBelow}
        @cs-mend=${() => this._mend(index)} @cs-toggle=${() => this._toggle(index)}></cs-chain-break>` : nothing}
      ${open === index ? html`<div class="chain-panel" id="chain-${index}-panel" role="group" aria-labelledby="chain-${index}-name" @keydown=${(/** @type {KeyboardEvent} */ event) => this._escape(event, index)}>
        <cs-item-controls .item=${layer} .info=${kinds[layer.kind]} .index=${index} .count=${layers.length} .flow=${flow} .told=${told} .kinds=${true}
          @cs-change=${(/** @type {CustomEvent} */ { detail }) => changeLayer(this.store, index, detail.item, `layers ${index} ${detail.name}`)}
          @cs-move=${(/** @type {CustomEvent<number>} */ { detail }) => this._move(index, index + detail, false)}
          @cs-insert=${() => this._choose(index, 'put')} @cs-copy=${() => this._put(index + 1, structuredClone(layer))}
          @cs-kind=${() => this._choose(index, 'kind')} @cs-remove=${() => this._remove(index)}></cs-item-controls></div>` : nothing}
      ${this._chooser(kinds, index)}`;
  }

  /** @param {Kinds} kinds @param {number} index */
  _chooser(kinds, index) {
    const { _choosing: choosing, picked: { layers } } = this;
    if (choosing?.index !== index) return nothing;
    const kind = choosing.how === 'kind' ? layers[index]?.kind : null;
    const heading = choosing.how === 'kind' ? 'chain.other_kind' : layers[index] ? 'item.insert_layers' : 'train.add_layers';
    return html`<div class="chain-panel"><cs-chain-add .kinds=${kinds} .chosen=${kind ?? null} .heading=${t(heading, { what: this._title(layers[index]?.kind) })}
      @cs-choose=${(/** @type {CustomEvent<string>} */ { detail }) => this._chosen(kinds, detail)} @cs-close=${() => this._close()}></cs-chain-add></div>`;
  }

  /** @param {number} index @param {Choosing['how']} how */
  _choose(index, how) {
    this._choosing = { index, how };
  }

  /** @param {Kinds} kinds @param {string} kind */
  _chosen(kinds, kind) {
    const { index, how } = /** @type {Choosing} */ (this._choosing);
    this._choosing = null;
    const { schema } = kinds[kind];
    const { layers, classes } = this.picked;
    const starts = startsAt(schema, layers.slice(how === 'put' ? index : index + 1), classes);
    if (how === 'put') return this._put(index, fresh(kind, parametersOf(schema), starts));
    changeLayer(this.store, index, swapped(layers[index], kind, schema, starts));
    this._focus(index);
  }

  /** The choice is left as it is. */
  _close() {
    const index = this._choosing?.index ?? 0;
    this._choosing = null;
    this._focus(index);
  }

  /** @param {number} index @param {Layer} layer */
  _put(index, layer) {
    insertLayer(this.store, index, layer);
    this._say(index, 'chain.said_put', this._title(layer.kind));
  }

  /**
   * @param {number} from
   * @param {number} to
   * @param {boolean} [focus]  on the card; left out of what its own controls do
   */
  _move(from, to, focus = true) {
    const { layers } = this.picked;
    if (to < 0 || to >= layers.length) return;
    const what = this._title(layers[from].kind);
    moveLayer(this.store, from, to);
    this._say(focus ? to : null, 'chain.said_moved', what, to);
  }

  /** @param {number} index */
  _remove(index) {
    const { layers } = this.picked;
    removeLayer(this.store, index);
    this._say(Math.max(0, Math.min(index, layers.length - 2)), 'chain.said_removed', this._title(layers[index].kind), index);
  }

  /** @param {number} index */
  _mend(index) {
    if (applyRemedy(this.store)) this._say(index, 'chain.said_mended', this._title(this.picked.layers[index]?.kind));
  }

  /** @param {number} index */
  async _toggle(index) {
    openLayer(this.store, this.picked.open === index ? null : index);
    await this.updateComplete;
    this.querySelector(`#chain-${index}-panel`)?.scrollIntoView({ block: 'nearest' });
  }

  /** @param {KeyboardEvent} event @param {number} index */
  _escape(event, index) {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    openLayer(this.store, null);
    this._focus(index);
  }

  /**
   * What was done, to whoever listens; and where the keyboard goes on.
   * @param {number|null} focus  the card
   * @param {string} key
   * @param {string} what
   * @param {number} [at]
   */
  _say(focus, key, what, at = focus ?? 0) {
    this._said = t(key, { what, place: at + 1, count: this.picked.layers.length });
    if (focus !== null) this._focus(focus);
  }

  /** A card; the button that adds, beyond the last. @param {number} index */
  async _focus(index) {
    await this.updateComplete;
    const card = this.querySelector(`#chain-${index}`) ?? (index < 0 ? null : this.querySelector('.chain-add'));
    /** @type {HTMLElement|null} */ (card)?.focus();
  }

  /** A notice above that had the focus is gone: the weights are settled, and training is next. */
  _afterNotice() {
    /** @type {HTMLElement|null} */ (this.querySelector('.chain-train'))?.focus();
  }

  /** A network that breaks is mended before it is trained: there the keyboard goes on. */
  _showBreak() {
    const place = this.querySelector('cs-chain-break');
    place?.scrollIntoView({ block: 'center' });
    place?.querySelector('button')?.focus();
  }
}

customElements.define('cs-chain', Chain);
