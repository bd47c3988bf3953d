import type { Actors } from '@causerie/auth';
import {
  CALL_SOCKET_CLOSE,
  type Announcement,
  type Call,
  type EventOf,
  type SessionRevoked,
} from '@causerie/contracts';
import { follow, type Connection } from './connection.ts';
import type { Connections } from './connections.ts';

/** What delivering needs. */
export interface OutboundDeps {
  actors: Pick<Actors, 'withdraw'>;
  connections: Connections;
}

/** Delivers announcements about calls to the connections of this replica that are in the audience (DEL-7), and nothing else. */
export function createOutbound({ actors, connections }: OutboundDeps): (announcement: Announcement) => void {
  return ({ audience, event }) => {
    if (event.type === 'session.revoked') return endRevoked(actors, connections, event);
    for (const listenerId of audience) {
      for (const connection of connections.of(listenerId)) tell(connection, event);
    }
  };
}

function tell(connection: Connection, event: Announcement['event']): void {
  switch (event.type) {
    case 'call.created':
    case 'call.incoming':
    case 'call.updated':
      connection.say(event.type, { call: event.call });
      follow(connection, event.call);
      if ('guest' in connection.caller) endGuest(connection, event.call);
      break;
    case 'call.signal':
      tellSignal(connection, event);
      break;
    default:
      break;
  }
}

/** A signal is for one device of its addressee: another one would answer it as well. */
function tellSignal(connection: Connection, event: EventOf<'call.signal'>): void {
  const { callId, to, toDevice, from, signal } = event;
  if (toDevice !== null && toDevice !== connection.device) return;
  connection.say('call.signal', { callId, to, toDevice, from, signal });
}

/** A guest is nobody beyond their call: once it is over, or they were sent away, their connection is. */
function endGuest({ ws, caller }: Connection, call: Call): void {
  const mine = 'guest' in caller && call.participants.find(({ id }) => id === caller.guest.participantId);
  const isRemoved = mine !== undefined && mine !== false && mine.state === 'removed';
  if (call.status === 'ended' || isRemoved) ws.close(CALL_SOCKET_CLOSE.callEnded, 'the call is over');
}

/** Ends the connections whose token was withdrawn, and lets nobody in with such a token any more (ID-12). */
function endRevoked(
  actors: Pick<Actors, 'withdraw'>,
  connections: Connections,
  { personId, issuedUpToMs }: SessionRevoked,
): void {
  actors.withdraw(personId, issuedUpToMs);
  for (const connection of connections.of(personId)) {
    if (connection.issuedAtMs <= issuedUpToMs) connection.end('revoked');
  }
}
