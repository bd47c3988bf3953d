import { randomUUID } from 'node:crypto';
import type { Person } from '@causerie/contracts';
import { SalonError, SalonMessage, SalonMessagePage } from '@causerie/dialects';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openSalonDoor, type SalonDoor } from './salon-door.ts';

let door: SalonDoor;
let ask: SalonDoor['ask'];
let salon: Person;
let client: Person;
/** The conversation of the two. */
let id: string;
beforeAll(async () => {
  door = await openSalonDoor();
  ask = door.ask;
});
beforeEach(async () => {
  const pair = await door.pair();
  [salon, client, id] = [pair.doctor, pair.patient, pair.conversation.id];
});
afterAll(() => door.close());

const path = (rest = ''): string => `/conversations/${id}${rest}`;
const write = (who: Person, content: string, more: object = {}) =>
  ask(who, 'POST', path('/messages'), { content, ...more });

describe('Messages', () => {
  it('are created with 201 in the shape of the document, and a repeat with the same key answers 200 (DEL-3)', async () => {
    const sent = await write(salon, 'Bonjour', { attachments: [], clientMessageId: 'k' });
    expect(sent.status).toBe(201);
    expect(SalonMessage.parse(sent.body)).toEqual(sent.body);
    const { createdAt } = sent.body;
    const fixed = { conversationId: id, authorId: salon.subject, content: 'Bonjour', isDeleted: false };
    const rest = { readAt: null, createdAt, updatedAt: createdAt, attachments: [] };
    expect(sent.body).toEqual({ id: sent.body.id, ...fixed, ...rest });
    const again = await write(salon, 'Bonjour', { clientMessageId: 'k' });
    expect([again.status, again.body]).toEqual([200, sent.body]);
    expect((await write(salon, '')).status).toBe(400);
  });

  it('pages count from the newest, and within a page the oldest comes first', async () => {
    for (const content of ['1', '2', '3', '4', '5']) await write(salon, content);
    const list = async (query: string) => {
      const { body } = await ask(client, 'GET', path(`/messages${query}`));
      expect(SalonMessagePage.parse(body)).toEqual(body);
      return [body.data.map(({ content }: SalonMessage) => content).join(''), body.total, body.totalPages, body.limit];
    };
    expect(await list('?page=1&limit=2')).toEqual(['45', 5, 3, 2]);
    expect(await list('?page=2&limit=2')).toEqual(['23', 5, 3, 2]);
    expect(await list('?page=3&limit=2')).toEqual(['1', 5, 3, 2]);
    expect(await list('?page=4&limit=2')).toEqual(['', 5, 3, 2]);
    expect(await list('')).toEqual(['12345', 5, 1, 50]);
    expect((await ask(client, 'GET', path('/messages?limit=101'))).status).toBe(400);
  });

  it('DEL-9: readAt is when the other person read exactly this message, and is null before', async () => {
    const ids = [];
    for (const content of ['un', 'deux', 'trois']) ids.push((await write(salon, content)).body.id);
    await write(client, 'quatre');
    const readAts = async (who: Person) =>
      (await ask(who, 'GET', path('/messages'))).body.data.map(({ readAt }: SalonMessage) => readAt);
    expect(await readAts(salon)).toEqual([null, null, null, null]);
    const first = await ask(client, 'PATCH', `/messages/${ids[0]}/read`);
    expect([first.status, first.body.id, first.body.content]).toEqual([200, ids[0], 'un']);
    const at = first.body.readAt;
    expect(at).toMatch(/Z$/);
    expect((await ask(client, 'PATCH', `/messages/${ids[0]}/read`)).body.readAt).toBe(at);
    expect(await readAts(salon)).toEqual([at, null, null, null]);
    expect(await ask(client, 'PATCH', path('/mark-read'))).toEqual({ status: 204, body: null });
    const [one, two, three, four] = await readAts(salon);
    expect([one, two, four]).toEqual([at, three, null]);
    expect(two).toMatch(/Z$/);
    await ask(salon, 'PATCH', path('/mark-read'));
    const all = await readAts(client);
    expect(all.slice(0, 3)).toEqual([one, two, three]);
    expect(all[3]).toMatch(/Z$/);
    expect((await ask(client, 'GET', path())).body).toMatchObject({ unreadCount: 0, lastMessage: { readAt: all[3] } });
  });

  it('are deleted by their author alone, with 204, and keep their place', async () => {
    const { body } = await write(client, 'Oups');
    expect((await ask(salon, 'DELETE', `/messages/${body.id}`)).status).toBe(403);
    expect(await ask(client, 'DELETE', `/messages/${body.id}`)).toEqual({ status: 204, body: null });
    const page = (await ask(salon, 'GET', path('/messages'))).body;
    expect(page.total).toBe(1);
    expect(page.data[0]).toMatchObject({ id: body.id, isDeleted: true, content: '' });
  });

  it('bring files that were uploaded here by their address, and refuse addresses elsewhere with 422', async () => {
    const file = { bytes: new TextEncoder().encode('le devis'), name: 'devis.txt' };
    const links = [];
    for (const origin of ['', 'https://causerie.example']) {
      const uploaded = await door.uploaded(id, client, file);
      links.push({ url: `${origin}/v1/attachments/${uploaded.id}/content`, type: 'text/plain' });
    }
    const sent = await write(client, 'Voici', { attachments: links });
    expect(sent.status).toBe(201);
    expect(sent.body.attachments.map(({ url }: { url: string }) => `/${url.split('/').slice(-4).join('/')}`)).toEqual(
      links.map(({ url }) => new URL(url, 'http://x').pathname),
    );
    expect(sent.body.attachments[0]).toEqual({
      id: expect.any(String),
      messageId: sent.body.id,
      url: links[0]?.url,
      type: expect.stringContaining('text/plain'),
      createdAt: sent.body.createdAt,
    });
    const foreign = { url: 'https://fichiers.example/photo.jpg', type: 'image/jpeg' };
    const refused = await write(client, 'Voici', { attachments: [foreign] });
    expect([refused.status, refused.body.code]).toEqual([422, 'unprocessable']);
    const stolen = await door.uploaded(id, client, file);
    const asSalon = { attachments: [{ url: `/v1/attachments/${stolen.id}/content`, type: 'text/plain' }] };
    expect((await write(salon, 'À moi', asSalon)).status).toBe(404);
  });
});

