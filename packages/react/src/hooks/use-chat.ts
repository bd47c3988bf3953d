import type { Causerie, Failure, MessagingStats, Person, SendOptions, ThreadLine } from '@causerie/client';
import { useMemo, useState } from 'react';
import { refusal } from '../components/ready-made/common.ts';
import { idOf } from '../components/ready-made/context-conversation.ts';
import { type HookConversation, hookConversation, type HookMessage } from '../components/ready-made/hook-shapes.ts';
import { markAsRead } from '../components/ready-made/mark-as-read.ts';
import { useMessenger } from '../components/ready-made/stand-alone.tsx';
import { failureOfEnding, present, useForgetting, useStateOf } from '../components/ready-made/use-messenger-state.ts';
import { type OpenConversation, opener } from '../components/ready-made/whom.ts';
import type { StatusFilter } from '../conversation-selection.ts';
import { type ConversationOrder, useConversationsOf } from './use-conversations.ts';
import { useOpenedThread } from './use-opened-thread.ts';
import { useUnreadTotal } from './use-unread-total.ts';

/** Which conversations {@link useChat} lists: those of a status, the unread ones, or all that are not archived. */
export type ChatFilter = StatusFilter;

/**
 * What {@link useChat} gives. Verbs are the same functions from render to render; those that can fail reject with CauserieError, with
 * `invalid_input` where they are about the active conversation and there is none.
 */
export interface Chat {
  /** What the search and the filter leave of the conversations, in the order that was chosen. */
  conversations: readonly HookConversation[];
  activeConversation: HookConversation | null;
  /** Messages of the active conversation by ascending seq. */
  messages: readonly HookMessage[];
  /** The same with what is on its way, each with its status. */
  lines: readonly ThreadLine[];
  /** Who types in the active conversation. */
  typingUsers: readonly Person[];
  unreadCount: number;
  isConnected: boolean;
  /** Until the first conversations came. */
  loading: boolean;
  error: Failure | null;
  /** Whether the server has more of the conversations that are asked for. */
  hasMoreConversations: boolean;
  loadMoreConversations(): void;
  hasMoreMessages: boolean;
  loadOlder(): void;
  openConversation(conversationId: string): void;
  closeConversation(): void;
  createConversation: OpenConversation;
  /** Without an id, this and the next ones are about the active conversation. */
  archiveConversation(conversationId?: string): Promise<void>;
  unarchiveConversation(conversationId?: string): Promise<void>;
  blockConversation(conversationId?: string): Promise<void>;
  unblockConversation(conversationId?: string): Promise<void>;
  /** Removes it for both people; for professionals. */
  deleteConversation(conversationId?: string): Promise<void>;
  renameConversation(subject: string | null, conversationId?: string): Promise<void>;
  /** Sends to the active conversation, and resolves when the server has the message. It is in `lines` at once. */
  sendMessage(content: string, options?: SendOptions): Promise<HookMessage>;
  markAsRead(conversationId?: string): Promise<void>;
  /** Tells the others of the active conversation that I type, or stopped. */
  setTyping(active: boolean): void;
  searchText: string;
  /** Narrows `conversations` to those whose names or subject have these words, here and on the server. */
  searchConversations(text: string): void;
  filter: ChatFilter;
  filterByStatus(filter: ChatFilter): void;
  order: ConversationOrder;
  /** Orders by the last `activity`, by when they were `created`, or by what is `unread`. */
  sortConversations(order: ConversationOrder): void;
  /** My statistics; the last 30 days without a range. */
  statistics(range?: { from?: string; to?: string }): Promise<MessagingStats>;
}

/**
 * Conversations and the one that is open, for a chat of a host's own. Works with and without a provider, like `useMessaging`. What this
 * device knows is listed at once; under a search, a filter or another order the server is asked as well.
 */
export function useChat(): Chat {
  const client = useMessenger();
  const [activeId, setActiveId] = useState<string | null>(null);
  useForgetting(client, () => setActiveId(null));
  const [search, searchConversations] = useState('');
  const [filter, filterByStatus] = useState<ChatFilter>('all');
  const [order, sortConversations] = useState<ConversationOrder>('activity');
  const isConnected = useStateOf(client, (state) => state.connection.status === 'connected');
  const ending = useStateOf(client, failureOfEnding);
  const unreadCount = useUnreadTotal(client);
  const list = useConversationsOf(client, { search, filter, order });
  const thread = useOpenedThread(client, activeId);
  const conversations = useMemo(() => list.items.map(hookConversation), [list.items]);
  const verbs = useMemo(() => verbsOf(client, activeId), [client, activeId]);
  const opening = useMemo(
    () => ({
      openConversation: (conversationId: string) => setActiveId(idOf(conversationId)),
      closeConversation: () => setActiveId(null),
    }),
    [],
  );
  const error = list.failure ?? ending;
  return {
    ...{ conversations, unreadCount, isConnected, error },
    ...{ searchText: search, searchConversations, filter, filterByStatus, order, sortConversations },
    activeConversation: thread.entry === undefined ? null : hookConversation(thread.entry),
    messages: thread.messages,
    lines: thread.lines,
    typingUsers: thread.typing,
    loading: !list.loaded && error === null,
    hasMoreConversations: list.hasMore,
    loadMoreConversations: list.loadMore,
    hasMoreMessages: thread.hasMore,
    loadOlder: thread.loadOlder,
    sendMessage: thread.send,
    setTyping: thread.setTyping,
    ...verbs,
    ...opening,
  };
}

type Verbs = Pick<
  Chat,
  | 'createConversation'
  | 'archiveConversation'
  | 'unarchiveConversation'
  | 'blockConversation'
  | 'unblockConversation'
  | 'deleteConversation'
  | 'renameConversation'
  | 'markAsRead'
  | 'statistics'
>;

function verbsOf(client: Causerie | null, activeId: string | null): Verbs {
  const which = (given: string | undefined): string => {
    const id = idOf(given) ?? activeId;
    if (id === null) throw refusal('invalid_input', 'no conversation is active, and none is named');
    return id;
  };
  const aside = (how: Parameters<Causerie['setAside']>[1]) => async (conversationId?: string) =>
    present(client).setAside(which(conversationId), how);
  return {
    createConversation: opener(client),
    archiveConversation: aside('archive'),
    unarchiveConversation: aside('unarchive'),
    blockConversation: aside('block'),
    unblockConversation: aside('unblock'),
    deleteConversation: async (id) => present(client).removeConversation(which(id)),
    renameConversation: async (subject, id) => present(client).renameConversation(which(id), subject),
    markAsRead: async (id) => markAsRead(present(client), which(id)),
    statistics: async (range) => present(client).queries.statistics(range),
  };
}
