import { randomUUID } from 'node:crypto';
import type { AuditEntry, Person } from '@causerie/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAppointmentDoor, type AppointmentDoor } from './appointment-door.ts';

const online = new Set<string>();
let counts = new Map<string, number>();
const noted: Array<Omit<AuditEntry, 'at'>> = [];
let door: AppointmentDoor;
beforeAll(async () => {
  const presences = {
    enter: async () => true,
    leave: async () => true,
    refresh: async () => undefined,
    onlineAmong: async (ids: readonly string[]) => new Set(ids.filter((id) => online.has(id))),
  };
  door = await openAppointmentDoor({
    presences,
    connections: { counts: async () => counts },
    trail: { note: (entry) => void noted.push(entry) },
  });
});
afterAll(() => door.close());

const put = (side: Person['side'], name = 'Zoé', subject: string = randomUUID()) =>
  door.repositories.directory.put(randomUUID(), { side, subject, name });

async function newPair() {
  const [professional, client] = [await put('professional', 'Moreau'), await put('client', 'Léa')];
  const pair = { id: randomUUID(), professionalId: professional.id, clientId: client.id, subject: null };
  await door.repositories.conversations.openPair(pair);
  return { professional, client };
}

describe('presence on request', () => {
  it('is told of people who share a conversation, and of nobody else (DEL-10)', async () => {
    const { professional, client } = await newPair();
    const stranger = await put('client');
    for (const { id } of [professional, client, stranger]) online.add(id);
    await door.repositories.directory.seen(client.id, new Date('2026-01-02T03:04:05.678Z'));
    const ask = (who: Person, ...ids: string[]) => door.call(who, 'GET', `/v1/presence?ids=${ids.join()}`);
    const { status, body } = await ask(professional, client.id, stranger.id, randomUUID());
    expect(status).toBe(200);
    expect(body.items).toEqual([{ personId: client.id, online: true, lastSeenAt: '2026-01-02T03:04:05.678Z' }]);
    expect((await ask(stranger, client.id)).body.items).toEqual([]);
    online.delete(professional.id);
    expect((await ask(client, professional.id.toUpperCase())).body.items).toEqual([
      { personId: professional.id, online: false, lastSeenAt: null },
    ]);
    expect((await ask(client, 'no-id')).status).toBe(400);
    expect((await ask(client, ...Array.from({ length: 101 }, () => randomUUID()))).status).toBe(400);
  });
});

