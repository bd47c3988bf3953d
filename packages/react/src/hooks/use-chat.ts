import {
  type Causerie,
  type ConversationEntry,
  type Failure,
  type Message,
  type MessagingStats,
  type NewConversation,
  orderedConversations,
  type Person,
  type SendOptions,
  type ThreadLine,
} from '@causerie/client';
import { useMemo, useState } from 'react';
import { useMessenger } from '../components/ready-made/stand-alone.tsx';
import { present, useStateOf } from '../components/ready-made/use-messenger-state.ts';
import { readUpTo } from '../components/conversations/use-conversation-actions.ts';
import { type ConversationFilter, isSelected } from '../conversation-selection.ts';
import { useOpenedThread } from './use-opened-thread.ts';
import { useUnreadTotal } from './use-unread-total.ts';

/** Which conversations {@link useChat} lists: those of a status, the unread ones, or all that are not archived. */
export type ChatFilter = ConversationFilter | 'active' | 'blocked';

/** What {@link useChat} gives. Verbs are the same functions from render to render; those that can fail reject with CauserieError. */
export interface Chat {
  /** What the search and the filter leave of the conversations, last active first. */
  conversations: readonly ConversationEntry[];
  activeConversation: ConversationEntry | null;
  /** Messages of the active conversation by ascending seq. */
  messages: readonly Message[];
  /** The same with what is on its way, each with its status. */
  lines: readonly ThreadLine[];
  /** Who types in the active conversation. */
  typingUsers: readonly Person[];
  unreadCount: number;
  isConnected: boolean;
  /** Until the first conversations came. */
  loading: boolean;
  error: Failure | null;
  hasMoreMessages: boolean;
  loadOlder(): void;
  openConversation(conversationId: string): void;
  closeConversation(): void;
  createConversation(input: NewConversation): Promise<string>;
  /** Without an id, this and the next ones are about the active conversation. */
  archiveConversation(conversationId?: string): Promise<void>;
  unarchiveConversation(conversationId?: string): Promise<void>;
  blockConversation(conversationId?: string): Promise<void>;
  unblockConversation(conversationId?: string): Promise<void>;
  /** Removes it for both people; for professionals. */
  deleteConversation(conversationId?: string): Promise<void>;
  renameConversation(subject: string | null, conversationId?: string): Promise<void>;
  /** Sends to the active conversation, and resolves when the server has the message. It is in `lines` at once. */
  sendMessage(content: string, options?: SendOptions): Promise<Message>;
  markAsRead(conversationId?: string): Promise<void>;
  /** Tells the others of the active conversation that I type, or stopped. */
  setTyping(active: boolean): void;
  searchText: string;
  /** Narrows `conversations` to those whose names or subject have these words. */
  searchConversations(text: string): void;
  filter: ChatFilter;
  filterByStatus(filter: ChatFilter): void;
  /** My statistics; the last 30 days without a range. */
  statistics(range?: { from?: string; to?: string }): Promise<MessagingStats>;
}

/**
 * Conversations and the one that is open, for a chat of a host's own. Works with and without a provider, like `useMessaging`. The
 * search looks through the conversations that were loaded; `useConversations` also asks the server.
 */
export function useChat(): Chat {
  const client = useMessenger();
  const [activeId, setActiveId] = useState<string | null>(null);
  const [searchText, searchConversations] = useState('');
  const [filter, filterByStatus] = useState<ChatFilter>('all');
  const held = useStateOf(client, (state) => state.conversations);
  const myId = useStateOf(client, (state) => state.me?.id);
  const list = useStateOf(client, (state) => state.list);
  const isConnected = useStateOf(client, (state) => state.connection.status === 'connected');
  const unreadCount = useUnreadTotal(client);
  const thread = useOpenedThread(client, activeId);
  const conversations = useMemo(
    () => orderedConversations({ conversations: held }).filter((entry) => isListed(entry, filter, searchText, myId)),
    [held, filter, searchText, myId],
  );
  const verbs = useMemo(() => verbsOf(client, activeId), [client, activeId]);
  const opening = useMemo(
    () => ({
      openConversation: (conversationId: string) => setActiveId(conversationId),
      closeConversation: () => setActiveId(null),
    }),
    [],
  );
  return {
    ...{ conversations, unreadCount, isConnected, searchText, searchConversations, filter, filterByStatus },
    activeConversation: thread.entry ?? null,
    messages: thread.messages,
    lines: thread.lines,
    typingUsers: thread.typing,
    loading: !list.loaded && list.failure === null,
    error: list.failure,
    hasMoreMessages: thread.hasMore,
    loadOlder: thread.loadOlder,
    sendMessage: thread.send,
    setTyping: thread.setTyping,
    ...verbs,
    ...opening,
  };
}

function isListed(entry: ConversationEntry, filter: ChatFilter, search: string, myId: string | undefined): boolean {
  if (filter !== 'active' && filter !== 'blocked') return isSelected(entry, { filter, search }, myId);
  return entry.status === filter && isSelected(entry, { search }, myId);
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
  const aside = (how: Parameters<Causerie['setAside']>[1]) => async (conversationId?: string) =>
    present(client).setAside(conversationId ?? activeId ?? '', how);
  return {
    createConversation: async (input) => present(client).createConversation(input),
    archiveConversation: aside('archive'),
    unarchiveConversation: aside('unarchive'),
    blockConversation: aside('block'),
    unblockConversation: aside('unblock'),
    deleteConversation: async (id) => present(client).removeConversation(id ?? activeId ?? ''),
    renameConversation: async (subject, id) => present(client).renameConversation(id ?? activeId ?? '', subject),
    async markAsRead(conversationId) {
      const id = conversationId ?? activeId ?? '';
      await readUpTo(present(client), id, present(client).getSnapshot().conversations[id]?.topSeq ?? 0);
    },
    statistics: async (range) => present(client).queries.statistics(range),
  };
}
