/**
 * `<cs-train-setup>`: the run that is being set up: data, model, training, callbacks, probe, each a part that opens. The
 * server is asked along the way what it would be; a refusal stands at what it is about, with what one click can do.
 */
import { sectionOf } from '../core/complaints.js';
import { compactCount, count, rate, shape } from '../core/format.js';
import { t } from '../core/i18n.js';
import { mending } from '../core/mending.js';
import { Refused, Unreachable } from '../net/api.js';
import { callbackKinds, layerKinds, optimizers } from '../net/catalogue.js';
import { command } from '../net/command.js';
import { createLane } from '../net/lane.js';
import { datasets } from '../net/datasets.js';
import { checkDraft } from '../net/drafts.js';
import { submit } from '../net/runs.js';
import { select, setDraft } from '../state/trainingActions.js';
import './data-choice.js';
import './train-items.js';
import './train-model.js';
import './train-options.js';
import './train-probe.js';
import { ConvElement, html, nothing } from './element.js';

/** @typedef {import('../core/runtypes.js').RunSpec} RunSpec */
/** @typedef {import('../core/runtypes.js').TrainingState} TrainingState */
/** @typedef {import('../core/complaints.js').Section} Section */
/** @typedef {import('../net/catalogue.js').Kinds} Kinds */
/** @typedef {import('../net/runs.js').Checked & {draft: RunSpec}} CheckedDraft */

const SECTIONS = /** @type {const} */ (['data', 'model', 'training', 'callbacks', 'probe']);
const KERAS = Object.freeze({ help: 'callbacks.params', preset: 'train.control.keras_default', none: 'train.control.keras_none' });
const QUIET = 200; // milliseconds without a change before the server is asked

/** @extends {ConvElement<{draft: RunSpec, busy: boolean, first: boolean}, TrainingState>} */
class TrainSetup extends ConvElement {
  static properties = {
    ...ConvElement.properties, handed: { attribute: false }, _open: { state: true }, _checked: { state: true }, _problem: { state: true }, _away: { state: true }, _kinds: { state: true }, _said: { state: true }, _denied: { state: true },
  };

  constructor() {
    super();
    /** A network has been handed over, and nothing has been made of it yet. */
    this.handed = false;
    /** @type {ReadonlySet<Section>} */
    this._open = new Set();
    /** @type {CheckedDraft|null} Of the last draft that was good. */
    this._checked = null;
    /** @type {import('../core/types.js').Problem|null} */
    this._problem = null;
    this._away = false;
    /** @type {Record<string, string>} Of data sets. */
    this._titles = {};
    /** @type {{layers: Kinds, callbacks: Kinds, optimizers: Kinds}|null} */
    this._kinds = null;
    this._said = '';
    this._denied = ''; // why the run was not taken although it is a good one: the queue is full, the disk is
    /** @type {RunSpec|null} The draft that was asked about last. */
    this._asked = null;
    /** @type {number|undefined} */
    this._timer = undefined;
    /** @type {import('../net/lane.js').Lane<RunSpec>} */
    this._lane = createLane({
      run: checkDraft,
      onAnswer: (checked, draft) => Object.assign(this, { _checked: { ...checked, draft }, _problem: null, _away: false }),
      onFailure: (error) => this._failed(error),
    });
  }

  /** @param {TrainingState} state */
  select({ draft, busy, runs }) {
    return { draft, busy: busy === 'submit', first: runs !== null && runs.length === 0 };
  }

