import { CALL_LEASE_MS, CALL_LEASE_RENEWAL_MS } from '@causerie/contracts';
import type { Calls, Clock } from '@causerie/core';
import type { Connections } from './connections.ts';

/** Time in which the other end of a living line has answered. */
const ANSWERED_WITHIN_MS = 2000;
/** A line that was silent through so many pulses is dead. */
const SILENT_PULSES_MAX = 2.5;
/** Participants of one statement. */
const RENEWED_AT_ONCE = 1000;

/** What the pulse needs. */
export interface PulseDeps {
  calls: Pick<Calls, 'renew'>;
  clock: Clock;
  connections: Connections;
  /** The database could not be told. */
  onRenewalFailed(error: unknown): void;
}

/**
 * Asks every connection whether it is there, and renews the leases of the participants that those which answered serve: from the moment
 * of the question, so that nobody is believed longer than a lease after they were last heard of (CALL-6). Returns a function that stops it.
 */
export function startPulse({ calls, clock, connections, onRenewalFailed }: PulseDeps): () => void {
  let renewing: NodeJS.Timeout | undefined;

  const beat = (): void => {
    const askedAtMs = performance.now();
    const untilMs = clock.nowMs() + CALL_LEASE_MS;
    for (const { ws, heardAtMs } of connections.all()) {
      if (askedAtMs - heardAtMs > SILENT_PULSES_MAX * CALL_LEASE_RENEWAL_MS) ws.terminate();
      else if (ws.readyState === ws.OPEN) ws.ping();
    }
    renewing = setTimeout(() => void renew(askedAtMs, untilMs).catch(onRenewalFailed), ANSWERED_WITHIN_MS);
  };
  const renew = async (sinceMs: number, untilMs: number): Promise<void> => {
    const served = [...connections.all()].flatMap(({ heardAtMs, serves }) =>
      heardAtMs < sinceMs ? [] : [...serves.values()].map(({ participantId }) => participantId),
    );
    for (let start = 0; start < served.length; start += RENEWED_AT_ONCE) {
      await calls.renew(served.slice(start, start + RENEWED_AT_ONCE), untilMs);
    }
  };

  const timer = setInterval(beat, CALL_LEASE_RENEWAL_MS);
  return () => {
    clearInterval(timer);
    clearTimeout(renewing);
  };
}
