import {
  AppError,
  CALL_HELLO_TIMEOUT_MS,
  CALL_SOCKET_CLOSE,
  CallFrame,
  CallSocketClientEvents,
  errorBody,
  type ErrorCode,
} from '@causerie/contracts';
import { describeError, toAppError, type Deadlines, type Logger } from '@causerie/service-kit';
import type { WebSocket } from '@fastify/websocket';
import { admit, welcome, type AdmitDeps } from './admit.ts';
import { recordEvent, type SocketAudit } from './audit.ts';
import { carryOut, type Done, type KnownEvent } from './carry-out.ts';
import type { Connection } from './connection.ts';
import type { Connections } from './connections.ts';

/** Frames of one connection that may wait at once; a client that sends more does not listen to answers. */
const WAITING_MAX = 100;
/** As long as nobody knows who it is, so few: hello, and what a client asks right behind it. */
const WAITING_UNKNOWN_MAX = 4;

/** What hearing a socket needs. */
export interface InboundDeps extends AdmitDeps, SocketAudit {
  connections: Connections;
  /** Bounds every event (DEL-5). */
  deadlines: Deadlines;
  logger: Logger;
  onEvent(event: string, outcome: string): void;
}

/** One socket while it lasts; it has a connection once it has said who it is. */
interface Line {
  readonly ws: WebSocket;
  readonly id: string;
  connection: Connection | undefined;
}

/**
 * Hears one socket from its first frame to its end. Frames are carried out one after the other, so that signals arrive in the order in
 * which they were sent (CALL-5); nothing a client sends can end the process.
 */
export function hearSocket(deps: InboundDeps, ws: WebSocket, id: string): void {
  const line: Line = { ws, id, connection: undefined };
  let turn: Promise<void> = Promise.resolve();
  let waiting = 0;
  let count = 0;
  const late = setTimeout(() => {
    if (line.connection === undefined) close(ws, CALL_SOCKET_CLOSE.refused, 'no hello came in time');
  }, CALL_HELLO_TIMEOUT_MS);
  const alive = (): void => {
    if (line.connection !== undefined) line.connection.heardAtMs = performance.now();
  };

  ws.on('message', (data: Buffer, isBinary: boolean) => {
    alive();
    const most = line.connection === undefined ? WAITING_UNKNOWN_MAX : WAITING_MAX;
    if (isBinary || waiting >= most) return close(ws, CALL_SOCKET_CLOSE.abused, 'too much, or no text');
    waiting++;
    const requestId = `${id}-${++count}`;
    turn = turn.then(() => hear(deps, line, data.toString(), requestId)).finally(() => waiting--);
  });
  ws.on('pong', alive);
  ws.on('close', () => {
    clearTimeout(late);
    if (line.connection !== undefined) deps.connections.remove(line.connection);
  });
}

async function hear(deps: InboundDeps, line: Line, text: string, requestId: string): Promise<void> {
  let frame: CallFrame | undefined;
  const finish = (outcome: 'ok' | ErrorCode, callId: string | null): void => {
    const event = frame !== undefined && Object.hasOwn(CallSocketClientEvents, frame.event) ? frame.event : 'unknown';
    deps.onEvent(event, outcome);
    recordEvent(deps, line.connection?.caller ?? null, { event, outcome, requestId, callId });
  };
  try {
    frame = CallFrame.parse(JSON.parse(text));
    const { callId, result } = await deps.deadlines.within(carry(deps, line, frame));
    finish('ok', callId);
    reply(line, frame.id, { ok: true, ...result });
  } catch (error) {
    const known = toAppError(error instanceof SyntaxError ? new AppError('invalid_input', 'a frame is JSON') : error);
    if (known.code === 'internal') deps.logger.error({ requestId, error: describeError(error) }, 'A frame failed');
    finish(known.code, callIdOf(frame));
    reply(line, frame?.id ?? null, { ok: false, error: errorBody(known, requestId) });
    if (line.connection === undefined) close(line.ws, CALL_SOCKET_CLOSE.refused, known.code);
  }
}

async function carry(deps: InboundDeps, line: Line, frame: CallFrame): Promise<Done> {
  const { connection } = line;
  if (connection === undefined || frame.event === 'hello') return greet(deps, line, frame);
  if (!isKnown(frame.event)) throw new AppError('invalid_input', 'this event is not known');
  deps.door.limits?.person(connection.listenerId);
  deps.door.limits?.deployment();
  return carryOut(deps.door, connection, frame.event, frame.payload);
}

async function greet(deps: InboundDeps, line: Line, frame: CallFrame): Promise<Done> {
  const { ws, id } = line;
  if (line.connection !== undefined) throw new AppError('conflict', 'this connection said hello already');
  if (frame.event !== 'hello') throw new AppError('unauthenticated', 'the first frame says hello');
  const admitted = await admit(deps, { id, ws, payload: frame.payload });
  if (ws.readyState !== ws.OPEN) throw new AppError('unavailable', 'the connection ended meanwhile');
  line.connection = admitted;
  deps.connections.add(admitted);
  return { callId: null, result: await welcome(deps, admitted) };
}

function close(ws: WebSocket, code: number, reason: string): void {
  if (ws.readyState === ws.OPEN) ws.close(code, reason);
}

function reply({ ws, connection }: Line, id: CallFrame['id'] | null, body: object): void {
  if (connection !== undefined) connection.answer(id, body);
  else if (ws.readyState === ws.OPEN) ws.send(JSON.stringify({ id, ...body }));
}

function isKnown(event: string): event is KnownEvent {
  return event !== 'hello' && Object.hasOwn(CallSocketClientEvents, event);
}

/** What a refused frame was about, as far as it says so in the form of our ids. */
function callIdOf(frame: CallFrame | undefined): string | null {
  const payload = frame?.payload;
  const named = typeof payload === 'object' && payload !== null && 'callId' in payload ? payload.callId : null;
  return typeof named === 'string' && OUR_ID.test(named) ? named : null;
}

const OUR_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
