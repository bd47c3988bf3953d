import { randomUUID } from 'node:crypto';
import { Conversation } from '@causerie/contracts';
import type { ConversationChange } from '@causerie/core';
import { describe, expect, it } from 'vitest';
import { command, newPair, newPerson, openConversation, send, type Stage } from './scene.ts';

function done(change: ConversationChange): Extract<ConversationChange, { ok: true }> {
  if (!change.ok) throw new Error(`Refused: ${change.code}`);
  return change;
}

const refused = (code: string) => ({ ok: false, code });

/** What every implementation of the changes of conversations does. */
export function describeConversationChanges(stage: () => Stage): void {
  describe('changing', () => describeUpdates(stage));
  describe('blocking', () => describeBlocks(stage));
  describe('removing', () => describeRemovals(stage));
  describe('numbered pages', () => describePages(stage));
}

function describeUpdates(stage: () => Stage): void {
  it('changes what is named, tells the snapshot and whom it concerns, and moves updatedAt', async () => {
    const { repositories } = stage();
    const { conversation, client, professional } = await newPair(repositories);
    const ask = { conversationId: conversation.id, personId: client.id };
    const titled = done(await repositories.conversationChanges.update({ ...ask, subject: 'Contrôle du vaccin' }));
    expect(Conversation.parse(titled.conversation)).toEqual(titled.conversation);
    expect(titled).toMatchObject({ changed: true, conversation: { subject: 'Contrôle du vaccin', status: 'active' } });
    expect(titled.audience.toSorted()).toEqual([client.id, professional.id].toSorted());
    expect(titled.conversation.updatedAt > conversation.updatedAt).toBe(true);
    const away = done(await repositories.conversationChanges.update({ ...ask, status: 'archived' }));
    expect(away.conversation).toMatchObject({ subject: 'Contrôle du vaccin', status: 'archived' });
    expect(await repositories.conversations.get(conversation.id, professional.id)).toEqual(away.conversation);
    const untitled = done(await repositories.conversationChanges.update({ ...ask, subject: null, status: 'active' }));
    expect(untitled.conversation).toMatchObject({ subject: null, status: 'active' });
  });

  it('says that nothing changed when it was so already', async () => {
    const { repositories } = stage();
    const { conversation, client } = await newPair(repositories);
    const ask = { conversationId: conversation.id, personId: client.id };
    for (const wanted of [{ status: 'active' as const }, { subject: null }, {}]) {
      const { changed, conversation: same } = done(
        await repositories.conversationChanges.update({ ...ask, ...wanted }),
      );
      expect({ changed, same }).toEqual({ changed: false, same: conversation });
    }
  });

  it('refuses messages while it is archived, and takes them again afterwards (DOOR-7)', async () => {
    const { repositories } = stage();
    const { conversation, client } = await newPair(repositories);
    const ask = { conversationId: conversation.id, personId: client.id };
    await repositories.conversationChanges.update({ ...ask, status: 'archived' });
    expect(await repositories.messages.persist([command(conversation.id, client)])).toEqual([
      refused('conversation_closed'),
    ]);
    await repositories.conversationChanges.update({ ...ask, status: 'active' });
    await send(repositories, conversation.id, client);
  });

  it('is not found by strangers, by those who left, and when it does not exist (DOOR-2)', async () => {
    const { repositories, leave } = stage();
    const { update, block, unblock, remove } = repositories.conversationChanges;
    const { conversation, client, professional } = await newPair(repositories);
    const stranger = await newPerson(repositories, 'professional');
    await leave(conversation.id, client.id);
    for (const ask of [
      { conversationId: conversation.id, personId: stranger.id },
      { conversationId: conversation.id, personId: client.id },
      { conversationId: randomUUID(), personId: professional.id },
      { conversationId: 'no-id', personId: professional.id },
    ]) {
      const answers = await Promise.all([update({ ...ask, subject: 'x' }), block(ask), unblock(ask), remove(ask)]);
      expect(answers).toEqual(answers.map(() => refused('not_found')));
    }
    expect(await repositories.conversations.get(conversation.id, professional.id)).toMatchObject({
      subject: null,
      status: 'active',
    });
  });
}

function describeBlocks(stage: () => Stage): void {
  it('lets either side block; nobody writes, both read, and only the blocker unblocks', async () => {
    const { repositories } = stage();
    const { conversation, client, professional } = await newPair(repositories);
    const { block, unblock } = repositories.conversationChanges;
    const conversationId = conversation.id;
    await send(repositories, conversationId, client);
    for (const [blocker, other] of [
      [client, professional],
      [professional, client],
    ] as const) {
      const blocked = done(await block({ conversationId, personId: blocker.id }));
      expect(blocked).toMatchObject({ changed: true, conversation: { status: 'blocked', blockedById: blocker.id } });
      expect(done(await block({ conversationId, personId: blocker.id })).changed).toBe(false);
      const sent = await repositories.messages.persist([
        command(conversationId, client),
        command(conversationId, professional),
      ]);
      expect(sent).toEqual([refused('conversation_closed'), refused('conversation_closed')]);
      const page = await repositories.messages.page({ conversationId, personId: other.id, limit: 5 });
      expect(page?.items).toHaveLength(1);
      expect(await unblock({ conversationId, personId: other.id })).toEqual(refused('forbidden'));
      const free = done(await unblock({ conversationId, personId: blocker.id }));
      expect(free).toMatchObject({ changed: true, conversation: { status: 'active', blockedById: null } });
      expect(done(await unblock({ conversationId, personId: other.id })).changed).toBe(false);
    }
  });

  it('stays blocked until both have unblocked when both have blocked', async () => {
    const { repositories } = stage();
    const { conversation, client, professional } = await newPair(repositories);
    const { block, unblock } = repositories.conversationChanges;
    const conversationId = conversation.id;
    await block({ conversationId, personId: client.id });
    const second = done(await block({ conversationId, personId: professional.id }));
    expect(second.conversation).toMatchObject({ status: 'blocked', blockedById: client.id });
    const half = done(await unblock({ conversationId, personId: client.id }));
    expect(half.conversation).toMatchObject({ status: 'blocked', blockedById: professional.id });
    expect(await unblock({ conversationId, personId: client.id })).toEqual(refused('forbidden'));
    await block({ conversationId, personId: client.id });
    // The one who came second takes it back first: the first one's block stays.
    expect(done(await unblock({ conversationId, personId: client.id })).conversation.status).toBe('blocked');
    const free = done(await unblock({ conversationId, personId: professional.id }));
    expect(free.conversation).toMatchObject({ status: 'active', blockedById: null });
  });

  it('cannot be archived away, activated or retitled while it is blocked', async () => {
    const { repositories } = stage();
    const { conversation, client, professional } = await newPair(repositories);
    const conversationId = conversation.id;
    await repositories.conversationChanges.block({ conversationId, personId: client.id });
    for (const person of [client, professional]) {
      for (const wanted of [{ status: 'archived' }, { status: 'active' }, { subject: 'Répondez-moi' }] as const) {
        const answer = await repositories.conversationChanges.update({
          conversationId,
          personId: person.id,
          ...wanted,
        });
        expect(answer).toEqual(refused('conflict'));
      }
    }
  });
}

