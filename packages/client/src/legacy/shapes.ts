import type { Message, Person } from '@causerie/contracts';
import type { ConversationEntry } from '../state.ts';
import { statusOf } from '../selectors.ts';

/** A message as pages of médecins and patients know it. Ids of people are those of the tokens; what the system says is from `system`. */
export interface LegacyMessage {
  id: string;
  /** The same under the name that events give it. */
  messageId: string;
  conversationId: string;
  senderId: string;
  senderName: string;
  /** Tells patient 42 from médecin 42. */
  senderType: 'medecin' | 'patient' | null;
  content: string;
  type: 'text' | 'image' | 'file' | 'system';
  timestamp: string;
  status: 'sent' | 'delivered' | 'read';
  /** Of a file: its name, its size in bytes, and the path where it is fetched with the token. */
  metadata: { fileUrl?: string; fileName?: string; fileSize?: number };
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

/** Prints a message; `entry` is its conversation, where it is known, for how far the message has come. */
export function legacyMessage(message: Message, entry: ConversationEntry | undefined): LegacyMessage {
  const { id, conversationId, author, content, type, createdAt, deletedAt, seq } = message;
  const status = entry === undefined || author === null ? 'sent' : statusOf(entry, seq, author.id);
  return {
    id,
    messageId: id,
    conversationId,
    senderId: author?.subject ?? SYSTEM_SENDER,
    senderName: author?.name ?? '',
    senderType: author === null ? null : sideWord(author.side),
    content,
    type,
    timestamp: createdAt,
    status: status === 'delivered' || status === 'read' ? status : 'sent',
    metadata: fileOf(message),
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

function fileOf({ attachments: [file] }: Message): LegacyMessage['metadata'] {
  if (file === undefined) return {};
  const { id, url, name, sizeBytes } = file;
  return {
    fileUrl: url ?? `/v1/attachments/${id}/content`,
    fileName: name,
    ...(sizeBytes === null ? {} : { fileSize: sizeBytes }),
  };
}
