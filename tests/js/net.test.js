import test, { afterEach } from 'node:test';
import assert from 'node:assert/strict';
import { serialize } from '../../static/js/core/safetensors.js';
import { Refused, Unreachable, isUp, requestJson, requestTensors } from '../../static/js/net/api.js';
import { layerKinds, messages } from '../../static/js/net/catalogue.js';
import { askExplanation, knownExplanation } from '../../static/js/net/explain.js';
import { upload, uploadAgain } from '../../static/js/net/pictures.js';
import { initialState } from '../../static/js/state/setting.js';
import { f32 } from './helpers.js';

const real = { fetch: globalThis.fetch, XMLHttpRequest: globalThis.XMLHttpRequest };
afterEach(() => Object.assign(globalThis, real));

const json = (value, status = 200, type = 'application/json') =>
  new Response(JSON.stringify(value), { status, headers: { 'Content-Type': type } });
const problem = { title: 'Too large', detail: 'The kernel is too large.', code: 'kernel_too_large' };

/** Let fetch answer what `answer` gives; returns what it was asked. */
function serve(answer) {
  const asked = [];
  globalThis.fetch = async (path, options) => {
    asked.push({ path, ...options });
    options.signal?.throwIfAborted();
    return answer(asked.length);
  };
  return asked;
}

test('JSON is asked and answered as JSON', async () => {
  const asked = serve(() => json({ fine: true }));
  assert.deepEqual(await requestJson('/api/x', { json: { a: 1 } }), { fine: true });
  const [{ path, method, headers, body }] = asked;
  assert.deepEqual([path, method, headers, body], ['/api/x', 'POST', { Accept: 'application/json', 'Content-Type': 'application/json' }, '{"a":1}']);
  await requestJson('/api/y');
  assert.deepEqual([asked[1].method, asked[1].body, asked[1].headers], ['GET', null, { Accept: 'application/json' }]);
});

test('tensors come as safetensors with their meta', async () => {
  const asked = serve(() => new Response(serialize({ output: f32([2], [1, 2]) }, { json: '{"macs": 3}' })));
  const { tensors, meta } = await requestTensors('/api/layers/apply', { json: {} });
  assert.deepEqual([[...tensors.output.data], meta, asked[0].headers.Accept], [[1, 2], { macs: 3 }, 'application/octet-stream']);
});

test('a problem is a refusal with its words', async () => {
  serve(() => json(problem, 422, 'application/problem+json'));
  await assert.rejects(requestJson('/api/x'), (error) => {
    assert.ok(error instanceof Refused);
    assert.deepEqual(error.problem, { status: 422, ...problem });
    return true;
  });
});

const unreachable = (why) => (error) => error instanceof Unreachable && error.why === why;

test('whatever cannot be read is a server that is gone', async () => {
  serve(() => new Response('<h1>Bad gateway</h1>', { status: 502 }));
  await assert.rejects(requestJson('/api/x'), unreachable('gone'));
  serve(() => { throw new TypeError('fetch failed'); });
  await assert.rejects(requestJson('/api/x'), unreachable('gone'));
  assert.equal(await isUp(), false);
  serve(() => new Response('{"cut'));
  await assert.rejects(requestJson('/api/x'), unreachable('gone'));
  serve(() => new Response(new Uint8Array(4)));
  await assert.rejects(requestTensors('/api/x', { json: {} }), unreachable('gone'));
  serve(() => json({ status: 'ok' }));
  assert.equal(await isUp(), true);
});

test('without a network it is this machine that is offline', async (context) => {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  Object.defineProperty(globalThis, 'navigator', { value: { onLine: false }, configurable: true });
  context.after(() => (before ? Object.defineProperty(globalThis, 'navigator', before) : delete globalThis.navigator));
  serve(() => { throw new TypeError('fetch failed'); });
  await assert.rejects(requestJson('/api/x'), unreachable('offline'));
});

test('an abort is neither', async () => {
  serve(() => json({}));
  await assert.rejects(requestJson('/api/x', { signal: AbortSignal.abort() }), { name: 'AbortError' });
});

