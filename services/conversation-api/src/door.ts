import type { AccessCache, Actors, Identify } from '@causerie/auth';
import type { Actor, Identity } from '@causerie/contracts';
import type {
  Announcer,
  Appointments,
  Audit,
  Clock,
  Connections,
  ConversationChanges,
  Conversations,
  Directory,
  Ids,
  MessageChanges,
  MessageSearch,
  Messages,
  MessagingStatistics,
  NotificationPreferencesPort,
  Notifications,
  Presences,
  PushSubscriptions,
  Receipts,
  Revocations,
  SendLanes,
} from '@causerie/core';
import { tellActor, tellIdentity, type RateLimits } from '@causerie/service-kit';
import type { FastifyRequest } from 'fastify';

/** Everything the routes need; one object for the whole door. */
export interface Door {
  accessCache: AccessCache;
  actors: Actors;
  announcer: Announcer;
  appointments: Appointments;
  audit: Pick<Audit, 'list'>;
  clock: Clock;
  connections: Pick<Connections, 'counts'>;
  conversations: Conversations;
  conversationChanges: ConversationChanges;
  /** IANA name of the time zone in which people are told the time, unless their appointment has one. */
  defaultTimeZone: string;
  directory: Directory;
  identify: Identify;
  ids: Ids;
  lanes: SendLanes;
  /** Absent: nothing is limited. */
  limits?: RateLimits | undefined;
  messages: Messages;
  messageChanges: MessageChanges;
  messageSearch: MessageSearch;
  notificationPreferences: NotificationPreferencesPort;
  notifications: Notifications;
  presences: Presences;
  /** Key that browsers subscribe to pushes with; null where push is off. */
  pushPublicKey: string | null;
  pushSubscriptions: PushSubscriptions;
  receipts: Receipts;
  revocations: Pick<Revocations, 'revoke'>;
  statistics: MessagingStatistics;
}

/** The verified token of a request. @throws AppError `unauthenticated`, `token_expired`. */
export async function identityOf(door: Door, request: FastifyRequest): Promise<Identity> {
  const identity = await door.identify(request.headers.authorization);
  tellIdentity(request, identity);
  return identity;
}

/** The person who calls. @throws AppError like {@link identityOf}, `forbidden` for tokens of back ends, and `rate_limited`. */
export async function actorOf(door: Door, request: FastifyRequest): Promise<Actor> {
  return personOf(door, request, await identityOf(door, request));
}

/** The person of a token that is known already. @throws AppError `forbidden` for tokens of back ends, and `rate_limited`. */
export async function personOf(door: Door, request: FastifyRequest, identity: Identity): Promise<Actor> {
  const actor = await door.actors(identity);
  tellActor(request, actor);
  door.limits?.person(actor.person.id);
  return actor;
}

/** What sending needs, with the cached view of access. */
export function sending(door: Door) {
  return { access: door.accessCache.access, ids: door.ids, lanes: door.lanes };
}
