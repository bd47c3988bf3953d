import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPrivacyDoor, type Caller } from './privacy-door.ts';

type Door = Awaited<ReturnType<typeof openPrivacyDoor>>;
const BACK_END = { side: 'service', subject: 'back-end' } as const;
const OPERATOR = { side: 'admin', subject: 'operator' } as const;
const CONFIRM = { confirm: true };

let door: Door;
let direct: Door;
beforeAll(async () => {
  [door, direct] = [await openPrivacyDoor(), await openPrivacyDoor({ erasureNeedsConfirmation: false })];
});
afterAll(() => Promise.all([door.close(), direct.close()]));

const ask = (who: Caller) => door.call('POST', '/v1/me/erasure', who, 0, CONFIRM);
const mine = (who: Caller) => door.call('GET', '/v1/me/erasure', who);

describe('PRIV-4: a person asks for their own erasure', () => {
  it('changes nothing until it is confirmed, can be withdrawn until then, and asked again', async () => {
    const me = await door.person('client');
    expect((await mine(me)).statusCode).toBe(404);
    expect((await door.call('DELETE', '/v1/me/erasure', me)).statusCode).toBe(404);
    expect((await door.call('POST', '/v1/me/erasure', me, 0, {})).statusCode).toBe(400);
    expect((await door.call('POST', '/v1/me/erasure', me, 0, { confirm: false })).statusCode).toBe(400);
    const asked = await ask(me);
    expect([asked.statusCode, asked.json()]).toMatchObject([
      202,
      { kind: 'erasure', state: 'requested', confirmedAt: null, finishedAt: null },
    ]);
    const { id } = asked.json<{ id: string }>();
    expect((await ask(me)).json()).toMatchObject({ id });
    expect(door.askedForWork).not.toContain(id);
    expect(await door.privacyRequests.waiting(100)).not.toContain(id);
    expect(await door.privacyRequests.claim(id, 1000)).toBeNull();
    expect((await mine(me)).json()).toMatchObject({ id, state: 'requested' });
    const withdrawn = await door.call('DELETE', '/v1/me/erasure', me);
    expect([withdrawn.statusCode, withdrawn.json()]).toMatchObject([200, { id, state: 'withdrawn' }]);
    expect((await door.call('POST', `/v1/privacy-requests/${id}/confirm`, BACK_END)).statusCode).toBe(409);
    expect((await door.call('POST', `/v1/privacy-requests/${id}/refuse`, BACK_END)).statusCode).toBe(409);
    expect((await ask(me)).json<{ id: string }>().id).not.toBe(id);
    expect((await door.call('GET', '/v1/me', me)).statusCode).toBe(200);
  });

  it.each([BACK_END, OPERATOR])(
    'begins when $side confirms it, and every token of the person ends',
    async (decider) => {
      const me = await door.person('client');
      const { id } = (await ask(me)).json<{ id: string }>();
      expect((await door.call('POST', `/v1/privacy-requests/${id}/confirm`, me)).statusCode).toBe(403);
      const confirmed = await door.call('POST', `/v1/privacy-requests/${id}/confirm`, decider);
      expect([confirmed.statusCode, confirmed.json()]).toMatchObject([
        200,
        { id, state: 'queued', confirmedAt: expect.any(String) },
      ]);
      expect(door.askedForWork).toContain(id);
      expect((await door.call('GET', '/v1/me', me)).statusCode).toBe(401);
      expect(door.announced).toContainEqual({
        audience: [me.id],
        event: { type: 'session.revoked', personId: me.id, issuedUpToMs: expect.any(Number) as number },
      });
      // Once more changes nothing, and it can neither be refused nor begin twice.
      const again = await door.call('POST', `/v1/privacy-requests/${id}/confirm`, decider);
      expect([again.statusCode, again.json()]).toEqual([200, confirmed.json()]);
      expect((await door.call('POST', `/v1/privacy-requests/${id}/refuse`, decider)).statusCode).toBe(409);
      expect(await door.privacyRequests.claim(id, 1000)).toMatchObject({ kind: 'erasure', personId: me.id });
      expect(door.recorded).toContainEqual(
        expect.objectContaining({
          action: 'POST /v1/privacy-requests/:id/confirm',
          actorRole: decider.side,
          whoseId: me.id,
          outcome: 'ok',
          targetId: id,
        }),
      );
    },
  );

  it('looks young to its worker when it is confirmed, however long it waited', async () => {
    const me = await door.person('client');
    const { id } = (await ask(me)).json<{ id: string }>();
    await door.pool.query(`update privacy_requests set created_at = created_at - interval '9 days' where id = $1`, [
      id,
    ]);
    await door.call('POST', `/v1/privacy-requests/${id}/confirm`, BACK_END);
    const claimed = await door.privacyRequests.claim(id, 1000);
    expect(claimed?.ageMs).toBeLessThan(15_000);
  });

  it('ends when it is refused, and the person stays', async () => {
    const me = await door.person('professional');
    const { id } = (await ask(me)).json<{ id: string }>();
    for (let time = 0; time < 2; time++) {
      const refused = await door.call('POST', `/v1/privacy-requests/${id}/refuse`, OPERATOR);
      expect([refused.statusCode, refused.json()]).toMatchObject([200, { state: 'refused', confirmedAt: null }]);
    }
    expect((await door.call('DELETE', '/v1/me/erasure', me)).statusCode).toBe(404);
    expect((await mine(me)).json()).toMatchObject({ id, state: 'refused' });
    expect((await door.call('GET', '/v1/me', me)).statusCode).toBe(200);
  });

  it('is confirmed by a back end that erases the person anyway', async () => {
    const me = await door.person('client');
    const { id } = (await ask(me)).json<{ id: string }>();
    const erased = await door.call('POST', `/v1/directory/users/client/${me.subject}/erasure`, BACK_END);
    expect(erased.json()).toMatchObject({ id, state: 'queued' });
  });

  it('begins at once where the installation wants it so', async () => {
    const me = await direct.person('client');
    const asked = await direct.call('POST', '/v1/me/erasure', me, 0, CONFIRM);
    expect([asked.statusCode, asked.json()]).toMatchObject([202, { state: 'queued' }]);
    expect(direct.askedForWork).toEqual([asked.json<{ id: string }>().id]);
    expect((await direct.call('GET', '/v1/me', me)).statusCode).toBe(401);
  });
});

