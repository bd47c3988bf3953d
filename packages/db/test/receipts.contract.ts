import { randomUUID } from 'node:crypto';
import { Participant } from '@causerie/contracts';
import { describe, expect, it } from 'vitest';
import { newPair, newPerson, openConversation, send, type Stage } from './scene.ts';

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

    it('tells the totals of several people at once, over all their conversations (DEL-8)', async () => {
      const { repositories } = stage();
      const [one, two] = [await newPair(repositories), await newPair(repositories)];
      const both = await openConversation(repositories, one.professional, two.client);
      await send(repositories, one.conversation.id, one.client, 2);
      await send(repositories, both.id, two.client, 3);
      const { unreadTotals, unread } = repositories.conversations;
      const people = [one.professional.id, two.client.id, two.professional.id];
      expect(await unreadTotals(people)).toEqual(new Map(people.map((id, index) => [id, [5, 0, 0][index]])));
      expect((await unread(one.professional.id)).total).toBe(5);
      expect(await unreadTotals([])).toEqual(new Map());
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

    it('names what became read: messages of others, the newest hundred, oldest first (DEL-9)', async () => {
      const { repositories } = stage();
      const { conversation, client, professional } = await newPair(repositories);
      const conversationId = conversation.id;
      const first = await send(repositories, conversationId, professional, 2);
      await send(repositories, conversationId, client, 1);
      const [last] = await send(repositories, conversationId, professional, 1);
      const read = (upToSeq: number) =>
        repositories.receipts.markRead({ conversationId, personId: client.id, upToSeq });
      expect((await read(1))?.readMessages).toEqual([{ id: first[0]?.id, seq: 1 }]);
      expect((await read(1))?.readMessages).toBeUndefined();
      expect((await read(4))?.readMessages).toEqual([
        { id: first[1]?.id, seq: 2 },
        { id: last?.id, seq: 4 },
      ]);
      const many = await send(repositories, conversationId, professional, 101);
      const move = await read(9e12);
      expect(move).toMatchObject({ updatedCount: 101 });
      expect(move?.readMessages).toEqual(many.slice(1).map(({ id, seq }) => ({ id, seq })));
      const own = await repositories.receipts.markRead({ conversationId, personId: professional.id, upToSeq: 2 });
      expect([own?.moved, own?.readMessages]).toEqual([true, undefined]);
    });

    it('keeps when each message was read, for everybody in the conversation (DEL-9)', async () => {
      const { repositories } = stage();
      const { conversation, client, professional } = await newPair(repositories);
      const { markRead, readSteps } = repositories.receipts;
      const conversationId = conversation.id;
      await send(repositories, conversationId, professional, 5);
      const at = new Map<number, string | null | undefined>();
      for (const upToSeq of [2, 3, 5]) {
        at.set(upToSeq, (await markRead({ conversationId, personId: client.id, upToSeq }))?.participant.readAt);
      }
      const mine = (await markRead({ conversationId, personId: professional.id, upToSeq: 5 }))?.participant.readAt;
      const step = (upToSeq: number) => ({ personId: client.id, upToSeq, at: at.get(upToSeq) });
      const own = { personId: professional.id, upToSeq: 5, at: mine };
      const asked = { conversationId, personId: professional.id };
      const byPlace = (steps: Awaited<ReturnType<typeof readSteps>>, personId: string) =>
        steps?.filter((one) => one.personId === personId);
      const all = await readSteps({ ...asked, fromSeq: 1, toSeq: 5 });
      expect(byPlace(all, client.id)).toEqual([step(2), step(3), step(5)]);
      expect(byPlace(all, professional.id)).toEqual([own]);
      expect(byPlace(await readSteps({ ...asked, fromSeq: 3, toSeq: 4 }), client.id)).toEqual([step(3), step(5)]);
      expect(byPlace(await readSteps({ ...asked, fromSeq: 1, toSeq: 1 }), client.id)).toEqual([step(2)]);
      expect(await readSteps({ ...asked, fromSeq: 6, toSeq: 6 })).toEqual([]);
      expect(await readSteps({ ...asked, fromSeq: 5, toSeq: 4 })).toEqual([]);
      const stranger = await newPerson(repositories, 'client');
      expect(await readSteps({ conversationId, personId: stranger.id, fromSeq: 1, toSeq: 5 })).toBeNull();
      expect(await readSteps({ ...asked, conversationId: randomUUID(), fromSeq: 1, toSeq: 5 })).toBeNull();
      expect(await readSteps({ ...asked, conversationId: 'no-id', fromSeq: 1, toSeq: 5 })).toBeNull();
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
