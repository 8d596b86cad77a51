/**
 * A lane of questions in which the newest wins. An answer is taken only if no newer question has been answered; a question
 * that a newer one has overtaken is given a short grace before it is aborted, so that dragging a slider over a slow line
 * still shows pictures on the way. Only so many are on their way at once; of those waiting, only the newest is kept.
 */

/**
 * @typedef {object} Clock
 * @property {() => number} now  milliseconds
 * @property {(fn: () => void, ms: number) => () => void} after  calls back once; returns what calls it off
 */

/** @type {Clock} */
export const systemClock = {
  now: () => performance.now(),
  after(fn, ms) {
    const id = setTimeout(fn, ms);
    return () => clearTimeout(id);
  },
};

/**
 * @template Q, A
 * @typedef {object} LaneOptions
 * @property {(question: Q, signal: AbortSignal) => Promise<A>} run
 * @property {(answer: A, question: Q, newest: boolean) => void} onAnswer  `newest`: nothing newer has been asked
 * @property {(error: unknown, question: Q) => void} onFailure  only of the newest question
 * @property {Clock} [clock]
 * @property {number} [grace]  milliseconds from a question's start
 * @property {number} [most]  questions on their way at once
 */

/**
 * @template Q
 * @typedef {object} Lane
 * @property {(question: Q) => void} ask
 * @property {() => void} cancel  abort everything and forget it
 * @property {boolean} busy  whether the newest question is still open
 */

/** Browsers open six connections to a host; some must be left for pictures and explanations. */
const MOST = 3;
const GRACE = 150;

/**
 * @template Q, A
 * @param {LaneOptions<Q, A>} options
 * @returns {Lane<Q>}
 */
export function createLane({ run, onAnswer, onFailure, clock = systemClock, grace = GRACE, most = MOST }) {
  /** @typedef {{number: number, started: number, abort: AbortController, callOff: () => void, overtaken: boolean}} Flight */
  /** @type {Set<Flight>} */
  const flights = new Set();
  /** @type {{number: number, question: Q}|null} */
  let waiting = null;
  let asked = 0;
  let answered = 0; // the newest question that has its answer or its refusal

  /** @param {Flight} flight */
  function end(flight) {
    flight.callOff();
    flights.delete(flight);
    flight.abort.abort();
  }

  /** Everything older than a question that has an answer is of no use any more. */
  function dropOlder() {
    for (const flight of [...flights]) if (flight.number < answered) end(flight);
  }

  function overtake() {
    for (const flight of flights) {
      if (flight.overtaken) continue;
      flight.overtaken = true;
      const left = flight.started + grace - clock.now();
      flight.callOff = clock.after(() => {
        end(flight);
        start();
      }, Math.max(0, left));
    }
  }

  function start() {
    if (!waiting || flights.size >= most) return;
    const { number, question } = waiting;
    waiting = null;
    const abort = new AbortController();
    /** @type {Flight} */
    const flight = { number, started: clock.now(), abort, callOff: () => {}, overtaken: false };
    flights.add(flight);
    run(question, abort.signal).then(
      (answer) => land(flight, () => onAnswer(answer, question, number === asked)),
      (error) => land(flight, () => number === asked && onFailure(error, question)),
    );
  }

  /**
   * @param {Flight} flight
   * @param {() => void} tell
   */
  function land(flight, tell) {
    // Aborted or overtaken by an answer: whatever it says is stale.
    if (!flights.has(flight)) return;
    flight.callOff();
    flights.delete(flight);
    answered = Math.max(answered, flight.number);
    dropOlder();
    tell();
    start();
  }

  return {
    ask(question) {
      waiting = { number: ++asked, question };
      overtake();
      start();
    },
    cancel() {
      waiting = null;
      asked += 1;
      answered = asked;
      dropOlder();
    },
    get busy() {
      return answered < asked;
    },
  };
}
