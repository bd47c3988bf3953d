import { z } from 'zod';
import { Metadata, NAME_MAX_LENGTH, SUBJECT_ID_MAX_LENGTH, SUBJECT_MAX_LENGTH, storableText } from './text.ts';

/** Our own ids: UUIDs (version 7 when minted by us), lower case. */
export const Id = z.uuid().meta({ description: 'UUID' });
/** ISO 8601 instant in UTC with milliseconds. */
export const Instant = z.iso.datetime();
/** Position of a message in its conversation: 1, 2, 3… without gaps (DEL-2). */
export const Seq = z.int().min(1);
/** A marker in a conversation: 0 means "nothing yet". */
export const Marker = z.int().min(0);

/** The two sides of the relation that an appointment makes. Dialects say médecin, doctor or salon; the core does not. */
export const Side = z.enum(['professional', 'client']);
export type Side = z.infer<typeof Side>;

/** What a token may act as: one of the two sides, a back end (`service`) or an operator (`admin`). */
export const Role = z.enum(['professional', 'client', 'service', 'admin']);
export type Role = z.infer<typeof Role>;

/** A person's id in the product team's own system, as text. */
export const Subject = storableText(SUBJECT_ID_MAX_LENGTH);

/** A person as others see them. (side, subject) is unique: patient 42 and médecin 42 are two people. */
export const Person = z.object({
  id: Id,
  side: Side,
  subject: Subject,
  name: z.string().max(NAME_MAX_LENGTH),
});
export type Person = z.infer<typeof Person>;

/** A person in the directory, with what only the directory tells. */
export const DirectoryPerson = Person.extend({
  available: z.boolean(),
  online: z.boolean(),
  lastSeenAt: Instant.nullable(),
});
export type DirectoryPerson = z.infer<typeof DirectoryPerson>;

/** Life of a conversation: `archived` is put away, `blocked` refuses new messages. */
export const ConversationStatus = z.enum(['active', 'archived', 'blocked']);
export type ConversationStatus = z.infer<typeof ConversationStatus>;

/** What a message is; `system` messages have no author. */
export const MessageType = z.enum(['text', 'image', 'file', 'system']);
export type MessageType = z.infer<typeof MessageType>;

/** A committed message. `number` is its integer name for dialects that need one; `seq` is its place (DEL-2). */
export const Message = z.object({
  id: Id,
  number: z.int().min(1),
  conversationId: Id,
  seq: Seq,
  author: Person.nullable(),
  type: MessageType,
  content: z.string(),
  metadata: Metadata.nullable(),
  clientMessageId: z.string().nullable(),
  replyToId: Id.nullable(),
  createdAt: Instant,
  editedAt: Instant.nullable(),
  deletedAt: Instant.nullable(),
});
export type Message = z.infer<typeof Message>;

/**
 * A person in a conversation with their two markers: everything up to `readSeq` is read, up to `deliveredSeq` has
 * reached a device. Markers only move forward (DEL-9). `unread` is computed (DEL-8): messages of others above `readSeq`.
 */
export const Participant = z.object({
  person: Person,
  readSeq: Marker,
  readAt: Instant.nullable(),
  deliveredSeq: Marker,
  deliveredAt: Instant.nullable(),
  unread: z.int().min(0),
});
export type Participant = z.infer<typeof Participant>;

/** A conversation as its participants see it; `participants` holds everyone who is in it at that moment. */
export const Conversation = z.object({
  id: Id,
  number: z.int().min(1),
  status: ConversationStatus,
  subject: z.string().max(SUBJECT_MAX_LENGTH).nullable(),
  appointmentId: z.string().nullable(),
  participants: z.array(Participant),
  lastSeq: Marker,
  lastMessage: Message.nullable(),
  createdAt: Instant,
  updatedAt: Instant,
  lastMessageAt: Instant.nullable(),
});
export type Conversation = z.infer<typeof Conversation>;
