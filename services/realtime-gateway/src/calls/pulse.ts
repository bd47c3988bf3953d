import { CALL_LEASE_MS, CALL_LEASE_RENEWAL_MS } from '@causerie/contracts';
import type { Calls, Clock } from '@causerie/core';
import type { Session, Sessions } from '../session.ts';

/** Time in which the other end of a living line has usually answered. */
const ANSWERED_WITHIN_MS = 2000;

type Line = Session['socket']['conn'];

/** What the pulse needs. */
export interface PulseDeps {
  calls: Pick<Calls, 'renew'>;
  clock: Clock;
  sessions: Sessions;
}

/** A moment at which the lines were asked: by the process's own clock, and until when an answer is believed. */
interface Asked {
  atMs: number;
  untilMs: number;
}

/**
 * Asks the lines of everybody who takes part in a call here whether they are there, and renews the leases of those that answered, from
 * the moment of the question: nobody is believed longer than a lease after they were last heard of (CALL-6). One statement for all of
 * them, and one for those whose line is slow. Returns a function that stops it.
 */
export function startPulse({ calls, clock, sessions }: PulseDeps, onError: (error: unknown) => void): () => void {
  const heardAtMs = new WeakMap<Line, number>();
  let renewing: NodeJS.Timeout | undefined;
  let previous: Asked = { atMs: Number.POSITIVE_INFINITY, untilMs: 0 };

  const ask = (line: Line): void => {
    if (!heardAtMs.has(line)) {
      heardAtMs.set(line, 0);
      line.on('packet', () => heardAtMs.set(line, performance.now()));
    }
    // Socket.IO asks too rarely for a lease. Its own packet is answered by every client, whatever it speaks and on either transport.
    (line as unknown as { sendPacket(type: 'ping'): void }).sendPacket('ping');
  };
  const renew = async (asked: Asked, before: Asked): Promise<void> => {
    const fresh = new Set<string>();
    const late = new Set<string>();
    for (const session of sessions.all()) {
      const heard = heardAtMs.get(session.socket.conn) ?? 0;
      const group = heard >= asked.atMs ? fresh : late;
      if (heard >= Math.min(asked.atMs, before.atMs)) for (const id of servedBy(session)) group.add(id);
    }
    if (fresh.size > 0) await calls.renew([...fresh], asked.untilMs);
    if (late.size > 0) await calls.renew([...late], before.untilMs);
  };
  const beat = (): void => {
    const asked = { atMs: performance.now(), untilMs: clock.nowMs() + CALL_LEASE_MS };
    const before = previous;
    previous = asked;
    for (const session of sessions.all()) if (servedBy(session).length > 0) ask(session.socket.conn);
    renewing = setTimeout(() => void renew(asked, before).catch(onError), ANSWERED_WITHIN_MS);
  };

  const timer = setInterval(beat, CALL_LEASE_RENEWAL_MS);
  return () => {
    clearInterval(timer);
    clearTimeout(renewing);
  };
}

function servedBy({ calls }: Session): string[] {
  return [...calls.values()].flatMap(({ served }) => (served === null ? [] : [served]));
}
