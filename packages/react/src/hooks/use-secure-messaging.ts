import { type Failure, type Message, type Person, type SendOptions, type ThreadLine } from '@causerie/client';
import { useMemo } from 'react';
import { type ContextType, useContextConversation } from '../components/ready-made/context-conversation.ts';
import { useMessenger } from '../components/ready-made/stand-alone.tsx';
import { useStateOf } from '../components/ready-made/use-messenger-state.ts';
import { useOpenedThread } from './use-opened-thread.ts';

/** What {@link useSecureMessaging} gives. Verbs are the same functions as long as the context is the same. */
export interface SecureMessagingState {
  /** The conversation of the context; null until it is known. */
  conversationId: string | null;
  /** Committed messages by ascending seq. */
  messages: readonly Message[];
  /** The same with what is on its way, each with its status: what a thread shows. */
  lines: readonly ThreadLine[];
  participants: readonly Person[];
  /** Who types right now. */
  typing: readonly Person[];
  isConnected: boolean;
  /** Until the first page of messages came. */
  loading: boolean;
  error: Failure | null;
  hasMore: boolean;
  loadOlder(): void;
  /** Sends, and resolves when the server has the message; rejects with CauserieError. It is in `lines` at once, and sent when the connection is back. */
  sendMessageUnified(content: string, options?: SendOptions): Promise<Message>;
  /** The same under its short name. */
  sendMessage(content: string, options?: SendOptions): Promise<Message>;
  /** Marks as read, up to `upToSeq` or all that is held. */
  markAsRead(upToSeq?: number): void;
  /** Tells the others that I type, or stopped. */
  setTyping(active: boolean): void;
  /** Looks for the conversation again after an error. */
  retry(): void;
}

const GONE: Failure = {
  code: 'not_found',
  detail: 'there is no such conversation',
  retryable: false,
  requestId: null,
};

/**
 * The messages of one context: a conversation, an appointment, or the conversation with a person, who is named by their id in the
 * host's system and whose conversation is opened if there is none. Works with and without a provider, like `useMessaging`.
 */
export function useSecureMessaging(contextType: ContextType, contextId: string | number | null): SecureMessagingState {
  const client = useMessenger();
  const { conversationId, failure, retry } = useContextConversation(client, contextType, contextId);
  const thread = useOpenedThread(client, conversationId);
  const isConnected = useStateOf(client, (state) => state.connection.status === 'connected');
  const { entry, opened, send, messages, lines, participants, typing, hasMore, loadOlder, markAsRead, setTyping } =
    thread;
  const error = failure ?? (opened === 'gone' ? GONE : null);
  const verbs = useMemo(
    () => ({ sendMessageUnified: send, sendMessage: send, markAsRead, setTyping, loadOlder, retry }),
    [send, markAsRead, setTyping, loadOlder, retry],
  );
  return {
    conversationId,
    ...{ messages, lines, participants, typing, hasMore, isConnected, error },
    loading: error === null && (entry?.floorSeq ?? null) === null && contextId !== null,
    ...verbs,
  };
}