describe('the directory', () => {
  it('finds people I am linked with or share a conversation with, and no others', async () => {
    const { professional, client } = await newPair();
    const linked = await put('client', 'Éléonore');
    await put('client', 'Étrangère');
    await door.repositories.directory.link(professional.subject, linked.subject);
    const names = async (query = '') => {
      const { body } = await door.call(professional, 'GET', `/v1/directory/people${query}`);
      return body.items.map(({ name }: Person) => name);
    };
    expect(await names()).toEqual(['Éléonore', 'Léa']);
    expect(await names('?search=lea')).toEqual(['Léa']);
    const rooms = await door.call(professional, 'GET', '/api/messaging/search-users');
    expect(JSON.stringify(rooms.body)).not.toContain(client.name);
  });

  it('is read page by page and one by one; foreign and unknown people are the same (DOOR-2)', async () => {
    const { professional, client } = await newPair();
    const other = await put('client', 'Éloi');
    const stranger = await put('client', 'Étrangère');
    await door.repositories.directory.link(professional.subject, other.subject);
    online.add(other.id);
    const list = (query: string) => door.call(professional, 'GET', `/v1/directory/people?${query}`);
    const first = await list('limit=1');
    expect(first.body.items).toMatchObject([{ id: other.id, online: true }]);
    const second = await list(`limit=1&cursor=${first.body.nextCursor}`);
    expect(second.body).toMatchObject({ items: [{ id: client.id, online: false }], nextCursor: null });
    expect((await list('cursor=abc')).body.code).toBe('page_out_of_range');

    const one = (who: Person | 'service', id: string) => door.call(who, 'GET', `/v1/directory/people/${id}`);
    const { status, body } = await one(professional, client.id.toUpperCase());
    expect([status, body]).toEqual([200, second.body.items[0]]);
    const foreign = await one(professional, stranger.id);
    const unknown = await one(professional, randomUUID());
    expect([foreign.status, foreign.body.code]).toEqual([404, 'not_found']);
    expect({ ...foreign.body, requestId: '' }).toEqual({ ...unknown.body, requestId: '' });
    expect((await one(professional, 'no-id')).status).toBe(400);
    expect((await one('service', stranger.id)).body).toMatchObject({ name: 'Étrangère' });
    expect(noted.at(-1)).toMatchObject({ actorRole: 'service', whoseId: stranger.id, outcome: 'ok' });
  });

  it('shows everybody to operators and back ends', async () => {
    const stranger = await put('client', 'Unique Étrangère');
    for (const who of ['admin', 'service'] as const) {
      const { status, body } = await door.call(who, 'GET', '/v1/directory/people?search=unique');
      expect([status, body.items.map(({ id }: Person) => id), body.nextCursor]).toEqual([200, [stranger.id], null]);
    }
  });

  it('lets professionals say whether they take new people', async () => {
    const { professional, client } = await newPair();
    await door.repositories.directory.link(professional.subject, client.subject);
    const say = (who: Person, body: object) => door.call(who, 'PUT', '/v1/me/availability', body);
    const said = async (who: Person) => (await door.call(who, 'GET', '/v1/me/availability')).body;
    expect(await said(professional)).toEqual({ available: true });
    expect(await say(professional, { available: false })).toEqual({ status: 200, body: { available: false } });
    expect([await said(professional), (await said(client)).code]).toEqual([{ available: false }, 'wrong_side']);
    const { body } = await door.call(client, 'GET', '/v1/directory/people');
    expect(body.items).toMatchObject([{ id: professional.id, available: false }]);
    expect((await say(client, { available: true })).body.code).toBe('wrong_side');
    expect((await say(professional, { available: 'yes' })).status).toBe(400);
  });

  it('shuts a person out for a back end alone (ID-11), and once more is the same', async () => {
    const { professional, client } = await newPair();
    const disable = (who: Person | 'service' | 'admin', subject = client.subject) =>
      door.call(who, 'DELETE', `/v1/directory/users/client/${subject}`);
    for (const who of [professional, client, 'admin'] as const) expect((await disable(who)).status).toBe(403);
    expect((await disable('service')).status).toBe(204);
    expect((await disable('service')).status).toBe(204);
    expect((await door.call(client, 'GET', '/v1/me')).status).toBe(401);
    expect(await door.repositories.directory.disabledAmong([client.id, professional.id])).toEqual([client.id]);
    expect((await disable('service', 'nobody')).body.code).toBe('not_found');
  });
});

describe('statistics of sockets', () => {
  it('are for operators and back ends, in both dialects, and keep two people of one subject apart (ID-6)', async () => {
    const [léa, max, zoé] = [await put('client'), await put('professional'), await put('client')];
    const twin = await put('professional', 'Moreau', léa.subject);
    counts = new Map([
      [léa.id, 2],
      [twin.id, 3],
      [max.id, 4],
      [zoé.id, 1],
    ]);
    for (const path of ['/api/messaging/stats', '/v1/stats/connections']) {
      for (const who of ['admin', 'service'] as const) {
        expect(await door.call(who, 'GET', path)).toEqual({
          status: 200,
          body: {
            connections: 10,
            users: 4,
            multipleConnections: 3,
            connectionDetails: { [`client:${léa.subject}`]: 2, [`professional:${léa.subject}`]: 3, [max.subject]: 4 },
          },
        });
      }
      expect((await door.call(zoé, 'GET', path)).status).toBe(403);
    }
  });
});
