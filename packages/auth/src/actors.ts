import type { Actor, Identity } from '@causerie/contracts';
import { actorOfToken, resolvePerson, type Directory, type Ids, type KnownPerson } from '@causerie/core';
import { LRUCache } from 'lru-cache';

/** People whose directory row a door remembers. */
const ACTORS_MAX = 50_000;
/** How long it remembers; a disabled person, or a withdrawn token, is refused everywhere after at most this time. */
const ACTORS_TTL_MS = 4000;

/** Joins tokens with the directory. */
export interface Actors {
  /** @throws what resolving throws, and AppError `token_revoked` for a withdrawn token. */
  (identity: Identity): Promise<Actor>;
  /** To be called when tokens of a person were withdrawn: this door refuses them from now on, and not only after a moment. */
  withdraw(personId: string, upToMs: number): void;
}

/**
 * Joins tokens with the directory, at most once per person and few seconds, so that the hot path reads no directory row.
 * Concurrent first uses of one person share one look-up.
 */
export function createActors(deps: { directory: Pick<Directory, 'resolve'>; ids: Ids }): Actors {
  const known = new LRUCache<string, Promise<KnownPerson>>({ max: ACTORS_MAX, ttl: ACTORS_TTL_MS });
  // Lives as long as what is remembered above, which may be older than the withdrawal.
  const withdrawn = new LRUCache<string, number>({ max: ACTORS_MAX, ttl: ACTORS_TTL_MS });
  const actors = async (identity: Identity): Promise<Actor> => {
    const key = `${identity.role}:${identity.subject}`;
    let person = known.get(key);
    if (person === undefined) {
      person = resolvePerson(deps, identity);
      known.set(key, person);
      person.catch(() => known.delete(key));
    }
    const found = await person;
    const heardMs = withdrawn.get(found.person.id);
    if (heardMs === undefined) return actorOfToken(found, identity);
    return actorOfToken({ ...found, revokedUpToMs: Math.max(heardMs, found.revokedUpToMs ?? 0) }, identity);
  };
  return Object.assign(actors, {
    withdraw: (personId: string, upToMs: number): void => void withdrawn.set(personId, upToMs),
  });
}
