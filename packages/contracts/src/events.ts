import { z } from 'zod';
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

/** A read marker moved forward (DEL-9): `person` has read from `fromSeq` + 1 up to `upToSeq`. */
export const ReadUpdated = z.object({
  type: z.literal('read.updated'),
  conversation: z.object({ id: Id, number: z.int().min(1) }),
  person: Person,
  fromSeq: Marker,
  upToSeq: Marker,
  /** How many messages of others became read by this step. */
  updatedCount: z.int().min(0),
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

/** Any event. */
export const Event = z.discriminatedUnion('type', [
  MessageCreated,
  ReadUpdated,
  DeliveredUpdated,
  ConversationCreated,
  ConversationUpdated,
  Typing,
  Presence,
]);
export type Event = z.infer<typeof Event>;

/** An event of one type. */
export type EventOf<T extends Event['type']> = Extract<Event, { type: T }>;

/** An event with the ids of the people who may hear it. */
export interface Announcement {
  audience: readonly string[];
  event: Event;
}
