import { z } from 'zod';
import {
  AttachCall,
  Call,
  CallSignal,
  JoinCall,
  NameCall,
  RingAnswer,
  RingCall,
  SendSignal,
  SetCallMedia,
} from './calls.ts';
import { ERRORS, type ErrorCode } from './errors.ts';
import { Conversation, Id, Instant, Marker, Message, Participant, Person } from './entities.ts';
import { MarkDelivered, MarkRead, SendMessage, SetTyping } from './commands.ts';
import { NotificationsUpdated } from './events.ts';
import { DeleteMessage, EditMessage, SetReaction } from './message-changes.ts';
import { Notification } from './notifications.ts';

/** The highest seq of a conversation and its counter of changes (DEL-11), told at connect and on a slow heartbeat so that a client sees its gaps (DEL-6). */
export const TopSeq = z.object({ conversationId: Id, lastSeq: Marker, revision: Marker });
export type TopSeq = z.infer<typeof TopSeq>;

/** An error inside a socket acknowledgement. */
export const SocketError = z.object({
  code: z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]),
  detail: z.string(),
  retryable: z.boolean(),
  retryAfterSeconds: z.number().min(0).optional(),
  requestId: z.string().optional(),
});
export type SocketError = z.infer<typeof SocketError>;

/** What a client may say of calls, on namespace `/v1` and on the plain WebSocket alike. */
export const V1CallEvents = {
  'call.ring': { input: RingCall, result: RingAnswer },
  'call.join': { input: JoinCall, result: z.object({ call: Call }) },
  'call.attach': { input: AttachCall, result: z.object({ call: Call }) },
  'call.decline': { input: NameCall, result: z.object({ call: Call }) },
  'call.leave': { input: NameCall, result: z.object({ call: Call }) },
  'call.end': { input: NameCall, result: z.object({ call: Call }) },
  'call.media': { input: SetCallMedia, result: z.object({ call: Call }) },
  'call.signal': { input: SendSignal, result: z.object({}) },
  /** Calls of mine that have not ended: what a new connection asks first. */
  'call.sync': { input: z.object({}), result: z.object({ calls: z.array(Call) }) },
} as const;

/** What a client may emit on namespace `/v1`; each is answered by an acknowledgement `{ok: true, …} | {ok: false, error}`. */
export const V1ClientEvents = {
  'message.send': { input: SendMessage, result: z.object({ message: Message, created: z.boolean() }) },
  'message.edit': { input: EditMessage, result: z.object({ message: Message }) },
  'message.delete': { input: DeleteMessage, result: z.object({ message: Message }) },
  'reaction.set': { input: SetReaction, result: z.object({ message: Message }) },
  'read.update': { input: MarkRead, result: Participant },
  'delivered.update': { input: MarkDelivered, result: Participant },
  typing: { input: SetTyping, result: z.object({}) },
  'auth.refresh': { input: z.object({ token: z.string().max(8192) }), result: z.object({ expiresAt: Instant }) },
  sync: { input: z.object({}), result: z.object({ tops: z.array(TopSeq) }) },
  ...V1CallEvents,
} as const;
export type V1ClientEvent = keyof typeof V1ClientEvents;

/** What the server emits on namespace `/v1`. */
export const V1ServerEvents = {
  /** First event of a connection: who you are, which replica serves you, and the top seq of your conversations. */
  'session.ready': z.object({
    person: Person,
    connectionId: z.string(),
    replica: z.string(),
    expiresAt: Instant,
    tops: z.array(TopSeq),
  }),
  /** Heartbeat with the tops that moved lately. */
  'sync.tops': z.object({ tops: z.array(TopSeq) }),
  /** The token ended or was withdrawn; the socket is closed right after. */
  'session.ended': z.object({ reason: z.enum(['token_expired', 'revoked', 'slow_consumer', 'restart']) }),
  'message.created': z.object({ message: Message }),
  'message.updated': z.object({ message: Message }),
  'message.deleted': z.object({ message: Message }),
  'read.updated': z.object({
    conversationId: Id,
    person: Person,
    upToSeq: Marker,
    at: Instant,
    /** Present only for the reader's own devices. */
    unread: z.int().min(0).optional(),
  }),
  'delivered.updated': z.object({ conversationId: Id, person: Person, upToSeq: Marker, at: Instant }),
  'conversation.created': z.object({ conversation: Conversation }),
  'conversation.updated': z.object({ conversation: Conversation }),
  'conversation.deleted': z.object({ conversationId: Id }),
  /** Only for connections that asked for it with `auth.unread: true`; others compute it from the events. */
  'unread.updated': z.object({ total: z.int().min(0) }),
  'notification.created': z.object({ notification: Notification }),
  'notifications.updated': NotificationsUpdated.omit({ type: true }),
  typing: z.object({ conversationId: Id, person: Person, active: z.boolean() }),
  'call.created': z.object({ call: Call }),
  'call.incoming': z.object({ call: Call }),
  'call.updated': z.object({ call: Call }),
  'call.signal': CallSignal,
  presence: z.object({ person: Person, online: z.boolean(), lastSeenAt: Instant.nullable() }),
} as const;
export type V1ServerEvent = keyof typeof V1ServerEvents;
/** Payload of one server event. */
export type V1ServerPayload<E extends V1ServerEvent> = z.infer<(typeof V1ServerEvents)[E]>;
