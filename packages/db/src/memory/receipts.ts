import type { MarkerMove, Receipts } from '@causerie/core';
import { audienceOf, conversationOf, participantOf, printParticipant, type MemoryStore } from './store.ts';

/** The two markers in memory. */
export function createMemoryReceipts(store: MemoryStore): Receipts {
  function move(
    marker: 'read' | 'delivered',
    { conversationId, personId, upToSeq }: { conversationId: string; personId: string; upToSeq: number },
  ): MarkerMove | null {
    const conversation = conversationOf(store, conversationId);
    const me = conversation === undefined ? undefined : participantOf(conversation, personId);
    if (conversation === undefined || me === undefined) return null;
    const fromSeq = marker === 'read' ? me.readSeq : me.deliveredSeq;
    const toSeq = Math.max(fromSeq, Math.min(upToSeq, conversation.log.length));
    const moved = toSeq > fromSeq;
    if (moved && marker === 'read') Object.assign(me, { readSeq: toSeq, readAt: store.now() });
    if (moved && marker === 'delivered') Object.assign(me, { deliveredSeq: toSeq, deliveredAt: store.now() });
    const passed = conversation.log.slice(fromSeq, toSeq).filter(({ author }) => author?.id !== personId);
    return {
      moved,
      conversation: { id: conversation.id, number: conversation.number },
      participant: printParticipant(store, conversation, me),
      fromSeq,
      updatedCount: marker === 'read' ? passed.length : 0,
      audience: audienceOf(conversation),
    };
  }

  return {
    markRead: async (input) => move('read', input),
    markDelivered: async (input) => move('delivered', input),
  };
}
