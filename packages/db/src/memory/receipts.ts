import { READ_LISTED_MAX } from '@causerie/contracts';
import type { MarkerMove, Receipts } from '@causerie/core';
import { audienceOf, compare, conversationOf, participantOf, printParticipant, type MemoryStore } from './store.ts';

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
    if (moved) {
      const at = store.now();
      store.receipts.push({ conversationId, readerId: personId, marker, upToSeq: toSeq, at });
      Object.assign(me, marker === 'read' ? { readSeq: toSeq, readAt: at } : { deliveredSeq: toSeq, deliveredAt: at });
    }
    const passed = conversation.log.slice(fromSeq, toSeq).filter(({ author }) => author?.id !== personId);
    return {
      moved,
      conversation: { id: conversation.id, number: conversation.number },
      participant: printParticipant(store, conversation, me),
      fromSeq,
      updatedCount: marker === 'read' ? passed.length : 0,
      ...(marker === 'read' && passed.length > 0
        ? { readMessages: passed.slice(-READ_LISTED_MAX).map(({ id, seq }) => ({ id, seq })) }
        : {}),
      audience: audienceOf(conversation),
    };
  }

  return {
    markRead: async (input) => move('read', input),
    markDelivered: async (input) => move('delivered', input),
    async readSteps({ conversationId, personId, fromSeq, toSeq }) {
      const conversation = conversationOf(store, conversationId);
      if (conversation === undefined || participantOf(conversation, personId) === undefined) return null;
      const steps = audienceOf(conversation).flatMap((readerId) =>
        store.receipts
          .filter((one) => one.conversationId === conversationId && one.readerId === readerId && one.marker === 'read')
          .filter(({ upToSeq }) => upToSeq >= fromSeq)
          .slice(0, Math.max(toSeq - fromSeq + 1, 0)),
      );
      return steps
        .map(({ readerId, upToSeq, at }) => ({ personId: readerId, upToSeq, at }))
        .toSorted((a, b) => a.upToSeq - b.upToSeq || compare(a.personId, b.personId));
    },
  };
}
