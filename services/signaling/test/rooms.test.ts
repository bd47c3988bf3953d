import { CALL_SOCKET_CLOSE, Call, type AskedIn } from '@causerie/contracts';
import { createCallLimits, createRedis } from '@causerie/service-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCallDoor, openGround, type CallDoor, type Ground } from './call-door.ts';

const [LAPTOP, KIOSK] = ['laptop-of-doctor', 'browser-of-guest'];
let ground: Ground;
let door: CallDoor;

beforeAll(async () => {
  ground = await openGround();
  door = await openCallDoor(ground);
});
afterAll(async () => {
  await door.close();
  await ground.close();
});

/** A room that a médecin has opened and waits in. */
async function room(at: CallDoor = door) {
  const doctor = await ground.person('professional', 'Dr Moreau');
  const { status, body } = await at.call(doctor, 'POST', '/v1/calls', { mode: 'room', device: LAPTOP });
  expect(status).toBe(201);
  const call = Call.parse(body);
  return { doctor, call, path: `/v1/calls/${call.id}`, code: call.code ?? '' };
}

async function guestOf(named: object): Promise<AskedIn> {
  const { status, body } = await door.call(null, 'POST', '/v1/calls/ask-in', { ...named, name: 'Tante Jeanne' });
  expect(status).toBe(200);
  return body;
}

describe('A guest', () => {
  it('CALL-8: waits and learns nothing until a professional in the call lets them in, and then takes part', async () => {
    const { doctor, path, call, code } = await room();
    const laptop = await door.device(doctor, LAPTOP);
    const asked = await guestOf({ code: code.toLowerCase().replaceAll('-', ' ') });
    const guest = { guest: asked.guest?.token ?? '' };
    expect(asked.call).toMatchObject({ title: null, conversationId: null, code: null });
    expect(asked.call.participants.map(({ person }) => person)).toEqual([null, null]);
    const waits = ({ call: heard }: { call: Call }): boolean =>
      heard.participants.some((one) => one.state === 'waiting');
    await laptop.hear('call.updated', waits);

    const browser = await door.socket();
    const hello = await browser.ask('hello', { guestToken: guest.guest, device: KIOSK });
    expect(hello).toMatchObject({
      ok: true,
      person: null,
      guest: { callId: call.id, participantId: asked.participantId },
    });
    const join = { callId: call.id, device: KIOSK };
    expect(await browser.ask('call.join', join)).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    const signal = { callId: call.id, to: call.hostId, signal: { type: 'restart' } };
    expect(await browser.ask('call.signal', signal)).toMatchObject({ ok: false });

    await door.call(doctor, 'POST', `${path}/participants/${asked.participantId}/admit`);
    await browser.hear('call.updated', ({ call: heard }) =>
      heard.participants.some(
        ({ id, state }: Call['participants'][number]) => id === asked.participantId && state === 'invited',
      ),
    );
    expect(await browser.ask('call.join', join)).toMatchObject({ ok: true, call: { status: 'active' } });
    expect(await browser.ask('call.signal', signal)).toMatchObject({ ok: true });
    expect(await laptop.hear('call.signal')).toMatchObject({ from: { participantId: asked.participantId } });
    expect((await door.call(guest, 'GET', path)).body.participants[0].name).toBe('Dr Moreau');
  });

  it('is nobody anywhere but in their call, and not there any more once they were sent away', async () => {
    const { doctor, path, code } = await room();
    const other = await room();
    const asked = await guestOf({ code });
    const guest = { guest: asked.guest?.token ?? '' };
    expect((await door.call(guest, 'GET', other.path)).status).toBe(404);
    for (const [method, route] of [
      ['GET', '/v1/calls/history'],
      ['POST', '/v1/calls'],
      ['GET', `${path}/share-tokens`],
      ['POST', `${path}/participants/${asked.participantId}/admit`],
    ] as const) {
      const body = method === 'GET' ? undefined : { mode: 'room' };
      expect([route, (await door.call(guest, method, route, body)).status]).toEqual([route, 401]);
    }
    const browser = await door.socket();
    await browser.ask('hello', { guestToken: guest.guest, device: KIOSK });
    await door.call(doctor, 'POST', `${path}/participants/${asked.participantId}/remove`);
    expect((await browser.closed).code).toBe(CALL_SOCKET_CLOSE.callEnded);
    expect((await door.call(guest, 'GET', path)).status).toBe(404);
    const again = await door.socket();
    expect(await again.ask('hello', { guestToken: guest.guest, device: KIOSK })).toMatchObject({
      error: { code: 'not_found' },
    });
  });

  it('says what they are called', async () => {
    const { code } = await room();
    const { status, body } = await door.call(null, 'POST', '/v1/calls/ask-in', { code });
    expect([status, body.code]).toEqual([400, 'invalid_input']);
  });
});

