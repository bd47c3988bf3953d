import {
  ConversationStatus,
  Instant,
  MessageType,
  type Conversation,
  type Message,
  type Person,
} from '@causerie/contracts';
import { z } from 'zod';
import { roleWord } from '../rooms/rows.ts';

/** The `senderId` of what nobody sent. */
const SYSTEM_SENDER = 'system';

/** A message as this dialect prints it. Ids of people are those of the tokens. A deleted message keeps its place and is empty. */
export const MedecinPatientMessage = z.object({
  id: z.string(),
  conversationId: z.string(),
  senderId: z.string(),
  senderName: z.string(),
  /** Tells patient 42 from médecin 42; null for what the system says. */
  senderType: z.enum(['medecin', 'patient']).nullable(),
  content: z.string(),
  type: MessageType,
  timestamp: Instant,
  status: z.enum(['sent', 'delivered', 'read']),
  metadata: z.looseObject({
    fileUrl: z.string().optional(),
    fileName: z.string().optional(),
    fileSize: z.int().min(0).optional(),
  }),
  isDeleted: z.boolean(),
});
export type MedecinPatientMessage = z.infer<typeof MedecinPatientMessage>;

/** A conversation as this dialect prints it, for the one who asks. */
export const MedecinPatientConversation = z.object({
  id: z.string(),
  patientId: z.string().nullable(),
  medecinId: z.string().nullable(),
  patientName: z.string().nullable(),
  medecinName: z.string().nullable(),
  subject: z.string().nullable(),
  createdAt: Instant,
  updatedAt: Instant,
  lastMessage: z.object({ id: z.string(), content: z.string(), timestamp: Instant, senderId: z.string() }).nullable(),
  unreadCount: z.int().min(0),
  status: ConversationStatus,
});
export type MedecinPatientConversation = z.infer<typeof MedecinPatientConversation>;

/** What every refusal of this dialect looks like. */
export const MedecinPatientError = z.object({
  message: z.string(),
  code: z.string(),
  retryable: z.boolean(),
  requestId: z.string(),
});

type Participants = Conversation['participants'];

/** How far a message has come: read or delivered once that holds for everybody it was for. */
export function statusOf(message: Message, participants: Participants): MedecinPatientMessage['status'] {
  const others = participants.filter(({ person }) => person.id !== message.author?.id);
  if (others.length === 0) return 'sent';
  if (others.every(({ readSeq }) => readSeq >= message.seq)) return 'read';
  const arrived = others.every(({ readSeq, deliveredSeq }) => Math.max(readSeq, deliveredSeq) >= message.seq);
  return arrived ? 'delivered' : 'sent';
}

/** Prints a message; the first of its files is the one that this dialect knows. */
export function medecinPatientMessage(message: Message, participants: Participants): MedecinPatientMessage {
  const { id, conversationId, author, content, type, createdAt, deletedAt } = message;
  return {
    id,
    conversationId,
    senderId: senderOf(message),
    senderName: author?.name ?? '',
    senderType: author === null ? null : roleWord(author.side),
    content,
    type,
    timestamp: createdAt,
    status: statusOf(message, participants),
    metadata: metadataOf(message),
    isDeleted: deletedAt !== null,
  };
}

/** `senderId` of a message. */
export function senderOf({ author }: Message): string {
  return author?.subject ?? SYSTEM_SENDER;
}

/**
 * What the sender said, and what is known of the file. An address is that of a file of the message and never just said; ours are
 * paths at the origin of the API, to be fetched with a token. Of a file elsewhere, name and size are what the sender said.
 */
function metadataOf({ metadata, attachments: [file] }: Message): MedecinPatientMessage['metadata'] {
  const { fileUrl: _, fileName, fileSize, ...rest } = metadata ?? {};
  const said = {
    ...(typeof fileName === 'string' ? { fileName } : {}),
    ...(typeof fileSize === 'number' && Number.isSafeInteger(fileSize) && fileSize >= 0 ? { fileSize } : {}),
  };
  if (file === undefined) return { ...rest, ...said };
  const { id, url, name, sizeBytes } = file;
  const known = { fileName: name, ...(sizeBytes === null ? {} : { fileSize: sizeBytes }) };
  const told = url === null ? known : { ...known, ...said };
  return { ...rest, fileUrl: url ?? `/v1/attachments/${id}/content`, ...told };
}

/** Prints a conversation as `viewerId` sees it. */
export function medecinPatientConversation(conversation: Conversation, viewerId: string): MedecinPatientConversation {
  const { id, participants, lastMessage, status, subject, createdAt, updatedAt } = conversation;
  const on = (side: Person['side']): Person | null =>
    participants.find(({ person }) => person.side === side)?.person ?? null;
  const [medecin, patient] = [on('professional'), on('client')];
  return {
    id,
    patientId: patient?.subject ?? null,
    medecinId: medecin?.subject ?? null,
    patientName: patient?.name ?? null,
    medecinName: medecin?.name ?? null,
    subject,
    createdAt,
    updatedAt,
    lastMessage: lastMessage === null ? null : summaryOf(lastMessage),
    unreadCount: participants.find(({ person }) => person.id === viewerId)?.unread ?? 0,
    status,
  };
}

function summaryOf(message: Message): NonNullable<MedecinPatientConversation['lastMessage']> {
  const { id, content, createdAt } = message;
  return { id, content, timestamp: createdAt, senderId: senderOf(message) };
}
