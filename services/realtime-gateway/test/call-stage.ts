import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Call, CallParticipant, Person, StartCall as StartCallInput } from '@causerie/contracts';
import { StartCall } from '@causerie/contracts';
import { CALL_CODE_BYTES, formatCallCode, startCall, type StartedCall } from '@causerie/core';
import { io, type Socket } from 'socket.io-client';
import { openGateway, type Gateway } from './gateway.ts';

/** Longest wait for something that must happen. */
const PATIENCE_MS = 10_000;
const clock = { nowMs: Date.now };

// oxlint-disable-next-line typescript/no-explicit-any -- each test knows the shape of what it waits for
export type Payload = any;

/** One connected socket, and everything it heard in order. */
export interface Device {
  socket: Socket;
  heard: Array<{ event: string; payload: Payload }>;
  of(event: string): Payload[];
  /** The payloads of an event, once there are so many, or once one fits. */
  until(event: string, enough?: number | ((payload: Payload) => boolean)): Promise<Payload[]>;
  ask(event: string, payload: object): Promise<Payload>;
}

/** How a device connects: to which replica, in which dialect, and what it says at the handshake. */
export interface DeviceOptions {
  replica?: string | undefined;
  auth?: object;
  namespace?: '/v1' | '/';
}

/** Two replicas of the gateway over one database, and people with devices. */
export type CallStage = Awaited<ReturnType<typeof openCallStage>>;

/** Opens the stage. */
export async function openCallStage() {
  const gateway = await openGateway();
  const second = await gateway.another();
  const sockets: Socket[] = [];
  const device = async (person: Person, options: DeviceOptions = {}): Promise<Device> => {
    const { replica = gateway.url, auth = {}, namespace = '/v1' } = options;
    const socket = io(`${replica}${namespace}`, {
      auth: { ...auth, token: gateway.tokenOf(person) },
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
    });
    sockets.push(socket);
    const connected = listen(socket);
    await connected.until(namespace === '/v1' ? 'session.ready' : 'connection_established');
    return connected;
  };
  return {
    gateway,
    second,
    device,
    /** A device that speaks the dialect of médecins and patients. */
    old: (person: Person, replica?: string) =>
      device(person, { replica, auth: { userType: 'patient' }, namespace: '/' }),
    /** What the REST door does when somebody begins a call. */
    begin: (person: Person, input: Partial<StartCallInput>): Promise<StartedCall> => begin(gateway, person, input),
    partOf(call: Call, person: Person): CallParticipant {
      const found = call.participants.find((one) => one.person?.id === person.id);
      if (found === undefined) throw new Error('they are not in this call');
      return found;
    },
    leaveAll() {
      for (const socket of sockets.splice(0)) socket.disconnect();
    },
    close: () => gateway.close(),
  };
}

function listen(socket: Socket): Device {
  const heard: Device['heard'] = [];
  const changed = new EventTarget();
  socket.onAny((event: string, payload: unknown) => {
    heard.push({ event, payload });
    changed.dispatchEvent(new Event('change'));
  });
  const of = (event: string): Payload[] => heard.filter((one) => one.event === event).map(({ payload }) => payload);
  const until: Device['until'] = async (event, enough = 1) => {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const isThere = () => (typeof enough === 'number' ? of(event).length >= enough : of(event).some(enough));
    while (!isThere()) await once(changed, 'change', { signal });
    return of(event);
  };
  const ask = (event: string, payload: object): Promise<Payload> =>
    socket.timeout(PATIENCE_MS).emitWithAck(event, payload);
  return { socket, heard, of, until, ask };
}

function begin({ repositories, calls, announcer }: Gateway, person: Person, input: Partial<StartCallInput>) {
  const deps = {
    ...repositories,
    calls,
    announcer,
    clock,
    ids: { next: randomUUID },
    timers: { at: async () => undefined },
    codes: { next: () => formatCallCode(randomBytes(CALL_CODE_BYTES)) },
    appointments: { timeOf: async () => null },
    window: { opensBeforeMs: 0, closesAfterMs: 0 },
  };
  return startCall(deps, person, StartCall.parse(input));
}
