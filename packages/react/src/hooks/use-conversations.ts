import {
  type Conversation,
  type ConversationEntry,
  type ConversationQuery,
  entryFromSnapshot,
  type Failure,
  type Loading,
  orderedConversations,
} from '@causerie/client';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { type ConversationSelection, isSelected } from '../conversation-selection.ts';
import { useCauserie, useSelected } from './use-causerie.ts';
import { useFound } from './use-search.ts';

/** Conversations per page of a search. */
const PAGE_SIZE = 30;

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
  const { filter, search = '', keptId = null } = selection;
  const client = useCauserie();
  const held = useSelected((state) => state.conversations);
  const me = useSelected((state) => state.me);
  const { nextCursor, ...list } = useSelected((state) => state.list);
  const text = search.trim();
  const isAsked = text !== '' || filter === 'unread' || filter === 'archived';
  const found = useFoundConversations(isAsked && list.loaded ? questionOf(filter, text) : null);
  const items = useMemo(() => {
    if (filter === undefined && text === '') return orderedConversations({ conversations: held });
    const known = Object.values(held);
    const more = me === null ? [] : found.items.filter(({ id }) => held[id] === undefined);
    const entries = [...known, ...more.map((snapshot) => entryFromSnapshot(snapshot, me?.id ?? ''))];
    const selected = entries.filter((entry) =>
      isSelected(entry, { filter: filter ?? 'all', search: text, keptId }, me?.id),
    );
    return orderedConversations({ conversations: Object.fromEntries(selected.map((entry) => [entry.id, entry])) });
  }, [held, found.items, filter, text, keptId, me]);
  const loadMore = useCallback(() => void client.loadMoreConversations(), [client]);
  if (isAsked && list.loaded) return { ...found, items, loaded: found.loaded || items.length > 0 };
  return { items, ...list, hasMore: nextCursor !== null, loadMore, retry: client.reconnect };
}

/** A question to the server as one word, by which answers are told apart. */
function questionOf(filter: ConversationSelection['filter'], search: string): string {
  const query: ConversationQuery = {
    limit: PAGE_SIZE,
    ...(filter === 'archived' ? { status: 'archived' as const } : {}),
    ...(filter === 'unread' ? { unread: true } : {}),
    ...(search === '' ? {} : { search }),
  };
  return JSON.stringify(query);
}

function useFoundConversations(question: string | null) {
  const client = useCauserie();
  const [gone, setGone] = useState<ReadonlySet<string>>(() => new Set());
  // What was removed since it was found must not come back when the state forgets it.
  useEffect(
    () =>
      client.on('conversation.removed', ({ conversationId }) => setGone((ids) => new Set([...ids, conversationId]))),
    [client],
  );
  const ask = useCallback(
    (words: string, cursor: string | null) =>
      client.queries.searchConversations({
        ...(JSON.parse(words) as ConversationQuery),
        ...(cursor === null ? {} : { cursor }),
      }),
    [client],
  );
  const found = useFound<Conversation>(question, ask);
  const items = useMemo(() => found.items.filter(({ id }) => !gone.has(id)), [found.items, gone]);
  return { ...found, items };
}
