import type { Failure, Person, SendOptions, ThreadLine } from '@causerie/client';
import { useCallback, useMemo } from 'react';
import { refusal } from '../components/ready-made/common.ts';
import {
  type ContextType,
  conversationOf,
  type GivenId,
  idOf,
  useContextConversation,
} from '../components/ready-made/context-conversation.ts';
import type { HookMessage } from '../components/ready-made/hook-shapes.ts';
import { useMessenger } from '../components/ready-made/stand-alone.tsx';
import { failureOfEnding, present, useStateOf } from '../components/ready-made/use-messenger-state.ts';
import { sendIn, useOpenedThread } from './use-opened-thread.ts';

/** What {@link useSecureMessaging} gives. Verbs are the same functions as long as the context is the same. */
export interface SecureMessagingState {
  /** The conversation of the context; null until it is known. */
  conversationId: string | null;
  /** Committed messages by ascending seq. */
  messages: readonly HookMessage[];
  /** The same with what is on its way, each with its status: what a thread shows. */
  lines: readonly ThreadLine[];
  participants: readonly Person[];
  /** Who types right now. */
  typing: readonly Person[];
  isConnected: boolean;
  /** Until the first page of messages came. False without a context: nothing is looked for. */
  loading: boolean;
  error: Failure | null;
  hasMore: boolean;
  loadOlder(): void;
  /**
   * Sends, and resolves when the server has the message; rejects with CauserieError. It is in `lines` at once, and sent when the
   * connection is back. Where the conversation is not known yet, it is looked for first.
   */
  sendMessageUnified(content: string, options?: SendOptions): Promise<HookMessage>;
  /** The same under its short name. */
  sendMessage(content: string, options?: SendOptions): Promise<HookMessage>;
  /** Marks as read, up to `upToSeq` or all that is held. */
  markAsRead(upToSeq?: number): void;
  /** Tells the others that I type, or stopped. */
  setTyping(active: boolean): void;
  /** Looks for the conversation again after an error. */
  retry(): void;
}

const GONE: Failure = refusal('not_found', 'there is no such conversation').failure;

/**
 * The messages of one context: a conversation, an appointment, or the conversation with a person, who is named by their id in the
 * host's system and whose conversation is opened if there is none. Without an id it is idle. Works with and without a provider, like `useMessaging`.
 */
export function useSecureMessaging(contextType: ContextType, contextId: GivenId): SecureMessagingState {
  const client = useMessenger();
  const { conversationId, failure, retry } = useContextConversation(client, contextType, contextId);
  const thread = useOpenedThread(client, conversationId);
  const isConnected = useStateOf(client, (state) => state.connection.status === 'connected');
  const { entry, opened, messages, lines, participants, typing, hasMore, loadOlder, markAsRead, setTyping } = thread;
  const ending = useStateOf(client, failureOfEnding);
  const error = failure ?? (opened === 'gone' ? GONE : ending);
  const name = idOf(contextId);
  const send = useCallback(
    async (content: string, options?: SendOptions) => {
      const some = present(client);
      // Whoever is quicker than the search asks the same question once more, and the server answers both alike.
      return sendIn(some, conversationId ?? (await conversationOf(some, contextType, name)), content, options);
    },
    [client, conversationId, contextType, name],
  );
  const verbs = useMemo(
    () => ({ sendMessageUnified: send, sendMessage: send, markAsRead, setTyping, loadOlder, retry }),
    [send, markAsRead, setTyping, loadOlder, retry],
  );
  return {
    conversationId,
    ...{ messages, lines, participants, typing, hasMore, isConnected, error },
    loading: error === null && (entry?.floorSeq ?? null) === null && name !== null,
    ...verbs,
  };
}
