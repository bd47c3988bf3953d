import type { Clock, Directory, Revocations } from '@causerie/core';
import type { Connections } from './connections.ts';

/** How often connections are looked at again: an expired or withdrawn token, or a disabled person, loses them within 5 s (ID-9). */
const SWEEP_INTERVAL_MS = 3000;
/** People per question to the database. */
const PEOPLE_PER_QUERY = 1000;

/** What sweeping needs. */
export interface SweepDeps {
  clock: Clock;
  connections: Connections;
  directory: Pick<Directory, 'disabledAmong'>;
  revocations: Pick<Revocations, 'among'>;
}

/** Ends, again and again, the connections whose token has ended or was withdrawn, or whose person is disabled. Returns a function that stops it. */
export function startSweep(deps: SweepDeps, onError: (error: unknown) => void): () => void {
  const { clock, connections, directory, revocations } = deps;
  const sweep = async (): Promise<void> => {
    const nowMs = clock.nowMs();
    for (const connection of connections.all()) {
      if (connection.expiresAtMs <= nowMs) connection.end('token_expired');
    }
    const people = connections.people();
    for (let start = 0; start < people.length; start += PEOPLE_PER_QUERY) {
      const some = people.slice(start, start + PEOPLE_PER_QUERY);
      for (const personId of await directory.disabledAmong(some)) {
        for (const connection of connections.of(personId)) connection.end('revoked');
      }
      for (const [personId, upToMs] of await revocations.among(some)) {
        for (const connection of connections.of(personId)) {
          if (connection.issuedAtMs <= upToMs) connection.end('revoked');
        }
      }
    }
  };
  const timer = setInterval(() => void sweep().catch(onError), SWEEP_INTERVAL_MS);
  return () => clearInterval(timer);
}
