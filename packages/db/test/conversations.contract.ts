import { randomUUID } from 'node:crypto';
import { Conversation } from '@causerie/contracts';
import { describe, expect, it } from 'vitest';
import { command, newPair, newPerson, openConversation, send, type Stage } from './scene.ts';

/** What every implementation of the conversations does. */
export function describeConversations(stage: () => Stage): void {
  describe('opening', () => {
    it('creates one conversation per pair and returns it to whoever asks again', async () => {
      const { conversations } = stage().repositories;
      const { professional, client, conversation } = await newPair(stage().repositories);
      expect(Conversation.parse(conversation)).toEqual(conversation);
      expect(conversation.participants.map(({ person }) => person)).toEqual([professional, client]);
      const again = await conversations.openPair({
        id: randomUUID(),
        professionalId: professional.id,
        clientId: client.id,
        subject: 'ignored',
      });
      expect(again).toEqual({ conversation, created: false });
    });

    it('creates one conversation however many ask at once', async () => {
      const { repositories } = stage();
      const professional = await newPerson(repositories, 'professional');
      const client = await newPerson(repositories, 'client');
      const pair = { professionalId: professional.id, clientId: client.id, subject: null };
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => repositories.conversations.openPair({ id: randomUUID(), ...pair })),
      );
      expect(answers.filter(({ created }) => created)).toHaveLength(1);
      expect(new Set(answers.map(({ conversation }) => conversation.id)).size).toBe(1);
    });

    it('opens a new one after the old one was removed', async () => {
      const { repositories, removeConversation } = stage();
      const { professional, client, conversation } = await newPair(repositories);
      await removeConversation(conversation.id);
      expect((await openConversation(repositories, professional, client)).id).not.toBe(conversation.id);
    });

    it('creates one conversation per appointment, beside the one of the pair, however many ask at once', async () => {
      const { repositories, removeConversation } = stage();
      const { professional, client, conversation } = await newPair(repositories);
      const pair = { professionalId: professional.id, clientId: client.id, subject: 'Coupe' };
      const appointmentId = `appointment of ${professional.subject}`;
      const open = (wanted = appointmentId) =>
        repositories.conversations.openForAppointment({ id: randomUUID(), ...pair, appointmentId: wanted });
      const answers = await Promise.all(Array.from({ length: 8 }, () => open()));
      expect(answers.filter(({ created }) => created)).toHaveLength(1);
      const [id, ...others] = new Set(answers.map((answer) => answer.conversation.id));
      expect(others).toEqual([]);
      expect(id).not.toBe(conversation.id);
      expect(answers[0]?.conversation).toMatchObject({ appointmentId, subject: 'Coupe', lastSeq: 0 });
      expect((await open(`${appointmentId}, another`)).created).toBe(true);
      expect(await openConversation(repositories, professional, client)).toMatchObject({ id: conversation.id });
      await removeConversation(id ?? '');
      expect((await open()).created).toBe(true);
    });

    it('finds the conversation of an appointment for whoever takes part in it, and for nobody else', async () => {
      const { repositories, removeConversation } = stage();
      const { conversations } = repositories;
      const { professional, client } = await newPair(repositories);
      const stranger = await newPerson(repositories, 'client');
      const appointmentId = `appointment of ${professional.subject}`;
      expect(await conversations.ofAppointment(appointmentId, client.id)).toBeNull();
      const asked = { professionalId: professional.id, clientId: client.id, subject: null, appointmentId };
      const { conversation } = await conversations.openForAppointment({ id: randomUUID(), ...asked });
      for (const { id } of [professional, client]) {
        expect(await conversations.ofAppointment(appointmentId, id)).toEqual(conversation);
      }
      expect(await conversations.ofAppointment(appointmentId, stranger.id)).toBeNull();
      expect(await conversations.ofAppointment(appointmentId, 'no-id')).toBeNull();
      await removeConversation(conversation.id);
      expect(await conversations.ofAppointment(appointmentId, client.id)).toBeNull();
    });

    it('refuses the appointment of other people', async () => {
      const { repositories } = stage();
      const { conversations } = repositories;
      const { professional, client } = await newPair(repositories);
      const stranger = await newPerson(repositories, 'client');
      const appointmentId = `appointment of ${professional.subject}`;
      const asked = { professionalId: professional.id, clientId: client.id, subject: null, appointmentId };
      await conversations.openForAppointment({ id: randomUUID(), ...asked });
      const theirs = conversations.openForAppointment({ id: randomUUID(), ...asked, clientId: stranger.id });
      await expect(theirs).rejects.toMatchObject({ code: 'conflict' });
      const nobody = { ...asked, clientId: randomUUID(), appointmentId: `${appointmentId}, of nobody` };
      const unknown = conversations.openForAppointment({ id: randomUUID(), ...nobody });
      await expect(unknown).rejects.toMatchObject({ code: 'not_found' });
    });

    it('does not find people who do not exist', async () => {
      const { repositories } = stage();
      const { id: professionalId } = await newPerson(repositories, 'professional');
      const pair = { id: randomUUID(), professionalId, clientId: randomUUID(), subject: null };
      await expect(repositories.conversations.openPair(pair)).rejects.toMatchObject({ code: 'not_found' });
    });
  });

  describe('reading one', () => {
    it('is for its participants only', async () => {
      const { repositories, leave } = stage();
      const { conversation, client, professional } = await newPair(repositories);
      const { conversations } = repositories;
      const stranger = await newPerson(repositories, 'client');
      expect(await conversations.get(conversation.id, client.id)).toEqual(conversation);
      expect(await conversations.get(conversation.id, stranger.id)).toBeNull();
      expect(await conversations.get('no-id', client.id)).toBeNull();
      await leave(conversation.id, client.id);
      expect(await conversations.get(conversation.id, client.id)).toBeNull();
      const rest = await conversations.get(conversation.id, professional.id);
      expect(rest?.participants.map(({ person }) => person)).toEqual([professional]);
      expect(await conversations.access(conversation.id)).toMatchObject({ participantIds: [professional.id] });
    });

    it('tells policies what they need, by id and by number', async () => {
      const { repositories, setStatus, removeConversation } = stage();
      const { conversation, client, professional } = await newPair(repositories);
      const { id, number } = conversation;
      await setStatus(id, 'blocked');
      const access = await repositories.conversations.access(id);
      expect(access).toMatchObject({ id, number, status: 'blocked' });
      expect(access?.participantIds.toSorted()).toEqual([client.id, professional.id].toSorted());
      expect(await repositories.conversations.idOfNumber(number)).toBe(id);
      expect(await repositories.conversations.idOfNumber(4e15)).toBeNull();
      await removeConversation(id);
      expect(await repositories.conversations.access(id)).toBeNull();
      expect(await repositories.conversations.access('no-id')).toBeNull();
      expect(await repositories.conversations.idOfNumber(number)).toBeNull();
      expect(await repositories.conversations.get(id, client.id)).toBeNull();
    });
  });
}