describe('Refusals', () => {
  it('DOOR-2: foreign and unknown answer alike at every route, in the body of the document', async () => {
    const { patient, doctor } = await door.pair();
    const message = (await write(salon, 'Entre nous')).body.id;
    for (const stranger of [patient, doctor]) {
      const calls = (conversation: string, one: string): Array<[string, string, object?]> => [
        ['GET', `/conversations/${conversation}`],
        ['PATCH', `/conversations/${conversation}`, { subject: 'x' }],
        ['PATCH', `/conversations/${conversation}/archive`],
        ['PATCH', `/conversations/${conversation}/mark-read`],
        ['DELETE', `/conversations/${conversation}`],
        ['POST', `/conversations/${conversation}/messages`, { content: 'x' }],
        ['GET', `/conversations/${conversation}/messages`],
        ['PATCH', `/messages/${one}/read`],
        ['DELETE', `/messages/${one}`],
      ];
      const answers = await Promise.all(
        [calls(id, message), calls(randomUUID(), randomUUID())].map((all) =>
          Promise.all(all.map(([method, where, body]) => ask(stranger, method, where, body))),
        ),
      );
      expect(answers[0]).toEqual(answers[1]);
      for (const { body, status } of answers[0] ?? []) {
        expect(SalonError.strict().parse(body).statusCode).toBe(status);
        expect([403, 404]).toContain(status);
      }
    }
  });

  it('ID-1: 401 without a token; 400 for ids that are none; 404 for routes that are none', async () => {
    expect((await ask(null, 'GET', '/conversations')).body).toMatchObject({ statusCode: 401, code: 'unauthenticated' });
    expect((await ask(salon, 'GET', '/conversations/12')).status).toBe(400);
    expect(await ask(salon, 'GET', '/nowhere')).toMatchObject({ status: 404, body: { statusCode: 404 } });
  });
});
