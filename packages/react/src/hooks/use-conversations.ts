import { type ConversationEntry, type Failure, type Loading, orderedConversations } from '@causerie/client';
import { useMemo } from 'react';
import { useCauserie, useSelected } from './use-causerie.ts';

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

/** The list of conversations. */
export function useConversations(): Conversations {
  const client = useCauserie();
  const conversations = useSelected((state) => state.conversations);
  const { nextCursor, ...list } = useSelected((state) => state.list);
  const items = useMemo(() => orderedConversations({ conversations }), [conversations]);
  return {
    items,
    ...list,
    hasMore: nextCursor !== null,
    loadMore: () => void client.loadMoreConversations(),
    retry: client.reconnect,
  };
}
