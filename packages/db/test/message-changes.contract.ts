import { randomUUID } from 'node:crypto';
import { Message, MessageReceipt } from '@causerie/contracts';
import { REACTION_EMOJI_MAX, type ChangeOutcome } from '@causerie/core';
import { describe, expect, it } from 'vitest';
import { command, committed, newPair, newPerson, send, type Stage } from './scene.ts';

/** The outcome, which must be a change or the state as it was. */
function done(outcome: ChangeOutcome): Extract<ChangeOutcome, { ok: true }> {
  if (!outcome.ok) throw new Error(`Refused: ${outcome.code}`);
  return outcome;
}

/** Two people and one message of the client. */
async function newMessage(stage: Stage, fields: Parameters<typeof command>[2] = {}) {
  const pair = await newPair(stage.repositories);
  const sent = command(pair.conversation.id, pair.client, { content: 'Bonjour', ...fields });
  const { message } = committed((await stage.repositories.messages.persist([sent]))[0]);
  return { ...pair, message, messageId: message.id, me: pair.client.id, other: pair.professional.id };
}

/** What every implementation of changes does. */
export function describeMessageChanges(stage: () => Stage): void {
  describe('edit', () => describeEdit(stage));
  describe('delete', () => describeDelete(stage));
  describe('reactions', () => describeReactions(stage));
  describe('changes', () => describeChangesPage(stage));
  describe('receipts', () => describeMessageReceipts(stage));
}

function describeEdit(stage: () => Stage): void {
  it('says something else, keeps what was said before, and takes the next revision (DEL-11)', async () => {
    const { repositories } = stage();
    const { message, messageId, me, other, conversation } = await newMessage(stage());
    const { messageChanges } = repositories;
    const first = done(await messageChanges.edit({ messageId, personId: me, content: 'Bonsoir' }));
    const second = done(await messageChanges.edit({ messageId, personId: me, content: 'Bonne nuit' }));
    expect(first).toMatchObject({ changed: true, message: { content: 'Bonsoir', revision: 1 } });
    expect(second.message).toEqual({
      ...message,
      content: 'Bonne nuit',
      revision: 2,
      editedAt: expect.stringMatching(/Z$/),
    });
    expect(Message.parse(second.message)).toEqual(second.message);
    expect(second.conversation).toEqual({ id: conversation.id, number: conversation.number });
    expect(second.audience.toSorted()).toEqual([me, other].toSorted());
    expect(await messageChanges.edits(messageId, other)).toEqual([
      { revision: 1, content: 'Bonjour', editedAt: first.message.editedAt },
      { revision: 2, content: 'Bonsoir', editedAt: second.message.editedAt },
    ]);
    const read = await repositories.conversations.get(conversation.id, other);
    expect(read).toMatchObject({ revision: 2, lastSeq: 1, lastMessage: second.message });
    expect(await messageChanges.find(messageId, other)).toEqual({
      message: second.message,
      conversation: second.conversation,
      audience: second.audience,
    });
  });

  it('the same text again is no change and no revision', async () => {
    const { messageChanges } = stage().repositories;
    const { message, messageId, me } = await newMessage(stage());
    const outcome = done(await messageChanges.edit({ messageId, personId: me, content: 'Bonjour' }));
    expect(outcome).toMatchObject({ changed: false, message });
    expect(await messageChanges.edits(messageId, me)).toEqual([]);
  });

  it('is the author’s alone, and only where messages are taken', async () => {
    const { repositories, setStatus } = stage();
    const { messageChanges } = repositories;
    const { messageId, me, other, conversation } = await newMessage(stage());
    const edit = async (personId: string, id = messageId) => {
      const outcome = await messageChanges.edit({ messageId: id, personId, content: 'autre' });
      return outcome.ok ? 'done' : outcome.code;
    };
    const stranger = await newPerson(repositories, 'client');
    expect([await edit(other), await edit(stranger.id)]).toEqual(['forbidden', 'not_found']);
    expect([await edit(me, randomUUID()), await edit(me, 'no-id')]).toEqual(['not_found', 'not_found']);
    await setStatus(conversation.id, 'archived');
    expect([await edit(me), await edit(other)]).toEqual(['conversation_closed', 'forbidden']);
    expect(await messageChanges.changes({ conversationId: conversation.id, personId: me, after: 0, limit: 5 })).toEqual(
      {
        items: [],
        revision: 0,
        hasMore: false,
      },
    );
  });

  it('who left, and whom the conversation was taken from, changes and sees nothing', async () => {
    const { repositories, leave, removeConversation } = stage();
    const { messageChanges } = repositories;
    const { messageId, me, other, conversation } = await newMessage(stage());
    const seen = async (personId: string) => [
      (await messageChanges.edit({ messageId, personId, content: 'autre' })).ok,
      (await messageChanges.delete({ messageId, personId })).ok,
      (await messageChanges.setReaction({ messageId, personId, emoji: '👍', active: true })).ok,
      await messageChanges.find(messageId, personId),
      await messageChanges.edits(messageId, personId),
      await messageChanges.receipts(messageId, personId),
      await messageChanges.changes({ conversationId: conversation.id, personId, after: 0, limit: 5 }),
    ];
    const nothing = [false, false, false, null, null, null, null];
    await leave(conversation.id, me);
    expect(await seen(me)).toEqual(nothing);
    await removeConversation(conversation.id);
    expect(await seen(other)).toEqual(nothing);
  });
}

