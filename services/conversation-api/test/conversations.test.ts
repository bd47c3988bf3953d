import { randomUUID } from 'node:crypto';
import type { Conversation, Person } from '@causerie/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openConversationDoor, type Answer, type ConversationDoor } from './conversation-door.ts';

let door: ConversationDoor;
let doctor: Person;
let patient: Person;
let conversation: Conversation;
let path: string;

beforeAll(async () => {
  door = await openConversationDoor();
});
afterAll(() => door.close());
beforeEach(async () => {
  ({ doctor, patient, conversation } = await door.pair());
  path = `/conversations/${conversation.id}`;
  door.announced.length = 0;
});

const codeOf = ({ status, body }: Answer): unknown[] => [status, body.code];
const told = () => door.announced.map(({ event, audience }) => [event.type, audience.toSorted()]);
const everybody = () => [doctor.id, patient.id].toSorted();
const say = (who: Person, content: string) => door.call(who, 'POST', `${path}/messages`, { content });

describe('a conversation as a whole', () => {
  it('gets a subject and is put away by either side, and everybody in it is told the whole of it', async () => {
    const titled = await door.call(patient, 'PATCH', path, { subject: 'Vaccin' });
    expect(titled).toMatchObject({ status: 200, body: { subject: 'Vaccin', status: 'active' } });
    const away = await door.call(doctor, 'PATCH', path, { subject: null, status: 'archived' });
    expect(away).toMatchObject({ status: 200, body: { subject: null, status: 'archived' } });
    expect(told()).toEqual([
      ['conversation.updated', everybody()],
      ['conversation.updated', everybody()],
    ]);
    expect(door.announced[1]?.event).toEqual({ type: 'conversation.updated', conversation: away.body });
    expect(await door.call(patient, 'GET', path)).toEqual(away);
  });

  it('tells nobody when nothing changed', async () => {
    expect((await door.call(patient, 'PATCH', path, { status: 'active' })).status).toBe(200);
    expect((await door.call(patient, 'POST', `${path}/unblock`)).status).toBe(200);
    expect(told()).toEqual([]);
  });

  it('takes no messages in the archive and takes them at once when it is back (DOOR-7)', async () => {
    expect((await say(doctor, 'Bonjour')).status).toBe(201);
    expect((await door.call(patient, 'POST', `${path}/archive`)).body.status).toBe('archived');
    expect(codeOf(await say(doctor, 'Encore'))).toEqual([409, 'conversation_closed']);
    expect((await door.call(doctor, 'POST', `${path}/unarchive`)).body.status).toBe('active');
    expect((await say(doctor, 'Encore')).status).toBe(201);
  });

  it('is blocked by either side; nobody writes, both read, and only the blocker takes it back', async () => {
    await say(doctor, 'Bonjour');
    expect((await door.call(patient, 'POST', `${path}/block`)).body).toMatchObject({
      status: 'blocked',
      blockedById: patient.id,
    });
    for (const who of [doctor, patient]) {
      expect(codeOf(await say(who, 'Encore'))).toEqual([409, 'conversation_closed']);
      expect((await door.call(who, 'GET', `${path}/messages`)).body.items).toHaveLength(1);
      expect(codeOf(await door.call(who, 'PATCH', path, { status: 'active' }))).toEqual([409, 'conflict']);
      expect(codeOf(await door.call(who, 'POST', `${path}/archive`))).toEqual([409, 'conflict']);
      expect(codeOf(await door.call(who, 'POST', `${path}/unarchive`))).toEqual([409, 'conflict']);
    }
    expect(codeOf(await door.call(doctor, 'POST', `${path}/unblock`))).toEqual([403, 'forbidden']);
    expect(codeOf(await door.call(doctor, 'DELETE', path))).toEqual([409, 'conflict']);
    expect((await door.call(patient, 'POST', `${path}/unblock`)).body).toMatchObject({
      status: 'active',
      blockedById: null,
    });
    expect((await say(doctor, 'Merci')).status).toBe(201);
  });

  it('is removed by the professional for both, and then no door knows it (DOOR-2)', async () => {
    await say(patient, 'Une intervention');
    while ((await door.search.index()).more);
    expect(codeOf(await door.call(patient, 'DELETE', path))).toEqual([403, 'wrong_side']);
    door.announced.length = 0;
    expect(await door.call(doctor, 'DELETE', path)).toEqual({ status: 204, body: null });
    expect(door.announced).toEqual([
      {
        audience: everybody(),
        event: { type: 'conversation.deleted', conversation: { id: conversation.id, number: conversation.number } },
      },
    ]);
    for (const who of [doctor, patient]) {
      const answers = await Promise.all([
        door.call(who, 'GET', path),
        door.call(who, 'PATCH', path, { subject: 'x' }),
        door.call(who, 'POST', `${path}/block`),
        door.call(who, 'GET', `${path}/messages`),
        door.call(who, 'POST', `${path}/messages`, { content: 'x' }),
        door.call(who, 'POST', `${path}/read`, { upToSeq: 1 }),
        door.call(who, 'GET', `/search/messages?q=intervention&conversationId=${conversation.id}`),
      ]);
      expect(answers.map(codeOf)).toEqual(answers.map(() => [404, 'not_found']));
      expect((await door.call(who, 'GET', '/conversations')).body.items).toEqual([]);
      expect((await door.call(who, 'GET', '/search/messages?q=intervention')).body.items).toEqual([]);
      expect((await door.call(who, 'GET', '/unread')).body.total).toBe(0);
    }
    const again = await door.call(patient, 'POST', '/conversations', { withPersonId: doctor.id });
    expect(again.status).toBe(201);
    expect(again.body.id).not.toBe(conversation.id);
  });

  it('is not found by strangers, and refuses a change that says nothing (DOOR-1, DOOR-2)', async () => {
    const { doctor: stranger } = await door.pair();
    for (const [method, suffix, body] of [
      ['PATCH', '', { subject: 'x' }],
      ['POST', '/archive', undefined],
      ['POST', '/block', undefined],
      ['POST', '/unblock', undefined],
      ['DELETE', '', undefined],
    ] as const) {
      const foreign = await door.call(stranger, method, `${path}${suffix}`, body);
      const unknown = await door.call(stranger, method, `/conversations/${randomUUID()}${suffix}`, body);
      expect([codeOf(foreign), codeOf(unknown)]).toEqual([
        [404, 'not_found'],
        [404, 'not_found'],
      ]);
    }
    for (const body of [{}, { status: 'blocked' }, { subject: '' }, { subject: 'x'.repeat(201) }]) {
      expect(codeOf(await door.call(patient, 'PATCH', path, body))).toEqual([400, 'invalid_input']);
    }
    const { paths } = await door.document();
    expect(paths['/v1/conversations/{id}'].delete.description).toContain('its files are purged');
  });
});

