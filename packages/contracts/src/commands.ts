import { z } from 'zod';
import { Attachment, Id, Marker, Message, MessageType, Person } from './entities.ts';
import { ClientKey, MessageTextOrNothing, Metadata } from './text.ts';

/** Most people one message may name. */
export const MENTIONS_MAX = 20;
/** Most files of one message. */
export const ATTACHMENTS_MAX = 10;

/** What a message says, whatever the door and whichever the conversation. */
const SendFields = z.object({
  clientMessageId: ClientKey.optional(),
  /** Without it, a message is `image` when all its files are images, `file` when it has others, else `text`. */
  type: MessageType.exclude(['system']).optional(),
  /** May be empty, or absent, beside files. */
  content: MessageTextOrNothing.default(''),
  metadata: Metadata.optional(),
  replyToId: Id.optional(),
  /** People of the conversation who are named in the text. */
  mentions: z.array(Id).max(MENTIONS_MAX).optional(),
  /** Files that were uploaded to this conversation by the sender and belong to no message yet. */
  attachmentIds: z.array(Id).max(ATTACHMENTS_MAX).optional(),
});

function saysSomething(input: { content: string; attachmentIds?: readonly string[] | undefined }): boolean {
  return input.content !== '' || (input.attachmentIds?.length ?? 0) > 0;
}
const NOTHING_SAID = { error: 'is empty and there are no attachments', path: ['content'] };

/** Body of `POST /v1/conversations/{id}/messages`. */
export const SendMessageBody = SendFields.refine(saysSomething, NOTHING_SAID);

/** Input of "send a message", whatever the door. Without `clientMessageId` the door mints one, and a retry is a new message. */
export const SendMessage = SendFields.extend({ conversationId: Id }).refine(saysSomething, NOTHING_SAID);
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
  /** Absent: the files decide. */
  type: MessageType.optional(),
  content: z.string(),
  metadata: Metadata.nullable(),
  replyToId: Id.nullable(),
  /** Absent in jobs of doors that knew neither. */
  mentions: z.array(Id).optional(),
  attachmentIds: z.array(Id).optional(),
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
    /** Present only when the message has files. */
    type: MessageType.optional(),
    attachments: z.array(Attachment).optional(),
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
