import { AppError, type Conversation, type UnreadTotals } from '@causerie/contracts';
import type { Conversations } from '@causerie/core';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import { foldText } from '../fold.ts';
import {
  activityOf,
  audienceOf,
  conversationOf,
  conversationsOf,
  participantOf,
  personOf,
  printMessage,
  printParticipant,
  unreadOf,
  type MemoryStore,
  type StoredConversation,
} from './store.ts';

/** Conversations in memory. */
export function createMemoryConversations(store: MemoryStore): Conversations {
  return {
    async access(conversationId) {
      const found = conversationOf(store, conversationId);
      if (found === undefined) return null;
      return { id: found.id, number: found.number, status: found.status, participantIds: audienceOf(found) };
    },
    async idOfNumber(number) {
      const found = [...store.conversations.values()].find((one) => one.number === number && !one.deleted);
      return found?.id ?? null;
    },
    openPair: async (input) => openPair(store, input),
    async get(conversationId, personId) {
      const found = conversationOf(store, conversationId);
      if (found === undefined || participantOf(found, personId) === undefined) return null;
      return print(store, found);
    },
    async list({ personId, limit, cursor, status, search }) {
      const from = cursor === undefined ? undefined : decodeCursor(cursor);
      const found = conversationsOf(store, personId)
        .filter((one) => status === undefined || one.status === status)
        .filter((one) => search === undefined || matches(store, one, personId, foldText(search)))
        .filter((one) => {
          if (from === undefined) return true;
          const activeAt = activityOf(one);
          return activeAt < from.activeAt || (activeAt === from.activeAt && one.id < from.id);
        });
      const page = found.slice(0, limit);
      const last = page.at(-1);
      const more = found.length > limit && last !== undefined;
      return {
        items: page.map((one) => print(store, one)),
        nextCursor: more ? encodeCursor({ activeAt: activityOf(last), id: last.id }) : null,
      };
    },
    async tops({ personIds, activeWithinMs, limitPerPerson }) {
      const since =
        activeWithinMs === undefined ? '' : new Date(Date.parse(store.now()) - activeWithinMs).toISOString();
      return personIds.flatMap((personId) =>
        conversationsOf(store, personId)
          .filter(({ lastMessageAt }) => activeWithinMs === undefined || (lastMessageAt ?? '') >= since)
          .slice(0, limitPerPerson)
          .map(({ id, log }) => ({ personId, conversationId: id, lastSeq: log.length })),
      );
    },
    unread: async (personId) => totals(store, personId),
    recountUnread: async (personId) => totals(store, personId),
  };
}

function openPair(
  store: MemoryStore,
  { id, professionalId, clientId, subject }: Parameters<Conversations['openPair']>[0],
): { conversation: Conversation; created: boolean } {
  const existing = [...store.conversations.values()].find(
    (one) =>
      one.professionalId === professionalId && one.clientId === clientId && one.appointmentId === null && !one.deleted,
  );
  if (existing !== undefined) return { conversation: print(store, existing), created: false };
  if (!store.people.has(professionalId) || !store.people.has(clientId)) throw new AppError('not_found');
  const now = store.now();
  const start = { joined: true, readSeq: 0, readAt: null, deliveredSeq: 0, deliveredAt: null };
  const conversation: StoredConversation = {
    id,
    number: store.nextConversationNumber++,
    status: 'active',
    subject,
    appointmentId: null,
    professionalId,
    clientId,
    participants: [
      { personId: professionalId, ...start },
      { personId: clientId, ...start },
    ],
    log: [],
    createdAt: now,
    updatedAt: now,
    lastMessageAt: null,
    deleted: false,
  };
  store.conversations.set(id, conversation);
  return { conversation: print(store, conversation), created: true };
}

function print(store: MemoryStore, one: StoredConversation): Conversation {
  const { id, number, status, subject, appointmentId, log, createdAt, updatedAt, lastMessageAt } = one;
  const last = log.at(-1);
  return {
    id,
    number,
    status,
    subject,
    appointmentId,
    participants: one.participants.filter(({ joined }) => joined).map((row) => printParticipant(store, one, row)),
    lastSeq: log.length,
    lastMessage: last === undefined ? null : printMessage(store, last),
    createdAt,
    updatedAt,
    lastMessageAt,
  };
}

function matches(store: MemoryStore, one: StoredConversation, personId: string, folded: string): boolean {
  const others = audienceOf(one).filter((id) => id !== personId);
  const names = others.map((id) => personOf(store, id).name);
  return [one.subject ?? '', ...names].some((text) => foldText(text).includes(folded));
}

function totals(store: MemoryStore, personId: string): UnreadTotals {
  const conversations = conversationsOf(store, personId).flatMap((one) => {
    const me = participantOf(one, personId);
    const unread = me === undefined ? 0 : unreadOf(one, me);
    return unread > 0 ? [{ conversationId: one.id, unread, lastSeq: one.log.length }] : [];
  });
  return { total: conversations.reduce((sum, { unread }) => sum + unread, 0), conversations };
}
