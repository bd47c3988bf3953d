import type { Conversation, Message, Participant, Person, Side } from '@causerie/contracts';

/** Integer ids print as integers, as the rooms tables have them; a subject that is no integer stays text. */
export function printId(subject: string): number | string {
  const number = Number(subject);
  return Number.isSafeInteger(number) && String(number) === subject ? number : subject;
}

/** The rooms dialect's word for a side. */
export function roleWord(side: Side): 'medecin' | 'patient' {
  return side === 'professional' ? 'medecin' : 'patient';
}

/** A row of `messages`, in the document's column names. */
export interface MessageRow {
  id: number;
  conversation_id: number;
  /** Null for system messages, which nobody sent. */
  sender_id: number | string | null;
  sender_role: 'medecin' | 'patient' | null;
  content: string;
  type: string;
  sent_at: string;
  is_read: boolean;
}

/** Prints a message; `isRead` says whether somebody it was for has read it. */
export function messageRow(message: Message, conversationNumber: number, isRead: boolean): MessageRow {
  return {
    id: message.number,
    conversation_id: conversationNumber,
    sender_id: message.author === null ? null : printId(message.author.subject),
    sender_role: message.author === null ? null : roleWord(message.author.side),
    content: message.content,
    type: message.type,
    sent_at: message.createdAt,
    is_read: isRead,
  };
}

/** Whether somebody else than the author has read up to this message. */
export function isReadByOthers(message: Message, participants: readonly Participant[]): boolean {
  return participants.some(({ person, readSeq }) => person.id !== message.author?.id && readSeq >= message.seq);
}

/** A row of `conversations`, with the names and the last message a list shows. */
export interface ConversationRow {
  id: number;
  patient_id: number | string | null;
  doctor_id: number | string | null;
  patient_name: string | null;
  doctor_name: string | null;
  status: string;
  last_message_at: string;
  created_at: string;
  updated_at: string;
  last_message: MessageRow | null;
  unread_count: number;
}

/** Prints a conversation as `viewerId` sees it. */
export function conversationRow(conversation: Conversation, viewerId: string): ConversationRow {
  const { participants, number, lastMessage } = conversation;
  const client = personOn('client', participants);
  const professional = personOn('professional', participants);
  return {
    id: number,
    patient_id: client === null ? null : printId(client.subject),
    doctor_id: professional === null ? null : printId(professional.subject),
    patient_name: client?.name ?? null,
    doctor_name: professional?.name ?? null,
    status: conversation.status,
    last_message_at: conversation.lastMessageAt ?? conversation.createdAt,
    created_at: conversation.createdAt,
    updated_at: conversation.updatedAt,
    last_message:
      lastMessage === null ? null : messageRow(lastMessage, number, isReadByOthers(lastMessage, participants)),
    unread_count: participants.find(({ person }) => person.id === viewerId)?.unread ?? 0,
  };
}

function personOn(side: Side, participants: readonly Participant[]): Person | null {
  return participants.find(({ person }) => person.side === side)?.person ?? null;
}

/** A user as the search routes print one. */
export interface UserRow {
  id: number | string;
  name: string;
  role: 'medecin' | 'patient';
  available: boolean;
  online: boolean;
}

/** Prints a directory person. */
export function userRow(person: Person & { available: boolean; online: boolean }): UserRow {
  const { subject, name, side, available, online } = person;
  return { id: printId(subject), name, role: roleWord(side), available, online };
}
