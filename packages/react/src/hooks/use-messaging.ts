import {
  type Causerie,
  type ConnectionState,
  type ConversationEntry,
  type Failure,
  type FeedEvents,
  type Message,
  type NewConversation,
  orderedConversations,
  type Person,
  sendAndWait,
  type SendOptions,
} from '@causerie/client';
import { useMemo } from 'react';
import { readUpTo } from '../components/conversations/use-conversation-actions.ts';
import { useMessenger } from '../components/ready-made/stand-alone.tsx';
import { present, useListen, useStateOf } from '../components/ready-made/use-messenger-state.ts';
import { useUnreadTotal } from './use-unread-total.ts';

type Off = () => void;

/** What {@link useMessaging} gives. Verbs are the same functions from render to render; those that can fail reject with CauserieError. */
export interface Messaging {
  /** Whether messages flow right now. */
  isConnected: boolean;
  /** For support: which socket of which gateway. */
  socketId: string | null;
  connection: ConnectionState;
  me: Person | null;
  /** Last active first. */
  conversations: readonly ConversationEntry[];
  /** Until the first conversations came. */
  loading: boolean;
  error: Failure | null;
  /** All that is unread. */
  unreadCount: number;
  hasMore: boolean;
  loadMore(): Promise<void>;
  /** Calls back for each new message of others, once, also for those that came while the connection was lost. */
  onNewMessage(listener: (message: Message) => void): Off;
  /** Calls back for each message of mine that the server has, from any of my devices. */
  onMessageSent(listener: (message: Message) => void): Off;
  onConversationUpdated(listener: (event: FeedEvents['conversation']) => void): Off;
  onConversationRemoved(listener: (event: FeedEvents['conversation.removed']) => void): Off;
  onTyping(listener: (event: FeedEvents['typing']) => void): Off;
  onPresence(listener: (event: FeedEvents['presence']) => void): Off;
  onNotification(listener: (event: FeedEvents['notification']) => void): Off;
  onConnection(listener: (event: ConnectionState) => void): Off;
  /** Resolves to the list once it was read, and hurries that. The list follows by itself; nothing has to call this. */
  loadConversations(): Promise<readonly ConversationEntry[]>;
  /** Opens the conversation with somebody, or finds the one that exists; resolves to its id. */
  createConversation(input: NewConversation): Promise<string>;
  /** Sends, and resolves when the server has the message. It is shown at once all the same. */
  sendMessage(conversationId: string, content: string, options?: SendOptions): Promise<Message>;
  /** Marks as read, up to `upToSeq` or all of it. */
  markAsRead(conversationId: string, upToSeq?: number): Promise<void>;
  setTyping(conversationId: string, active: boolean): void;
  /** Loads a conversation's messages. Nothing has to be joined to hear of it. */
  joinConversation(conversationId: string): void;
  /** Does nothing: there is no room to leave. */
  leaveConversation(conversationId: string): void;
  reconnect(): void;
}

/**
 * The whole of messaging in one hook. It works below a `CauserieProvider`, and without one with the token that `configureCauserie` or
 * the browser's storage gives; all components and hooks of a page share one connection.
 */
export function useMessaging(): Messaging {
  const client = useMessenger();
  const connection = useStateOf(client, (state) => state.connection);
  const me = useStateOf(client, (state) => state.me);
  const list = useStateOf(client, (state) => state.list);
  const held = useStateOf(client, (state) => state.conversations);
  const conversations = useMemo(() => orderedConversations({ conversations: held }), [held]);
  const unreadCount = useUnreadTotal(client);
  const events = useEvents(client);
  const verbs = useMemo(() => verbsOf(client), [client]);
  return {
    isConnected: connection.status === 'connected',
    socketId: connection.socketId,
    connection,
    me,
    conversations,
    loading: !list.loaded && list.failure === null,
    error: list.failure,
    unreadCount,
    hasMore: list.nextCursor !== null,
    ...events,
    ...verbs,
  };
}

type Events = Pick<Messaging, Extract<keyof Messaging, `on${string}`>>;

function useEvents(client: Causerie | null): Events {
  const on = useListen(client);
  return useMemo(
    () => ({
      onNewMessage: (listener) => on('message', ({ message, mine }) => (mine ? undefined : listener(message))),
      onMessageSent: (listener) => on('message', ({ message, mine }) => (mine ? listener(message) : undefined)),
      onConversationUpdated: (listener) => on('conversation', listener),
      onConversationRemoved: (listener) => on('conversation.removed', listener),
      onTyping: (listener) => on('typing', listener),
      onPresence: (listener) => on('presence', listener),
      onNotification: (listener) => on('notification', listener),
      onConnection: (listener) => on('connection', listener),
    }),
    [on],
  );
}

type Verbs = Pick<
  Messaging,
  | 'loadMore'
  | 'loadConversations'
  | 'createConversation'
  | 'sendMessage'
  | 'markAsRead'
  | 'setTyping'
  | 'joinConversation'
  | 'leaveConversation'
  | 'reconnect'
>;

function verbsOf(client: Causerie | null): Verbs {
  return {
    async loadMore() {
      await client?.loadMoreConversations();
    },
    async loadConversations() {
      const some = present(client);
      some.reconnect();
      await listed(some);
      return orderedConversations(some.getSnapshot());
    },
    createConversation: async (input) => present(client).createConversation(input),
    sendMessage: async (conversationId, content, options) =>
      sendAndWait(present(client), conversationId, content, options),
    async markAsRead(conversationId, upToSeq) {
      const some = present(client);
      const top = some.getSnapshot().conversations[conversationId]?.topSeq ?? 0;
      await readUpTo(some, conversationId, upToSeq ?? top);
    },
    setTyping: (conversationId, active) => client?.setTyping(conversationId, active),
    joinConversation: (conversationId) => client?.openConversation(conversationId),
    leaveConversation: () => undefined,
    reconnect: () => client?.reconnect(),
  };
}

/** Resolves when the list was read, or when reading it failed. */
function listed(client: Causerie): Promise<void> {
  return new Promise((resolve) => {
    const look = (): boolean => {
      const { list } = client.getSnapshot();
      if (!list.loaded && list.failure === null) return false;
      stop();
      resolve();
      return true;
    };
    const stop = client.subscribe(look);
    look();
  });
}
