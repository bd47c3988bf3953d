import { type Causerie, CauserieError, type Conversation } from '@causerie/client';
import { readUpTo } from '../conversations/use-conversation-actions.ts';

/** Marks as read what an id means: everything in a conversation, or a message and everything before it. Rejects with CauserieError. */
export async function markAsRead(client: Causerie, id: string): Promise<void> {
  const known = client.getSnapshot().conversations[id];
  if (known !== undefined) return void (await readUpTo(client, id, known.topSeq));
  try {
    const { conversationId, seq } = await client.queries.message(id);
    await readUpTo(client, conversationId, seq);
  } catch (error) {
    if (!(error instanceof CauserieError) || error.code !== 'not_found') throw error;
    const { lastSeq } = await client.queries.request<Conversation>(
      'GET',
      `/v1/conversations/${encodeURIComponent(id)}`,
    );
    await readUpTo(client, id, lastSeq);
  }
}
