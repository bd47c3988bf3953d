import type { Actor, Identity } from '@causerie/contracts';
import { resolveActor } from '@causerie/core';
import type { Directory, Ids } from '@causerie/core';
import { LRUCache } from 'lru-cache';

/** People whose directory row a door remembers. */
const ACTORS_MAX = 50_000;
/** How long it remembers; a disabled person is refused everywhere after at most this time. */
const ACTORS_TTL_MS = 4000;

/**
 * Joins tokens with the directory, at most once per person and few seconds, so that the hot path reads no directory row.
 * Concurrent first uses of one person share one look-up. @throws what resolving throws.
 */
export function createActors(deps: {
  directory: Pick<Directory, 'resolve'>;
  ids: Ids;
}): (identity: Identity) => Promise<Actor> {
  const known = new LRUCache<string, Promise<Actor>>({ max: ACTORS_MAX, ttl: ACTORS_TTL_MS });
  return async (identity) => {
    const key = `${identity.role}:${identity.subject}`;
    let actor = known.get(key);
    if (actor === undefined) {
      actor = resolveActor(deps, identity);
      known.set(key, actor);
      actor.catch(() => known.delete(key));
    }
    const { person } = await actor;
    return { person, expiresAtMs: identity.expiresAtMs };
  };
}
