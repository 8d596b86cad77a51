/**
 * An element that offers ready-made networks: they are asked for again whenever what they are fitted to changes, and the
 * newest answer alone counts.
 */
import { notation } from '../core/notation.js';
import { parametersOf } from '../core/parameters.js';
import { layerKinds } from '../net/catalogue.js';
import { ConvElement } from './element.js';

/** @typedef {import('../core/types.js').Layer} Layer */
/** @typedef {import('../net/runs.js').ReadyModel} ReadyModel */

/**
 * @template {Record<string, any>} P
 * @template {object} S
 * @extends {ConvElement<P, S>}
 */
export class ReadyElement extends ConvElement {
  static properties = { ...ConvElement.properties, _kinds: { state: true }, _models: { state: true } };

  constructor() {
    super();
    /** @type {import('../net/catalogue.js').Kinds|null} */
    this._kinds = null;
    /** @type {ReadyModel[]|null} null until the server has said them */
    this._models = null;
    this._failed = false; // when asked last
    /** @type {AbortController|null} */
    this._asking = null;
    this._asked = ''; // what the models were asked for
  }

  /**
   * What the networks are fitted to, in words that tell one from another, and how to ask for them.
   * @returns {{to: string, ask: (signal: AbortSignal) => Promise<ReadyModel[]>}|null}  null: not known yet
   */
  _fitting() {
    return null;
  }

  /**
   * They are fitted to something else now.
   * @param {ReadyModel[]} _before
   * @param {ReadyModel[]} _now
   */
  _refitted(_before, _now) {}

  /** They could not be had. */
  _missed() {}

  async connectedCallback() {
    super.connectedCallback();
    this._kinds ??= await layerKinds();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this._asking?.abort();
  }

  updated() {
    const fitting = this._fitting();
    if (fitting && fitting.to !== this._asked) this._fetch(fitting);
  }

  /** @param {NonNullable<ReturnType<ReadyElement<P, S>['_fitting']>>} fitting */
  async _fetch({ to, ask }) {
    this._asked = to;
    this._asking?.abort();
    const { signal } = this._asking = new AbortController();
    this._failed = false;
    try {
      const models = await ask(signal);
      const before = this._models;
      this._models = models;
      if (before) this._refitted(before, models);
    } catch {
      // Why the server does not answer, or refuses what they are to be fitted to, the page says at its own place.
      if (signal.aborted) return;
      this._failed = true;
      this._missed();
    }
  }

  /** The one that these layers are: the same network reads the same. @param {readonly Layer[]} layers */
  _readyOf(layers) {
    const text = this._text(layers);
    return this._models?.find((model) => this._text(model.layers) === text);
  }

  /** Layers as Python writes them. @param {readonly Layer[]} layers */
  _text(layers) {
    return layers.map((layer) => notation(layer, { title: layer.kind, parameters: parametersOf(this._kinds?.[layer.kind]?.schema ?? {}) })).join();
  }
}