  async connectedCallback() {
    super.connectedCallback();
    if (this._kinds) return;
    const [layers, callbacks, kinds, sets] = await Promise.all([layerKinds(), callbackKinds(), optimizers(), datasets()]);
    this._titles = Object.fromEntries(sets.map(({ id, title }) => [id, title]));
    this._kinds = { layers, callbacks, optimizers: kinds };
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this._timer);
    this._lane.cancel();
  }

  updated() {
    const { draft } = this.picked;
    if (draft === this._asked) return;
    const first = this._asked === null;
    this._asked = draft;
    this._denied = '';
    clearTimeout(this._timer);
    this._timer = setTimeout(() => this._lane.ask(draft), first ? 0 : QUIET);
  }

  /** @param {unknown} error */
  _failed(error) {
    if (error instanceof Refused) Object.assign(this, { _problem: error.problem, _away: false });
    else if (error instanceof Unreachable) {
      this._away = true;
      this._timer = setTimeout(() => this._lane.ask(this.picked.draft), 3000);
    } else throw error;
  }

  render() {
    const { draft, busy, first } = this.picked;
    return html`
      <div class="card-head"><h2>${t('train.setup')}</h2></div>
      ${this.handed ? html`<p class="notice small setup-intro setup-handed" id="setup-handed">${t('train.setup_handed', { layers: draft.layers.length })}</p>`
        : first ? html`<p class="small soft setup-intro">${t('train.setup_intro')}</p>` : nothing}
      <div class="setup-sections">${SECTIONS.map((section) => this._section(section, draft))}</div>
      <div class="setup-go">
        ${this._verdict(draft)}
        <input type="text" class="setup-title" maxlength="80" autocomplete="off" aria-label=${t('train.name')} placeholder=${t('train.name_optional')}
          .value=${draft.name ?? ''} @change=${this._call}>
        <button type="button" class="button primary setup-train" ?disabled=${this._problem !== null} aria-busy=${busy ? 'true' : 'false'} @click=${this._train}>${t('train.go')}</button>
        ${this._denied ? html`<p class="refusal" role="alert">${this._denied}</p>` : nothing}
        <p class="unseen" role="status">${this._said}</p>
      </div>`;
  }

  /**
   * @param {Section} section
   * @param {RunSpec} draft
   */
  _section(section, draft) {
    const refused = sectionOf(this._problem) === section;
    const open = this._open.has(section);
    return html`<details class="setup-section ${refused ? 'refused' : ''}" .open=${open} @toggle=${(/** @type {Event} */ event) => this._toggled(event, section)}>
      <summary id="setup-${section}" aria-describedby=${this.handed && section === SECTIONS[0] ? 'setup-handed' : nothing}><span class="setup-name">${t(`train.section_${section}`)}</span>
        <span class="setup-brief small soft">${this._brief(section, draft)}</span></summary>
      <div class="setup-body">${open ? this._body(section, draft) : nothing}</div>
    </details>`;
  }

  /**
   * @param {Event} event
   * @param {Section} section
   */
  _toggled(event, section) {
    const { open } = /** @type {HTMLDetailsElement} */ (event.currentTarget);
    if (event.target !== event.currentTarget || open === this._open.has(section)) return;
    this._open = open ? new Set([...this._open, section]) : new Set([...this._open].filter((other) => other !== section));
  }

  /**
   * A part in a few words, so that all of it is read without opening any.
   * @param {Section} section
   * @param {RunSpec} draft
   */
  _brief(section, draft) {
    const kinds = this._kinds;
    switch (section) {
      case 'data': return this._titles[draft.dataset] ?? draft.dataset;
      case 'model': return draft.layers.map(({ kind }) => kinds?.layers[kind]?.title ?? kind).join(' → ');
      case 'training': return t('train.brief_training', {
        optimizer: kinds?.optimizers[draft.optimizer.kind]?.title ?? draft.optimizer.kind, lr: rate(draft.optimizer.lr), batch: draft.batch_size, epochs: draft.epochs,
      });
      case 'callbacks': return draft.callbacks.map(({ kind }) => kinds?.callbacks[kind]?.title ?? kind).join(', ') || t('train.no_callbacks');
      default: return t(draft.probe ? 'train.probe_chosen' : 'train.probe_data');
    }
  }

  /**
   * @param {Section} section
   * @param {RunSpec} draft
   */
  _body(section, draft) {
    const { store, _problem: problem } = this;
    switch (section) {
      case 'data': return html`<cs-data .store=${store} .problem=${problem}></cs-data>`;
      case 'model': return html`<cs-train-model .store=${store} .problem=${problem} .checked=${this._checked}></cs-train-model>`;
      case 'training': return html`<cs-train-options .store=${store} .problem=${problem}></cs-train-options>`;
      case 'callbacks': return html`<p class="small soft">${t('train.callbacks_about')}</p>
        <cs-train-items .items=${draft.callbacks} .kinds=${this._kinds?.callbacks ?? null} .list=${'callbacks'} .origin=${KERAS} .problem=${problem}
          @cs-items=${(/** @type {CustomEvent} */ { detail }) => setDraft(store, { callbacks: detail.items }, detail.tag)}></cs-train-items>`;
      default: return html`<cs-train-probe .store=${store} .problem=${problem}></cs-train-probe>`;
    }
  }

  /** What the run would be, or why it cannot be. @param {RunSpec} draft */
  _verdict(draft) {
    if (this._away) return html`<p class="notice alarm small" role="status">${t('toolbar.status_gone')}</p>`;
    if (this._problem) return this._refusal(this._problem, draft);
    if (!this._checked) return html`<p class="small soft">${t('train.checking')}</p>`;
    const { layers, parameters, train, validation, batches, warnings } = this._checked;
    return html`
      <p class="small soft number">${layers.length > 0 ? html`${t('train.verdict_output', { shape: shape(layers[layers.length - 1].output_shape) })} · ` : nothing}${t('train.verdict', {
        parameters: compactCount(parameters), train: count(train), validation: count(validation), batches: count(batches) })}</p>
      ${warnings.map(({ detail }) => html`<p class="notice warning small">${detail}</p>`)}`;
  }

  /**
   * @param {import('../core/types.js').Problem} problem
   * @param {RunSpec} draft
   */
  _refusal(problem, draft) {
    const section = sectionOf(problem);
    const mend = mending(problem, draft);
    return html`<div class="notice alarm small setup-refusal" role="alert">
      <p>${problem.errors?.[0]?.msg ?? problem.detail}</p>
      <div class="row">
        ${mend ? html`<button type="button" class="button small" @click=${() => setDraft(this.store, mend.change)}>${t(`train.mend.${mend.code}`, mend.params)}</button>` : nothing}
        ${section && !this._open.has(section) ? html`<button type="button" class="link" @click=${() => this._show(section)}>${t('train.show_refused')}</button>` : nothing}
      </div>
    </div>`;
  }

  /** @param {Section} section */
  async _show(section) {
    this._open = new Set([...this._open, section]);
    await this.updateComplete;
    const summary = this.querySelector(`#setup-${section}`);
    summary?.scrollIntoView({ block: 'nearest' });
    /** @type {HTMLElement|null} */ (summary)?.focus();
  }

  /** The name that the run will have; none is left to the server. @param {Event} event */
  _call({ target }) {
    const name = /** @type {HTMLInputElement} */ (target).value.trim();
    setDraft(this.store, { name: name || undefined }, 'name');
  }

  async _train() {
    if (this.picked.busy) return; // it is not disabled meanwhile: that would take the focus from it
    const id = await command(this.store, 'submit', () => submit(this.picked.draft));
    const { problem, away } = this.store.state;
    this._denied = id !== null ? '' : away ? t(`toolbar.status_${away}`) : problem && problem.status !== 422 ? problem.detail : '';
    if (id === null) {
      this._lane.ask(this.picked.draft); // what is wrong with it is said at its place
      return;
    }
    select(this.store, id);
    setDraft(this.store, { name: undefined });
    this.handed = false;
    this._said = t('train.submitted');
    this.dispatchEvent(new CustomEvent('cs-submitted', { bubbles: true, detail: id }));
  }
}

customElements.define('cs-train-setup', TrainSetup);
