import {
  CALL_SOCKET_CLOSE,
  type Call,
  type CallFrame,
  type CallSocketServerEvent,
  type V1ServerPayload,
} from '@causerie/contracts';
import type { Caller } from '@causerie/core';
import { SLOW_CONSUMER_LIMIT_BYTES } from '@causerie/service-kit';
import type { WebSocket } from '@fastify/websocket';
import { listenerOf } from '../door.ts';

/** Why the server ends a connection. */
export type EndReason = V1ServerPayload<'session.ended'>['reason'];

/** One connected device: who it is, and the parts in calls that it serves. */
export interface Connection {
  readonly id: string;
  readonly ws: WebSocket;
  readonly device: string;
  readonly caller: Caller;
  /** The id of the person, or of the guest's participant. */
  readonly listenerId: string;
  /** End of the token, milliseconds since the epoch; moves with `auth.refresh`. */
  expiresAtMs: number;
  /** When the token was issued; withdrawals compare with it. */
  issuedAtMs: number;
  /** When anything came from the other end, in milliseconds of the process's own clock. */
  heardAtMs: number;
  /** Own participants that this device is, by call: their leases are renewed while it is heard. */
  readonly serves: Map<string, { participantId: string; version: number }>;
  say<E extends CallSocketServerEvent>(event: E, payload: V1ServerPayload<E>): void;
  answer(id: CallFrame['id'] | null, body: object): void;
  end(reason: Exclude<EndReason, 'slow_consumer'>): void;
}

/** What {@link createConnection} is made of. */
export interface ConnectionParts extends Pick<Connection, 'id' | 'ws' | 'device' | 'caller' | 'expiresAtMs'> {
  issuedAtMs: number;
  /** A client that did not read is cut. */
  onSlow(bufferedBytes: number): void;
}

/** Makes the connection of a device whose token is known. */
export function createConnection({ onSlow, ...parts }: ConnectionParts): Connection {
  const { ws } = parts;
  const write = (frame: object): void => {
    if (ws.readyState !== ws.OPEN) return;
    // A farewell would only queue behind what it does not read (DOOR-12); it syncs when it comes back.
    if (ws.bufferedAmount > SLOW_CONSUMER_LIMIT_BYTES) {
      onSlow(ws.bufferedAmount);
      ws.terminate();
      return;
    }
    ws.send(JSON.stringify(frame));
  };
  return {
    ...parts,
    listenerId: listenerOf(parts.caller),
    heardAtMs: performance.now(),
    serves: new Map(),
    say: (event, payload) => write({ event, payload }),
    answer: (id, body) => write({ id, ...body }),
    end(reason) {
      this.say('session.ended', { reason });
      if (reason === 'restart') ws.close(CALL_SOCKET_CLOSE.restart, 'restart');
      else ws.close(CALL_SOCKET_CLOSE.ended, reason);
    },
  };
}

/** Notes from what a call has become whether this device is its person's part in it. What is older than what is known says nothing. */
export function follow({ caller, device, serves }: Connection, call: Call): void {
  const known = serves.get(call.id);
  if (known !== undefined && call.version < known.version) return;
  const mine = call.participants.find(({ id, person }) =>
    'person' in caller ? person?.id === caller.person.id : id === caller.guest.participantId,
  );
  const isServed = call.status !== 'ended' && mine?.state === 'joined' && mine.device === device;
  if (isServed) serves.set(call.id, { participantId: mine.id, version: call.version });
  else serves.delete(call.id);
}
