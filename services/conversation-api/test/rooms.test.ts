import { randomUUID } from 'node:crypto';
import type { Person } from '@causerie/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ApiDeps } from '../src/app.ts';
import { openAppointmentDoor } from './appointment-door.ts';
import { openFilesDoor, type FilesDoor } from './files-door.ts';

let door: FilesDoor;
let doctor: Person;
let patient: Person;
let id: number;
beforeAll(async () => {
  door = await openFilesDoor();
});
beforeEach(async () => {
  const pair = await door.pair();
  [doctor, patient, id] = [pair.doctor, pair.patient, pair.conversation.number];
});
afterAll(() => door.close());

async function ask(who: Person | null, method: string, path: string, body?: object, authorization?: string) {
  const headers = {
    'content-type': 'application/json',
    ...(authorization === undefined ? {} : { authorization }),
  };
  const init = body === undefined ? { headers } : { headers, body: JSON.stringify(body) };
  const answer = await door.call(`/api/messaging${path}`, who, { method, ...init });
  // oxlint-disable-next-line typescript/no-unsafe-assignment -- each test knows the shape of its answer
  return { status: answer.status, body: JSON.parse(await answer.text()) };
}
const write = (who: Person, content: string, more: object = {}) =>
  ask(who, 'POST', `/conversations/${id}/messages`, { content, ...more });
const link = () =>
  door.query('insert into links (professional_id, client_id) values ($1, $2) on conflict do nothing', [
    doctor.id,
    patient.id,
  ]);

describe('The routes of rooms', () => {
  it('ID-3: take a token with and without Bearer, and refuse none', async () => {
    const token = door.tokenOf(patient);
    for (const authorization of [token, `Bearer ${token}`, `bearer ${token}`]) {
      expect((await ask(null, 'GET', '/conversations', undefined, authorization)).status).toBe(200);
    }
    expect((await ask(null, 'GET', '/conversations')).status).toBe(401);
  });

  it('DOOR-14: answer in its column names, whatever the spelling and the type of what they were asked with', async () => {
    await link();
    for (const body of [
      { doctor_id: doctor.subject },
      { doctorId: doctor.subject, patient_id: null },
      { medecinId: doctor.subject, patientId: patient.subject },
    ]) {
      const answer = await ask(patient, 'POST', '/conversations', body);
      expect([answer.status, answer.body.id]).toEqual([200, id]);
    }
    const listed = await ask(patient, 'GET', '/conversations?page=1&limit=20');
    expect(listed.body).toMatchObject([
      { id, patient_id: patient.subject, doctor_id: doctor.subject, status: 'active', unread_count: 0 },
    ]);
    const sent = await write(doctor, 'Bonjour', { client_message_id: 'k' });
    expect([sent.status, sent.body.conversation_id, sent.body.sender_id]).toEqual([201, id, doctor.subject]);
    expect((await write(doctor, 'Bonjour', { clientMessageId: 'k' })).status).toBe(200);
    const page = await ask(patient, 'GET', `/conversations/${id}/messages?page=1&limit=50`);
    expect(page.body).toEqual([sent.body]);
    expect((await ask(patient, 'GET', `/conversations/${id}/messages?limit=0`)).body.code).toBe('invalid_input');
    expect((await ask(patient, 'GET', '/unread-count')).body).toEqual({ unreadCount: 1 });
  });

  it('DEL-12: print a deleted message in its place, empty and of the same type', async () => {
    const [first, second] = [(await write(doctor, 'à retirer')).body, (await write(doctor, 'reste')).body];
    const [row] = (await door.query('select id from messages where number = $1', [first.id])) as Array<{ id: string }>;
    expect((await door.call(`/v1/messages/${row?.id}`, doctor, { method: 'DELETE' })).status).toBeLessThan(300);
    const { body } = await ask(patient, 'GET', `/conversations/${id}/messages`);
    expect(body).toEqual([{ ...first, content: '' }, second]);
  });

  it('DOOR-2: refuse what is foreign, unknown or absurd in the same words', async () => {
    const { patient: stranger } = await door.pair();
    const { body: message } = await write(doctor, 'secret');
    const answers = [
      await ask(stranger, 'GET', `/conversations/${id}`),
      await ask(stranger, 'GET', `/conversations/${id}/messages`),
      await ask(stranger, 'POST', `/conversations/${id}/messages`, { content: 'x' }),
      await ask(patient, 'GET', '/conversations/999999999999999'),
      await ask(patient, 'GET', `/conversations/${id}/messages?before=${Number.MAX_SAFE_INTEGER}`),
      await ask(patient, 'GET', '/no-such-route'),
    ];
    for (const { status, body } of answers) {
      expect([status, { ...body, requestId: '' }]).toEqual([
        404,
        { message: 'There is no such thing for you', code: 'not_found', retryable: false, requestId: '' },
      ]);
    }
    for (const absurd of ['0', '-1', '1e3', '1.5', 'abc', '9'.repeat(16)]) {
      expect((await ask(patient, 'GET', `/conversations/${absurd}`)).status, absurd).toBe(400);
    }
    expect((await ask(patient, 'GET', `/conversations/${id}/messages?before=${message.id}`)).body).toEqual([]);
  });

  it('ID-7: refuse a body that names somebody else as the caller, or nobody, or a stranger', async () => {
    const codes = await Promise.all(
      [
        { doctor_id: doctor.subject, patient_id: 'other' },
        { patient_id: patient.subject },
        { doctor_id: doctor.subject },
      ].map(async (body) => (await ask(patient, 'POST', '/conversations', body)).body.code),
    );
    expect(codes).toEqual(['identity_mismatch', 'invalid_input', 'not_linked']);
  });
});

describe('The people of the rooms dialect', () => {
  it('are those who are linked, and of them those who are available; integer ids print as integers', async () => {
    const presences = { onlineAmong: async () => new Set<string>() } as unknown as ApiDeps['presences'];
    const people = await openAppointmentDoor({ presences });
    const { directory } = people.repositories;
    const put = (side: Person['side'], name: string) => directory.put(randomUUID(), { side, subject: '42', name });
    const [medecin, léa] = [await put('professional', 'Dr Éloïse Moreau'), await put('client', 'Léa Martin')];
    const find = (path: string) => people.call(léa, 'GET', `/api/messaging${path}`);
    const row = { id: 42, name: medecin.name, role: 'medecin', available: true, online: false };
    expect((await find('/search-users')).body).toEqual([]);
    await directory.link('42', '42');
    expect((await find('/search-users?q=eloise&page=1')).body).toEqual([row]);
    expect([(await find('/search-users?q=zzz')).body, (await find('/available-users?q=')).body]).toEqual([[], [row]]);
    await directory.setAvailable(medecin.id, false);
    expect((await find('/search-users')).body).toEqual([{ ...row, available: false }]);
    expect((await find('/available-users')).body).toEqual([]);
    for (const query of ['q=%00', 'limit=101', `q=${'x'.repeat(101)}`]) {
      expect((await find(`/search-users?${query}`)).status, query).toBe(400);
    }
    await people.close();
  });
});