function describeDelete(stage: () => Stage): void {
  it('leaves the place of the message and nothing of what it said, and lets its files go', async () => {
    const { repositories, upload, isDiscarded } = stage();
    const { messageChanges } = repositories;
    const { client, professional, conversation } = await newPair(repositories);
    const file = await upload({ conversationId: conversation.id, uploader: client });
    const said = { metadata: { a: 1 }, mentions: [professional.id], attachmentIds: [file.id] };
    const [outcome] = await repositories.messages.persist([command(conversation.id, client, said)]);
    const { message } = committed(outcome);
    const messageId = message.id;
    await messageChanges.edit({ messageId, personId: client.id, content: 'autre' });
    await messageChanges.setReaction({ messageId, personId: professional.id, emoji: '👍', active: true });
    const removed = done(await messageChanges.delete({ messageId, personId: client.id }));
    const nothing = { content: '', metadata: null, mentions: [], reactions: [], attachments: [] };
    expect(removed).toMatchObject({ changed: true });
    expect(removed.message).toEqual({
      ...message,
      ...nothing,
      revision: 3,
      editedAt: expect.any(String),
      deletedAt: expect.stringMatching(/Z$/),
    });
    expect(await messageChanges.edits(messageId, professional.id)).toEqual([]);
    expect(await isDiscarded(file.id)).toBe(true);
    const page = await repositories.messages.page({ conversationId: conversation.id, personId: client.id, limit: 5 });
    expect(page).toMatchObject({ items: [removed.message], lastSeq: 1 });
    // The key still names it, so that a repeat of the send does not bring it back (DEL-3).
    const again = command(conversation.id, client, { ...said, clientMessageId: message.clientMessageId ?? '' });
    expect(committed((await repositories.messages.persist([again]))[0])).toMatchObject({
      created: false,
      message: removed.message,
    });
  });

  it('is the author’s alone, ends all other changes, and once more changes nothing', async () => {
    const { messageChanges } = stage().repositories;
    const { messageId, me, other } = await newMessage(stage());
    expect(await messageChanges.delete({ messageId, personId: other })).toEqual({ ok: false, code: 'forbidden' });
    const first = done(await messageChanges.delete({ messageId, personId: me }));
    expect(done(await messageChanges.delete({ messageId, personId: me }))).toEqual({ ...first, changed: false });
    const conflict = { ok: false, code: 'conflict' };
    expect(await messageChanges.edit({ messageId, personId: me, content: 'autre' })).toEqual(conflict);
    expect(await messageChanges.setReaction({ messageId, personId: other, emoji: '👍', active: true })).toEqual(
      conflict,
    );
  });

  it('works in a conversation that takes no messages any more', async () => {
    const { repositories, setStatus } = stage();
    const { messageId, me, conversation } = await newMessage(stage());
    await setStatus(conversation.id, 'blocked');
    expect(await repositories.messageChanges.delete({ messageId, personId: me })).toMatchObject({ ok: true });
  });
}

function describeReactions(stage: () => Stage): void {
  it('lists emoji and people in the order in which they came, each once', async () => {
    const { repositories } = stage();
    const { messageId, me, other, conversation } = await newMessage(stage());
    const react = async (personId: string, emoji: string, active = true) => {
      const outcome = done(await repositories.messageChanges.setReaction({ messageId, personId, emoji, active }));
      return [outcome.changed, outcome.message.revision, outcome.message.reactions];
    };
    expect(await react(me, '👍', false)).toEqual([false, 0, []]);
    expect(await react(other, '👍')).toEqual([true, 1, [{ emoji: '👍', personIds: [other] }]]);
    expect(await react(me, '👩‍⚕️')).toMatchObject([true, 2, [{ emoji: '👍' }, { emoji: '👩‍⚕️', personIds: [me] }]]);
    const both = { emoji: '👍', personIds: [other, me] };
    expect(await react(me, '👍')).toMatchObject([true, 3, [both, { emoji: '👩‍⚕️' }]]);
    expect(await react(me, '👍')).toMatchObject([false, 3, [both, { emoji: '👩‍⚕️' }]]);
    expect(await react(other, '👍', false)).toMatchObject([true, 4, [{ personIds: [me] }, {}]]);
    const last = await react(me, '👍', false);
    expect(last).toEqual([true, 5, [{ emoji: '👩‍⚕️', personIds: [me] }]]);
    const page = await repositories.messages.page({ conversationId: conversation.id, personId: other, limit: 5 });
    expect(page?.items[0]?.reactions).toEqual(last[2]);
    expect(await react(me, '👩‍⚕️', false)).toEqual([true, 6, []]);
  });

  it('are bounded, and only put where messages are taken', async () => {
    const { repositories, setStatus } = stage();
    const { messageChanges } = repositories;
    const { messageId, me, other, conversation } = await newMessage(stage());
    for (let index = 0; index < REACTION_EMOJI_MAX; index++) {
      const emoji = String.fromCodePoint(0x1f600 + index);
      expect(await messageChanges.setReaction({ messageId, personId: me, emoji, active: true })).toMatchObject({
        ok: true,
      });
    }
    const react = (emoji: string) => messageChanges.setReaction({ messageId, personId: other, emoji, active: true });
    expect(await react('👍')).toEqual({ ok: false, code: 'unprocessable' });
    expect(await react('😀')).toMatchObject({ ok: true, changed: true });
    await setStatus(conversation.id, 'archived');
    expect(await react('😀')).toEqual({ ok: false, code: 'conversation_closed' });
  });
}

