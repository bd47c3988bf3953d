import { z } from 'zod';
import { Id, Marker, Message, MessageType, Person } from './entities.ts';
import { ClientKey, MessageText, Metadata } from './text.ts';

/** Input of "send a message", whatever the door. Without `clientMessageId` the door mints one, and a retry is a new message. */
export const SendMessage = z.object({
  conversationId: Id,
  clientMessageId: ClientKey.optional(),
  type: MessageType.exclude(['system']).optional(),
  content: MessageText,
  metadata: Metadata.optional(),
  replyToId: Id.optional(),
});
export type SendMessage = z.infer<typeof SendMessage>;

/** Input of "I have read up to": moves my read marker forward, never back (DEL-9). */
export const MarkRead = z.object({ conversationId: Id, upToSeq: Marker });
export type MarkRead = z.infer<typeof MarkRead>;

/** Input of "this device has received up to" (DEL-9). */
export const MarkDelivered = MarkRead;

/** Input of "I am typing", volatile (DEL-10). */
export const SetTyping = z.object({ conversationId: Id, active: z.boolean() });
export type SetTyping = z.infer<typeof SetTyping>;

/** One message on its way to the log: the command plus what the door minted and whom the token named. */
export const PersistMessage = z.object({
  id: Id,
  conversationId: Id,
  author: Person,
  clientMessageId: z.string(),
  type: MessageType,
  content: z.string(),
  metadata: Metadata.nullable(),
  replyToId: Id.nullable(),
  requestId: z.string().nullable(),
});
export type PersistMessage = z.infer<typeof PersistMessage>;

/**
 * A queue job of one lane: what one door gathered while its previous batch was in flight.
 * `v` lets an old job meet a new worker. `replyTo` is the door's reply channel, `batchId` names the batch in the reply.
 */
export const PersistBatch = z.object({
  v: z.literal(1),
  batchId: z.string(),
  replyTo: z.string(),
  messages: z.array(PersistMessage).min(1),
});
export type PersistBatch = z.infer<typeof PersistBatch>;

/** What became of one message of a batch; `created: false` is a repeat that returns the committed message (DEL-3). */
export const PersistResult = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    created: z.boolean(),
    seq: z.int().min(1),
    number: z.int().min(1),
    createdAt: z.string(),
    /** Present only for a repeat, whose committed content may differ from what was sent now. */
    message: Message.optional(),
  }),
  z.object({
    ok: z.literal(false),
    code: z.enum(['not_found', 'conversation_closed', 'unprocessable', 'unavailable']),
  }),
]);
export type PersistResult = z.infer<typeof PersistResult>;

/** The worker's answer to the door that waits, in the order of the batch. */
export const PersistReply = z.object({ batchId: z.string(), results: z.array(PersistResult) });
export type PersistReply = z.infer<typeof PersistReply>;
