import { Call, CallHistoryPage, CallStats } from '@causerie/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCallDoor, openGround, type CallDoor, type Ground } from './call-door.ts';

const [LAPTOP, PHONE, TABLET] = ['laptop-of-doctor', 'phone-of-patient', 'tablet-of-patient'];
const UNKNOWN = '0190a000-0000-7000-8000-000000000000';
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

async function started() {
  const pair = await ground.pair();
  const body = { conversationId: pair.conversation.id, device: LAPTOP };
  const { status, body: call } = await door.call(pair.doctor, 'POST', '/v1/calls', body);
  expect(status).toBe(201);
  return { ...pair, call: Call.parse(call), path: `/v1/calls/${call.id}` };
}

describe('A call over REST', () => {
  it('CALL-1: is begun once, and whoever begins it again gets the same one', async () => {
    const { doctor, patient, conversation, call } = await started();
    expect(call).toMatchObject({ mode: 'ring', status: 'pending', link: `/conference/${call.id}`, version: 1 });
    const again = await door.call(doctor, 'POST', '/v1/calls', { conversationId: conversation.id, device: LAPTOP });
    expect([again.status, again.body.id]).toEqual([200, call.id]);
    const glare = await door.call(patient, 'POST', '/v1/calls', { personId: doctor.id, device: PHONE });
    expect([glare.status, glare.body.id, glare.body.status]).toEqual([200, call.id, 'active']);
  });

  it('CALL-2: is answered on one device; another one may take the part over, but not answer again', async () => {
    const { patient, path } = await started();
    const answered = await door.call(patient, 'POST', `${path}/accept`, { device: PHONE });
    expect([answered.status, answered.body.status]).toEqual([200, 'active']);
    const second = await door.call(patient, 'POST', `${path}/accept`, { device: TABLET });
    expect([second.status, second.body.code]).toEqual([409, 'conflict']);
    const moved = await door.call(patient, 'POST', `${path}/join`, { device: TABLET, takeOver: true });
    expect(moved.status).toBe(200);
    const media = { audio: false, video: true, screen: false };
    const told = await door.call(patient, 'PUT', `${path}/media`, { media });
    expect(Call.parse(told.body).participants.find(({ role }) => role === 'client')).toMatchObject({
      device: TABLET,
      media,
    });
  });

  it('CALL-12: ends once, for one reason, and is in the history and the figures of both', async () => {
    const { doctor, patient, path, call } = await started();
    await door.call(patient, 'POST', `${path}/accept`, { device: PHONE });
    const quality = { setupMs: 800, path: 'relay', transport: 'udp', rttMs: 40, loss: 0.01, steps: [] };
    expect((await door.call(patient, 'PUT', `${path}/quality`, quality)).status).toBe(204);
    const ended = await door.call(doctor, 'POST', `${path}/leave`);
    expect(ended.body).toMatchObject({ status: 'ended', endReason: 'completed' });
    for (const verb of ['decline', 'leave', 'end']) {
      expect([verb, (await door.call(patient, 'POST', `${path}/${verb}`)).status]).toEqual([verb, 409]);
    }
    expect((await door.call(patient, 'GET', path)).body).toMatchObject({ endReason: 'completed' });
    expect((await door.call(patient, 'GET', '/v1/calls')).body).toEqual({ items: [] });

    const history = CallHistoryPage.parse((await door.call(patient, 'GET', '/v1/calls/history')).body);
    expect(history.items).toMatchObject([{ call: { id: call.id }, direction: 'incoming', missed: false, quality }]);
    const stats = CallStats.parse((await door.call(patient, 'GET', '/v1/calls/stats')).body);
    expect(stats).toMatchObject({ total: 1, answered: 1, missed: 0, relayShare: 1, byReason: { completed: 1 } });
    expect((await door.call('admin', 'GET', '/v1/calls/stats/all')).body.total).toBeGreaterThanOrEqual(1);
    expect((await door.call(doctor, 'GET', '/v1/calls/stats/all')).status).toBe(403);
    expect(await door.metric('calls_ended_total', { reason: 'completed' })).toBeGreaterThanOrEqual(1);
    expect(await door.metric('call_media_paths_total', { path: 'relay', transport: 'udp' })).toBe(1);
  });

  it('that was missed is found by its filter, page by page', async () => {
    const { doctor, patient, conversation, path } = await started();
    await door.call(doctor, 'POST', `${path}/end`);
    const second = await door.call(doctor, 'POST', '/v1/calls', { conversationId: conversation.id, device: LAPTOP });
    await door.call(patient, 'POST', `/v1/calls/${second.body.id}/decline`);
    const missed = await door.call(patient, 'GET', '/v1/calls/history?missed=true');
    expect(missed.body.items).toMatchObject([{ missed: true, call: { endReason: 'cancelled' } }]);
    const first = await door.call(patient, 'GET', `/v1/calls/history?limit=1&conversationId=${conversation.id}`);
    expect(first.body.items).toMatchObject([{ call: { endReason: 'declined' } }]);
    const cursor = encodeURIComponent(first.body.nextCursor);
    const next = await door.call(patient, 'GET', `/v1/calls/history?limit=1&cursor=${cursor}`);
    expect(next.body).toMatchObject({ items: [{ call: { endReason: 'cancelled' } }], nextCursor: null });
    expect((await door.call(patient, 'GET', '/v1/calls/history?cursor=nonsense')).status).toBe(400);
  });

  it('of strangers and an unknown one answer the same, to every route', async () => {
    const { path } = await started();
    const stranger = await ground.person('professional', 'Dr Petit');
    const routes: Array<[string, string, object?]> = [
      ['GET', ''],
      ['POST', '/accept', { device: PHONE }],
      ['POST', '/join', { device: PHONE }],
      ['POST', '/decline'],
      ['POST', '/leave'],
      ['POST', '/end'],
      ['PUT', '/media', { media: { audio: true, video: true, screen: false } }],
      ['PUT', '/quality', { setupMs: null, path: null, transport: null, rttMs: null, loss: null }],
      ['POST', `/participants/${UNKNOWN}/admit`],
      ['POST', `/participants/${UNKNOWN}/remove`],
      ['POST', '/share-tokens', {}],
      ['GET', '/share-tokens'],
      ['DELETE', `/share-tokens/${UNKNOWN}`],
    ];
    for (const [method, route, body] of routes) {
      const answers = [];
      for (const base of [path, `/v1/calls/${UNKNOWN}`]) {
        const { status, body: problem } = await door.call(stranger, method, `${base}${route}`, body);
        answers.push([method, route, status, problem.detail]);
      }
      expect(answers[0]).toEqual([method, route, 404, 'There is no such thing for you']);
      expect(answers[1]).toEqual(answers[0]);
    }
  });

  it('DOOR-1: begins with nothing that is not of its form, and with nobody one does not know', async () => {
    const { doctor, conversation } = await ground.pair();
    const stranger = await ground.person('client', 'Inès');
    const bodies = [
      {},
      { conversationId: 'x' },
      { conversationId: conversation.id, device: 'short' },
      { mode: 'ring' },
    ];
    for (const body of bodies) expect((await door.call(doctor, 'POST', '/v1/calls', body)).status).toBe(400);
    const refused = await door.call(doctor, 'POST', '/v1/calls', { personId: stranger.id });
    expect([refused.status, refused.body.code]).toEqual([403, 'not_linked']);
    expect((await door.call(null, 'GET', '/v1/calls')).status).toBe(401);
    expect((await door.call('service', 'GET', '/v1/calls')).status).toBe(403);
  });

  it('CALL-11: may be begun in a window that the server tells', async () => {
    const { patient, conversation } = await ground.pair();
    const path = `/v1/calls/window?conversationId=${conversation.id}`;
    expect((await door.call(patient, 'GET', path)).body).toEqual({
      conversationId: conversation.id,
      open: true,
      opensAt: null,
      closesAt: null,
    });
    expect((await door.call(await ground.person('client', 'Inès'), 'GET', path)).status).toBe(404);
  });
});

