import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openAuditDoor, type AuditDoor } from './audit-door.ts';

const CANARY = 'kanarienvogel';
const BACK_END = { side: 'service', subject: 'back' } as const;
const OPERATOR = { side: 'admin', subject: 'op' } as const;
const MINUTE_SECONDS = 60;

let door: AuditDoor;
beforeEach(async () => {
  door = await openAuditDoor();
});
afterEach(() => door.close());

describe('AUD-1: who did what to whose data is recorded', () => {
  it('every route of the interface leaves a record, however it ends', async () => {
    const { patient } = await door.pair(['Dr Moreau', 'Léa']);
    const routes = door.routes().filter(({ url }) => url !== '/asyncapi.json');
    expect(routes.length).toBeGreaterThan(60);
    for (const { method, url } of routes) {
      const path = url
        .replace(':side', 'client')
        .replaceAll(/:(\w+)/g, (_, name: string) => (name === 'id' || name.endsWith('Id') ? randomUUID() : CANARY));
      const answer = await door.call(
        patient,
        method,
        path,
        method === 'GET' || method === 'HEAD' ? undefined : {},
        1 + Math.floor(Date.now() / 1000) + MINUTE_SECONDS / 2,
      );
      await answer.arrayBuffer();
    }
    const records = await door.records();
    const recorded = new Set(records.map(({ action }) => action));
    expect(routes.map(({ method, url }) => `${method} ${url}`).filter((action) => !recorded.has(action))).toEqual([]);
    expect(JSON.stringify(records)).not.toContain(CANARY);
  });

  it('says who, what, whose and how, and nothing that was said', async () => {
    const { doctor, patient, conversation } = await door.pair([`Dr ${CANARY}`, `Léa ${CANARY}`]);
    const at = `/v1/conversations/${conversation.id}`;
    const sent = await door.call(patient, 'POST', `${at}/messages`, { content: CANARY, clientMessageId: CANARY });
    const message = (await sent.json()) as { id: string };
    const form = new FormData();
    form.append('file', new Blob([`file ${CANARY}`]), `${CANARY}.txt`);
    await door.call(patient, 'POST', `${at}/attachments`, form);
    await door.call(doctor, 'GET', `/v1/search/messages?q=${CANARY}`);
    await door.call(doctor, 'PATCH', `/v1/messages/${message.id}`, { content: 'not mine' });
    await door.call(BACK_END, 'PUT', `/v1/directory/users/client/${patient.subject}`, { name: CANARY });
    await door.call(BACK_END, 'PUT', `/v1/directory/users/client/${CANARY}`, {
      name: CANARY,
      email: `${CANARY}@example.org`,
    });
    await door.call(doctor, 'GET', `/v1/messages/${CANARY}`);
    await door.call(null, 'GET', at);
    await door.call(doctor, 'GET', '/v1/me');
    const records = await door.records();
    // Those whose person had to be looked up may come a moment later.
    const facts = records.map((one) => [one.actorRole, one.action, one.outcome, one.targetKind, one.targetId]);
    const expected = [
      ['client', 'POST /v1/conversations/:id/messages', 'ok', 'conversation', conversation.id],
      ['client', 'POST /v1/conversations/:id/attachments', 'ok', 'conversation', conversation.id],
      ['professional', 'GET /v1/search/messages', 'ok', null, null],
      ['professional', 'PATCH /v1/messages/:id', 'forbidden', 'message', message.id],
      ['service', 'PUT /v1/directory/users/:side/:subject', 'ok', null, null],
      ['service', 'PUT /v1/directory/users/:side/:subject', 'ok', null, null],
      ['anonymous', 'GET /v1/messages/:id', 'invalid_input', null, null],
      ['anonymous', 'GET /v1/conversations/:id', 'unauthenticated', 'conversation', conversation.id],
      ['professional', 'GET /v1/me', 'ok', null, null],
    ];
    // Two requests at once leave their records in either order.
    expect(facts).toHaveLength(expected.length);
    expect(facts).toEqual(expect.arrayContaining(expected));
    const written = records.filter(({ actorRole }) => actorRole === 'service').map(({ whoseId }) => whoseId);
    expect(written).toContain(patient.id);
    const own = records.find(({ action }) => action === 'GET /v1/me');
    expect(own).toMatchObject({ actorId: doctor.id, whoseId: doctor.id });
    expect(records.every(({ requestId }) => requestId !== null)).toBe(true);
    const { rows } = await door.pool.query('select * from audit');
    expect(JSON.stringify(rows)).not.toContain(CANARY);
  });

  it('operators read it, and nobody else does', async () => {
    const { doctor } = await door.pair(['Dr Moreau', 'Léa']);
    await door.call(doctor, 'GET', '/v1/me');
    await door.call(doctor, 'GET', '/v1/unread');
    expect((await door.call(doctor, 'GET', '/v1/admin/audit')).status).toBe(403);
    expect((await door.call(BACK_END, 'GET', '/v1/admin/audit')).status).toBe(403);
    const page = async (query: string) =>
      (await (await door.call(OPERATOR, 'GET', `/v1/admin/audit?${query}`)).json()) as {
        items: Array<{ action: string }>;
        nextCursor: string | null;
      };
    const whose = `whoseId=${doctor.id}`;
    await expect.poll(async () => (await page(whose)).items.length, { timeout: 5000 }).toBe(3);
    const first = await page(`${whose}&limit=2`);
    expect(first.items.map(({ action }) => action)).toEqual(['GET /v1/admin/audit', 'GET /v1/unread']);
    const second = await page(`${whose}&limit=2&cursor=${first.nextCursor}`);
    expect(second).toMatchObject({ items: [{ action: 'GET /v1/me' }], nextCursor: null });
    expect((await door.call(OPERATOR, 'GET', '/v1/admin/audit?cursor=x')).status).toBe(400);
  });

  it('is never changed', async () => {
    await expect(door.pool.query('update audit set outcome = outcome')).rejects.toThrow('never changed');
    await expect(door.pool.query('delete from audit')).rejects.toThrow('never changed');
    await expect(door.pool.query('truncate audit')).rejects.toThrow('never changed');
  });
});

