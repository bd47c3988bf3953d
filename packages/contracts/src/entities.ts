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

/** Longest file name that is kept; a longer one is cut in front of its extension. */
export const FILE_NAME_MAX_LENGTH = 255;

/**
 * Where a file stands: `pending` while it is examined, `ready` for download, `rejected` when it was found harmful
 * (its bytes are in quarantine and nobody can download them).
 */
export const AttachmentState = z.enum(['pending', 'ready', 'rejected']);
export type AttachmentState = z.infer<typeof AttachmentState>;

/**
 * A file of a message. Its bytes are fetched through a link that participants ask for; only a link to somewhere else, where the
 * operator allows those, has a `url` of its own. Width and height in pixels, for images.
 */
export const Attachment = z.object({
  id: Id,
  name: z.string().max(FILE_NAME_MAX_LENGTH),
  mediaType: z.string().max(127),
  sizeBytes: z.int().min(0).nullable(),
  sha256: z.string().length(64).nullable(),
  width: z.int().min(1).nullable(),
  height: z.int().min(1).nullable(),
  hasThumbnail: z.boolean(),
  state: AttachmentState,
  url: z.string().max(2048).nullable(),
});
export type Attachment = z.infer<typeof Attachment>;

/** An emoji on a message and the people who put it there, in the order in which they did. */
export const Reaction = z.object({ emoji: z.string().min(1).max(32), personIds: z.array(Id) });
export type Reaction = z.infer<typeof Reaction>;

/**
 * A committed message. `revision` is 0 until it changes, then the conversation's counter of changes at its last change (DEL-11).
 * A deleted one keeps its place and loses content, metadata, mentions, reactions and attachments. its integer name for
 * dialects that need one; `seq` is its place (DEL-2).
 */
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
  mentions: z.array(Id),
  reactions: z.array(Reaction),
  attachments: z.array(Attachment),
  revision: Marker,
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
  /** How many changes messages of this conversation have seen (DEL-11). */
  revision: Marker,
  /** Who blocked it, while it is blocked. */
  blockedById: Id.nullable(),
  lastMessage: Message.nullable(),
  createdAt: Instant,
  updatedAt: Instant,
  lastMessageAt: Instant.nullable(),
});
export type Conversation = z.infer<typeof Conversation>;
