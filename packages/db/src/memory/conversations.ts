import {
  AppError,
  type Conversation,
  type ConversationSort,
  type ConversationStatus,
  type UnreadTotals,
} from '@causerie/contracts';
import type { Conversations } from '@causerie/core';
import { decodeCursor, encodeCursor, type ListCursor } from '../cursor.ts';
import { foldText } from '../fold.ts';
import {
  activityOf,
  audienceOf,
  compare,
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
    openPair: async (input) => open(store, { ...input, appointmentId: null }),
    openForAppointment: async (input) => open(store, input),
    async get(conversationId, personId) {
      const found = conversationOf(store, conversationId);
      if (found === undefined || participantOf(found, personId) === undefined) return null;
      return printConversation(store, found);
    },
    async ofAppointment(appointmentId, personId) {
      const found = conversationsOf(store, personId).find((one) => one.appointmentId === appointmentId);
      return found === undefined ? null : printConversation(store, found);
    },
    async list({ personId, limit, cursor, status, search, sort = 'activity', unread }) {
      const from = cursor === undefined ? undefined : decodeCursor(sort, cursor);
      const found = conversationsOf(store, personId)
        .filter((one) => isWanted(store, one, { personId, status, search }))
        .map((one) => ({ one, place: placeOf(one, personId, sort) }))
        .filter(({ one }) => unread !== true || placeOf(one, personId, 'unread').rank > 0)
        .filter(({ place }) => from === undefined || comparePlaces(place, from) > 0)
        .toSorted((a, b) => comparePlaces(a.place, b.place));
      const page = found.slice(0, limit);
      const last = page.at(-1);
      const more = found.length > limit && last !== undefined;
      return {
        items: page.map(({ one }) => printConversation(store, one)),
        nextCursor: more ? encodeCursor(sort, last.place) : null,
      };
    },
    async tops({ personIds, activeWithinMs, limitPerPerson }) {
      const since =
        activeWithinMs === undefined ? '' : new Date(Date.parse(store.now()) - activeWithinMs).toISOString();
      return personIds.flatMap((personId) =>
        conversationsOf(store, personId)
          .filter(({ updatedAt }) => activeWithinMs === undefined || updatedAt >= since)
          .slice(0, limitPerPerson)
          .map(({ id, log, revision }) => ({ personId, conversationId: id, lastSeq: log.length, revision })),
      );
    },
    unread: async (personId) => totals(store, personId),
    unreadTotals: async (personIds) => new Map(personIds.map((personId) => [personId, totals(store, personId).total])),
    recountUnread: async (personId) => totals(store, personId),
  };
}

/** What is being opened: a pair's conversation, or that of one of its appointments. */
type Opening = Parameters<Conversations['openPair']>[0] & { appointmentId: string | null };

function open(
  store: MemoryStore,
  { id, professionalId, clientId, subject, appointmentId }: Opening,
): { conversation: Conversation; created: boolean } {
  const isTheirs = (one: StoredConversation): boolean =>
    one.professionalId === professionalId && one.clientId === clientId;
  const existing = [...store.conversations.values()].find(
    (one) => one.appointmentId === appointmentId && !one.deleted && (appointmentId !== null || isTheirs(one)),
  );
  if (existing !== undefined && !isTheirs(existing)) throw new AppError('conflict');
  if (existing !== undefined) return { conversation: printConversation(store, existing), created: false };
  if (!store.people.has(professionalId) || !store.people.has(clientId)) throw new AppError('not_found');
  const now = store.now();
  const start = { joined: true, readSeq: 0, readAt: null, deliveredSeq: 0, deliveredAt: null };
  const conversation: StoredConversation = {
    id,
    number: store.nextConversationNumber++,
    status: 'active',
    subject,
    appointmentId,
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
    revision: 0,
    blockedById: null,
    blockedAlsoById: null,
    deleted: false,
  };
  store.conversations.set(id, conversation);
  return { conversation: printConversation(store, conversation), created: true };
}

/** The conversation as the contract prints it. */
export function printConversation(store: MemoryStore, one: StoredConversation): Conversation {
  const { id, number, status, subject, appointmentId, log, revision, blockedById } = one;
  const { createdAt, updatedAt, lastMessageAt } = one;
  const last = log.at(-1);
  return {
    id,
    number,
    status,
    subject,
    appointmentId,
    participants: one.participants.filter(({ joined }) => joined).map((row) => printParticipant(store, one, row)),
    lastSeq: log.length,
    revision,
    blockedById,
    lastMessage: last === undefined ? null : printMessage(store, last),
    createdAt,
    updatedAt,
    lastMessageAt,
  };
}

/** Whether a conversation belongs in a list that was asked for. */
export function isWanted(
  store: MemoryStore,
  one: StoredConversation,
  wanted: {
    personId: string;
    status?: ConversationStatus | readonly ConversationStatus[] | undefined;
    search?: string | undefined;
  },
): boolean {
  const { personId, status, search } = wanted;
  if (status !== undefined && ![status].flat().includes(one.status)) return false;
  if (search === undefined) return true;
  const folded = foldText(search);
  const names = audienceOf(one)
    .filter((id) => id !== personId)
    .map((id) => personOf(store, id).name);
  if ([one.subject ?? '', ...names].some((text) => foldText(text).includes(folded))) return true;
  return one.log.some(({ content, deletedAt }) => deletedAt === null && says(content, folded));
}

/** Every word asked for occurs, the last one perhaps unfinished; stems of languages are left to the database. */
function says(content: string, folded: string): boolean {
  const words = wordsOf(folded);
  const said = wordsOf(foldText(content));
  const last = words.at(-1);
  if (last === undefined) return false;
  return words.slice(0, -1).every((word) => said.includes(word)) && said.some((word) => word.startsWith(last));
}

function wordsOf(folded: string): string[] {
  return folded.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
}

function placeOf(one: StoredConversation, personId: string, sort: ConversationSort): ListCursor {
  const me = participantOf(one, personId);
  const rank = sort === 'unread' && me !== undefined ? unreadOf(one, me) : 0;
  return { rank, at: sort === 'created' ? one.createdAt : activityOf(one), id: one.id };
}

/** Below zero when `a` comes first in a list. */
function comparePlaces(a: ListCursor, b: ListCursor): number {
  return b.rank - a.rank || compare(b.at, a.at) || compare(b.id, a.id);
}

function totals(store: MemoryStore, personId: string): UnreadTotals {
  const conversations = conversationsOf(store, personId).flatMap((one) => {
    const me = participantOf(one, personId);
    const unread = me === undefined ? 0 : unreadOf(one, me);
    return unread > 0 ? [{ conversationId: one.id, unread, lastSeq: one.log.length }] : [];
  });
  return { total: conversations.reduce((sum, { unread }) => sum + unread, 0), conversations };
}
