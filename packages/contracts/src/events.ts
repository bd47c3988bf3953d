import { z } from 'zod';
import { Call, CallSignal as CallSignalFields } from './calls.ts';
import { Notification } from './notifications.ts';
import { Conversation, Id, Instant, Marker, Message, Person } from './entities.ts';

/**
 * Everything that is announced. An event carries a snapshot, so that a gateway delivers without reading the database,
 * and travels with its audience (DEL-7), so that it reaches only people who are participants at that moment.
 */
export const MessageCreated = z.object({
  type: z.literal('message.created'),
  message: Message,
  /** The conversation's integer name and its two people, for dialects that print them. */
  conversation: z.object({ id: Id, number: z.int().min(1) }),
  requestId: z.string().nullable(),
});
export type MessageCreated = z.infer<typeof MessageCreated>;

/** Most messages that one step of a read marker names. */
export const READ_LISTED_MAX = 100;

const ConversationRef = z.object({ id: Id, number: z.int().min(1) });

/** A message was edited, or its reactions or the state of its files changed; the snapshot has the new `revision` (DEL-11). */
export const MessageUpdated = z.object({
  type: z.literal('message.updated'),
  message: Message,
  conversation: ConversationRef,
});
export type MessageUpdated = z.infer<typeof MessageUpdated>;

/** A message was deleted; the snapshot is what is left of it. */
export const MessageDeleted = z.object({
  type: z.literal('message.deleted'),
  message: Message,
  conversation: ConversationRef,
});
export type MessageDeleted = z.infer<typeof MessageDeleted>;

/** A read marker moved forward (DEL-9): `person` has read from `fromSeq` + 1 up to `upToSeq`. */
export const ReadUpdated = z.object({
  type: z.literal('read.updated'),
  conversation: z.object({ id: Id, number: z.int().min(1) }),
  person: Person,
  fromSeq: Marker,
  upToSeq: Marker,
  /** How many messages of others became read by this step. */
  updatedCount: z.int().min(0),
  /** The newest of the messages that became read, at most {@link READ_LISTED_MAX}, for dialects that name each of them. */
  readMessages: z.array(z.object({ id: Id, seq: Marker })).optional(),
  /** Messages of others that stay unread for `person` in this conversation. */
  unread: z.int().min(0),
  at: Instant,
});
export type ReadUpdated = z.infer<typeof ReadUpdated>;

/** A delivered marker moved forward: a device of `person` holds everything up to `upToSeq`. */
export const DeliveredUpdated = z.object({
  type: z.literal('delivered.updated'),
  conversation: z.object({ id: Id, number: z.int().min(1) }),
  person: Person,
  upToSeq: Marker,
  at: Instant,
});
export type DeliveredUpdated = z.infer<typeof DeliveredUpdated>;

/** A conversation began, or a participant joined it. */
export const ConversationCreated = z.object({ type: z.literal('conversation.created'), conversation: Conversation });
export type ConversationCreated = z.infer<typeof ConversationCreated>;

/** Subject or status changed. */
export const ConversationUpdated = z.object({ type: z.literal('conversation.updated'), conversation: Conversation });
export type ConversationUpdated = z.infer<typeof ConversationUpdated>;

/** A conversation was removed for everybody in it. */
export const ConversationDeleted = z.object({ type: z.literal('conversation.deleted'), conversation: ConversationRef });
export type ConversationDeleted = z.infer<typeof ConversationDeleted>;

/** How many messages a person has not read, over all their conversations; for that person alone. */
export const UnreadUpdated = z.object({ type: z.literal('unread.updated'), total: z.int().min(0) });
export type UnreadUpdated = z.infer<typeof UnreadUpdated>;

/** Something a person should hear about; for that person alone. */
export const NotificationCreated = z.object({ type: z.literal('notification.created'), notification: Notification });
export type NotificationCreated = z.infer<typeof NotificationCreated>;

/** Notifications were read or deleted on one device, and vanish from the others; `ids: null` means all. */
export const NotificationsUpdated = z.object({
  type: z.literal('notifications.updated'),
  ids: z.array(Id).nullable(),
  change: z.enum(['read', 'deleted']),
  unread: z.int().min(0),
});
export type NotificationsUpdated = z.infer<typeof NotificationsUpdated>;

/** Tokens of a person that were issued up to a moment are withdrawn: their sockets end. Said to no client. */
export const SessionRevoked = z.object({ type: z.literal('session.revoked'), personId: Id, issuedUpToMs: z.int() });
export type SessionRevoked = z.infer<typeof SessionRevoked>;

/** Somebody types, or stopped; volatile (DEL-10). Clients expire it after {@link TYPING_EXPIRES_MS}. */
export const Typing = z.object({
  type: z.literal('typing'),
  conversation: z.object({ id: Id, number: z.int().min(1) }),
  person: Person,
  active: z.boolean(),
});
export type Typing = z.infer<typeof Typing>;

/** Milliseconds after which a typing indicator that was not renewed is shown no more. */
export const TYPING_EXPIRES_MS = 5000;

/** First or last socket of a person over all replicas; told only to people who share a conversation (DEL-10). */
export const Presence = z.object({
  type: z.literal('presence'),
  person: Person,
  online: z.boolean(),
  lastSeenAt: Instant.nullable(),
});
export type Presence = z.infer<typeof Presence>;

/** A call began; for the people in it. Whoever is invited and may ring hears {@link CallIncoming} as well. */
export const CallCreated = z.object({ type: z.literal('call.created'), call: Call });
export type CallCreated = z.infer<typeof CallCreated>;

/** Somebody calls: devices of the listener ask whether they may ring (CALL-3). May come again while no device has asked. */
export const CallIncoming = z.object({ type: z.literal('call.incoming'), call: Call });
export type CallIncoming = z.infer<typeof CallIncoming>;

/** A call changed or ended. */
export const CallUpdated = z.object({ type: z.literal('call.updated'), call: Call });
export type CallUpdated = z.infer<typeof CallUpdated>;

/** A signal of one participant for another; volatile, the sender asks again (CALL-5). The two people are null for guests. */
export const CallSignalled = CallSignalFields.extend({
  type: z.literal('call.signal'),
  fromPerson: Person.nullable(),
  toPerson: Person.nullable(),
});
export type CallSignalled = z.infer<typeof CallSignalled>;

/** Any event. */
export const Event = z.discriminatedUnion('type', [
  MessageCreated,
  MessageUpdated,
  MessageDeleted,
  ReadUpdated,
  DeliveredUpdated,
  ConversationCreated,
  ConversationUpdated,
  ConversationDeleted,
  UnreadUpdated,
  NotificationCreated,
  NotificationsUpdated,
  SessionRevoked,
  Typing,
  Presence,
  CallCreated,
  CallIncoming,
  CallUpdated,
  CallSignalled,
]);
export type Event = z.infer<typeof Event>;

/** An event of one type. */
export type EventOf<T extends Event['type']> = Extract<Event, { type: T }>;

/** An event with the ids of the people who may hear it. */
export interface Announcement {
  audience: readonly string[];
  event: Event;
}
