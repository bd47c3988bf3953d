import { setTimeout as delay } from 'node:timers/promises';
import { createFlight, type Flight, type FlightReport } from './flight.ts';
import { correlationOf, eventFrame, messageText } from './frames.ts';
import { openRawSocket, type RawSocket } from './raw-socket.ts';
import { fixedArrivals, type Schedule } from './schedule.ts';
import { SEND_EVENT, type PairRoute } from './target.ts';

/** Handshakes under way at once; more would measure the accept queue. */
const CONNECT_CONCURRENCY = 40;
const PUMP_INTERVAL_MS = 1;
const DRAIN_POLL_MS = 20;
/** A system that owes this many milliseconds' worth of arrivals has fallen behind: the step ends early. */
const GIVE_UP_BEHIND_MS = 1_500;
/** At low rates a short hiccup must not end a step. */
const PENDING_ALWAYS_ALLOWED = 200;

/** One load step. */
export interface Step {
  ratePerSecond: number;
  warmupMs: number;
  measureMs: number;
  /** How long after the last send a message may still arrive before it counts as lost. */
  drainMs: number;
  /** Only the first so many pairs carry the load; all of them unless told. */
  pairs?: number;
}

/** What came of a step. */
export interface StepReport extends FlightReport {
  ratePerSecond: number;
  /** True when the system fell so far behind that the step was ended early. */
  gaveUp: boolean;
  /** Milliseconds from the first send to the end of the drain. */
  durationMs: number;
}

/** Connected pairs that can carry load. */
export interface Load {
  run(step: Step): Promise<StepReport>;
  /** Connections that closed without being asked to. */
  dropped(): number;
  close(): void;
}

/** The step under way. */
interface Present {
  flight: Flight;
  /** Number of its first message; numbers never repeat within a run, so late echoes are recognised. */
  base: number;
  startedAt: number;
  pairs: number;
}

/** Connects both ends of every pair. `runId` makes the client keys of this run unlike those of any other. */
export async function connectLoad(routes: readonly PairRoute[], namespace: string, runId: string): Promise<Load> {
  const present: Present = { flight: emptyFlight(), base: 0, startedAt: 0, pairs: routes.length };
  const drops = { count: 0, expected: false };
  const { senders, receivers } = await connectPairs(routes, namespace, present, drops);
  let numbered = 0;
  const send = (index: number): void => {
    const pair = index % present.pairs;
    const number = present.base + index;
    const payload = {
      conversationId: routes[pair]!.conversationId,
      clientMessageId: `${runId}-${number}`,
      content: messageText(number),
    };
    senders[pair]!.send(eventFrame(namespace, number, SEND_EVENT, payload));
    present.flight.sent(index, elapsedMs(present));
  };

  return {
    async run(step) {
      const schedule = fixedArrivals(step);
      const pairs = Math.min(step.pairs ?? routes.length, routes.length);
      const flight = createFlight(schedule, pairs);
      Object.assign(present, { flight, base: numbered, startedAt: performance.now(), pairs });
      numbered += schedule.count;
      const gaveUp = await pump(schedule, flight, present, send);
      const deadlineMs = elapsedMs(present) + step.drainMs;
      while (!flight.settled() && elapsedMs(present) < deadlineMs) await delay(DRAIN_POLL_MS);
      const durationMs = elapsedMs(present);
      return { ...flight.close(durationMs), ratePerSecond: step.ratePerSecond, gaveUp, durationMs };
    },
    dropped: () => drops.count,
    close() {
      drops.expected = true;
      for (const socket of [...senders, ...receivers]) socket.close();
    },
  };
}

/** Sends what is due, again and again, until all is sent or the system owes too much; true in the latter case. */
async function pump(
  schedule: Schedule,
  flight: Flight,
  present: Present,
  send: (index: number) => void,
): Promise<boolean> {
  const mostPending = Math.max(PENDING_ALWAYS_ALLOWED, (schedule.ratePerSecond * GIVE_UP_BEHIND_MS) / 1000);
  let next = 0;
  while (next < schedule.count && flight.pending() <= mostPending) {
    for (const due = schedule.dueBy(elapsedMs(present)); next < due; next++) send(next);
    await delay(PUMP_INTERVAL_MS);
  }
  return next < schedule.count;
}

async function connectPairs(
  routes: readonly PairRoute[],
  namespace: string,
  present: Present,
  drops: { count: number; expected: boolean },
): Promise<{ senders: RawSocket[]; receivers: RawSocket[] }> {
  const onClose = (): void => {
    if (!drops.expected) drops.count += 1;
  };
  const senderEars = {
    onEvent: () => undefined,
    onAck: (id: number, ok: boolean) => present.flight.acked(id - present.base, ok, elapsedMs(present)),
    onClose,
  };
  const receiverEars = {
    onEvent: (data: Buffer) => {
      const number = correlationOf(data);
      if (number !== -1) present.flight.delivered(number - present.base, elapsedMs(present));
    },
    onAck: () => undefined,
    onClose,
  };
  const senders: RawSocket[] = [];
  const receivers: RawSocket[] = [];
  await forEachLimited(routes, CONNECT_CONCURRENCY, async (route, index) => {
    senders[index] = await openRawSocket(route.sender, namespace, senderEars);
    receivers[index] = await openRawSocket(route.receiver, namespace, receiverEars);
  });
  return { senders, receivers };
}

function elapsedMs(present: Present): number {
  return performance.now() - present.startedAt;
}

function emptyFlight(): Flight {
  return createFlight(fixedArrivals({ ratePerSecond: 1, warmupMs: 0, measureMs: 1 }), 1);
}

async function forEachLimited<T>(
  items: readonly T[],
  concurrency: number,
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) await work(items[index]!, index);
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, worker));
}
