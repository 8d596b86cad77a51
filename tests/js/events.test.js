import test from 'node:test';
import assert from 'node:assert/strict';
import { openEvents } from '../../static/js/net/events.js';
import { handClock } from './helpers.js';

/** EventSources that a test plays the server of. */
function sources() {
  const made = [];
  class Source extends EventTarget {
    constructor(url) {
      super();
      this.url = url;
      this.open = true;
      made.push(this);
    }

    close() {
      this.open = false;
    }

    tell(seq, type = 'batch') {
      this.dispatchEvent(new MessageEvent(type, { data: JSON.stringify({ seq, type, time: 0 }) }));
    }
  }
  return { made, Source, get last() { return made.at(-1); }, get opened() { return made.filter(({ open }) => open); } };
}

/** The window as far as a line listens to it. */
function fakePage() {
  const page = new EventTarget();
  page.visibility = (visibilityState) => page.dispatchEvent(Object.defineProperty(new Event('visibilitychange'), 'target', { value: { visibilityState } }));
  page.show = (persisted) => page.dispatchEvent(Object.assign(new Event('pageshow'), { persisted }));
  return page;
}

function start({ after = 0 } = {}) {
  const server = sources();
  const clock = handClock();
  const page = fakePage();
  const seen = [];
  const said = [];
  const { close } = openEvents({
    url: (from) => `/events?after=${from}`, after, Source: server.Source, clock, page,
    onEvent: ({ seq }) => seen.push(seq), onConnection: ({ state }) => said.push(state),
  });
  return { server, clock, page, seen, said, close };
}

test('events come in order, and the end closes the line for good', async () => {
  const { server, clock, seen, said } = start();
  server.last.onopen();
  server.last.tell(1, 'run_started');
  server.last.tell(2);
  server.last.tell(3, 'run_ended');
  server.last.dispatchEvent(new MessageEvent('end', { data: '{}' }));
  await clock.run(600_000);
  assert.deepEqual([seen, said], [[1, 2, 3], ['connecting', 'live', 'ended']]);
  assert.deepEqual([server.made.length, server.opened.length, clock.pending], [1, 0, 0]);
});

test('a line that drops is opened again behind the last event, ever more slowly', async () => {
  const { server, clock, seen, said } = start();
  server.last.tell(1);
  server.last.tell(2);
  server.last.onerror();
  assert.equal(server.opened.length, 0, 'the browser does not try beside us');
  await clock.run(499);
  assert.equal(server.made.length, 1);
  await clock.run(1);
  assert.deepEqual([server.made.length, server.last.url], [2, '/events?after=2']);
  server.last.onerror();
  await clock.run(999);
  assert.equal(server.made.length, 2);
  await clock.run(1);
  assert.equal(server.made.length, 3);
  server.last.tell(3);
  server.last.onerror();
  await clock.run(500);
  assert.deepEqual([server.made.length, server.last.url], [4, '/events?after=3'], 'an event makes it patient again');
  assert.deepEqual(seen, [1, 2, 3]);
  assert.deepEqual(said, ['connecting', 'lost', 'connecting', 'lost', 'connecting', 'lost', 'connecting']);
});

test('the next attempt is said', async () => {
  const server = sources();
  const clock = handClock();
  const told = [];
  openEvents({ url: String, Source: server.Source, clock, page: fakePage(), onEvent() {}, onConnection: (connection) => told.push(connection) });
  await clock.run(1000);
  server.last.onerror();
  assert.deepEqual(told.at(-1), { state: 'lost', retryAt: 1500 });
});

test('nothing comes twice, whatever the server repeats', () => {
  const { server, seen } = start({ after: 5 });
  assert.equal(server.last.url, '/events?after=5');
  for (const seq of [1, 5, 6, 6, 7, 2]) server.last.tell(seq);
  assert.deepEqual(seen, [6, 7]);
});

test('a hole is asked for again once; what the log does not have is stepped over', () => {
  const { server, seen } = start();
  server.last.tell(1);
  server.last.tell(4);
  assert.deepEqual([seen, server.made.length, server.last.url, server.opened.length], [[1], 2, '/events?after=1', 1]);
  server.last.tell(2);
  server.last.tell(3);
  server.last.tell(4);
  assert.deepEqual(seen, [1, 2, 3, 4]);
  server.last.tell(9);
  server.last.tell(9);
  assert.deepEqual([seen, server.made.length], [[1, 2, 3, 4, 9], 3]);
});

test('what an old line says late is not heard', () => {
  const { server, page, seen, said } = start();
  const [old] = server.made;
  page.dispatchEvent(new Event('online'));
  old.tell(1);
  old.onerror();
  old.onopen();
  old.dispatchEvent(new MessageEvent('end'));
  server.last.tell(1);
  assert.deepEqual([seen, said], [[1], ['connecting', 'connecting']]);
});

test('a machine that loses its network says so at once, and comes back when it has it again', () => {
  const { server, page, seen, said } = start();
  server.last.onopen();
  server.last.tell(1);
  page.dispatchEvent(new Event('offline'));
  assert.deepEqual([said.at(-1), server.opened.length], ['lost', 0]);
  page.dispatchEvent(new Event('online'));
  assert.deepEqual([server.last.url, server.opened.length], ['/events?after=1', 1]);
  server.last.tell(2);
  assert.deepEqual(seen, [1, 2]);
});

test('after a sleep the line is opened anew, behind the last event', async () => {
  const server = sources();
  const page = fakePage();
  let time = 0;
  let beat = () => {};
  openEvents({
    url: (after) => String(after), Source: server.Source, page, onEvent() {}, onConnection() {},
    clock: { now: () => time, after: (fn) => { beat = fn; return () => {}; } },
  });
  server.last.tell(1);
  time += 5000;
  beat();
  time += 65_000; // a hidden page's timer, held back by the browser
  beat();
  assert.equal(server.made.length, 1);
  time += 3_600_000;
  beat();
  assert.deepEqual([server.made.length, server.last.url, server.opened.length], [2, '1', 1]);
  time += 5000;
  beat();
  assert.equal(server.made.length, 2);
});

test('a page that was out of sight for long does not trust its line; one that was for a moment does', async () => {
  const { server, clock, page, seen } = start();
  server.last.tell(1);
  page.visibility('hidden');
  await clock.run(20_000);
  page.visibility('visible');
  assert.equal(server.made.length, 1);
  page.visibility('hidden');
  await clock.run(70_000);
  server.last.tell(2);
  page.visibility('visible');
  assert.deepEqual([server.made.length, server.last.url, server.opened.length], [2, '/events?after=2', 1]);
  server.last.tell(2);
  server.last.tell(3);
  assert.deepEqual(seen, [1, 2, 3]);
});

test('a page that is put away has no line, and gets one when it comes back', async () => {
  const { server, clock, page } = start();
  server.last.tell(1);
  page.dispatchEvent(new Event('pagehide'));
  assert.equal(server.opened.length, 0);
  page.show(false);
  assert.equal(server.opened.length, 0);
  page.show(true);
  assert.deepEqual([server.opened.length, server.last.url], [1, '/events?after=1']);
  await clock.run(10_000);
  assert.equal(server.opened.length, 1);
});

test('a line that is closed stays closed', async () => {
  const { server, clock, page, said, close } = start();
  server.last.onerror();
  close();
  close();
  page.dispatchEvent(new Event('online'));
  page.show(true);
  await clock.run(600_000);
  assert.deepEqual([server.made.length, server.opened.length, clock.pending, said], [1, 0, 0, ['connecting', 'lost']]);
});