describe('PRIV-1: who hears of requests', () => {
  it('back ends and operators read and list all of them, page by page, and only back ends get the file of an export', async () => {
    const people = [await door.person('client'), await door.person('client'), await door.person('client')];
    const ids: string[] = [];
    for (const person of people) ids.push((await ask(person)).json<{ id: string }>().id);
    for (const reader of [BACK_END, OPERATOR]) {
      const seen: string[] = [];
      let cursor = '';
      do {
        const query = `state=requested&kind=erasure&limit=2${cursor && `&cursor=${cursor}`}`;
        const page = await door.call('GET', `/v1/privacy-requests?${query}`, reader);
        expect(page.statusCode).toBe(200);
        const { items, nextCursor } = page.json<{ items: Array<{ id: string }>; nextCursor: string | null }>();
        seen.push(...items.map(({ id }) => id));
        cursor = nextCursor ?? '';
      } while (cursor !== '');
      expect(seen.filter((id) => ids.includes(id))).toEqual(ids);
      expect(new Set(seen).size).toBe(seen.length);
      const one = await door.call('GET', `/v1/privacy-requests/${ids[0]}`, reader);
      expect(one.json()).toMatchObject({ state: 'requested', person: { subject: people[0]?.subject } });
    }
    expect((await door.call('GET', '/v1/privacy-requests', people[0] ?? null)).statusCode).toBe(403);
    expect((await door.call('GET', '/v1/privacy-requests?cursor=x', BACK_END)).statusCode).toBe(400);
    expect((await door.call('GET', `/v1/privacy-requests/${ids[0]}`, people[0] ?? null)).statusCode).toBe(403);

    const exported = await door.call('POST', '/v1/me/export', people[1] ?? null);
    const { id } = exported.json<{ id: string }>();
    await door.privacyRequests.claim(id, 60_000);
    await door.privacyRequests.startExport(id, `exports/${id}`);
    await door.privacyRequests.finishExport(id, { keptForMs: 60_000, receipt: {} });
    const download = async (who: Caller) =>
      (await door.call('GET', `/v1/privacy-requests/${id}`, who)).json<{ download: object | null }>().download;
    expect(await download(BACK_END)).not.toBeNull();
    expect(await download(OPERATOR)).toBeNull();
  });
});
