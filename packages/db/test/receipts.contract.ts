import { randomUUID } from 'node:crypto';
import { Participant } from '@causerie/contracts';
import { describe, expect, it } from 'vitest';
import { newPair, newPerson, send, type Stage } from './scene.ts';

/** What every implementation of the markers does. */
export function describeReceipts(stage: () => Stage): void {
  describe('the read marker', () => {
    it('moves forward, never back, and not beyond the last message (DEL-9)', async () => {
      const { repositories } = stage();
      const { conversation, client, professional } = await newPair(repositories);
      await send(repositories, conversation.id, professional, 3);
      const read = async (upToSeq: number) => {
        const move = await repositories.receipts.markRead({
          conversationId: conversation.id,
          personId: client.id,
          upToSeq,
        });
        return [move?.moved, move?.fromSeq, move?.participant.readSeq, move?.updatedCount, move?.participant.unread];
      };
      expect(await read(2)).toEqual([true, 0, 2, 2, 1]);
      expect(await read(1)).toEqual([false, 2, 2, 0, 1]);
      expect(await read(2)).toEqual([false, 2, 2, 0, 1]);
      expect(await read(9e12)).toEqual([true, 2, 3, 1, 0]);
      expect(await read(4)).toEqual([false, 3, 3, 0, 0]);
    });

    it('counts only messages of others as read, whoever wrote what it passes (DEL-8)', async () => {
      const { repositories } = stage();
      const { conversation, client, professional } = await newPair(repositories);
      const conversationId = conversation.id;
      await send(repositories, conversationId, client, 2);
      await send(repositories, conversationId, professional, 2);
      await send(repositories, conversationId, client, 2);
      await send(repositories, conversationId, professional, 1);
      const personId = client.id;
      const partly = await repositories.receipts.markRead({ conversationId, personId, upToSeq: 3 });
      expect(partly).toMatchObject({ updatedCount: 1, participant: { unread: 2 } });
      expect(await repositories.conversations.unread(personId)).toEqual({
        total: 2,
        conversations: [{ conversationId, unread: 2, lastSeq: 7 }],
      });
      const rest = await repositories.receipts.markRead({ conversationId, personId, upToSeq: 7 });
      expect(rest).toMatchObject({ updatedCount: 2, fromSeq: 3, participant: { unread: 0 } });
      expect(await repositories.conversations.unread(personId)).toEqual({ total: 0, conversations: [] });
      expect(await repositories.conversations.recountUnread(personId)).toEqual({ total: 0, conversations: [] });
    });

    it('says who moved, when, and whom to tell', async () => {
      const { repositories } = stage();
      const { conversation, client, professional } = await newPair(repositories);
      const conversationId = conversation.id;
      await send(repositories, conversationId, professional);
      const move = await repositories.receipts.markRead({ conversationId, personId: client.id, upToSeq: 1 });
      expect(Participant.parse(move?.participant)).toEqual(move?.participant);
      expect(move?.participant).toMatchObject({ person: client, readAt: expect.stringMatching(/Z$/), deliveredSeq: 0 });
      expect(move?.conversation).toEqual({ id: conversationId, number: conversation.number });
      expect(move?.audience.toSorted()).toEqual([client.id, professional.id].toSorted());
      const read = await repositories.conversations.get(conversationId, professional.id);
      expect(read?.participants).toContainEqual(move?.participant);
    });

    it('moves in an archived conversation too', async () => {
      const { repositories, setStatus } = stage();
      const { conversation, client, professional } = await newPair(repositories);
      await send(repositories, conversation.id, professional);
      await setStatus(conversation.id, 'archived');
      const move = { conversationId: conversation.id, personId: client.id, upToSeq: 1 };
      expect(await repositories.receipts.markRead(move)).toMatchObject({ moved: true });
    });
  });

  it('keeps the delivered marker apart from the read marker', async () => {
    const { repositories } = stage();
    const { conversation, client, professional } = await newPair(repositories);
    await send(repositories, conversation.id, professional, 2);
    const move = { conversationId: conversation.id, personId: client.id, upToSeq: 5 };
    expect(await repositories.receipts.markDelivered(move)).toMatchObject({
      moved: true,
      fromSeq: 0,
      updatedCount: 0,
      participant: { deliveredSeq: 2, deliveredAt: expect.any(String), readSeq: 0, readAt: null, unread: 2 },
    });
    expect(await repositories.receipts.markDelivered(move)).toMatchObject({ moved: false, fromSeq: 2 });
  });

  it('is null for whoever is not in the conversation', async () => {
    const { repositories, leave, removeConversation } = stage();
    const { conversation, client, professional } = await newPair(repositories);
    const { markRead, markDelivered } = repositories.receipts;
    const conversationId = conversation.id;
    await send(repositories, conversationId, professional);
    const stranger = await newPerson(repositories, 'client');
    expect(await markRead({ conversationId, personId: stranger.id, upToSeq: 1 })).toBeNull();
    expect(await markDelivered({ conversationId: randomUUID(), personId: client.id, upToSeq: 1 })).toBeNull();
    expect(await markRead({ conversationId: 'no-id', personId: client.id, upToSeq: 1 })).toBeNull();
    await leave(conversationId, client.id);
    expect(await markRead({ conversationId, personId: client.id, upToSeq: 1 })).toBeNull();
    await removeConversation(conversationId);
    expect(await markRead({ conversationId, personId: professional.id, upToSeq: 1 })).toBeNull();
  });
}
