import { AppError, CallSocketClientEvents, type Call, type CallSocketClientEvent } from '@causerie/contracts';
import {
  attachCall,
  declineCall,
  endCall,
  joinCall,
  leaveCall,
  listLiveCalls,
  relaySignal,
  ringCall,
  setCallMedia,
} from '@causerie/core';
import { signalling, type CallDoor } from '../door.ts';
import { follow, type Connection } from './connection.ts';

/** What an event was carried out on, and what it answers. */
export interface Done {
  callId: string | null;
  result: object;
}

/** What a client may say once it is known. */
export type KnownEvent = Exclude<CallSocketClientEvent, 'hello'>;

/** Carries out one event of one connection. @throws AppError or ZodError with what the client must hear. */
export async function carryOut(
  door: CallDoor,
  connection: Connection,
  event: KnownEvent,
  payload: unknown,
): Promise<Done> {
  const { caller } = connection;
  switch (event) {
    case 'call.ring': {
      const input = ownDevice(connection, CallSocketClientEvents[event].input.parse(payload));
      return { callId: input.callId, result: await ringCall(door, caller, input) };
    }
    case 'call.join': {
      const input = ownDevice(connection, CallSocketClientEvents[event].input.parse(payload));
      return became(connection, await joinCall(door, caller, input));
    }
    case 'call.attach': {
      const input = ownDevice(connection, CallSocketClientEvents[event].input.parse(payload));
      return became(connection, await attachCall(door, caller, input));
    }
    case 'call.decline':
      return became(connection, await declineCall(door, caller, CallSocketClientEvents[event].input.parse(payload)));
    case 'call.leave':
      return became(connection, await leaveCall(door, caller, CallSocketClientEvents[event].input.parse(payload)));
    case 'call.end':
      return became(connection, await endCall(door, caller, CallSocketClientEvents[event].input.parse(payload)));
    case 'call.media':
      return became(connection, await setCallMedia(door, caller, CallSocketClientEvents[event].input.parse(payload)));
    case 'call.signal':
      return signal(door, connection, payload);
    case 'call.sync': {
      const calls = await listLiveCalls(door, caller);
      for (const call of calls) follow(connection, call);
      return { callId: null, result: { calls } };
    }
    case 'auth.refresh':
      return refresh(door, connection, CallSocketClientEvents[event].input.parse(payload).token);
  }
}

/** A connection speaks for one device: the one it named in its first frame. */
function ownDevice<T extends { device: string }>({ device }: Connection, input: T): T {
  if (input.device !== device) throw new AppError('invalid_input', 'device: is not the one of this connection');
  return input;
}

function became(connection: Connection, call: Call): Done {
  follow(connection, call);
  return { callId: call.id, result: { call } };
}

async function signal(door: CallDoor, { caller, device }: Connection, payload: unknown): Promise<Done> {
  const { callId, to, signal: said } = CallSocketClientEvents['call.signal'].input.parse(payload);
  await relaySignal(signalling(door), caller, { callId, to: { participantId: to }, signal: said, device });
  return { callId, result: {} };
}

/** Prolongs a connection in place (ID-10). */
async function refresh(door: CallDoor, connection: Connection, token: string): Promise<Done> {
  const actor = await door.actors(await door.identify(token));
  const { caller } = connection;
  if (!('person' in caller) || caller.person.id !== actor.person.id) throw new AppError('identity_mismatch');
  connection.expiresAtMs = actor.expiresAtMs;
  connection.issuedAtMs = actor.issuedAtMs;
  return { callId: null, result: { expiresAt: new Date(actor.expiresAtMs).toISOString() } };
}
