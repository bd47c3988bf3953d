import type { Attachment, Conversation, Message, MessageEdit, Participant, Person } from '@causerie/contracts';
import type { Clock } from '@causerie/core';

/** A person with what only the directory knows. */
export interface StoredPerson {
  person: Person;
  email: string | null;
  available: boolean;
  disabled: boolean;
  lastSeenAt: string | null;
}

/** A participant's row; unread is counted, never stored. */
export interface StoredParticipant {
  personId: string;
  joined: boolean;
  readSeq: number;
  readAt: string | null;
  deliveredSeq: number;
  deliveredAt: string | null;
}

/** One step of a marker (DEL-9). */
export interface StoredReceipt {
  conversationId: string;
  readerId: string;
  marker: 'read' | 'delivered';
  upToSeq: number;
  at: string;
}

/** A file: of nobody's message until one takes it. */
export interface StoredAttachment {
  attachment: Attachment;
  conversationId: string;
  uploaderId: string;
  messageId: string | null;
  deletedAt: string | null;
}

/** A conversation's row with its log: `log[0]` is seq 1. */
export interface StoredConversation {
  id: string;
  number: number;
  status: Conversation['status'];
  subject: string | null;
  appointmentId: string | null;
  professionalId: string;
  clientId: string;
  participants: StoredParticipant[];
  log: Message[];
  createdAt: string;
  updatedAt: string;
  lastMessageAt: string | null;
  /** Counts changes of messages (DEL-11). */
  revision: number;
  blockedById: string | null;
  /** Who blocks it beside. */
  blockedAlsoById: string | null;
  deleted: boolean;
}

/** Everything the memory twins hold. Tests reach in to put it in states that no port leads to yet. */
export interface MemoryStore {
  readonly people: Map<string, StoredPerson>;
  /** `professionalId/clientId`. */
  readonly links: Set<string>;
  readonly conversations: Map<string, StoredConversation>;
  readonly attachments: Map<string, StoredAttachment>;
  /** What edited messages said before, by message. */
  readonly edits: Map<string, MessageEdit[]>;
  /** In the order in which the steps were taken. */
  readonly receipts: StoredReceipt[];
  nextConversationNumber: number;
  nextMessageNumber: number;
  now(): string;
}

/** An empty store whose time is the given clock's. */
export function createMemoryStore(clock: Clock): MemoryStore {
  return {
    people: new Map(),
    links: new Set(),
    conversations: new Map(),
    attachments: new Map(),
    edits: new Map(),
    receipts: [],
    nextConversationNumber: 1,
    nextMessageNumber: 1,
    now: () => new Date(clock.nowMs()).toISOString(),
  };
}

/** The conversation, unless it was removed. */
export function conversationOf(store: MemoryStore, id: string): StoredConversation | undefined {
  const conversation = store.conversations.get(id);
  return conversation === undefined || conversation.deleted ? undefined : conversation;
}

/** The participant's row, if the person is in the conversation now. */
export function participantOf(conversation: StoredConversation, personId: string): StoredParticipant | undefined {
  return conversation.participants.find((participant) => participant.joined && participant.personId === personId);
}

/** Ids of everyone who is in the conversation now, in ascending order. */
export function audienceOf(conversation: StoredConversation): string[] {
  return conversation.participants
    .filter(({ joined }) => joined)
    .map(({ personId }) => personId)
    .toSorted();
}

/** Conversations a person is in, last active first. */
export function conversationsOf(store: MemoryStore, personId: string): StoredConversation[] {
  return [...store.conversations.values()]
    .filter((conversation) => !conversation.deleted && participantOf(conversation, personId) !== undefined)
    .toSorted((a, b) => compare(activityOf(b), activityOf(a)) || compare(b.id, a.id));
}

/** When something last happened in the conversation. */
export function activityOf(conversation: StoredConversation): string {
  return conversation.lastMessageAt ?? conversation.createdAt;
}

/** Messages of others above the read marker, by counting: the twin has no arithmetic that could drift. */
export function unreadOf(conversation: StoredConversation, { personId, readSeq }: StoredParticipant): number {
  return conversation.log.filter(({ seq, author }) => seq > readSeq && author?.id !== personId).length;
}

/** The participant as the contract prints it. */
export function printParticipant(
  store: MemoryStore,
  conversation: StoredConversation,
  row: StoredParticipant,
): Participant {
  const { readSeq, readAt, deliveredSeq, deliveredAt } = row;
  const unread = unreadOf(conversation, row);
  return { person: personOf(store, row.personId), readSeq, readAt, deliveredSeq, deliveredAt, unread };
}

/** The person as others see them. */
export function personOf(store: MemoryStore, id: string): Person {
  const stored = store.people.get(id);
  if (stored === undefined) throw new Error('A person of a conversation is missing from the directory');
  return { ...stored.person };
}

/** The message as the contract prints it: the author as known now, removed content left out. */
export function printMessage(store: MemoryStore, message: Message): Message {
  return {
    ...message,
    author: message.author === null ? null : personOf(store, message.author.id),
    ...(message.deletedAt === null
      ? {}
      : { content: '', metadata: null, mentions: [], reactions: [], attachments: [] }),
  };
}

/** Order of two texts by code unit. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
