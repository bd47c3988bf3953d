import { type Causerie, type State, totalUnread } from '@causerie/client';
import { useEffect, useState } from 'react';
import { useForgetting, useStateOf } from '../components/ready-made/use-messenger-state.ts';

interface Totals {
  conversations: readonly { conversationId: string; unread: number }[];
}

const connectedSince = (state: State) => (state.connection.status === 'connected' ? state.connection.sinceMs : 0);
const hasFurtherPages = (state: State) => state.list.nextCursor !== null;

/**
 * All that is unread, or what is unread in one conversation. Conversations that are further down the list than was loaded are asked
 * for once per session; whatever moves later becomes known by itself.
 */
export function useUnreadTotal(client: Causerie | null, conversationId?: string): number {
  const session = useStateOf(client, connectedSince);
  const isPartial = useStateOf(client, hasFurtherPages);
  const [told, setTold] = useState<Totals['conversations']>([]);
  useForgetting(client, () => setTold([]));
  useEffect(() => {
    if (client === null || session === 0 || !isPartial) return;
    let outdated = false;
    client.queries.request<Totals>('GET', '/v1/unread').then(
      ({ conversations }) => {
        if (!outdated) setTold(conversations);
      },
      () => undefined,
    );
    return () => {
      outdated = true;
    };
  }, [client, session, isPartial]);
  return useStateOf(client, (state) => {
    if (client === null) return 0;
    if (conversationId !== undefined) {
      const known = state.conversations[conversationId]?.counted.unread;
      return known ?? told.find((one) => one.conversationId === conversationId)?.unread ?? 0;
    }
    const below = told.filter((one) => state.conversations[one.conversationId] === undefined);
    return totalUnread(state) + below.reduce((total, { unread }) => total + unread, 0);
  });
}
