import { randomUUID } from 'node:crypto';
import { Message } from '@causerie/contracts';
import { describe, expect, it } from 'vitest';
import { command, committed, newPair, newPerson, send, type Stage } from './scene.ts';

/** What every implementation of the log does. */
export function describeMessages(stage: () => Stage): void {
  describe('persist', () => {
    it('numbers each conversation 1, 2, 3… in the order of the batch (DEL-2)', async () => {
      const { repositories } = stage();
      const one = await newPair(repositories);
      const two = await newPair(repositories);
      const batch = [one, two, one, one, two].map((pair, index) =>
        command(pair.conversation.id, index % 2 === 0 ? pair.professional : pair.client),
      );
      const outcomes = (await repositories.messages.persist(batch)).map(committed);
      expect(outcomes.map(({ message }) => message.seq)).toEqual([1, 1, 2, 3, 2]);
      expect(outcomes.map(({ message }) => message.id)).toEqual(batch.map(({ id }) => id));
      expect(new Set(outcomes.map(({ message }) => message.number)).size).toBe(5);
      const [next] = await send(repositories, one.conversation.id, one.client);
      expect(next?.seq).toBe(4);
    });

    it('returns the message exactly as it will be read later, and whom to tell', async () => {
      const { repositories } = stage();
      const { conversation, professional, client } = await newPair(repositories);
      const metadata = { fileName: 'ordonnance.pdf', sizes: [1, { deep: null }], 'clé "é"': true };
      const sent = command(conversation.id, client, { type: 'file', content: `L’été\n"\\ 👩‍⚕️`, metadata });
      const outcome = committed((await repositories.messages.persist([sent]))[0]);
      expect(outcome).toMatchObject({
        created: true,
        conversation: { id: conversation.id, number: conversation.number },
      });
      expect(outcome.audience.toSorted()).toEqual([professional.id, client.id].toSorted());
      expect(Message.parse(outcome.message)).toEqual(outcome.message);
      expect(outcome.message).toMatchObject({ content: sent.content, metadata, author: client, type: 'file' });
      const page = await repositories.messages.page({
        conversationId: conversation.id,
        personId: client.id,
        limit: 10,
      });
      expect(page?.items).toEqual([outcome.message]);
    });

    it('returns the committed message for a repeat, in a later batch or in the same one (DEL-3)', async () => {
      const { repositories } = stage();
      const { conversation, client, professional } = await newPair(repositories);
      const first = command(conversation.id, client, { clientMessageId: 'key', metadata: { a: 1 } });
      const again = command(conversation.id, client, { clientMessageId: 'key', content: 'said differently' });
      const ofOther = command(conversation.id, professional, { clientMessageId: 'key' });
      const [a, b, c] = (await repositories.messages.persist([first, again, ofOther])).map(committed);
      expect([a?.created, b?.created, c?.created]).toEqual([true, false, true]);
      expect(b?.message).toEqual(a?.message);
      expect(c?.message.seq).toBe(2);
      const [later, fresh] = (await repositories.messages.persist([again, command(conversation.id, client)])).map(
        committed,
      );
      expect(later).toEqual({ ...a, created: false });
      expect(fresh?.message.seq).toBe(3);
    });

    it('returns a repeat even when the conversation takes no messages any more', async () => {
      const { repositories, setStatus } = stage();
      const { conversation, client } = await newPair(repositories);
      const sent = command(conversation.id, client);
      const [first] = await repositories.messages.persist([sent]);
      await setStatus(conversation.id, 'archived');
      const outcomes = await repositories.messages.persist([sent, command(conversation.id, client)]);
      expect(committed(outcomes[0])).toEqual({ ...committed(first), created: false });
      expect(outcomes[1]).toEqual({ ok: false, code: 'conversation_closed' });
    });

    it('refuses each message on its own account and commits the others without a gap', async () => {
      const { repositories, setStatus, leave, removeConversation } = stage();
      const good = await newPair(repositories);
      const [blocked, left, removed] = [
        await newPair(repositories),
        await newPair(repositories),
        await newPair(repositories),
      ];
      await setStatus(blocked.conversation.id, 'blocked');
      await leave(left.conversation.id, left.client.id);
      await removeConversation(removed.conversation.id);
      const stranger = await newPerson(repositories, 'client');
      const [elsewhere] = await send(repositories, left.conversation.id, left.professional);
      const outcomes = await repositories.messages.persist([
        command(good.conversation.id, good.client),
        command(good.conversation.id, stranger),
        command(blocked.conversation.id, blocked.client),
        command(left.conversation.id, left.client),
        command(removed.conversation.id, removed.client),
        command(randomUUID(), good.client),
        command(good.conversation.id, good.client, { replyToId: elsewhere?.id ?? null }),
        command(good.conversation.id, good.professional),
      ]);
      expect(outcomes.map((outcome) => (outcome.ok ? outcome.message.seq : outcome.code))).toEqual([
        1,
        'not_found',
        'conversation_closed',
        'not_found',
        'not_found',
        'not_found',
        'not_found',
        2,
      ]);
      expect(
        committed((await repositories.messages.persist([command(left.conversation.id, left.professional)]))[0])
          .audience,
      ).toEqual([left.professional.id]);
    });

    it('keeps a reply to a message of the same conversation', async () => {
      const { repositories } = stage();
      const { conversation, client, professional } = await newPair(repositories);
      const [question] = await send(repositories, conversation.id, client);
      const answer = command(conversation.id, professional, { replyToId: question?.id ?? null });
      expect(committed((await repositories.messages.persist([answer]))[0]).message.replyToId).toBe(question?.id);
    });

    it('keeps who is named, and refuses to name somebody outside', async () => {
      const { repositories, leave } = stage();
      const { conversation, client, professional } = await newPair(repositories);
      const stranger = await newPerson(repositories, 'client');
      const naming = (...mentions: string[]) => command(conversation.id, client, { mentions });
      const outcomes = await repositories.messages.persist([
        naming(professional.id, client.id),
        naming(professional.id, stranger.id),
        naming(),
      ]);
      expect(committed(outcomes[0]).message.mentions).toEqual([professional.id, client.id]);
      expect(outcomes[1]).toEqual({ ok: false, code: 'unprocessable' });
      expect(committed(outcomes[2]).message).toMatchObject({ mentions: [], seq: 2 });
      const page = await repositories.messages.page({ conversationId: conversation.id, personId: client.id, limit: 5 });
      expect(page?.items).toEqual([committed(outcomes[0]).message, committed(outcomes[2]).message]);
      await leave(conversation.id, professional.id);
      expect(await repositories.messages.persist([naming(professional.id)])).toEqual([
        { ok: false, code: 'unprocessable' },
      ]);
    });

    it('takes the files of a message with it, in the order given, and lets them decide its type', async () => {
      const { repositories, upload } = stage();
      const { conversation, client } = await newPair(repositories);
      const file = (mediaType: string, state?: 'pending') =>
        upload({ conversationId: conversation.id, uploader: client, mediaType, ...(state && { state }) });
      const [scan, photo, other] = [
        await file('application/pdf'),
        await file('image/png', 'pending'),
        await file('image/jpeg'),
      ];
      const both = command(conversation.id, client, {
        content: '',
        attachmentIds: [photo.id, scan.id],
        type: undefined,
      });
      const image = command(conversation.id, client, { attachmentIds: [other.id], type: undefined });
      const [mixed, shown, plain] = (
        await repositories.messages.persist([both, image, command(conversation.id, client, { type: undefined })])
      ).map(committed);
      expect(mixed?.message).toMatchObject({ type: 'file', content: '', attachments: [photo, scan] });
      expect(shown?.message).toMatchObject({ type: 'image', attachments: [other] });
      expect(plain?.message).toMatchObject({ type: 'text', attachments: [] });
      expect(Message.parse(mixed?.message)).toEqual(mixed?.message);
      const page = await repositories.messages.page({ conversationId: conversation.id, personId: client.id, limit: 5 });
      expect(page?.items).toEqual([mixed?.message, shown?.message, plain?.message]);
      const again = committed((await repositories.messages.persist([both]))[0]);
      expect(again).toMatchObject({ created: false, message: mixed?.message });
    });

    it('stores nothing of a message whose file is not there for its author to send', async () => {
      const { repositories, upload } = stage();
      const { conversation, client, professional } = await newPair(repositories);
      const elsewhere = await newPair(repositories);
      const place = { conversationId: conversation.id, uploader: client };
      const [good, rejected] = [await upload(place), await upload({ ...place, state: 'rejected' })];
      const ofOther = await upload({ ...place, uploader: professional });
      const foreign = await upload({ conversationId: elsewhere.conversation.id, uploader: elsewhere.client });
      const sending = (...attachmentIds: string[]) => command(conversation.id, client, { attachmentIds });
      const refused = [rejected.id, ofOther.id, foreign.id, randomUUID()].map((id) => sending(good.id, id));
      const taken = sending(good.id);
      const outcomes = await repositories.messages.persist(refused);
      expect(outcomes).toEqual(refused.map(() => ({ ok: false, code: 'unprocessable' })));
      // What a refused message wanted to bring is still there for the next one, and for one only.
      const [first, second] = await repositories.messages.persist([taken, sending(good.id)]);
      expect(committed(first).message).toMatchObject({ seq: 1, attachments: [good] });
      expect(second).toEqual({ ok: false, code: 'unprocessable' });
      expect(await repositories.messages.persist([sending(good.id)])).toEqual([second]);
    });

    it('has nothing to say about an empty batch', async () => {
      expect(await stage().repositories.messages.persist([])).toEqual([]);
    });
  });

  describe('page', () => {
    it('walks the log by seq in both directions, always ascending', async () => {
      const { repositories } = stage();
      const { conversation, client, professional } = await newPair(repositories);
      await send(repositories, conversation.id, client, 7);
      const page = async (range: { before?: number; after?: number }, limit: number) => {
        const found = await repositories.messages.page({
          conversationId: conversation.id,
          personId: professional.id,
          limit,
          ...range,
        });
        return { seqs: found?.items.map(({ seq }) => seq), lastSeq: found?.lastSeq, hasMore: found?.hasMore };
      };
      expect(await page({}, 3)).toEqual({ seqs: [5, 6, 7], lastSeq: 7, hasMore: true });
      expect(await page({ before: 5 }, 3)).toEqual({ seqs: [2, 3, 4], lastSeq: 7, hasMore: true });
      expect(await page({ before: 2 }, 3)).toEqual({ seqs: [1], lastSeq: 7, hasMore: false });
      expect(await page({ after: 0 }, 3)).toEqual({ seqs: [1, 2, 3], lastSeq: 7, hasMore: true });
      expect(await page({ after: 4 }, 3)).toEqual({ seqs: [5, 6, 7], lastSeq: 7, hasMore: false });
      expect(await page({ after: 7 }, 3)).toEqual({ seqs: [], lastSeq: 7, hasMore: false });
      expect(await page({ after: Number.MAX_SAFE_INTEGER }, 3)).toEqual({ seqs: [], lastSeq: 7, hasMore: false });
    });

    it('is empty for an empty conversation and null for whoever is not in it', async () => {
      const { repositories, leave, removeConversation } = stage();
      const { conversation, client, professional } = await newPair(repositories);
      const stranger = await newPerson(repositories, 'client');
      const page = (personId: string, conversationId = conversation.id) =>
        repositories.messages.page({ conversationId, personId, limit: 5 });
      expect(await page(client.id)).toEqual({ items: [], lastSeq: 0, hasMore: false });
      expect(await page(stranger.id)).toBeNull();
      expect(await page(client.id, randomUUID())).toBeNull();
      expect(await page(client.id, 'no-id')).toBeNull();
      await leave(conversation.id, client.id);
      expect(await page(client.id)).toBeNull();
      await removeConversation(conversation.id);
      expect(await page(professional.id)).toBeNull();
    });

    it('keeps the place of a removed message and shows nothing of what it said', async () => {
      const { repositories, removeMessage } = stage();
      const { conversation, client } = await newPair(repositories);
      const [outcome] = await repositories.messages.persist([command(conversation.id, client, { metadata: { a: 1 } })]);
      await removeMessage(committed(outcome).message.id);
      const page = await repositories.messages.page({ conversationId: conversation.id, personId: client.id, limit: 5 });
      expect(page?.items).toEqual([
        { ...committed(outcome).message, content: '', metadata: null, deletedAt: expect.stringMatching(/Z$/) },
      ]);
      expect((await repositories.conversations.get(conversation.id, client.id))?.lastMessage).toEqual(page?.items[0]);
    });

    it('finds a message by its integer name in its own conversation only', async () => {
      const { repositories } = stage();
      const here = await newPair(repositories);
      const there = await newPair(repositories);
      const [, second] = await send(repositories, here.conversation.id, here.client, 2);
      const number = second?.number ?? 0;
      expect(await repositories.messages.seqOfNumber(here.conversation.id, number)).toBe(2);
      expect(await repositories.messages.seqOfNumber(there.conversation.id, number)).toBeNull();
      expect(await repositories.messages.seqOfNumber(here.conversation.id, 1e15)).toBeNull();
    });
  });
}
