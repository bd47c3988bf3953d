import type { Actors, Identify } from '@causerie/auth';
import { AppError, type Actor, type Identity, type Person } from '@causerie/contracts';
import type {
  Announcer,
  CallAppointments,
  Caller,
  Calls,
  CallTimers,
  CallWindowSettings,
  Clock,
  Conversations,
  Directory,
  Ids,
  ShareTokens,
} from '@causerie/core';
import { tellActor, tellIdentity, type CallLimits, type RateLimits } from '@causerie/service-kit';
import type { FastifyRequest } from 'fastify';
import { codes, hashToken, mintToken } from './codes.ts';
import type { GuestTokens } from './guest-tokens.ts';

/** How a guest's token is carried over HTTP; `Bearer` is for people. */
const GUEST_SCHEME = /^guest\s+(?<token>\S+)$/i;

/** Everything the routes and the sockets need; one object for the whole door. */
export interface CallDoor {
  actors: Actors;
  /** Of what is committed: never rejects. */
  announcer: Announcer;
  appointments: CallAppointments;
  calls: Calls;
  /** Absent: nothing about calls is limited. */
  callLimits?: CallLimits | undefined;
  clock: Clock;
  conversations: Conversations;
  directory: Directory;
  guests: GuestTokens;
  identify: Identify;
  ids: Ids;
  /** Absent: nothing is limited. */
  limits?: RateLimits | undefined;
  shareTokens: ShareTokens;
  /** Of signals, which are kept nowhere: rejects when nobody could be told. */
  signals: Announcer;
  timers: CallTimers;
}

const MINUTE_MS = 60_000;
/** When the client of an appointment may open its call (CALL-11). */
const WINDOW: CallWindowSettings = { opensBeforeMs: 15 * MINUTE_MS, closesAfterMs: 60 * MINUTE_MS };

/** What starting a call, and telling when one may be started, needs. */
export const starting = (door: CallDoor) => ({ ...door, codes, window: WINDOW });
/** What making links and asking in by them needs. */
export const sharing = (door: CallDoor) => ({ ...door, mintToken, hashToken });
/** What passing signals on needs: here a lost announcement is the sender's business. */
export const signalling = (door: CallDoor) => ({ ...door, announcer: door.signals });

/** The verified token of a request. @throws AppError `unauthenticated`, `token_expired`. */
export async function identityOf(door: CallDoor, request: FastifyRequest): Promise<Identity> {
  const identity = await door.identify(request.headers.authorization);
  tellIdentity(request, identity);
  return identity;
}

/** The person who calls. @throws AppError like {@link identityOf}, `forbidden` for tokens of back ends, and `rate_limited`. */
export async function actorOf(door: CallDoor, request: FastifyRequest): Promise<Actor> {
  const actor = await door.actors(await identityOf(door, request));
  tellActor(request, actor);
  door.limits?.person(actor.person.id);
  return actor;
}

/** Like {@link actorOf}, for use-cases that need no more than who it is. */
export async function personOf(door: CallDoor, request: FastifyRequest): Promise<Person> {
  return (await actorOf(door, request)).person;
}

/** The person or the guest who calls. @throws AppError like {@link actorOf}. */
export async function callerOf(door: CallDoor, request: FastifyRequest): Promise<Caller> {
  const token = GUEST_SCHEME.exec(request.headers.authorization ?? '')?.groups?.['token'];
  if (token === undefined) return { person: await personOf(door, request) };
  const { callId, participantId } = guestOf(door, token);
  door.limits?.person(participantId);
  return { guest: { callId, participantId } };
}

/** Whom a guest's token names. @throws AppError `unauthenticated`, `token_expired`. */
export function guestOf(
  { guests, clock }: Pick<CallDoor, 'guests' | 'clock'>,
  token: string,
): { callId: string; participantId: string; expiresAtMs: number } {
  const claims = guests.read(token);
  if (claims === null) throw new AppError('unauthenticated');
  if (claims.expiresAtMs <= clock.nowMs()) throw new AppError('token_expired');
  return claims;
}

/** Under which id a caller hears announcements, is counted, and is known to the relay. */
export function listenerOf(caller: Caller): string {
  return 'person' in caller ? caller.person.id : caller.guest.participantId;
}
