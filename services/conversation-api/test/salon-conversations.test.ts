import { randomUUID } from 'node:crypto';
import type { Person } from '@causerie/contracts';
import { SalonConversation, SalonConversationPage, type SalonMessage } from '@causerie/dialects';
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
const open = (who: Person, body: object) => ask(who, 'POST', '/conversations', body);

describe('POST /messaging/conversations', () => {
  it('opens a conversation with any client the salon names, and says so with 201, then 200', async () => {
    const [someone, other] = [await door.person(), await door.pair()];
    const body = { clientUserId: someone.subject, subject: 'Votre couleur', firstMessage: 'Bonjour !' };
    const opened = await open(other.doctor, body);
    expect(opened.status).toBe(201);
    expect(SalonConversation.parse(opened.body)).toEqual(opened.body);
    expect(opened.body).toMatchObject({
      salonId: other.doctor.subject,
      clientUserId: someone.subject,
      appointmentId: null,
      status: 'ACTIVE',
      blocked: false,
      subject: 'Votre couleur',
      unreadCount: 0,
      lastMessage: { content: 'Bonjour !', authorId: other.doctor.subject, readAt: null },
    });
    const again = await open(other.doctor, { clientUserId: someone.subject, subject: 'Autre chose' });
    expect([again.status, again.body.id, again.body.subject]).toEqual([200, opened.body.id, 'Votre couleur']);
  });

  it('needs a client that is known, and a subject or firstMessage that can be stored', async () => {
    expect((await open(salon, { clientUserId: 'nobody', subject: 'x' })).status).toBe(404);
    expect((await open(salon, { subject: 'x' })).status).toBe(400);
    expect((await open(salon, { clientUserId: client.subject, subject: 'x'.repeat(201) })).status).toBe(400);
    expect((await open(salon, { clientUserId: client.subject, firstMessage: ' ' })).status).toBe(400);
    expect((await open(salon, { clientUserId: client.subject, salonId: 'other' })).body.code).toBe('identity_mismatch');
  });

  it('lets a client write to a salon it is linked with, and to no other', async () => {
    const { doctor } = await door.pair();
    const asked = { clientUserId: client.subject, salonId: doctor.subject, subject: 'Un rendez-vous ?' };
    const stranger = await open(client, asked);
    expect([stranger.status, stranger.body.code]).toEqual([403, 'not_linked']);
    expect((await open(client, { subject: 'x' })).status).toBe(400);
    await door.query('insert into links (professional_id, client_id) values ($1, $2)', [doctor.id, client.id]);
    // With one salon only there is no question which.
    const opened = await open(client, { clientUserId: client.subject, subject: 'Un rendez-vous ?' });
    expect([opened.status, opened.body.salonId]).toEqual([201, doctor.subject]);
    expect((await open(client, asked)).body.id).toBe(opened.body.id);
    expect((await open(client, { ...asked, clientUserId: 'somebody else' })).body.code).toBe('identity_mismatch');
  });

  it('has one conversation per appointment, whose first message a repeat does not say twice (DEL-3)', async () => {
    const appointmentId = randomUUID();
    const body = { clientUserId: client.subject, appointmentId, subject: 'Coupe', firstMessage: 'Confirmé.' };
    const opened = await open(salon, body);
    expect([opened.status, opened.body.appointmentId]).toEqual([201, appointmentId]);
    expect(opened.body.id).not.toBe(id);
    const again = await open(salon, body);
    expect([again.status, again.body.id]).toEqual([200, opened.body.id]);
    const { body: page } = await ask(salon, 'GET', `/conversations/${opened.body.id}/messages`);
    expect(page.data.map(({ content }: SalonMessage) => content)).toEqual(['Confirmé.']);

    const mine = await open(client, { clientUserId: client.subject, appointmentId, subject: 'Coupe' });
    expect([mine.status, mine.body.id]).toEqual([200, opened.body.id]);
    const { doctor, patient } = await door.pair();
    expect((await open(doctor, { ...body, clientUserId: patient.subject })).status).toBe(409);
    // Nobody can take the conversation of an appointment that is still to come, or of somebody else.
    expect((await open(patient, { appointmentId, subject: 'x' })).status).toBe(404);
    expect((await open(patient, { appointmentId: randomUUID(), subject: 'x' })).status).toBe(404);
    await ask(salon, 'PATCH', `/conversations/${opened.body.id}/archive`);
    expect((await open(salon, body)).status).toBe(200);
  });
});