describe('The description of the routes', () => {
  it('is beside the one of messages, and names every route and no other', async () => {
    const { body } = await door.call(null, 'GET', '/docs/calls/json');
    expect(body.openapi).toBe('3.1.0');
    const paths = Object.keys(body.paths);
    expect(paths).toContain('/v1/calls/{callId}/share-tokens');
    expect(paths).toContain('/api/messaging/medecin-patient/webrtc/sessions/{id}/join');
    expect(paths.filter((path) => !/^\/v1\/calls|^\/api\/messaging\/medecin-patient\/webrtc/.test(path))).toEqual([]);
    expect((await fetch(`${door.base}/docs/calls`)).status).toBe(200);
  });
});

describe('AUD-1: every access leaves a record', () => {
  it('of who did what to which call and how it ended, over REST and over the socket', async () => {
    const { doctor, patient, path, call } = await started();
    await door.call(await ground.person('client', 'Inès'), 'GET', path);
    const socket = await door.device(patient, PHONE);
    await socket.ask('call.join', { callId: call.id, device: PHONE });
    await socket.ask('call.signal', {
      callId: call.id,
      to: call.initiatorId,
      signal: { type: 'offer', sdp: 'v=0 secret' },
    });
    const records = await door.records(call.id);
    expect(records.map(({ action, actorId, outcome }) => [action, actorId, outcome])).toEqual([
      ['POST /v1/calls', doctor.id, 'ok'],
      ['GET /v1/calls/:callId', expect.any(String), 'not_found'],
      ['call socket call.join', patient.id, 'ok'],
    ]);
    expect(JSON.stringify(records)).not.toContain('secret');
  });
});
