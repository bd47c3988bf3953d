import type { Person } from '@causerie/contracts';
import { MedecinPatientConversation, MedecinPatientError, MedecinPatientMessage } from '@causerie/dialects';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openFilesDoor, type FilesDoor } from './files-door.ts';
import { picture } from './pictures.ts';

let door: FilesDoor;
let doctor: Person;
let patient: Person;
let id: string;
beforeAll(async () => {
  door = await openFilesDoor();
});
beforeEach(async () => {
  const pair = await door.pair();
  [doctor, patient, id] = [pair.doctor, pair.patient, pair.conversation.id];
});
afterAll(() => door.close());

async function ask(who: Person | null, method: string, path: string, body?: object) {
  const headers = { 'content-type': 'application/json' };
  const json = body === undefined ? {} : { body: JSON.stringify(body), headers };
  const answer = await door.call(`/api/messaging/medecin-patient${path}`, who, { method, ...json });
  const text = await answer.text();
  // oxlint-disable-next-line typescript/no-unsafe-assignment -- each test knows the shape of its answer
  return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
}
const write = (who: Person, content: string, more: object = {}) =>
  ask(who, 'POST', `/conversations/${id}/messages`, { content, type: 'text', ...more });

describe('Conversations of médecins and patients', () => {
  it('are listed by each side on its own route, and the other side is refused', async () => {
    await write(doctor, 'Bonjour');
    for (const [who, own, other] of [
      [patient, '/patient/conversations', '/medecin/conversations'],
      [doctor, '/medecin/conversations', '/patient/conversations'],
    ] as const) {
      const { status, body } = await ask(who, 'GET', own);
      expect([status, body.length]).toEqual([200, 1]);
      expect(MedecinPatientConversation.parse(body[0])).toEqual(body[0]);
      expect(body[0]).toMatchObject({ id, patientId: patient.subject, medecinId: doctor.subject, status: 'active' });
      expect((await ask(who, 'GET', other)).status).toBe(403);
    }
    const [{ unreadCount, lastMessage }] = (await ask(patient, 'GET', '/patient/conversations')).body;
    expect([unreadCount, lastMessage.content, lastMessage.senderId]).toEqual([1, 'Bonjour', doctor.subject]);
  });

  it('DOOR-6: need the link of the two, and are one per pair: whoever asks again gets the same with 200', async () => {
    const strangers = await ask(patient, 'POST', '/conversations', { medecin_id: doctor.subject });
    expect([strangers.status, strangers.body.code]).toEqual([403, 'not_linked']);
    await door.query('insert into links (professional_id, client_id) values ($1, $2)', [doctor.id, patient.id]);
    const again = await ask(patient, 'POST', '/conversations', { medecin_id: doctor.subject });
    expect([again.status, again.body.id]).toEqual([200, id]);
  });

  it('ID-7: refuse a body that names somebody else as the caller, and one that names nobody', async () => {
    const wrong = await ask(patient, 'POST', '/conversations', { medecinId: doctor.subject, patientId: 'other' });
    expect([wrong.status, wrong.body.code]).toEqual([403, 'identity_mismatch']);
    expect(MedecinPatientError.parse(wrong.body)).toEqual(wrong.body);
    expect((await ask(patient, 'POST', '/conversations', {})).status).toBe(400);
  });
});