describe('CALL-9: a link into a room', () => {
  it('is told once, lets in whom it is for, and can be withdrawn', async () => {
    const { doctor, path, call } = await room();
    const made = await door.call(doctor, 'POST', `${path}/share-tokens`, {});
    expect([made.status, made.headers.get('cache-control')]).toEqual([201, 'no-store']);
    const { token, link, share } = made.body;
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(link).toBe(`/conference/join/${token}`);
    expect((await guestOf({ token })).call.id).toBe(call.id);

    const listed = await door.call(doctor, 'GET', `${path}/share-tokens`);
    expect(listed.body.items).toMatchObject([{ id: share.id, useCount: 1, revokedAt: null }]);
    expect(JSON.stringify(listed.body)).not.toContain(token);
    const { rows } = await ground.pool.query('select * from call_share_tokens');
    expect(JSON.stringify(rows)).not.toContain(token);

    expect((await door.call(doctor, 'DELETE', `${path}/share-tokens/${share.id}`)).status).toBe(204);
    const late = await door.call(null, 'POST', '/v1/calls/ask-in', { token, name: 'Paul' });
    expect([late.status, late.body.code]).toEqual([404, 'not_found']);
  });

  it('that seats one is spent by one of those who come at once', async () => {
    const { doctor, path } = await room();
    const { body } = await door.call(doctor, 'POST', `${path}/share-tokens`, { singleSeat: true });
    const come = (name: string) => door.call(null, 'POST', '/v1/calls/ask-in', { token: body.token, name });
    const statuses = (await Promise.all(['Paul', 'Zoé', 'Luc'].map(come))).map(({ status }) => status);
    expect(statuses.toSorted((one, other) => one - other)).toEqual([200, 404, 404]);
  });

  it('lets people in by their own token, who are then invited where they are known', async () => {
    const { doctor, code } = await room();
    const known = await ground.person('client', 'Léa');
    await ground.repositories.directory.link(doctor.subject, known.subject);
    const stranger = await ground.person('client', 'Inès');
    const states = [];
    for (const person of [known, stranger]) {
      const { body } = await door.call(person, 'POST', '/v1/calls/ask-in', { code });
      expect(body.guest).toBeNull();
      states.push(Call.parse(body.call).participants.find(({ id }) => id === body.participantId)?.state);
    }
    expect(states).toEqual(['invited', 'waiting']);
  });
});

describe('CALL-9: guessing', () => {
  const limitsOf = (limits: object) => {
    const settings = { RATE_CALL_START_PER_MINUTE: 0, RATE_CALL_ASK_IN_PER_MINUTE: 0, RATE_CALL_GUESSES_PER_MINUTE: 0 };
    const redis = createRedis({ url: ground.redisUrl, name: 'limits', logger: ground.logger, role: 'commands' });
    const deps = { ...ground, redis, metrics: door.deps.metrics };
    return {
      redis,
      callLimits: createCallLimits({ ...settings, ...limits, JWT_SECRET: 'a secret of the tests'.repeat(2) }, deps),
    };
  };

  it('is limited for each address and each person, and seen by operators', async () => {
    const { redis, callLimits } = limitsOf({ RATE_CALL_ASK_IN_PER_MINUTE: 5 });
    const limited = await openCallDoor(ground, { callLimits });
    const guess = (from: string) =>
      limited.call(null, 'POST', '/v1/calls/ask-in', { code: '0000-0000-000', name: 'X' }, { 'x-forwarded-for': from });
    const statuses = [];
    for (let count = 0; count < 7; count++) statuses.push((await guess('203.0.113.7')).status);
    expect(statuses).toEqual([404, 404, 404, 404, 404, 429, 429]);
    const refused = await guess('203.0.113.7');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await guess('203.0.113.8')).status).toBe(404);
    expect(await door.metric('call_guesses_refused_total', { by: 'code', why: 'wrong' })).toBe(6);
    expect(await door.metric('call_guesses_refused_total', { by: 'code', why: 'limited' })).toBe(3);
    await limited.close();
    redis.disconnect();
  });

  it('from many addresses shuts codes to strangers, while people and links still get in', async () => {
    const { redis, callLimits } = limitsOf({ RATE_CALL_GUESSES_PER_MINUTE: 20 });
    const limited = await openCallDoor(ground, { callLimits });
    const { doctor, path, code } = await room(limited);
    const { body: shared } = await limited.call(doctor, 'POST', `${path}/share-tokens`, {});
    const ask = (who: Parameters<CallDoor['call']>[0], named: object, from: string) =>
      limited.call(who, 'POST', '/v1/calls/ask-in', { ...named, name: 'X' }, { 'x-forwarded-for': from });
    const statuses = [];
    for (let count = 0; count < 30; count++) {
      statuses.push((await ask(null, { code: `0000-0000-0${count}` }, `203.0.113.${count}`)).status);
    }
    expect(new Set(statuses.slice(0, 20))).toEqual(new Set([404]));
    expect(statuses.at(-1)).toBe(429);
    expect((await ask(null, { code }, '198.51.100.1')).status).toBe(429);
    expect((await ask(null, { token: shared.token }, '198.51.100.2')).status).toBe(200);
    expect((await ask(await ground.person('client', 'Léa'), { code }, '198.51.100.3')).status).toBe(200);
    await limited.close();
    redis.disconnect();
  });

  it('RATE-1: nobody starts calls without end', async () => {
    const { redis, callLimits } = limitsOf({ RATE_CALL_START_PER_MINUTE: 3 });
    const limited = await openCallDoor(ground, { callLimits });
    const { doctor } = await room(limited);
    const start = () => limited.call(doctor, 'POST', '/v1/calls', { mode: 'room', device: LAPTOP });
    const statuses = [await start(), await start(), await start()].map(({ status }) => status);
    expect(statuses.at(-1)).toBe(429);
    await limited.close();
    redis.disconnect();
  });
});