/** What every implementation of the lists does. */
export function describeLists(stage: () => Stage): void {
  it('lists the last active first, page by page, each exactly once', async () => {
    const { repositories, removeConversation, leave } = stage();
    const professional = await newPerson(repositories, 'professional');
    const ids: string[] = [];
    for (let index = 0; index < 7; index++) {
      const client = await newPerson(repositories, 'client');
      ids.push((await openConversation(repositories, professional, client)).id);
    }
    await removeConversation(ids[1] ?? '');
    await leave(ids[2] ?? '', professional.id);
    // One batch, so that several were active at the very same millisecond.
    const same = [ids[0], ids[4], ids[5]].map((id) => command(id ?? '', professional));
    await repositories.messages.persist(same);
    const listed: Conversation[] = [];
    let cursor: string | undefined;
    do {
      const page = await repositories.conversations.list({ personId: professional.id, limit: 2, cursor });
      expect(page.items.length).toBeLessThanOrEqual(2);
      listed.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(listed.map(({ id }) => id).toSorted()).toEqual([ids[0] ?? '', ...ids.slice(3)].toSorted());
    const keys = listed.map(({ id, lastMessageAt, createdAt }) => `${lastMessageAt ?? createdAt} ${id}`);
    expect(keys).toEqual(keys.toSorted().toReversed());
    for (const item of listed) {
      expect(item).toEqual(await repositories.conversations.get(item.id, professional.id));
    }
  });

  it('carries the last message and each one’s unread', async () => {
    const { repositories } = stage();
    const { conversation, client, professional } = await newPair(repositories);
    await send(repositories, conversation.id, client, 2);
    const [last] = await send(repositories, conversation.id, professional);
    const { items } = await repositories.conversations.list({ personId: client.id, limit: 5 });
    expect(items[0]).toMatchObject({ lastSeq: 3, lastMessage: last, lastMessageAt: last?.createdAt });
    expect(items[0]?.participants.map(({ person, unread }) => [person.id, unread])).toEqual([
      [professional.id, 2],
      [client.id, 1],
    ]);
  });

  it('filters by status and by folded words of the subject or of the other’s name', async () => {
    const { repositories, setStatus } = stage();
    const professional = await newPerson(repositories, 'professional', 'Dr Œdipe');
    const zoe = await newPerson(repositories, 'client', 'Zoë Lefèvre');
    const ines = await newPerson(repositories, 'client', 'Inès 100%');
    const withZoe = await openConversation(repositories, professional, zoe, 'Contrôle d’été');
    const withInes = await openConversation(repositories, professional, ines);
    await setStatus(withInes.id, 'archived');
    const find = async (query: { search?: string; status?: 'active' | 'archived' | 'blocked' }) =>
      (await repositories.conversations.list({ personId: professional.id, limit: 9, ...query })).items.map(
        ({ id }) => id,
      );
    expect(await find({ search: 'LEFEVRE' })).toEqual([withZoe.id]);
    expect(await find({ search: 'controle' })).toEqual([withZoe.id]);
    expect(await find({ search: '0%' })).toEqual([withInes.id]);
    expect(await find({ search: '%' })).toEqual([withInes.id]);
    expect(await find({ search: 'oedipe' })).toEqual([]);
    expect(await find({ status: 'archived' })).toEqual([withInes.id]);
    expect(await find({ status: 'archived', search: 'zoe' })).toEqual([]);
  });

  it('refuses a cursor that is not one of its own', async () => {
    const { repositories } = stage();
    for (const cursor of ['', 'x', Buffer.from('2026-01-01T00:00:00.000Z/nobody').toString('base64url')]) {
      const listing = repositories.conversations.list({ personId: randomUUID(), limit: 5, cursor });
      await expect(listing).rejects.toMatchObject({ code: 'page_out_of_range' });
    }
  });

  it('tells the top of each person’s most active conversations', async () => {
    const { repositories } = stage();
    const professional = await newPerson(repositories, 'professional');
    const [one, two] = [await newPerson(repositories, 'client'), await newPerson(repositories, 'client')];
    const withOne = await openConversation(repositories, professional, one);
    const withTwo = await openConversation(repositories, professional, two);
    // Instants have milliseconds: only a message of a later one makes the first conversation the more active.
    let last = (await send(repositories, withOne.id, one))[0];
    while ((last?.createdAt ?? '') <= withTwo.createdAt) last = (await send(repositories, withOne.id, one))[0];
    const lastSeq = last?.seq;
    const { tops } = repositories.conversations;
    const personIds = [professional.id, two.id];
    const first = { personId: professional.id, conversationId: withOne.id, lastSeq, revision: 0 };
    const ofTwo = { personId: two.id, conversationId: withTwo.id, lastSeq: 0, revision: 0 };
    // A conversation that only began, or changed, has moved as well: its client may not know of it.
    expect(await tops({ personIds, activeWithinMs: 60_000, limitPerPerson: 5 })).toEqual([
      first,
      { ...ofTwo, personId: professional.id },
      ofTwo,
    ]);
    expect(await tops({ personIds, activeWithinMs: 0, limitPerPerson: 5 })).toEqual([]);
    expect(await tops({ personIds, limitPerPerson: 1 })).toEqual([first, ofTwo]);
    expect(await tops({ personIds: [], limitPerPerson: 1 })).toEqual([]);
  });

  it('lists in the order that is asked for, page by page, each exactly once', async () => {
    const { repositories } = stage();
    const professional = await newPerson(repositories, 'professional');
    const all: Conversation[] = [];
    for (const count of [0, 2, 1, 2, 0]) {
      const client = await newPerson(repositories, 'client');
      const opened = await openConversation(repositories, professional, client);
      if (count > 0) await send(repositories, opened.id, client, count);
      all.push((await repositories.conversations.get(opened.id, professional.id)) ?? opened);
    }
    const unreadOf = ({ participants }: Conversation) =>
      participants.find(({ person }) => person.id === professional.id)?.unread ?? 0;
    const activity = ({ lastMessageAt, createdAt, id }: Conversation) => `${lastMessageAt ?? createdAt} ${id}`;
    const keys = {
      activity,
      created: ({ createdAt, id }: Conversation) => `${createdAt} ${id}`,
      unread: (one: Conversation) => `${unreadOf(one)} ${activity(one)}`,
    };
    for (const sort of ['activity', 'created', 'unread'] as const) {
      for (const unread of [undefined, true]) {
        const listed: Conversation[] = [];
        let cursor: string | undefined;
        do {
          const query = { personId: professional.id, limit: 2, cursor, sort, unread };
          const page = await repositories.conversations.list(query);
          listed.push(...page.items);
          cursor = page.nextCursor ?? undefined;
        } while (cursor !== undefined);
        const expected = all.filter((one) => unread !== true || unreadOf(one) > 0).map(keys[sort]);
        expect(listed.map(keys[sort])).toEqual(expected.toSorted().toReversed());
      }
    }
  });

  it('refuses a cursor of a list in another order', async () => {
    const { repositories } = stage();
    const professional = await newPerson(repositories, 'professional');
    for (let index = 0; index < 2; index++) {
      await openConversation(repositories, professional, await newPerson(repositories, 'client'));
    }
    const query = { personId: professional.id, limit: 1 };
    const { nextCursor: cursor } = await repositories.conversations.list({ ...query, sort: 'unread' });
    const listing = repositories.conversations.list({ ...query, cursor: cursor ?? '', sort: 'created' });
    await expect(listing).rejects.toMatchObject({ code: 'page_out_of_range' });
  });
}
