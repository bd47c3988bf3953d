import { setTimeout as delay } from 'node:timers/promises';
import { createFlight, type Flight, type FlightReport } from './flight.ts';
import { correlationOf, eventFrame, messageText } from './frames.ts';
import { openRawSocket, type RawSocket } from './raw-socket.ts';
import { fixedArrivals } from './schedule.ts';
import { SEND_EVENT, type PairRoute } from './target.ts';

/** Handshakes under way at once; more would measure the accept queue. */
const CONNECT_CONCURRENCY = 40;
const PUMP_INTERVAL_MS = 1;
const DRAIN_POLL_MS = 20;
/** A system that owes this many milliseconds' worth of arrivals has fallen behind: the step ends early. */
const GIVE_UP_BEHIND_MS = 1_500;

/** One load step. */
export interface Step {
  ratePerSecond: number;
  warmupMs: number;
  measureMs: number;
  /** How long after the last send a message may still arrive before it counts as lost. */
  drainMs: number;
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

/** Connects both ends of every pair. `runId` makes the client keys of this run unlike those of any other. */
export async function connectLoad(
  routes: readonly PairRoute[],
  namespace: string,
  runId: string,
): Promise<Load> {
  const present: { flight: Flight; base: number; startedAt: number } = { flight: emptyFlight(), base: 0, startedAt: 0 };
  let numbered = 0;
  let droppedCount = 0;
  let closing = false;
  const nowMs = (): number => performance.now() - present.startedAt;
  const onClose = (): void => {
    if (!closing) droppedCount += 1;
  };
  const senderEars = {
    onEvent: () => undefined,
    onAck: (id: number, ok: boolean) => present.flight.acked(id - present.base, ok, nowMs()),
    onClose,
  };
  const receiverEars = {
    onEvent: (data: Buffer) => {
      const number = correlationOf(data);
      if (number !== -1) present.flight.delivered(number - present.base, nowMs());
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

  const send = (index: number): void => {
    const pair = index % routes.length;
    const number = present.base + index;
    senders[pair]!.send(
      eventFrame(namespace, number, SEND_EVENT, {
        conversationId: routes[pair]!.conversationId,
        clientMessageId: `${runId}-${number}`,
        content: messageText(number),
      }),
    );
    present.flight.sent(index, nowMs());
  };

  return {
    async run(step) {
      const schedule = fixedArrivals(step);
      const flight = createFlight(schedule, routes.length);
      Object.assign(present, { flight, base: numbered, startedAt: performance.now() });
      numbered += schedule.count;
      const mostPending = Math.max(200, (step.ratePerSecond * GIVE_UP_BEHIND_MS) / 1000);
      let next = 0;
      while (next < schedule.count && flight.pending() <= mostPending) {
        for (const due = schedule.dueBy(nowMs()); next < due; next++) send(next);
        await delay(PUMP_INTERVAL_MS);
      }
      const gaveUp = next < schedule.count;
      const deadlineMs = nowMs() + step.drainMs;
      while (!flight.settled() && nowMs() < deadlineMs) await delay(DRAIN_POLL_MS);
      const durationMs = nowMs();
      return { ...flight.close(durationMs), ratePerSecond: step.ratePerSecond, gaveUp, durationMs };
    },
    dropped: () => droppedCount,
    close() {
      closing = true;
      for (const socket of [...senders, ...receivers]) socket.close();
    },
  };
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