function describeChangesPage(stage: () => Stage): void {
  it('lists each changed message once, by its last change, page by page', async () => {
    const { repositories } = stage();
    const { messageChanges } = repositories;
    const { conversation, client } = await newPair(repositories);
    const [one, two, three] = await send(repositories, conversation.id, client, 4);
    const edit = (id: string | undefined, content: string) =>
      messageChanges.edit({ messageId: id ?? '', personId: client.id, content });
    await edit(three?.id, 'a');
    await edit(one?.id, 'b');
    await edit(three?.id, 'c');
    await edit(two?.id, 'd');
    const changes = async (after: number, limit: number) => {
      const page = await messageChanges.changes({ conversationId: conversation.id, personId: client.id, after, limit });
      return [page?.items.map(({ seq, revision, content }) => [seq, revision, content]), page?.revision, page?.hasMore];
    };
    expect(await changes(0, 2)).toEqual([
      [
        [1, 2, 'b'],
        [3, 3, 'c'],
      ],
      4,
      true,
    ]);
    expect(await changes(3, 2)).toEqual([[[2, 4, 'd']], 4, false]);
    expect(await changes(4, 2)).toEqual([[], 4, false]);
    expect(await changes(Number.MAX_SAFE_INTEGER, 2)).toEqual([[], 4, false]);
    const tops = await repositories.conversations.tops({ personIds: [client.id], limitPerPerson: 5 });
    expect(tops).toEqual([{ personId: client.id, conversationId: conversation.id, lastSeq: 4, revision: 4 }]);
  });

  it('moves the conversation among those that changed lately, but not in the list', async () => {
    const { repositories } = stage();
    const { messageId, me, conversation } = await newMessage(stage());
    const before = await repositories.conversations.get(conversation.id, me);
    await repositories.messageChanges.edit({ messageId, personId: me, content: 'autre' });
    const after = await repositories.conversations.get(conversation.id, me);
    expect(after?.lastMessageAt).toBe(before?.lastMessageAt);
    expect((after?.updatedAt ?? '') >= (before?.updatedAt ?? '')).toBe(true);
  });

  it('is null for whoever is not in the conversation', async () => {
    const { repositories } = stage();
    const { conversation, me } = await newMessage(stage());
    const stranger = await newPerson(repositories, 'client');
    const changes = (conversationId: string, personId: string) =>
      repositories.messageChanges.changes({ conversationId, personId, after: 0, limit: 5 });
    expect(await changes(conversation.id, stranger.id)).toBeNull();
    expect(await changes(randomUUID(), me)).toBeNull();
    expect(await changes('no-id', me)).toBeNull();
  });
}

function describeMessageReceipts(stage: () => Stage): void {
  it('tell when each other person received and read this very message (DEL-9)', async () => {
    const { repositories } = stage();
    const { conversation, client, professional } = await newPair(repositories);
    const sent = await send(repositories, conversation.id, professional, 4);
    const place = { conversationId: conversation.id, personId: client.id };
    const delivered = (await repositories.receipts.markDelivered({ ...place, upToSeq: 2 }))?.participant.deliveredAt;
    const first = (await repositories.receipts.markRead({ ...place, upToSeq: 1 }))?.participant.readAt;
    const second = (await repositories.receipts.markRead({ ...place, upToSeq: 3 }))?.participant.readAt;
    const receiptsOf = async (index: number, personId = professional.id) =>
      repositories.messageChanges.receipts(sent[index]?.id ?? '', personId);
    const person = { id: client.id, side: client.side, subject: client.subject, name: client.name };
    expect(await receiptsOf(0)).toEqual([{ person, deliveredAt: delivered, readAt: first }]);
    expect(await receiptsOf(1)).toEqual([{ person, deliveredAt: delivered, readAt: second }]);
    // What was read has been received, although no device said so.
    expect(await receiptsOf(2, client.id)).toEqual([{ person, deliveredAt: second, readAt: second }]);
    expect(await receiptsOf(3)).toEqual([{ person, deliveredAt: null, readAt: null }]);
    expect(MessageReceipt.array().parse(await receiptsOf(0))).toHaveLength(1);
    const stranger = await newPerson(repositories, 'client');
    expect(await receiptsOf(0, stranger.id)).toBeNull();
  });
}
