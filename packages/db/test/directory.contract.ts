import { randomUUID } from 'node:crypto';
import type { Person } from '@causerie/contracts';
import { describe, expect, it } from 'vitest';
import { foldText } from '../src/fold.ts';
import { newPair, newPerson, openConversation, type Stage } from './scene.ts';

/** What every implementation of the directory does. */
export function describeDirectory(stage: () => Stage): void {
  describe('people', () => {
    it('are made at the first use of a token and only learn what is not known yet', async () => {
      const { directory } = stage().repositories;
      const who = { side: 'client', subject: randomUUID() } as const;
      const first = await directory.resolve({ id: randomUUID(), ...who, name: null, email: null });
      expect(first).toEqual({
        person: { id: first.person.id, ...who, name: '' },
        disabled: false,
        revokedUpToMs: null,
      });
      const named = await directory.resolve({ id: randomUUID(), ...who, name: 'Léa', email: 'lea@example.org' });
      expect(named.person).toEqual({ ...first.person, name: 'Léa' });
      const renamed = await directory.resolve({ id: randomUUID(), ...who, name: 'Other', email: 'other@example.org' });
      expect(renamed.person).toEqual(named.person);
      const silent = await directory.resolve({ id: randomUUID(), ...who, name: null, email: null });
      expect(silent.person).toEqual(named.person);
    });

    it('are one person however many tokens come at once', async () => {
      const { directory } = stage().repositories;
      const who = { side: 'client', subject: randomUUID(), name: 'Léa', email: null } as const;
      const found = await Promise.all(Array.from({ length: 8 }, () => directory.resolve({ id: randomUUID(), ...who })));
      expect(new Set(found.map(({ person }) => person.id)).size).toBe(1);
    });

    it('are told apart by their side', async () => {
      const { directory } = stage().repositories;
      const subject = randomUUID();
      const client = await directory.put(randomUUID(), { side: 'client', subject, name: 'Client' });
      const professional = await directory.put(randomUUID(), { side: 'professional', subject, name: 'Professional' });
      expect(client.id).not.toBe(professional.id);
      expect(await directory.find('client', subject)).toEqual(client);
      expect(await directory.find('professional', subject)).toEqual(professional);
      expect(await directory.findById(client.id)).toEqual(client);
      expect(await directory.findById('no-id')).toBeNull();
      expect(await directory.findById(randomUUID())).toBeNull();
      expect(await directory.find('client', randomUUID())).toBeNull();
    });

    it('keep their id and what an entry leaves out', async () => {
      const { directory } = stage().repositories;
      const who = { side: 'client', subject: randomUUID() } as const;
      const person = await directory.put(randomUUID(), { ...who, name: 'Before', disabled: true });
      expect(await directory.put(randomUUID(), { ...who, name: 'After' })).toEqual({ ...person, name: 'After' });
      expect(await directory.disabledAmong([person.id, randomUUID()])).toEqual([person.id]);
      const token = { id: randomUUID(), ...who, name: null, email: null };
      expect(await directory.resolve(token)).toMatchObject({ disabled: true });
      await directory.put(randomUUID(), { ...who, name: 'After', disabled: false });
      expect(await directory.disabledAmong([person.id])).toEqual([]);
      expect(await directory.disabledAmong([])).toEqual([]);
    });
  });

  describe('people who are known', () => {
    it('are found many at once, with when they were last seen', async () => {
      const { repositories } = stage();
      const { directory } = repositories;
      const [one, two] = [await newPerson(repositories, 'client'), await newPerson(repositories, 'professional')];
      await directory.seen(two.id, new Date('2026-02-01T10:00:00.500Z'));
      const found = await directory.findAll([one.id, two.id, randomUUID(), 'no-id']);
      expect(found.toSorted((a, b) => a.side.localeCompare(b.side))).toEqual([
        { ...one, lastSeenAt: null },
        { ...two, lastSeenAt: '2026-02-01T10:00:00.500Z' },
      ]);
      expect(await directory.findAll([])).toEqual([]);
    });

    it('say whether they take new people, and are shut out by their subject', async () => {
      const { repositories } = stage();
      const { directory } = repositories;
      const [professional, client] = [
        await newPerson(repositories, 'professional'),
        await newPerson(repositories, 'client'),
      ];
      await directory.link(professional.subject, client.subject);
      const seenByClient = async () => (await directory.people({ personId: client.id, limit: 9 })).items;
      await directory.setAvailable(professional.id, false);
      expect(await seenByClient()).toMatchObject([{ available: false }]);
      expect(await directory.disable('client', professional.subject)).toBe(false);
      expect(await directory.disable('professional', professional.subject)).toBe(true);
      expect(await directory.disable('professional', professional.subject)).toBe(true);
      expect(await directory.disabledAmong([professional.id, client.id])).toEqual([professional.id]);
      expect(await seenByClient()).toEqual([]);
    });
  });

  describe('links', () => {
    it('need both ends, may be repeated, and can be undone', async () => {
      const { repositories } = stage();
      const { directory } = repositories;
      const professional = await newPerson(repositories, 'professional');
      const client = await newPerson(repositories, 'client');
      expect(await directory.link(professional.subject, 'nobody')).toBeNull();
      expect(await directory.areLinked(professional.id, client.id)).toBe(false);
      expect(await directory.link(professional.subject, client.subject)).toEqual({ professional, client });
      expect(await directory.link(professional.subject, client.subject)).toEqual({ professional, client });
      expect(await directory.areLinked(professional.id, client.id)).toBe(true);
      expect(await directory.areLinked(client.id, professional.id)).toBe(true);
      expect(await directory.unlink(professional.subject, client.subject)).toBe(true);
      expect(await directory.unlink(professional.subject, client.subject)).toBe(false);
      expect(await directory.areLinked(client.id, professional.id)).toBe(false);
    });

    it('say who may be met, by name, folded, available', async () => {
      const { repositories } = stage();
      const { directory } = repositories;
      const professional = await newPerson(repositories, 'professional', 'Dr Moreau');
      for (const [name, fields] of Object.entries({
        zoé: {},
        Émile: { available: false },
        Yves: { disabled: true },
        anne: {},
      })) {
        const subject = randomUUID();
        await directory.put(randomUUID(), { side: 'client', subject, name, ...fields });
        await directory.link(professional.subject, subject);
      }
      await newPerson(repositories, 'client', 'Zoé, not linked');
      const names = async (query: { search?: string; availableOnly?: boolean; limit?: number }) =>
        (await directory.people({ personId: professional.id, limit: 9, ...query })).items.map(({ name }) => name);
      expect(await names({})).toEqual(['anne', 'Émile', 'zoé']);
      expect(await names({ availableOnly: true })).toEqual(['anne', 'zoé']);
      expect(await names({ search: 'ÉM' })).toEqual(['Émile']);
      expect(await names({ search: 'ZOE' })).toEqual(['zoé']);
      expect(await names({ limit: 1 })).toEqual(['anne']);
      const { items } = await directory.people({ personId: professional.id, search: 'zoe', limit: 1 });
      const back = await directory.people({ personId: items[0]?.id ?? '', limit: 9 });
      expect(back.items[0]).toEqual({ ...professional, available: true, lastSeenAt: null });
    });

    it('are not needed to find people who share a conversation, where that is asked', async () => {
      const { repositories, leave } = stage();
      const { directory } = repositories;
      const { professional, client, conversation } = await newPair(repositories, { client: 'Ana' });
      const linked = await newPerson(repositories, 'client', 'Béa');
      await directory.link(professional.subject, linked.subject);
      await directory.link(professional.subject, client.subject);
      const names = async (query: { withContacts?: boolean; search?: string } = {}) =>
        (await directory.people({ personId: professional.id, limit: 9, ...query })).items.map(({ name }) => name);
      expect(await names({ withContacts: true })).toEqual(['Ana', 'Béa']);
      await directory.unlink(professional.subject, client.subject);
      expect(await names()).toEqual(['Béa']);
      expect(await names({ withContacts: true })).toEqual(['Ana', 'Béa']);
      expect(await names({ withContacts: true, search: 'an' })).toEqual(['Ana']);
      await leave(conversation.id, client.id);
      expect(await names({ withContacts: true })).toEqual(['Béa']);
    });

    it('are listed page by page, each person once, also where several have one name', async () => {
      const { repositories } = stage();
      const { directory } = repositories;
      const professional = await newPerson(repositories, 'professional');
      const expected = ['', 'a/b', 'Ana', 'Ana', 'ana', 'Éloi', 'Zoé'];
      const ids = new Set<string>();
      for (const name of expected.toReversed()) {
        const client = await directory.put(randomUUID(), { side: 'client', subject: randomUUID(), name });
        await directory.link(professional.subject, client.subject);
        ids.add(client.id);
      }
      const met: Person[] = [];
      let cursor: string | undefined;
      do {
        const page = await directory.people({ personId: professional.id, limit: 2, cursor });
        met.push(...page.items);
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      expect(met.map(({ name }) => foldText(name))).toEqual(expected.map(foldText));
      expect(new Set(met.map(({ id }) => id))).toEqual(ids);
      for (const wrong of ['abc', Buffer.from('no-id/Ana').toString('base64url'), '']) {
        const asked = directory.people({ personId: professional.id, limit: 2, cursor: wrong });
        await expect(asked).rejects.toMatchObject({ code: 'page_out_of_range' });
      }
    });

    it('do not matter to operators, who find everybody who is not shut out; one can be asked for', async () => {
      const { repositories } = stage();
      const { directory } = repositories;
      const [one, stranger] = [await newPerson(repositories, 'professional'), await newPerson(repositories, 'client')];
      const find = async (personId: string | null, onlyId: string) =>
        (await directory.people({ personId, onlyId, withContacts: true, limit: 1 })).items.map(({ id }) => id);
      expect(await find(null, stranger.id)).toEqual([stranger.id]);
      expect(await find(one.id, stranger.id)).toEqual([]);
      expect(await find(null, randomUUID())).toEqual([]);
      expect(await find(null, 'no-id')).toEqual([]);
      await directory.link(one.subject, stranger.subject);
      expect(await find(one.id, stranger.id)).toEqual([stranger.id]);
      const all = await directory.people({ personId: null, limit: 1 });
      expect([all.items.length, typeof all.nextCursor]).toEqual([1, 'string']);
      await directory.disable('client', stranger.subject);
      expect(await find(null, stranger.id)).toEqual([]);
    });

    it('remember when somebody was last seen, and only the latest', async () => {
      const { repositories } = stage();
      const { directory } = repositories;
      const professional = await newPerson(repositories, 'professional');
      const client = await newPerson(repositories, 'client');
      await directory.link(professional.subject, client.subject);
      await directory.seen(client.id, new Date('2026-02-01T10:00:00.500Z'));
      await directory.seen(client.id, new Date('2026-02-01T09:00:00Z'));
      const { items } = await directory.people({ personId: professional.id, limit: 1 });
      expect(items[0]?.lastSeenAt).toBe('2026-02-01T10:00:00.500Z');
    });
  });

  it('knows who shares a conversation with whom', async () => {
    const { repositories, leave, removeConversation } = stage();
    const { professional, client } = await newPair(repositories);
    const other = await newPerson(repositories, 'client');
    const second = await openConversation(repositories, professional, other);
    const { contactIds } = repositories.directory;
    expect((await contactIds(professional.id)).toSorted()).toEqual([client.id, other.id].toSorted());
    expect(await contactIds(client.id)).toEqual([professional.id]);
    await leave(second.id, other.id);
    expect(await contactIds(professional.id)).toEqual([client.id]);
    await removeConversation(second.id);
    expect(await contactIds(other.id)).toEqual([]);
  });
}
