import { type ConversationEntry, othersOf, type Person, type ThreadLine, threadLines } from '@causerie/client';
import { useMemo } from 'react';
import { useCauserie, useSelected } from './use-causerie.ts';

export interface Thread {
  entry: ConversationEntry | undefined;
  me: Person | null;
  others: readonly Person[];
  lines: readonly ThreadLine[];
  hasOlder: boolean;
  loadOlder(): void;
  send(text: string): string | null;
  retry(clientMessageId: string): void;
  discard(clientMessageId: string): void;
  markRead(upToSeq: number): void;
}

/** One conversation with its lines and verbs. Which thread is kept loaded is decided by `openConversation`. */
export function useThread(conversationId: string): Thread {
  const client = useCauserie();
  const entry = useSelected((state) => state.conversations[conversationId]);
  const me = useSelected((state) => state.me);
  return useMemo(() => {
    const known = entry !== undefined && me !== null;
    return {
      entry,
      me,
      others: known ? othersOf(entry, me.id) : [],
      lines: known ? threadLines(entry, me.id) : [],
      hasOlder: (entry?.floorSeq ?? 1) > 1,
      loadOlder: () => void client.loadOlder(conversationId),
      send: (text) => client.sendMessage(conversationId, text),
      retry: (clientMessageId) => client.retry(conversationId, clientMessageId),
      discard: (clientMessageId) => client.discard(conversationId, clientMessageId),
      markRead: (upToSeq) => client.markRead(conversationId, upToSeq),
    };
  }, [client, conversationId, entry, me]);
}
