import { type Causerie, CauserieError, type State } from '@causerie/client';
import { useEffect, useState } from 'react';
import { useForgetting, useStateOf } from './use-messenger-state.ts';

/** Where an opened conversation stands: on its way, there, or not (or no longer) there for this person. */
export type Opened = 'opening' | 'open' | 'gone';

const isListed = (state: State) => state.list.loaded;

/** Loads a conversation and keeps it whole; several components may each have one of their own open. */
export function useOpened(client: Causerie | null, conversationId: string | null): Opened {
  const listed = useStateOf(client, isListed);
  const entry = useStateOf(client, (state) =>
    conversationId === null ? undefined : state.conversations[conversationId],
  );
  const [goneId, setGoneId] = useState<string | null>(null);
  useForgetting(client, () => setGoneId(null));
  const isKnown = entry !== undefined;
  const lacks = isKnown ? (entry.floorSeq === null ? 'messages' : 'nothing') : listed ? 'conversation' : 'list';
  useEffect(() => {
    if (client !== null && conversationId !== null) client.openConversation(conversationId);
  }, [client, conversationId]);
  useEffect(() => {
    if (client === null || conversationId === null || lacks === 'list' || lacks === 'nothing') return;
    // Asked again at each step, because another component may have opened something else meanwhile.
    client.openConversation(conversationId);
  }, [client, conversationId, lacks]);
  useEffect(() => {
    if (client === null || conversationId === null) return;
    return client.on('conversation.removed', (event) => {
      if (event.conversationId === conversationId) setGoneId(conversationId);
    });
  }, [client, conversationId]);
  useEffect(() => {
    if (client === null || conversationId === null || !listed || isKnown) return;
    const path = `/v1/conversations/${encodeURIComponent(conversationId)}`;
    client.queries.request('GET', path).catch((error: unknown) => {
      const isNone = error instanceof CauserieError && ['not_found', 'invalid_input'].includes(error.code);
      if (isNone) setGoneId(conversationId);
    });
  }, [client, conversationId, listed, isKnown]);
  if (isKnown) return 'open';
  return goneId !== null && goneId === conversationId ? 'gone' : 'opening';
}
