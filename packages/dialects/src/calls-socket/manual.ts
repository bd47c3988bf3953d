import {
  CALL_HELLO_TIMEOUT_MS,
  CALL_SOCKET_PATH,
  CallSocketClientEvents,
  CallSocketServerEvents,
  SocketError,
  type CallSocketClientEvent,
  type CallSocketServerEvent,
} from '@causerie/contracts';
import { z } from 'zod';
import type { EventEntry, Manual } from '../manual.ts';

const HEARD: Record<CallSocketClientEvent, string> = {
  hello: 'The first frame: who is there and on which device. Everything else is refused before it.',
  'auth.refresh': 'Prolongs this connection with a newer token of the same person.',
  'call.ring':
    'Asks whether this device may ring; it stays silent unless it is told to, and no longer than `ringUntil`.',
  'call.join': 'Answers or joins a call; `takeOver` moves my part to this device from the one that had it.',
  'call.attach': 'Says that this connection serves my part in a call, after a connection was lost.',
  'call.decline': 'Refuses a call, on all my devices.',
  'call.leave': 'Leaves a call.',
  'call.end': 'Ends a call for everybody.',
  'call.media': 'Says what I send now: sound, picture, screen.',
  'call.signal': 'Tells one other participant an offer, an answer, candidates or that a new offer is needed.',
  'call.sync': 'Asks for my calls that have not ended.',
};

const SAID: Record<CallSocketServerEvent, string> = {
  'call.created': 'A call with me began.',
  'call.incoming': 'Somebody calls me; may come again. Ask with `call.ring` before ringing.',
  'call.updated': 'A call of mine changed or ended. A higher `version` replaces a lower one.',
  'call.signal': 'What another participant says to this device.',
  'session.ended': 'Why the server closes the connection right after.',
};

const FrameId = z.union([z.string(), z.int()]);
const Refused = z.object({ id: FrameId.nullable(), ok: z.literal(false), error: SocketError });

/** What travels is the whole frame, so the document shows whole frames. */
function heard(event: CallSocketClientEvent): EventEntry {
  const { input, result } = CallSocketClientEvents[event];
  const frame = z.object({ id: FrameId, event: z.literal(event), payload: input });
  const accepted = z.object({ id: FrameId, ok: z.literal(true), ...result.shape });
  return { summary: HEARD[event], payload: frame, acknowledgement: z.union([accepted, Refused]) };
}

function said(event: CallSocketServerEvent): EventEntry {
  const frame = z.object({ event: z.literal(event), payload: CallSocketServerEvents[event] });
  return { summary: SAID[event], payload: frame };
}

/** The plain WebSocket of calls, for native apps and guests: not a dialect of the Socket.IO door, but described beside them. */
export const CALLS_SOCKET: { dialect: { name: 'calls-socket'; namespace: string }; manual: Manual } = {
  dialect: { name: 'calls-socket', namespace: CALL_SOCKET_PATH },
  manual: {
    title: 'calls',
    description: `A plain WebSocket at \`${CALL_SOCKET_PATH}\`, one JSON object per text frame. The first frame is \`hello\`, within ${CALL_HELLO_TIMEOUT_MS / 1000} s. Every frame of a client \`{id, event, payload}\` is answered \`{id, ok: true, …}\` or \`{id, ok: false, error}\`; the server's own are \`{event, payload}\`. Guests join with the token that asking in gave them, and hear of their one call alone.`,
    hears: Object.fromEntries((Object.keys(HEARD) as CallSocketClientEvent[]).map((event) => [event, heard(event)])),
    says: Object.fromEntries((Object.keys(SAID) as CallSocketServerEvent[]).map((event) => [event, said(event)])),
  },
};
