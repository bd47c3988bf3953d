import type { Actor } from '@causerie/contracts';
import type { Dialect, Listener, Said } from '@causerie/dialects';
import type { Socket } from 'socket.io';
import type { CallPlace } from './calls/place.ts';
import type { Place } from './follow.ts';

/** Conversations one socket may join (rooms dialect); beyond, joining is refused. */
export const JOINED_MAX = 500;

/** One connected socket: who it is, how it talks, and which conversations it joined. */
export interface Session extends Listener {
  readonly socket: Socket;
  readonly dialect: Dialect;
  actor: Actor;
  /** Whether this socket hears the total of unread messages; its dialect and handshake decide. */
  readonly tellsUnread: boolean;
  /** Where this socket stands in the conversations it joined or follows, by id; only for dialects whose gaps the gateway fills. */
  readonly places: Map<string, Place>;
  /** Whether a socket that follows every conversation knows where it began in each of them. */
  isFollowing: boolean;
  /** The end of the queue of sends of this socket: they enter their lanes in the order they came (DEL-4). */
  sending: Promise<unknown>;
  /** The device that it is, as it says itself; null until it does, and for clients that know no devices. */
  device: string | null;
  /** The live calls that this socket knows of, by id. */
  readonly calls: Map<string, CallPlace>;
  /** The end of the queue of its commands about calls: signals pass in the order they came (CALL-5). */
  signalling: Promise<unknown>;
  say(said: Said): void;
  end(reason: 'token_expired' | 'revoked' | 'restart'): void;
}

/** What the handshake says of a session, beside who it is. */
export interface SessionClaims extends Pick<Session, 'tellsUnread'> {
  device?: string | null;
}

/** Makes the session of a socket whose token and dialect are known. */
export function createSession(
  socket: Socket,
  dialect: Dialect,
  actor: Actor,
  { tellsUnread, device = null }: SessionClaims,
): Session {
  const places = new Map<string, Place>();
  return {
    socket,
    dialect,
    actor,
    tellsUnread,
    places,
    isFollowing: false,
    sending: Promise.resolve(),
    device,
    calls: new Map(),
    signalling: Promise.resolve(),
    get person() {
      return this.actor.person;
    },
    joined: (conversationId) => places.has(conversationId),
    say(said) {
      if (said === null) return;
      for (const { event, payload } of 'event' in said ? [said] : said) socket.emit(event, payload);
    },
    end(reason) {
      this.say(dialect.farewell(reason));
      // A client that the server disconnects stays away, which is right for an ended token. One whose line is cut comes back by
      // itself, to another replica.
      if (reason === 'restart') socket.conn.close();
      else socket.disconnect(true);
    },
  };
}

/** The sessions of this replica, by person. */
export interface Sessions {
  add(session: Session): void;
  remove(session: Session): void;
  of(personId: string): ReadonlySet<Session> | undefined;
  /** Whether anybody of this audience is connected here. */
  hasAny(audience: readonly string[]): boolean;
  people(): string[];
  all(): Iterable<Session>;
  readonly size: number;
}

/** Makes an empty registry of sessions. */
export function createSessions(): Sessions {
  const byPerson = new Map<string, Set<Session>>();
  let size = 0;
  return {
    add(session) {
      const { id } = session.person;
      const known = byPerson.get(id);
      if (known === undefined) byPerson.set(id, new Set([session]));
      else known.add(session);
      size++;
    },
    remove(session) {
      const { id } = session.person;
      const known = byPerson.get(id);
      if (known === undefined || !known.delete(session)) return;
      size--;
      if (known.size === 0) byPerson.delete(id);
    },
    of: (personId) => byPerson.get(personId),
    hasAny: (audience) => audience.some((personId) => byPerson.has(personId)),
    people: () => [...byPerson.keys()],
    *all() {
      for (const sessions of byPerson.values()) yield* sessions;
    },
    get size() {
      return size;
    },
  };
}
