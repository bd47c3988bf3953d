import type { Message, Person } from '@causerie/contracts';
import type { ConversationEntry } from '../state.ts';
import { statusOf } from '../selectors.ts';

/** A message as pages of médecins and patients know it. Ids of people are those of the tokens; what the system says is from `system`. */
export interface LegacyMessage {
  id: string;
  /** The same under the name that events give it. */
  messageId: string;
  conversationId: string;
  /** Its place in the conversation, from 1 without a gap. */
  seq: number;
  senderId: string;
  senderName: string;
  /** Tells patient 42 from médecin 42. */
  senderType: 'medecin' | 'patient' | null;
  content: string;
  type: 'text' | 'image' | 'file' | 'system';
  timestamp: string;
  status: 'sent' | 'delivered' | 'read';
  /** What the sender said, and of a file: its name, its size in bytes, and the address where it is fetched with the token. */
  metadata: { fileUrl?: string; fileName?: string; fileSize?: number; [name: string]: unknown };
  isDeleted: boolean;
}

/** A conversation as pages of médecins and patients know it. */
export interface LegacyConversation {
  id: string;
  patientId: string | null;
  medecinId: string | null;
  patientName: string | null;
  medecinName: string | null;
  subject: string | null;
  createdAt: string;
  updatedAt: string;
  lastMessage: { id: string; content: string; timestamp: string; senderId: string } | null;
  unreadCount: number;
  status: 'active' | 'archived' | 'blocked';
}

const SYSTEM_SENDER = 'system';

/**
 * Prints a message; `entry` is its conversation, where it is known, for how far the message has come. Addresses of files begin with
 * `origin`; without it they are paths at the page's own.
 */
export function legacyMessage(message: Message, entry: ConversationEntry | undefined, origin = ''): LegacyMessage {
  const { id, conversationId, author, content, type, createdAt, deletedAt, seq } = message;
  const status = entry === undefined || author === null ? 'sent' : statusOf(entry, seq, author.id);
  return {
    id,
    messageId: id,
    conversationId,
    seq,
    senderId: author?.subject ?? SYSTEM_SENDER,
    senderName: author?.name ?? '',
    senderType: author === null ? null : sideWord(author.side),
    content,
    type,
    timestamp: createdAt,
    status: status === 'delivered' || status === 'read' ? status : 'sent',
    metadata: metadataOf(message, origin),
    isDeleted: deletedAt !== null,
  };
}

/** Prints a conversation. */
export function legacyConversation(entry: ConversationEntry): LegacyConversation {
  const { id, subject, createdAt, updatedAt, latest, counted, status } = entry;
  const on = (side: Person['side']) => entry.markers.find(({ person }) => person.side === side)?.person ?? null;
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
    lastMessage:
      latest === null
        ? null
        : {
            id: latest.id,
            content: latest.content,
            timestamp: latest.createdAt,
            senderId: latest.author?.subject ?? SYSTEM_SENDER,
          },
    unreadCount: counted.unread,
    status,
  };
}

/** What documents call a side. */
function sideWord(side: Person['side']): 'medecin' | 'patient' {
  return side === 'professional' ? 'medecin' : 'patient';
}

/** As the dialect prints it: an address is that of a file of the message, and never just said. */
function metadataOf({ metadata, attachments: [file] }: Message, origin: string): LegacyMessage['metadata'] {
  const { fileUrl: _, fileName, fileSize, ...rest } = metadata ?? {};
  const said = {
    ...(typeof fileName === 'string' ? { fileName } : {}),
    ...(typeof fileSize === 'number' && Number.isSafeInteger(fileSize) && fileSize >= 0 ? { fileSize } : {}),
  };
  if (file === undefined) return { ...rest, ...said };
  const { id, url, name, sizeBytes } = file;
  const known = { fileName: name, ...(sizeBytes === null ? {} : { fileSize: sizeBytes }) };
  // Of a file elsewhere, nobody knows more than the sender.
  const told = url === null ? known : { ...known, ...said };
  return { ...rest, fileUrl: url ?? `${origin}/v1/attachments/${id}/content`, ...told };
}
