import type { Person } from '@causerie/contracts';
import type { Clock, Connections, Directory, Presences } from '@causerie/core';
import type { ConnectionCounter } from './count-connections.ts';
import type { Live } from './live.ts';
import type { Sessions } from './session.ts';

/** How often a replica repeats who is here; well within the time its word is believed. */
const REFRESH_INTERVAL_MS = 10_000;
/** People per refresh command. */
const REFRESH_BATCH = 1000;

/** Follows the first and the last socket of each person on this replica. */
export interface PresenceWatch {
  arrived(person: Person): void;
  left(person: Person): void;
  /**
   * Withdraws everybody, for an orderly end, and leaves it to the other replicas to say of whom does not come back that they are
   * gone. What a killed replica cannot do expires by itself.
   */
  close(): Promise<void>;
}

/** What following presence needs. */
export interface PresenceDeps {
  clock: Clock;
  connections: Pick<Connections, 'abandoned' | 'retire'>;
  counter: ConnectionCounter;
  directory: Pick<Directory, 'contactIds' | 'findAll' | 'seen'>;
  live: Live;
  presences: Presences;
  /** A page reload loses the socket for a moment; so many milliseconds pass before somebody is believed to have left. */
  presenceGraceMs: number;
  sessions: Sessions;
}

/** Tells people who share a conversation, and nobody else, when a person comes and goes over all replicas (DEL-10). */
export function watchPresence(deps: PresenceDeps, onError: (error: unknown) => void): PresenceWatch {
  const { clock, connections, counter, directory, live, presences, presenceGraceMs, sessions } = deps;
  const leaving = new Map<string, NodeJS.Timeout>();
  let isClosing = false;

  const tell = async (person: Person, online: boolean): Promise<void> => {
    const at = new Date(clock.nowMs());
    if (!online) await directory.seen(person.id, at);
    const audience = await directory.contactIds(person.id);
    const lastSeenAt = online ? null : at.toISOString();
    if (audience.length > 0) live.tell({ audience, event: { type: 'presence', person, online, lastSeenAt } });
  };
  const arrive = async (person: Person): Promise<void> => {
    if (await presences.enter(person.id)) await tell(person, true);
  };
  const leave = async (person: Person): Promise<void> => {
    leaving.delete(person.id);
    if (sessions.of(person.id) === undefined && (await presences.leave(person.id))) await tell(person, false);
  };
  const refresh = async (): Promise<void> => {
    const people = sessions.people();
    for (let start = 0; start < people.length; start += REFRESH_BATCH) {
      await presences.refresh(people.slice(start, start + REFRESH_BATCH));
    }
  };
  /** A replica that ended tells nobody that its people are gone, so those who are left do; who came back elsewhere is here. */
  const mourn = async (): Promise<void> => {
    const lost = await connections.abandoned();
    for (let start = 0; start < lost.length; start += REFRESH_BATCH) {
      const batch = lost.slice(start, start + REFRESH_BATCH);
      const online = await presences.onlineAmong(batch);
      const gone = batch.filter((personId) => !online.has(personId) && sessions.of(personId) === undefined);
      for (const { id, side, subject, name } of await directory.findAll(gone)) {
        await tell({ id, side, subject, name }, false);
      }
    }
  };
  const timer = setInterval(() => {
    refresh().catch(onError);
    mourn().catch(onError);
  }, REFRESH_INTERVAL_MS);

  return {
    arrived(person) {
      counter.changed(person.id);
      const known = leaving.get(person.id);
      clearTimeout(known);
      leaving.delete(person.id);
      // Back within the grace: nobody was told that they left.
      if (known === undefined && sessions.of(person.id)?.size === 1) arrive(person).catch(onError);
    },
    left(person) {
      counter.changed(person.id);
      if (isClosing || sessions.of(person.id) !== undefined) return;
      leaving.set(
        person.id,
        setTimeout(() => void leave(person).catch(onError), presenceGraceMs),
      );
    },
    async close() {
      isClosing = true;
      clearInterval(timer);
      for (const pending of leaving.values()) clearTimeout(pending);
      const lost = [...new Set([...leaving.keys(), ...sessions.people()])];
      await counter.close();
      await Promise.allSettled(lost.map((personId) => presences.leave(personId)));
      await connections.retire(lost).catch(onError);
    },
  };
}