describe('GET /messaging/conversations', () => {
  it('answers numbered pages, last active first, by status; a blocked one is put away', async () => {
    const ids: string[] = [id];
    for (let index = 0; index < 2; index++) {
      const someone = await door.person();
      ids.push((await open(salon, { clientUserId: someone.subject, subject: `${index}` })).body.id);
    }
    await write(client, 'Je suis là');
    const list = async (query = '') => (await ask(salon, 'GET', `/conversations${query}`)).body;
    const first = await list('?page=1&limit=2');
    expect(SalonConversationPage.parse(first)).toEqual(first);
    expect(first).toMatchObject({ page: 1, limit: 2, total: 3, totalPages: 2 });
    expect(first.data[0]).toMatchObject({ id, unreadCount: 1, lastMessage: { content: 'Je suis là', readAt: null } });
    const second = await list('?page=2&limit=2');
    expect(new Set([...first.data, ...second.data].map((one) => one.id))).toEqual(new Set(ids));
    expect(await list('?page=3&limit=2')).toMatchObject({ data: [], page: 3, total: 3 });
    expect(await list()).toMatchObject({ page: 1, limit: 20, totalPages: 1 });

    await ask(salon, 'PATCH', path('/archive'));
    await door.query(`update conversations set status = 'blocked', blocked_by_id = $2 where id = $1`, [
      ids[1],
      salon.id,
    ]);
    const away = await list('?status=ARCHIVED');
    expect(away.total).toBe(2);
    expect(away.data).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ id, status: 'ARCHIVED', blocked: false }),
        expect.objectContaining({ id: ids[1], status: 'ARCHIVED', blocked: true }),
      ]),
    );
    expect((await list('?status=ACTIVE')).data.map((one: SalonConversation) => one.id)).toEqual([ids[2]]);
  });

  it.each(['limit=0', 'limit=101', 'page=0', 'limit=x', 'status=OPEN'])('DOOR-4: refuses ?%s', async (query) => {
    const { status, body } = await ask(salon, 'GET', `/conversations?${query}`);
    expect([status, body.code, body.statusCode]).toEqual([400, 'invalid_input', 400]);
  });
});

describe('Changing a conversation', () => {
  it('either changes the subject, only the salon changes the status', async () => {
    const titled = await ask(client, 'PATCH', path(), { subject: 'Balayage' });
    expect([titled.status, titled.body.subject, titled.body.status]).toEqual([200, 'Balayage', 'ACTIVE']);
    expect((await ask(client, 'PATCH', path(), { status: 'ARCHIVED' })).status).toBe(403);
    const away = await ask(salon, 'PATCH', path(), { status: 'ARCHIVED' });
    expect([away.status, away.body.status, away.body.subject]).toEqual([200, 'ARCHIVED', 'Balayage']);
    expect((await write(client, 'Encore moi')).body).toMatchObject({ code: 'conversation_closed', statusCode: 409 });
    expect((await ask(salon, 'PATCH', path(), { status: 'ACTIVE' })).body.status).toBe('ACTIVE');
    expect((await write(client, 'Encore moi')).status).toBe(201);
    expect((await ask(salon, 'PATCH', path(), {})).status).toBe(400);
    expect((await ask(salon, 'PATCH', path(), { subject: '' })).body.subject).toBe('');
  });

  it('archive and delete are for the salon, answer 204 without a body, and deleted is not found', async () => {
    expect((await ask(client, 'PATCH', path('/archive'))).status).toBe(403);
    expect(await ask(salon, 'PATCH', path('/archive'))).toEqual({ status: 204, body: null });
    expect((await ask(client, 'GET', path())).body.status).toBe('ARCHIVED');
    expect((await ask(client, 'DELETE', path())).status).toBe(403);
    expect(await ask(salon, 'DELETE', path())).toEqual({ status: 204, body: null });
    for (const who of [salon, client]) expect((await ask(who, 'GET', path())).status).toBe(404);
  });
});
