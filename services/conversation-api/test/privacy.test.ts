import { EXPORT_LINK_TTL_MS } from '@causerie/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPrivacyDoor } from './privacy-door.ts';

type Door = Awaited<ReturnType<typeof openPrivacyDoor>>;
let door: Door;
beforeAll(async () => {
  door = await openPrivacyDoor();
});
afterAll(() => door.close());

const BACK_END = { side: 'service', subject: 'back-end' } as const;

/** What the worker does with an export. */
async function finish(id: string, content: string): Promise<void> {
  const storageKey = `exports/${id}`;
  await door.privacyRequests.claim(id, 60_000);
  await door.privacyRequests.startExport(id, storageKey);
  await door.blobs.put(
    storageKey,
    (async function* () {
      yield Buffer.from(content);
    })(),
  );
  await door.privacyRequests.finishExport(id, { keptForMs: 60 * 60_000, receipt: { messages: 3 } });
}

describe('PRIV-1: an export', () => {
  it('is asked for once, and only its person sees where it stands', async () => {
    const [me, other] = [await door.person('client'), await door.person('client')];
    const asked = await door.call('POST', '/v1/me/export', me);
    expect([asked.statusCode, asked.json()]).toMatchObject([202, { kind: 'export', state: 'queued', receipt: {} }]);
    const { id } = asked.json<{ id: string }>();
    expect((await door.call('POST', '/v1/me/export', me)).json()).toMatchObject({ id });
    expect(door.askedForWork).toContain(id);
    expect((await door.call('GET', `/v1/me/export/${id}`, me)).json()).toMatchObject({
      state: 'queued',
      download: null,
    });
    expect((await door.call('GET', `/v1/me/export/${id}`, other)).statusCode).toBe(404);
    expect((await door.call('GET', `/v1/privacy-requests/${id}`, me)).statusCode).toBe(403);
  });

  it('is downloaded through a link that works for a moment and opens nothing else', async () => {
    const me = await door.person('client');
    const { id } = (await door.call('POST', '/v1/me/export', me)).json<{ id: string }>();
    await finish(id, 'a zip');
    const state = (await door.call('GET', `/v1/me/export/${id}`, me)).json<{ download: { url: string } }>();
    expect(state).toMatchObject({ state: 'done', receipt: { messages: 3 } });
    const { url } = state.download;
    const file = await door.call('GET', url, null);
    expect([file.statusCode, file.body, file.headers['content-type']]).toEqual([200, 'a zip', 'application/zip']);
    expect(file.headers['content-disposition']).toContain('attachment; filename="causerie-export.zip"');
    expect((await door.call('GET', url.replace('/exports/', '/files/'), null)).statusCode).toBe(404);
    expect((await door.call('GET', `${url.slice(0, -4)}AAAA`, null)).statusCode).toBe(404);
    door.clock.aheadMs = EXPORT_LINK_TTL_MS;
    expect((await door.call('GET', url, null)).statusCode).toBe(404);
    door.clock.aheadMs = 0;
    expect(door.recorded).toContainEqual(
      expect.objectContaining({ action: 'GET /v1/exports/:token', whoseId: me.id, outcome: 'ok', targetId: id }),
    );
  });

  it('of somebody else is for back ends', async () => {
    const person = await door.person('professional');
    const path = `/v1/directory/users/professional/${person.subject}/export`;
    expect((await door.call('POST', path, person)).statusCode).toBe(403);
    const asked = await door.call('POST', path, BACK_END);
    expect(asked.statusCode).toBe(202);
    const { id } = asked.json<{ id: string }>();
    expect((await door.call('GET', `/v1/privacy-requests/${id}`, BACK_END)).json()).toMatchObject({
      id,
      kind: 'export',
    });
    expect((await door.call('POST', '/v1/directory/users/client/nobody/export', BACK_END)).statusCode).toBe(404);
  });
});

describe('PRIV-3: an erasure', () => {
  it('ends every token at once, is asked for by back ends alone, and does not let an old token bring the person back', async () => {
    const person = await door.person('client');
    const path = `/v1/directory/users/client/${person.subject}/erasure`;
    expect((await door.call('GET', '/v1/me', person)).statusCode).toBe(200);
    expect((await door.call('POST', path, person)).statusCode).toBe(403);
    const asked = await door.call('POST', path, BACK_END);
    expect([asked.statusCode, asked.json()]).toMatchObject([202, { kind: 'erasure', state: 'queued' }]);
    const { id } = asked.json<{ id: string }>();
    expect(door.announced).toContainEqual({
      audience: [person.id],
      event: { type: 'session.revoked', personId: person.id, issuedUpToMs: expect.any(Number) as number },
    });
    // This door remembers the person for some seconds, and refuses them all the same.
    expect((await door.call('GET', '/v1/me', person)).statusCode).toBe(401);
    expect((await door.call('POST', path, BACK_END)).json()).toMatchObject({ id });
    await door.erasures.erasePerson({ requestId: id, personId: person.id });
    expect((await door.call('GET', '/v1/me', person, 60)).statusCode).toBe(401);
    expect(await door.directory.find('client', person.subject)).toBeNull();
    expect((await door.call('GET', `/v1/privacy-requests/${id}`, BACK_END)).json()).toMatchObject({
      kind: 'erasure',
      receipt: { people: 1 },
      download: null,
    });
    expect(door.recorded).toContainEqual(
      expect.objectContaining({
        action: 'POST /v1/directory/users/:side/:subject/erasure',
        actorRole: 'service',
        whoseId: person.id,
        outcome: 'ok',
        targetId: id,
      }),
    );
    expect(JSON.stringify(door.recorded)).not.toContain(person.subject);
  });
});