test('catalogues are asked for once, again after a refusal, patiently while the server is gone', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const asked = serve((time) => (time === 1 ? json(problem, 503, 'application/problem+json') : json({ conv2d: {} })));
  await assert.rejects(layerKinds(), Refused);
  assert.deepEqual(await layerKinds(), { conv2d: {} });
  assert.equal(layerKinds(), layerKinds());
  assert.equal(asked.length, 2);
  const later = serve((time) => {
    if (time === 1) throw new TypeError('fetch failed');
    return json({ a: 'b' });
  });
  const patient = messages('ko');
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
  context.mock.timers.tick(500);
  assert.deepEqual(await patient, { a: 'b' });
  assert.deepEqual(later.map(({ path }) => path), ['/static/i18n/ko.json', '/static/i18n/ko.json']);
});

test('a layer without tables is explained by the server, each cell once', async () => {
  const { setting } = initialState();
  const answer = { setting, meta: { reduction: 'elementwise', output_shape: [1, 1, 1] }, tensors: { input: f32([1, 1, 1], [1]), output: f32([1, 1, 1], [1]) } };
  const said = {
    terms: [{ channel: 0, row: 0, col: 0, input: '-inf', weight: null, product: null, padding: false }],
    partial_sums: null, bias: null, winner: null, divisor: null, value: 'nan', torch_value: 1, difference: 'nan',
  };
  const asked = serve(() => json(said));
  assert.equal(knownExplanation(answer, [0, 0, 0]), null);
  const explanation = await askExplanation(answer, [0, 0, 0]);
  assert.deepEqual([explanation.terms[0].input, explanation.value, explanation.partial_sums], [-Infinity, NaN, null]);
  assert.equal(await askExplanation(answer, [0, 0, 0]), explanation);
  assert.equal(knownExplanation(answer, [0, 0, 0]), explanation);
  assert.deepEqual(JSON.parse(asked[0].body).at, [0, 0, 0]);
  assert.equal(asked.length, 1);
});

/** XMLHttpRequest as far as uploads use it; `respond` is told each request when it is sent. */
function serveUploads(respond) {
  globalThis.XMLHttpRequest = class {
    upload = {};
    open(method, path) { this.asked = [method, path]; }
    setRequestHeader() {}
    getResponseHeader() { return this.type; }
    abort() { this.onabort(); }
    send(form) {
      this.form = form;
      respond(this);
    }
    answer(status, body, type = 'application/json') {
      Object.assign(this, { status, type, responseText: typeof body === 'string' ? body : JSON.stringify(body) });
      this.onload();
    }
  };
}

const picture = { id: 'abc', width: 3, height: 2, channels: 3 };

test('an upload tells how far it has got, and is kept in case the server forgets it', async () => {
  const sent = [];
  serveUploads((request) => {
    sent.push(request);
    request.upload.onprogress({ lengthComputable: true, loaded: 1, total: 4 });
    request.upload.onprogress({ lengthComputable: false });
    request.answer(201, picture);
  });
  const seen = [];
  const file = new Blob(['pixels']);
  assert.deepEqual(await upload(file, { onProgress: (fraction) => seen.push(fraction) }), picture);
  assert.deepEqual([seen, sent[0].asked, sent[0].form.get('file').size], [[0.25], ['POST', '/api/images'], 6]);
  assert.equal(await uploadAgain({ kind: 'upload', id: 'abc' }), true);
  assert.equal(sent.length, 2);
  assert.equal(await uploadAgain({ kind: 'upload', id: 'unknown' }), false);
  assert.equal(await uploadAgain({ kind: 'sample', id: 'boats' }), false);
});

test('only the last pictures are kept', async () => {
  let number = 0;
  serveUploads((request) => request.answer(201, { ...picture, id: `p${number}` }));
  for (number = 0; number < 5; number++) await upload(new Blob(['x']));
  assert.equal(await uploadAgain({ kind: 'upload', id: 'p0' }), false);
});

test('uploads are refused, cut off and aborted in so many words', async () => {
  serveUploads((request) => request.answer(415, { code: 'not_an_image' }, 'application/problem+json'));
  await assert.rejects(upload(new Blob()), (error) => error instanceof Refused && error.problem.code === 'not_an_image' && error.problem.status === 415);
  serveUploads((request) => request.answer(502, '<h1>', 'text/html'));
  await assert.rejects(upload(new Blob()), unreachable('gone'));
  serveUploads((request) => request.onerror());
  await assert.rejects(upload(new Blob()), unreachable('gone'));
  const abort = new AbortController();
  serveUploads(() => abort.abort());
  await assert.rejects(upload(new Blob(), { signal: abort.signal }), { name: 'AbortError' });
  await assert.rejects(upload(new Blob(), { signal: AbortSignal.abort() }), { name: 'AbortError' });
});
