import {
  type Causerie,
  CauserieError,
  type LegacyConversation,
  legacyConversation,
  type Message,
  orderedConversations,
} from '@causerie/client';
import { refusal, until } from './common.ts';
import type { MessagesQuery } from './service-shapes.ts';
import { failureOfEnding } from './use-messenger-state.ts';

/** Most pages of the list that are read: a server that never comes to an end is not followed for ever. */
const LIST_PAGES_MAX = 200;
/** The server's largest page of messages. */
const PAGE_MAX = 100;
/** Messages told when nobody says how many, and most that are told at once. */
const MESSAGES_DEFAULT = 50;
const MESSAGES_MAX = 1_000;

const pathOf = (conversationId: string) => `/v1/conversations/${encodeURIComponent(conversationId)}`;

/** All conversations, last active first, however many pages they are on. Rejects with CauserieError when one could not be read. */
export async function allConversations(client: Causerie): Promise<LegacyConversation[]> {
  const list = () => client.getSnapshot().list;
  const ending = () => failureOfEnding(client.getSnapshot());
  await until(client, () => list().loaded || list().failure !== null || ending() !== null);
  for (let pages = 0; pages < LIST_PAGES_MAX && list().loaded && list().nextCursor !== null; pages += 1) {
    await client.loadMoreConversations();
    // Where somebody else asks for the next page already, this one waits for theirs.
    await until(client, () => list().loading !== 'loading');
    if (list().loading === 'failed') break;
  }
  const failure = list().failure ?? (list().loaded ? null : ending());
  if (failure !== null) throw new CauserieError(failure);
  return orderedConversations(client.getSnapshot()).map(legacyConversation);
}

/** A part of a conversation in ascending order, page by page where it is larger than one. Rejects with CauserieError. */
export async function messagesOf(
  client: Causerie,
  conversationId: string,
  { before, after, limit }: MessagesQuery,
): Promise<Message[]> {
  const wanted = limit ?? MESSAGES_DEFAULT;
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > MESSAGES_MAX) {
    throw refusal('invalid_input', `limit: from 1 to ${MESSAGES_MAX}`);
  }
  const [above, below] = await Promise.all([before, after].map((place) => seqOf(client, conversationId, place)));
  if (above != null && below != null) throw refusal('invalid_input', 'before and after exclude each other');
  const isUpwards = below != null;
  let seq = below ?? above ?? null;
  let found: Message[] = [];
  for (;;) {
    const query = new URLSearchParams({ limit: String(Math.min(PAGE_MAX, wanted - found.length)) });
    if (seq !== null) query.set(isUpwards ? 'after' : 'before', String(seq));
    const path = `${pathOf(conversationId)}/messages?${query.toString()}`;
    const { items, hasMore } = await client.queries.request<{ items: Message[]; hasMore: boolean }>('GET', path);
    found = isUpwards ? [...found, ...items] : [...items, ...found];
    const edge = isUpwards ? items.at(-1) : items[0];
    if (edge === undefined || !hasMore || found.length >= wanted) return found;
    seq = edge.seq;
  }
}

/** The place that is meant by a place or by the message there; null where none is named. */
async function seqOf(client: Causerie, conversationId: string, place: MessagesQuery['before']): Promise<number | null> {
  if (place === undefined || place === null || place === '') return null;
  if (/^\d+$/.test(String(place))) return Number(place);
  const message = await client.queries.message(String(place));
  if (message.conversationId !== conversationId.toLowerCase()) {
    throw refusal('not_found', 'the message is in another conversation');
  }
  return message.seq;
}
