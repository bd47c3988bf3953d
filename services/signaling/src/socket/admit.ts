import { CallHello, type CallWelcome } from '@causerie/contracts';
import { getCall, listLiveCalls, type Caller } from '@causerie/core';
import type { WebSocket } from '@fastify/websocket';
import { guestOf, type CallDoor } from '../door.ts';
import { createConnection, follow, type Connection } from './connection.ts';

/** What admitting needs beside the door. */
export interface AdmitDeps {
  door: CallDoor;
  replicaId: string;
  onSlow(bufferedBytes: number): void;
}

/** Who a token names, and for how long it speaks for them. */
interface Bearer {
  caller: Caller;
  expiresAtMs: number;
  issuedAtMs: number;
}

/** Makes the connection of whoever the first frame's token names. @throws AppError, ZodError with what the client must hear. */
export async function admit(
  { door, replicaId, onSlow }: AdmitDeps,
  { id, ws, payload }: { id: string; ws: WebSocket; payload: unknown },
): Promise<Connection> {
  const { device, ...tokens } = CallHello.parse(payload);
  const bearer = await bearerOf(door, tokens);
  return createConnection({ id: `${replicaId}.${id}`, ws, device, onSlow, ...bearer });
}

/** What a new connection is told, with the calls it may serve already. It is registered by then, so nothing falls in between. */
export async function welcome({ door, replicaId }: AdmitDeps, connection: Connection): Promise<CallWelcome> {
  const { caller, id: connectionId, expiresAtMs } = connection;
  const calls = await listLiveCalls(door, caller);
  for (const call of calls) follow(connection, call);
  return {
    person: 'person' in caller ? caller.person : null,
    guest: 'guest' in caller ? caller.guest : null,
    connectionId,
    replica: replicaId,
    expiresAt: new Date(expiresAtMs).toISOString(),
    calls,
  };
}

async function bearerOf(
  door: CallDoor,
  { token, guestToken }: { token?: string | undefined; guestToken?: string | undefined },
): Promise<Bearer> {
  if (guestToken === undefined) {
    const { person, expiresAtMs, issuedAtMs } = await door.actors(await door.identify(token));
    return { caller: { person }, expiresAtMs, issuedAtMs };
  }
  const { callId, participantId, expiresAtMs } = guestOf(door, guestToken);
  const caller: Caller = { guest: { callId, participantId } };
  // A guest who was sent away has a token still, and no call.
  await getCall(door, caller, callId);
  return { caller, expiresAtMs, issuedAtMs: door.clock.nowMs() };
}
