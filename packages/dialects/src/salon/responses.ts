import { Instant, type Conversation, type Message, type Person } from '@causerie/contracts';
import { z } from 'zod';
import { SalonStatus } from './input.ts';

/** A file of a message. Ours are paths at the origin of the API, to be fetched with a token. */
export const SalonAttachment = z.object({
  id: z.string(),
  messageId: z.string(),
  url: z.string(),
  type: z.string(),
  createdAt: Instant,
});
export type SalonAttachment = z.infer<typeof SalonAttachment>;

/** `MessageResponseDto`. What the system says has no author. A deleted message keeps its place and loses what it said. */
export const SalonMessage = z.object({
  id: z.string(),
  conversationId: z.string(),
  authorId: z.string().nullable(),
  content: z.string(),
  isDeleted: z.boolean(),
  /** When the other person read a message of mine, or I read one of theirs; null before. */
  readAt: Instant.nullable(),
  createdAt: Instant,
  updatedAt: Instant,
  attachments: z.array(SalonAttachment),
});
export type SalonMessage = z.infer<typeof SalonMessage>;

/** `ConversationResponseDto`, with the two names and the last message that a list shows. */
export const SalonConversation = z.object({
  id: z.string(),
  salonId: z.string().nullable(),
  clientUserId: z.string().nullable(),
  appointmentId: z.string().nullable(),
  status: SalonStatus,
  /** Whether one of the two blocks the other; then it takes no messages and cannot be activated. */
  blocked: z.boolean(),
  subject: z.string(),
  salonName: z.string().nullable(),
  clientName: z.string().nullable(),
  unreadCount: z.int().min(0),
  lastMessage: SalonMessage.nullable(),
  createdAt: Instant,
  updatedAt: Instant,
  lastMessageAt: Instant,
});
export type SalonConversation = z.infer<typeof SalonConversation>;

const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({
    data: z.array(item),
    page: z.int().min(1),
    limit: z.int().min(1),
    total: z.int().min(0),
    totalPages: z.int().min(0),
  });

/** `PaginatedConversationsDto`, last active first. */
export const SalonConversationPage = pageOf(SalonConversation);

/** `PaginatedMessagesDto`: page 1 is the newest, and within a page the oldest comes first. */
export const SalonMessagePage = pageOf(SalonMessage);

/** What every refusal of this dialect's routes looks like. */
export const SalonError = z.object({ message: z.string(), code: z.string(), statusCode: z.int() });

/** One step of somebody's read marker. */
export interface ReadStep {
  personId: string;
  upToSeq: number;
  at: string;
}

/**
 * When a message was read, as `viewerId` sees it: their own by anybody else, one of others by themselves; null when it was not.
 * `steps` are the steps of read markers that may have passed the message, in any order.
 */
export function readAtOf(message: Message, viewerId: string, steps: readonly ReadStep[]): string | null {
  const isMine = message.author?.id === viewerId;
  const passed = steps.filter(({ personId, upToSeq }) => upToSeq >= message.seq && (personId === viewerId) !== isMine);
  return passed.map(({ at }) => at).toSorted()[0] ?? null;
}

/** The files of a message as this dialect prints them. */
export function salonAttachments({ id: messageId, attachments, createdAt }: Message): SalonAttachment[] {
  return attachments.map(({ id, url, mediaType }) => ({
    id,
    messageId,
    url: url ?? `/v1/attachments/${id}/content`,
    type: mediaType,
    createdAt,
  }));
}

/** Prints a message. */
export function salonMessage(message: Message, readAt: string | null): SalonMessage {
  const { id, conversationId, author, content, createdAt, editedAt, deletedAt } = message;
  const changes = [createdAt, readAt, editedAt, deletedAt].filter((at) => at !== null);
  return {
    id,
    conversationId,
    authorId: author?.subject ?? null,
    content,
    isDeleted: deletedAt !== null,
    readAt,
    createdAt,
    updatedAt: changes.toSorted().at(-1) ?? createdAt,
    attachments: salonAttachments(message),
  };
}

/** Prints a conversation as `viewerId` sees it. */
export function salonConversation(conversation: Conversation, viewerId: string): SalonConversation {
  const { participants, lastMessage, status, createdAt } = conversation;
  const on = (side: Person['side']): Person | null =>
    participants.find(({ person }) => person.side === side)?.person ?? null;
  const [salon, client] = [on('professional'), on('client')];
  // The last message is the end of the log, so whoever has read it did so in their last step.
  const steps = participants.flatMap(({ person, readSeq, readAt }) =>
    readAt === null ? [] : [{ personId: person.id, upToSeq: readSeq, at: readAt }],
  );
  return {
    id: conversation.id,
    salonId: salon?.subject ?? null,
    clientUserId: client?.subject ?? null,
    appointmentId: conversation.appointmentId,
    status: status === 'active' ? 'ACTIVE' : 'ARCHIVED',
    blocked: status === 'blocked',
    subject: conversation.subject ?? '',
    salonName: salon?.name ?? null,
    clientName: client?.name ?? null,
    unreadCount: participants.find(({ person }) => person.id === viewerId)?.unread ?? 0,
    lastMessage: lastMessage === null ? null : salonMessage(lastMessage, readAtOf(lastMessage, viewerId, steps)),
    createdAt,
    updatedAt: conversation.updatedAt,
    lastMessageAt: conversation.lastMessageAt ?? createdAt,
  };
}

/** Puts one page together. */
export function salonPage<T>(data: T[], { page, limit, total }: { page: number; limit: number; total: number }) {
  return { data, page, limit, total, totalPages: Math.ceil(total / limit) };
}
