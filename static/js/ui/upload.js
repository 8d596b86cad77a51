/**
 * `<cs-upload>`: a picture of one's own, by button, dropped anywhere on the page, or pasted. Says `cs-uploading` when it
 * begins and `cs-uploaded` (detail: the picture) when the server has it.
 */
import { bytes, percent } from '../core/format.js';
import { t } from '../core/i18n.js';
import { Refused } from '../net/api.js';
import { upload } from '../net/pictures.js';
import { takeDropped } from './dropping.js';
import { ConvElement, html, nothing } from './element.js';

const KINDS = ['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/bmp'];

/** @param {DataTransfer|null} data @returns {File|null} */
function fileIn(data) {
  const files = [...(data?.files ?? [])];
  return files.find(isPicture) ?? files[0] ?? null;
}

/** @param {File} file */
const isPicture = ({ type }) => type.startsWith('image/');

class Upload extends ConvElement {
  static properties = {
    folded: { attribute: false }, _file: { state: true }, _progress: { state: true }, _refusal: { state: true }, _over: { state: true },
  };

  constructor() {
    super();
    /** Only the button is put away then: a file can still be dropped and pasted, and what it is dropped on is seen. */
    this.folded = false;
    /** @type {File|null} The one on its way. */
    this._file = null;
    this._progress = 0;
    /** @type {string|null} */
    this._refusal = null;
    this._over = false; // a file hovers over the page
    /** @type {AbortController|null} */
    this._abort = null;
    /** @type {(() => void)[]} Ends listening to the page. */
    this._leave = [];
    this._paste = this._paste.bind(this);
  }

  connectedCallback() {
    super.connectedCallback();
    addEventListener('paste', this._paste);
    this._leave = [
      () => removeEventListener('paste', this._paste),
      takeDropped({ takes: isPicture, rest: true, take: (file) => this._send(file), over: (over) => { this._over = over; } }),
    ];
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    for (const leave of this._leave) leave();
  }

  /** @param {ClipboardEvent} event */
  _paste(event) {
    const file = fileIn(event.clipboardData);
    if (!file) return;
    event.preventDefault();
    this._send(file);
  }

  render() {
    const busy = this._file !== null;
    return html`
      <div class="drop-place ${this._over ? 'over' : ''}" ?hidden=${this.folded}>
        <label class="button primary">${t('picture.choose_file')}<input class="unseen" type="file" accept=${KINDS.join(',')} @change=${this._chosen}></label>
        <p class="small soft">${t('picture.upload_hint')}</p>
        ${busy ? html`<progress max="1" .value=${this._progress} aria-label=${t('picture.uploading')}></progress>
          <p class="small" role="status">${this._file?.name} · ${bytes(this._file?.size ?? 0)} · ${percent(this._progress)}
            <button type="button" class="link" @click=${() => this._abort?.abort()}>${t('picture.cancel')}</button></p>` : nothing}
        ${this._refusal ? html`<p class="refusal" role="alert">${this._refusal}</p>` : nothing}
      </div>
      ${this._over ? html`<div class="drop-veil" aria-hidden="true"><span>${t('picture.drop_here')}</span></div>` : nothing}`;
  }

  /** @param {Event} event */
  _chosen(event) {
    const field = /** @type {HTMLInputElement} */ (event.target);
    const [file] = field.files ?? [];
    if (file) this._send(file);
    field.value = ''; // the same file can be chosen again
  }

  /** Send a file; a newer one takes its place. @param {File|null} file */
  async _send(file) {
    if (!file) return;
    this._abort?.abort();
    const abort = new AbortController();
    this._abort = abort;
    this._file = file;
    this._progress = 0;
    this._refusal = null;
    this.dispatchEvent(new CustomEvent('cs-uploading'));
    try {
      const picture = await upload(file, { signal: abort.signal, onProgress: (part) => { this._progress = part; } });
      this.dispatchEvent(new CustomEvent('cs-uploaded', { detail: picture }));
    } catch (error) {
      if (!abort.signal.aborted) this._refusal = error instanceof Refused ? error.problem.detail : t('picture.upload_failed');
    }
    if (this._abort === abort) this._file = null;
  }
}

customElements.define('cs-upload', Upload);