describe('Messages of médecins and patients', () => {
  it('come oldest first in the shape of the document, and a message id is a cursor', async () => {
    const ids: string[] = [];
    for (const content of ['un', 'deux', 'trois']) ids.push((await write(doctor, content)).body.id);
    const { body } = await ask(patient, 'GET', `/conversations/${id}/messages`);
    expect(body.map(({ content }: MedecinPatientMessage) => content)).toEqual(['un', 'deux', 'trois']);
    for (const message of body) expect(MedecinPatientMessage.parse(message)).toEqual(message);
    const before = await ask(patient, 'GET', `/conversations/${id}/messages?before=${ids[2]}&limit=1`);
    expect(before.body.map(({ content }: MedecinPatientMessage) => content)).toEqual(['deux']);
    expect((await ask(patient, 'GET', `/conversations/${id}/messages?limit=101`)).status).toBe(400);
  });

  it('DEL-3: are sent once per client key, and marked as read with the status of the document', async () => {
    const sent = await write(doctor, 'Vos résultats', { clientMessageId: 'k', timestamp: '2026-11-21T09:00:00.000Z' });
    const again = await write(doctor, 'Vos résultats', { clientMessageId: 'k' });
    expect([sent.status, again.status, again.body.id]).toEqual([201, 200, sent.body.id]);
    expect([sent.body.status, sent.body.senderId]).toEqual(['sent', doctor.subject]);
    const read = await ask(patient, 'PUT', `/messages/${sent.body.id}/read`);
    expect([read.status, read.body.status, read.body.id]).toEqual([200, 'read', sent.body.id]);
    const [seen] = (await ask(doctor, 'GET', `/conversations/${id}/messages`)).body;
    expect(seen.status).toBe('read');
  });

  it('carry a file that was uploaded before, by its address', async () => {
    const file = await door.uploaded(id, doctor, { bytes: await picture('png'), name: 'photo.png' });
    const url = `https://chat.example/v1/attachments/${file.id}/content`;
    const sent = await write(doctor, '', { type: 'image', metadata: { fileUrl: url } });
    expect([sent.status, sent.body.type]).toEqual([201, 'image']);
    expect(sent.body.metadata).toMatchObject({ fileUrl: `/v1/attachments/${file.id}/content`, fileName: 'photo.png' });
    const foreign = await write(doctor, '', { type: 'file', metadata: { fileUrl: 'https://elsewhere.example/a.pdf' } });
    expect([foreign.status, foreign.body.code]).toEqual([422, 'unprocessable']);
  });

  it('have the types of the document, whatever a client says of a file', async () => {
    const sent = await write(doctor, 'Voici', { metadata: { fileName: 7, fileSize: '10 Ko', pages: 2 } });
    expect([sent.status, sent.body.metadata]).toEqual([201, { pages: 2 }]);
    const metadata = { fileUrl: 'https://elsewhere.example/a.pdf', fileName: 'a.pdf', fileSize: 12 };
    const json = { 'content-type': 'application/json' };
    const body = JSON.stringify({ content: 'Voici', metadata });
    await door.call(`/v1/conversations/${id}/messages`, doctor, { method: 'POST', headers: json, body });
    const listed = await ask(patient, 'GET', `/conversations/${id}/messages`);
    expect(listed.body.map((message: MedecinPatientMessage) => message.metadata)).toEqual([
      { pages: 2 },
      { fileName: 'a.pdf', fileSize: 12 },
    ]);
  });

  it('DEL-12: keep their place when they are deleted, and say nothing', async () => {
    const { body: sent } = await write(doctor, 'à retirer', { metadata: { fileName: 'a' } });
    expect((await door.call(`/v1/messages/${sent.id}`, doctor, { method: 'DELETE' })).status).toBeLessThan(300);
    const [left] = (await ask(patient, 'GET', `/conversations/${id}/messages`)).body;
    expect(left).toEqual({ ...sent, content: '', metadata: {}, isDeleted: true });
    const [{ lastMessage }] = (await ask(patient, 'GET', '/patient/conversations')).body;
    expect(lastMessage.content).toBe('');
  });

  it('refuse what the document does not have, in its own error body', async () => {
    for (const body of [{ type: 'system', content: 'x' }, { type: 'text' }, { content: 7 }, { content: ' ' }]) {
      const { status, body: refused } = await ask(doctor, 'POST', `/conversations/${id}/messages`, body);
      expect([status, refused.code]).toEqual([400, 'invalid_input']);
      expect(MedecinPatientError.parse(refused)).toEqual(refused);
    }
    for (const query of ['limit=0', 'limit=x', 'before=42']) {
      expect((await ask(doctor, 'GET', `/conversations/${id}/messages?${query}`)).status, query).toBe(400);
    }
    const nowhere = await ask(doctor, 'GET', '/no-such-route');
    expect([nowhere.status, MedecinPatientError.parse(nowhere.body).code]).toEqual([404, 'not_found']);
  });

  it('DOOR-2: of conversations and messages that are not mine are as unknown as those that do not exist', async () => {
    const { patient: stranger } = await door.pair();
    const { body: message } = await write(doctor, 'secret');
    const unknown = '01900000-0000-7000-8000-00000000dead';
    for (const [method, path] of [
      ['GET', '/conversations/ID/messages'],
      ['POST', '/conversations/ID/messages'],
      ['PUT', '/messages/ID/read'],
    ] as const) {
      const own = path.startsWith('/messages') ? message.id : id;
      const body = method === 'POST' ? { content: 'x' } : undefined;
      const [foreign, nothing] = await Promise.all(
        [own, unknown].map((one) => ask(stranger, method, path.replace('ID', one), body)),
      );
      expect([foreign?.status, foreign?.body.code], path).toEqual([404, 'not_found']);
      expect({ ...nothing?.body, requestId: '' }).toEqual({ ...foreign?.body, requestId: '' });
    }
    expect((await ask(null, 'GET', '/patient/conversations')).status).toBe(401);
  });
});