describe('the list of conversations', () => {
  it('comes in the order that is asked for, and is found by what was said', async () => {
    await say(patient, 'Une vaccination est prévue');
    while ((await door.search.index()).more);
    const list = async (query: string) => (await door.call(doctor, 'GET', `/conversations?${query}`)).body.items;
    expect(await list('sort=unread&unread=true')).toHaveLength(1);
    expect(await list('search=vaccinations')).toHaveLength(1);
    expect(await list('search=lea')).toHaveLength(1);
    expect(await list('search=radiologie')).toEqual([]);
    await door.call(doctor, 'POST', `${path}/read`, { upToSeq: 1 });
    expect(await list('unread=true')).toEqual([]);
    expect(await list('unread=false&sort=created')).toHaveLength(1);
    expect(codeOf(await door.call(doctor, 'GET', '/conversations?sort=name'))).toEqual([400, 'invalid_input']);
  });
});

describe('searching', () => {
  it('finds my messages, newest first, page by page, with what was found marked', async () => {
    for (const text of ['Vaccin un', 'Rien', 'Vaccin deux', 'Vaccin trois']) await say(patient, text);
    while ((await door.search.index()).more);
    const first = await door.call(doctor, 'GET', '/search/messages?q=vaccins&limit=2');
    const contents = (answer: Answer) =>
      answer.body.items.map((item: { message: { content: string } }) => item.message.content);
    expect(contents(first)).toEqual(['Vaccin trois', 'Vaccin deux']);
    expect(first.body.items[0]).toMatchObject({
      conversation: { id: conversation.id, number: conversation.number },
      highlight: { text: 'Vaccin trois', marks: [{ from: 0, length: 6 }] },
    });
    const rest = await door.call(doctor, 'GET', `/search/messages?q=vaccins&limit=2&before=${first.body.nextCursor}`);
    expect(contents(rest)).toEqual(['Vaccin un']);
    expect(rest.body.nextCursor).toBeNull();
    for (const query of ['', 'q=', 'q=x&limit=51', `q=${'x'.repeat(201)}`, 'q=%00', 'q=x&conversationId=1']) {
      expect((await door.call(doctor, 'GET', `/search/messages?${query}`)).status).toBe(400);
    }
    expect(codeOf(await door.call(doctor, 'GET', '/search/messages?q=x&before=y'))).toEqual([400, 'page_out_of_range']);
    const { doctor: stranger } = await door.pair();
    expect(contents(await door.call(stranger, 'GET', '/search/messages?q=vaccin'))).toEqual([]);
    const foreign = await door.call(stranger, 'GET', `/search/messages?q=vaccin&conversationId=${conversation.id}`);
    expect(codeOf(foreign)).toEqual([404, 'not_found']);
  });
});

describe('statistics', () => {
  it('are of the caller, or of everybody for an operator, in a range of at most 366 days', async () => {
    await say(patient, 'Bonjour');
    await say(doctor, 'Bonjour');
    const mine = await door.call(doctor, 'GET', '/stats/messaging');
    expect(mine).toMatchObject({
      status: 200,
      body: {
        conversations: { total: 1, active: 1 },
        messages: { sent: 1, received: 1 },
        responseTime: { answers: 1 },
      },
    });
    const operator = { side: 'admin', subject: 'ops', name: 'Ops' } as const;
    const all = await door.call(operator, 'GET', '/stats/messaging');
    expect(all.status).toBe(200);
    expect(all.body.conversations.total).toBeGreaterThan(1);
    expect(codeOf(await door.call({ ...operator, side: 'service' }, 'GET', '/stats/messaging'))).toEqual([
      403,
      'forbidden',
    ]);
    for (const query of [
      'from=2025-01-01T00:00:00.000Z&to=2026-01-03T00:00:00.000Z',
      'from=2026-01-02T00:00:00.000Z&to=2026-01-02T00:00:00.000Z',
      'from=yesterday',
    ]) {
      expect(codeOf(await door.call(doctor, 'GET', `/stats/messaging?${query}`))).toEqual([400, 'invalid_input']);
    }
    const year = 'from=2025-01-01T00:00:00.000Z&to=2026-01-02T00:00:00.000Z';
    expect((await door.call(doctor, 'GET', `/stats/messaging?${year}`)).body.messages).toEqual({
      sent: 0,
      received: 0,
    });
  });
});
