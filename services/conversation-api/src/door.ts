import type { AccessCache, Identify } from '@causerie/auth';
import type { Actor, Identity } from '@causerie/contracts';
import type {
  Announcer,
  Clock,
  Conversations,
  Directory,
  Ids,
  Messages,
  Presences,
  Receipts,
  SendLanes,
} from '@causerie/core';
import type { FastifyRequest } from 'fastify';

/** Everything the routes need; one object for the whole door. */
export interface Door {
  accessCache: AccessCache;
  actors(identity: Identity): Promise<Actor>;
  announcer: Announcer;
  clock: Clock;
  conversations: Conversations;
  directory: Directory;
  identify: Identify;
  ids: Ids;
  lanes: SendLanes;
  messages: Messages;
  presences: Presences;
  receipts: Receipts;
}

/** The verified token of a request. @throws AppError `unauthenticated`, `token_expired`. */
export function identityOf(door: Door, request: FastifyRequest): Promise<Identity> {
  return door.identify(request.headers.authorization);
}

/** The person who calls. @throws AppError like {@link identityOf}, and `forbidden` for tokens of back ends. */
export async function actorOf(door: Door, request: FastifyRequest): Promise<Actor> {
  return door.actors(await identityOf(door, request));
}

/** What sending needs, with the cached view of access. */
export function sending(door: Door) {
  return { access: door.accessCache.access, ids: door.ids, lanes: door.lanes };
}
