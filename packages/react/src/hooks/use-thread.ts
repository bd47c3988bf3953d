import { type ConversationEntry, othersOf, type Person, type SendOptions } from '@causerie/client';
import { useMemo } from 'react';
import { useCauserie, useSelected } from './use-causerie.ts';

export interface Thread {
  entry: ConversationEntry | undefined;
  me: Person | null;
  others: readonly Person[];
  send(text: string, options?: SendOptions): string | null;
  retry(clientMessageId: string): void;
  discard(clientMessageId: string): void;
  markRead(upToSeq: number): void;
  /** Says which messages are looked at: what is missing there is fetched, what is far from there may be forgotten. */
  showRange(fromSeq: number, toSeq: number): void;
}

/** One conversation with its verbs; `threadLines(entry, me.id)` gives what is held. Which thread is kept loaded is decided by `openConversation`. */
export function useThread(conversationId: string): Thread {
  const client = useCauserie();
  const entry = useSelected((state) => state.conversations[conversationId]);
  const me = useSelected((state) => state.me);
  const verbs = useMemo(
    () => ({
      send: (text: string, options?: SendOptions) => client.sendMessage(conversationId, text, options),
      retry: (clientMessageId: string) => client.retry(conversationId, clientMessageId),
      discard: (clientMessageId: string) => client.discard(conversationId, clientMessageId),
      markRead: (upToSeq: number) => client.markRead(conversationId, upToSeq),
      showRange: (fromSeq: number, toSeq: number) => client.showRange(conversationId, fromSeq, toSeq),
    }),
    [client, conversationId],
  );
  const others = useMemo(
    () => (entry === undefined || me === null ? [] : othersOf(entry, me.id)),
    // Who takes part is all that is read of the entry.
    // oxlint-disable-next-line react/exhaustive-deps
    [entry?.markers, me],
  );
  return useMemo(() => ({ entry, me, others, ...verbs }), [entry, me, others, verbs]);
}
