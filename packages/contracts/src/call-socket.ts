import { z } from 'zod';
import { Call, CallDevice } from './calls.ts';
import { Id, Instant, Person } from './entities.ts';
import { V1CallEvents, V1ClientEvents, V1ServerEvents } from './v1-socket.ts';

/** Where the plain WebSocket of calls is. */
export const CALL_SOCKET_PATH = '/ws/calls';
/** A connection says who it is within this time, in milliseconds. */
export const CALL_HELLO_TIMEOUT_MS = 5000;
/** Largest frame of a client, in bytes: the longest signal, escaped as JSON. */
export const CALL_FRAME_MAX_BYTES = 256 * 1024;
const TOKEN_MAX_LENGTH = 8192;
const FRAME_ID_MAX_LENGTH = 64;

/** Why the plain WebSocket closes: `code` of the close frame. */
export const CALL_SOCKET_CLOSE = {
  /** No hello in time, or one that nobody believes; the answer before it says why. */
  refused: 4401,
  /** The token ended or was withdrawn; `session.ended` was said before. */
  ended: 4403,
  /** The call of this guest is over. */
  callEnded: 4410,
  /** Too much at once, or a frame that is no frame. */
  abused: 4429,
  /** This replica ends: come back, another one answers. */
  restart: 1012,
} as const;

/** One frame of a client: `id` is the client's own and comes back in the answer. */
export const CallFrame = z.object({
  id: z.union([z.string().min(1).max(FRAME_ID_MAX_LENGTH), z.int().min(0)]),
  event: z.string().max(FRAME_ID_MAX_LENGTH),
  payload: z.unknown().default({}),
});
export type CallFrame = z.output<typeof CallFrame>;

/** What the first frame says: who is there, by the token of a person or of a guest, and on which device. */
export const CallHello = z
  .object({
    token: z.string().max(TOKEN_MAX_LENGTH).optional(),
    guestToken: z.string().max(TOKEN_MAX_LENGTH).optional(),
    device: CallDevice,
  })
  .refine(({ token, guestToken }) => (token === undefined) !== (guestToken === undefined), {
    error: 'carry exactly one of token and guestToken',
    path: ['token'],
  });

/** Answer to `hello`. `person` is null for guests, who are `guest`. `calls` are those that have not ended. */
export const CallWelcome = z.object({
  person: Person.nullable(),
  guest: z.object({ callId: Id, participantId: Id }).nullable(),
  connectionId: z.string(),
  replica: z.string(),
  expiresAt: Instant,
  calls: z.array(Call),
});
export type CallWelcome = z.infer<typeof CallWelcome>;

/** What a client may say on the plain WebSocket; each is answered by `{id, ok: true, …} | {id, ok: false, error}`. */
export const CallSocketClientEvents = {
  hello: { input: CallHello, result: CallWelcome },
  'auth.refresh': V1ClientEvents['auth.refresh'],
  ...V1CallEvents,
} as const;
export type CallSocketClientEvent = keyof typeof CallSocketClientEvents;

/** What the server says on the plain WebSocket by itself, as `{event, payload}`. */
export const CallSocketServerEvents = {
  'call.created': V1ServerEvents['call.created'],
  'call.incoming': V1ServerEvents['call.incoming'],
  'call.updated': V1ServerEvents['call.updated'],
  'call.signal': V1ServerEvents['call.signal'],
  'session.ended': V1ServerEvents['session.ended'],
} as const;
export type CallSocketServerEvent = keyof typeof CallSocketServerEvents;
