import {
  type Causerie,
  type Conversation,
  type ConversationEntry,
  type ConversationQuery,
  entryFromSnapshot,
  type Failure,
  type Loading,
  orderedConversations,
} from '@causerie/client';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useStateOf } from '../components/ready-made/use-messenger-state.ts';
import { type ConversationSelection, isSelected, type StatusFilter } from '../conversation-selection.ts';
import { useCauserie } from './use-causerie.ts';
import { useFound } from './use-search.ts';

/** Conversations per page of a search. */
const PAGE_SIZE = 30;

/** In which order conversations are listed: last active first, newest first, or those with the most unread messages first. */
export type ConversationOrder = NonNullable<ConversationQuery['sort']>;

export interface Conversations {
  /** Last active first. */
  items: readonly ConversationEntry[];
  loading: Loading;
  /** False until the first page came: an empty list is not yet an empty mailbox. */
  loaded: boolean;
  failure: Failure | null;
  hasMore: boolean;
  loadMore(): void;
  retry(): void;
}

/**
 * The list of conversations, all of them without a selection. What this device knows is shown at once and stays live; under a filter
 * or a search the server is asked as well, because what is looked for may be further down than was loaded.
 */
export function useConversations(selection: ConversationSelection = {}): Conversations {
  return useConversationsOf(useCauserie(), selection);
}

/** A selection with what only hooks offer. */
export interface HookSelection extends Omit<ConversationSelection, 'filter'> {
  filter?: StatusFilter;
  order?: ConversationOrder;
}

/** The same over a messenger that may not be there yet, in any order. */
export function useConversationsOf(client: Causerie | null, selection: HookSelection): Conversations {
  const { filter, search = '', keptId = null, order = 'activity' } = selection;
  const held = useStateOf(client, (state) => state.conversations);
  const me = useStateOf(client, (state) => state.me);
  const { nextCursor, ...list } = useStateOf(client, (state) => state.list);
  const text = search.trim();
  const isAsked = text !== '' || (filter ?? 'all') !== 'all' || order !== 'activity';
  const found = useFoundConversations(client, isAsked && list.loaded ? questionOf(filter, text, order) : null);
  const items = useMemo(() => {
    if (filter === undefined && text === '') return inOrder(Object.values(held), order);
    const known = Object.values(held);
    const more = me === null ? [] : found.items.filter(({ id }) => held[id] === undefined);
    const entries = [...known, ...more.map((snapshot) => entryFromSnapshot(snapshot, me?.id ?? ''))];
    const selected = entries.filter((entry) =>
      isSelected(entry, { filter: filter ?? 'all', search: text, keptId }, me?.id),
    );
    return inOrder(selected, order);
  }, [held, found.items, filter, text, keptId, order, me]);
  const loadMore = useCallback(() => void client?.loadMoreConversations(), [client]);
  const retry = useCallback(() => client?.reconnect(), [client]);
  if (isAsked && list.loaded) return { ...found, items, loaded: found.loaded || items.length > 0 };
  return { items, ...list, hasMore: nextCursor !== null, loadMore, retry };
}

/** As the server orders them; those that are equal by the order, last active first. */
function inOrder(entries: readonly ConversationEntry[], order: ConversationOrder): readonly ConversationEntry[] {
  const byActivity = orderedConversations({ conversations: Object.fromEntries(entries.map((one) => [one.id, one])) });
  if (order === 'activity') return byActivity;
  if (order === 'unread') return byActivity.toSorted((a, b) => b.counted.unread - a.counted.unread);
  return byActivity.toSorted((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
}

/** A question to the server as one word, by which answers are told apart. */
function questionOf(filter: StatusFilter | undefined, search: string, order: ConversationOrder): string {
  const query: ConversationQuery = {
    limit: PAGE_SIZE,
    ...(filter === undefined || filter === 'all' || filter === 'unread' ? {} : { status: filter }),
    ...(filter === 'unread' ? { unread: true } : {}),
    ...(search === '' ? {} : { search }),
    ...(order === 'activity' ? {} : { sort: order }),
  };
  return JSON.stringify(query);
}

function useFoundConversations(client: Causerie | null, question: string | null) {
  const [gone, setGone] = useState<ReadonlySet<string>>(() => new Set());
  // What was removed since it was found must not come back when the state forgets it.
  useEffect(
    () =>
      client?.on('conversation.removed', ({ conversationId }) => setGone((ids) => new Set([...ids, conversationId]))),
    [client],
  );
  const ask = useCallback(
    async (words: string, cursor: string | null) =>
      client === null
        ? { items: [], nextCursor: null }
        : client.queries.searchConversations({
            ...(JSON.parse(words) as ConversationQuery),
            ...(cursor === null ? {} : { cursor }),
          }),
    [client],
  );
  const found = useFound<Conversation>(client === null ? null : question, ask);
  const items = useMemo(() => found.items.filter(({ id }) => !gone.has(id)), [found.items, gone]);
  return { ...found, items };
}
