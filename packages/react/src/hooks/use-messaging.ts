import {
  type Causerie,
  type ConnectionState,
  type Failure,
  type FeedEvents,
  orderedConversations,
  type Person,
  type SendOptions,
  type SessionEnding,
} from '@causerie/client';
import { useMemo } from 'react';
import { readUpTo } from '../components/conversations/use-conversation-actions.ts';
import { refusal, until } from '../components/ready-made/common.ts';
import { idOf } from '../components/ready-made/context-conversation.ts';
import {
  type HookConversation,
  hookConversation,
  type HookMessage,
  hookMessage,
} from '../components/ready-made/hook-shapes.ts';
import { markAsRead } from '../components/ready-made/mark-as-read.ts';
import { useMessenger } from '../components/ready-made/stand-alone.tsx';
import { failureOfEnding, present, useListen, useStateOf } from '../components/ready-made/use-messenger-state.ts';
import { type OpenConversation, opener } from '../components/ready-made/whom.ts';
import { sendIn } from './use-opened-thread.ts';
import { useUnreadTotal } from './use-unread-total.ts';

type Off = () => void;

/** What {@link useMessaging} gives. Verbs are the same functions from render to render; those that can fail reject with CauserieError. */
export interface Messaging {
  /** Whether messages flow right now. */
  isConnected: boolean;
  /** For support: which socket of which gateway. */
  socketId: string | null;
  connection: ConnectionState;
  /** Why the session ended for good: its token ran out, was refused or withdrawn. Null while it goes on; another token begins it anew. */
  ended: SessionEnding | null;
  me: Person | null;
  /** Last active first. */
  conversations: readonly HookConversation[];
  /** Until the first conversations came. */
  loading: boolean;
  /** Why there are no conversations, or why the session ended. */
  error: Failure | null;
  /** All that is unread. */
  unreadCount: number;
  hasMore: boolean;
  loadMore(): Promise<void>;
  /** Calls back for each new message of others, once, also for those that came while the connection was lost. */
  onNewMessage(listener: (message: HookMessage) => void): Off;
  /** Calls back for each message of mine that the server has, from any of my devices. */
  onMessageSent(listener: (message: HookMessage) => void): Off;
  onConversationUpdated(listener: (event: FeedEvents['conversation']) => void): Off;
  onConversationRemoved(listener: (event: FeedEvents['conversation.removed']) => void): Off;
  onTyping(listener: (event: FeedEvents['typing']) => void): Off;
  onPresence(listener: (event: FeedEvents['presence']) => void): Off;
  onNotification(listener: (event: FeedEvents['notification']) => void): Off;
  onConnection(listener: (event: ConnectionState) => void): Off;
  /**
   * Hurries the list, and resolves to what is known of it once it was read, or could not be, which `error` tells. The list follows by
   * itself; nothing has to call this.
   */
  loadConversations(): Promise<readonly HookConversation[]>;
  createConversation: OpenConversation;
  /** Sends, and resolves when the server has the message. It is shown at once all the same. */
  sendMessage(conversationId: string, content: string, options?: SendOptions): Promise<HookMessage>;
  /** Marks as read, up to `upToSeq` or all of it; the id of a message means everything up to that message. */
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
  const ended = useStateOf(client, (state) => state.ended);
  const ending = useStateOf(client, failureOfEnding);
  const conversations = useMemo(() => orderedConversations({ conversations: held }).map(hookConversation), [held]);
  const error = list.failure ?? ending;
  const unreadCount = useUnreadTotal(client);
  const events = useEvents(client);
  const verbs = useMemo(() => verbsOf(client), [client]);
  return {
    isConnected: connection.status === 'connected',
    socketId: connection.socketId,
    connection,
    ended,
    me,
    conversations,
    loading: !list.loaded && error === null,
    error,
    unreadCount,
    hasMore: list.nextCursor !== null,
    ...events,
    ...verbs,
  };
}

type Events = Pick<Messaging, Extract<keyof Messaging, `on${string}`>>;

function useEvents(client: Causerie | null): Events {
  const on = useListen(client);
  return useMemo(() => {
    const heard = (isMine: boolean, listener: (message: HookMessage) => void) =>
      on('message', ({ message, mine }) => {
        if (mine === isMine && client !== null) listener(hookMessage(client, message));
      });
    return {
      onNewMessage: (listener) => heard(false, listener),
      onMessageSent: (listener) => heard(true, listener),
      onConversationUpdated: (listener) => on('conversation', listener),
      onConversationRemoved: (listener) => on('conversation.removed', listener),
      onTyping: (listener) => on('typing', listener),
      onPresence: (listener) => on('presence', listener),
      onNotification: (listener) => on('notification', listener),
      onConnection: (listener) => on('connection', listener),
    };
  }, [client, on]);
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
      await until(some, () => {
        const { list, ended } = some.getSnapshot();
        return list.loaded || list.failure !== null || ended !== null;
      });
      return orderedConversations(some.getSnapshot()).map(hookConversation);
    },
    createConversation: opener(client),
    sendMessage: async (conversationId, content, options) => sendIn(present(client), conversationId, content, options),
    async markAsRead(conversationId, upToSeq) {
      const some = present(client);
      if (idOf(conversationId) === null) throw refusal('invalid_input', 'no conversation is named');
      await (upToSeq == null ? markAsRead(some, conversationId) : readUpTo(some, conversationId, upToSeq));
    },
    setTyping: (conversationId, active) => client?.setTyping(conversationId, active),
    // Without an id it would leave the conversation that is open.
    joinConversation: (conversationId) => void (idOf(conversationId) && client?.openConversation(conversationId)),
    leaveConversation: () => undefined,
    reconnect: () => client?.reconnect(),
  };
}
