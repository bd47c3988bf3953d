import type { Clock, Directory, Revocations } from '@causerie/core';
import type { Sessions } from './session.ts';

/** How often sockets are looked at again: an expired or withdrawn token, or a disabled person, loses them within 5 s. */
const SWEEP_INTERVAL_MS = 3000;
/** People per question to the database. */
const PEOPLE_PER_QUERY = 1000;

/** Closes, again and again, the sockets whose token has ended or was withdrawn, or whose person is disabled. Returns a function that stops it. */
export function startSweep(
  deps: {
    clock: Clock;
    directory: Pick<Directory, 'disabledAmong'>;
    revocations: Pick<Revocations, 'among'>;
    sessions: Sessions;
  },
  onError: (error: unknown) => void,
): () => void {
  const sweep = async (): Promise<void> => {
    const nowMs = deps.clock.nowMs();
    for (const session of [...deps.sessions.all()]) {
      if (session.actor.expiresAtMs <= nowMs) session.end('token_expired');
    }
    const people = deps.sessions.people();
    for (let start = 0; start < people.length; start += PEOPLE_PER_QUERY) {
      const some = people.slice(start, start + PEOPLE_PER_QUERY);
      const disabled = await deps.directory.disabledAmong(some);
      for (const personId of disabled) {
        for (const session of [...(deps.sessions.of(personId) ?? [])]) session.end('revoked');
      }
      for (const [personId, upToMs] of await deps.revocations.among(some)) {
        for (const session of [...(deps.sessions.of(personId) ?? [])]) {
          if (session.actor.issuedAtMs <= upToMs) session.end('revoked');
        }
      }
    }
  };
  const timer = setInterval(() => void sweep().catch(onError), SWEEP_INTERVAL_MS);
  return () => clearInterval(timer);
}