function describeRemovals(stage: () => Stage): void {
  it('is gone for both sides in every read, and its pair may open a new one', async () => {
    const { repositories } = stage();
    const { conversation, client, professional } = await newPair(repositories);
    const { id: conversationId, number } = conversation;
    await send(repositories, conversationId, client, 2);
    const removal = await repositories.conversationChanges.remove({ conversationId, personId: professional.id });
    expect(removal).toMatchObject({ ok: true, conversation: { id: conversationId, number } });
    expect(removal.ok && removal.audience.toSorted()).toEqual([client.id, professional.id].toSorted());
    for (const { id: personId } of [client, professional]) {
      expect(await repositories.conversations.get(conversationId, personId)).toBeNull();
      expect(await repositories.messages.page({ conversationId, personId, limit: 5 })).toBeNull();
      expect(await repositories.receipts.markRead({ conversationId, personId, upToSeq: 1 })).toBeNull();
      expect((await repositories.conversations.list({ personId, limit: 5 })).items).toEqual([]);
      expect((await repositories.conversationChanges.page({ personId, page: 1, limit: 5 })).total).toBe(0);
      expect((await repositories.conversations.unread(personId)).total).toBe(0);
      expect(await repositories.conversations.tops({ personIds: [personId], limitPerPerson: 5 })).toEqual([]);
      expect(await repositories.conversationChanges.remove({ conversationId, personId })).toEqual(refused('not_found'));
    }
    expect(await repositories.conversations.access(conversationId)).toBeNull();
    expect(await repositories.conversations.idOfNumber(number)).toBeNull();
    expect(await repositories.messages.persist([command(conversationId, client)])).toEqual([refused('not_found')]);
    expect((await openConversation(repositories, professional, client)).id).not.toBe(conversationId);
  });

  it('does not undo the block of the other person', async () => {
    const { repositories } = stage();
    const { conversation, client, professional } = await newPair(repositories);
    const ask = { conversationId: conversation.id, personId: professional.id };
    await repositories.conversationChanges.block({ conversationId: conversation.id, personId: client.id });
    expect(await repositories.conversationChanges.remove(ask)).toEqual(refused('conflict'));
    await repositories.conversationChanges.block(ask);
    expect(await repositories.conversationChanges.remove(ask)).toEqual(refused('conflict'));
    await repositories.conversationChanges.unblock({ conversationId: conversation.id, personId: client.id });
    expect(await repositories.conversationChanges.remove(ask)).toMatchObject({ ok: true });
  });
}

function describePages(stage: () => Stage): void {
  it('have each conversation once, last active first, and the total also beyond the end', async () => {
    const { repositories } = stage();
    const professional = await newPerson(repositories, 'professional');
    for (let index = 0; index < 5; index++) {
      const client = await newPerson(repositories, 'client', index < 2 ? `Zoé ${index}` : undefined);
      await openConversation(repositories, professional, client, index === 4 ? 'Zoé vient demain' : null);
    }
    const page = (fields: { page: number; status?: 'active' | 'archived' | ['active', 'archived']; search?: string }) =>
      repositories.conversationChanges.page({ personId: professional.id, limit: 2, ...fields });
    const pages = await Promise.all([1, 2, 3, 4].map((number) => page({ page: number })));
    expect(pages.map(({ items, total }) => [items.length, total])).toEqual([
      [2, 5],
      [2, 5],
      [1, 5],
      [0, 5],
    ]);
    const { items } = await repositories.conversations.list({ personId: professional.id, limit: 10 });
    expect(pages.flatMap((one) => one.items)).toEqual(items);
    const conversationId = items[0]?.id ?? '';
    await repositories.conversationChanges.update({ conversationId, personId: professional.id, status: 'archived' });
    expect((await page({ page: 1, status: 'active' })).total).toBe(4);
    expect((await page({ page: 1, status: ['active', 'archived'] })).total).toBe(5);
    expect((await page({ page: 1, status: 'archived' })).items.map(({ id }) => id)).toEqual([conversationId]);
    expect(await page({ page: 2, search: 'ZOE' })).toMatchObject({ total: 3, items: [{}] });
    expect(await repositories.conversationChanges.page({ personId: 'no-id', page: 1, limit: 5 })).toEqual({
      items: [],
      total: 0,
    });
  });
}