describe('ID-12: logging out', () => {
  it('withdraws every token that was issued until then, and tells the gateways', async () => {
    const { patient } = await door.pair(['Dr Moreau', 'Léa']);
    const now = Math.floor(Date.now() / 1000);
    const me = (issuedAt: number) => door.call(patient, 'GET', '/v1/me', undefined, issuedAt);
    expect((await me(now - 1)).status).toBe(200);
    const left = await door.call(patient, 'POST', '/v1/logout', undefined, now);
    expect([left.status, await left.text()]).toEqual([204, '']);
    expect((await me(now)).status).toBe(401);
    const refused = await me(now - MINUTE_SECONDS);
    expect(await refused.json()).toMatchObject({ code: 'token_revoked', retryable: false });
    expect((await me(now + 2)).status).toBe(200);
    const revoked = door.announced.filter(({ event }) => event.type === 'session.revoked');
    expect(revoked).toMatchObject([{ audience: [patient.id], event: { personId: patient.id } }]);
  });

  it('a back end does it for somebody, whom it must know', async () => {
    const { doctor, patient } = await door.pair(['Dr Moreau', 'Léa']);
    const sessions = `/v1/directory/users/client/${patient.subject}/sessions`;
    expect((await door.call(doctor, 'DELETE', sessions)).status).toBe(403);
    expect((await door.call(BACK_END, 'DELETE', '/v1/directory/users/client/nobody/sessions')).status).toBe(404);
    expect((await door.call(patient, 'GET', '/v1/me')).status).toBe(200);
    expect((await door.call(BACK_END, 'DELETE', sessions)).status).toBe(204);
    expect((await door.call(patient, 'GET', '/v1/me')).status).toBe(401);
    expect((await door.call(doctor, 'GET', '/v1/me')).status).toBe(200);
  });
});
