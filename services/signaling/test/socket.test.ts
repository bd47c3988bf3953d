import { randomUUID } from 'node:crypto';
import { CALL_SOCKET_CLOSE, type Call, type EventOf } from '@causerie/contracts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openCallDoor, openGround, OUR_ORIGIN, tokenOf, type CallDoor, type Ground } from './call-door.ts';

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

/** A médecin whose laptop called a patient with a telephone and a tablet. */
async function ringing() {
  const { doctor, patient, conversation } = await ground.pair();
  const laptop = await door.device(doctor, 'laptop-of-doctor');
  const phone = await door.device(patient, 'phone-of-patient');
  const tablet = await door.device(patient, 'tablet-of-patient');
  const body = { conversationId: conversation.id, device: 'laptop-of-doctor' };
  const { body: call } = await door.call(doctor, 'POST', '/v1/calls', body);
  return { doctor, patient, laptop, phone, tablet, call: call as Call, ref: { callId: (call as Call).id } };
}

describe('A call over the plain WebSocket', () => {
  it('CALL-2, CALL-3: rings on every device that asked, is answered on one, and the other hears so at once', async () => {
    const { laptop, phone, tablet, ref } = await ringing();
    const incoming = await Promise.all([phone.hear('call.incoming'), tablet.hear('call.incoming')]);
    expect(incoming.map(({ call }) => call.id)).toEqual([ref.callId, ref.callId]);
    expect(await phone.ask('call.ring', { ...ref, device: 'phone-of-patient' })).toMatchObject({
      ok: true,
      ring: true,
    });
    expect((await laptop.hear('call.updated', ({ call }) => call.status === 'ringing')).call.id).toBe(ref.callId);

    const joined = await phone.ask('call.join', { ...ref, device: 'phone-of-patient' });
    expect(joined).toMatchObject({ ok: true, call: { status: 'active' } });
    await tablet.hear('call.updated', ({ call }) => call.status === 'active');
    expect(await tablet.ask('call.ring', { ...ref, device: 'tablet-of-patient' })).toMatchObject({ ring: false });
    const late = await tablet.ask('call.join', { ...ref, device: 'tablet-of-patient' });
    expect(late).toMatchObject({ ok: false, error: { code: 'conflict', retryable: false } });
  });

  it('CALL-5: passes signals to the device that takes part alone, from whom they are, in the order in which they were sent', async () => {
    const { laptop, phone, tablet, call, ref } = await ringing();
    const { call: active } = await phone.ask('call.join', { ...ref, device: 'phone-of-patient' });
    const mine = (active as Call).participants.find(({ role }) => role === 'client');
    const signals = Array.from({ length: 30 }, (_, index) => ({ type: 'offer', sdp: `v=0 ${index}` }));
    const answers = signals.map((signal) => laptop.ask('call.signal', { ...ref, to: mine?.id, signal }));
    expect(await Promise.all(answers)).toEqual(signals.map((_, index) => ({ id: index + 2, ok: true })));
    await phone.hear('call.signal', ({ signal }) => signal.sdp === 'v=0 29');
    const heard = phone.said.filter(({ event }) => event === 'call.signal').map(({ payload }) => payload);
    expect(heard.map(({ signal }) => signal)).toEqual(signals);
    expect(heard[0]).toMatchObject({
      to: mine?.id,
      toDevice: 'phone-of-patient',
      from: { participantId: call.initiatorId, device: 'laptop-of-doctor' },
    });
    expect(heard[0]).not.toHaveProperty('fromPerson');
    await tablet.ask('call.sync', {});
    expect(tablet.said.filter(({ event }) => event === 'call.signal')).toEqual([]);
  });

  it('a call of strangers and an unknown one are the same to every event', async () => {
    const { ref, call } = await ringing();
    const stranger = await door.device(await ground.person('client', 'Inès'), 'phone-of-stranger');
    const device = 'phone-of-stranger';
    for (const callId of [ref.callId, '0190a000-0000-7000-8000-000000000000']) {
      const frames: Array<[string, object]> = [
        ['call.ring', { callId, device }],
        ['call.join', { callId, device }],
        ['call.attach', { callId, device }],
        ['call.decline', { callId }],
        ['call.leave', { callId }],
        ['call.end', { callId }],
        ['call.media', { callId, media: { audio: true, video: false, screen: false } }],
        ['call.signal', { callId, to: call.initiatorId, signal: { type: 'restart' } }],
      ];
      for (const [event, payload] of frames) {
        const { ok, error } = await stranger.ask(event, payload);
        expect([event, ok, error.code]).toEqual([event, false, 'not_found']);
      }
    }
  });

  it('is found again after the connection was lost: hello tells it, and attaching goes on', async () => {
    const { patient, phone, ref } = await ringing();
    await phone.ask('call.join', { ...ref, device: 'phone-of-patient' });
    phone.ws.terminate();
    const again = await door.socket();
    const hello = await again.ask('hello', { token: tokenOf(patient), device: 'phone-of-patient' });
    expect(hello).toMatchObject({ ok: true, guest: null, person: { id: patient.id }, replica: 'one' });
    expect(hello.calls.map(({ id }: Call) => id)).toEqual([ref.callId]);
    const attached = await again.ask('call.attach', { ...ref, device: 'phone-of-patient' });
    expect(attached).toMatchObject({ ok: true, call: { status: 'active' } });
    expect(await again.ask('call.attach', { ...ref, device: 'tablet-of-patient' })).toMatchObject({
      ok: false,
      error: { code: 'invalid_input' },
    });
  });
});

describe('The first frame', () => {
  it('is hello, with a token that somebody believes: everything else is refused and closes the connection', async () => {
    const frames: Array<[string, object]> = [
      ['call.sync', {}],
      ['hello', { token: 'nobody', device: 'some-device' }],
      ['hello', { guestToken: 'nobody', device: 'some-device' }],
      ['hello', { device: 'some-device' }],
    ];
    for (const [event, payload] of frames) {
      const socket = await door.socket();
      expect(await socket.ask(event, payload)).toMatchObject({ ok: false });
      expect((await socket.closed).code).toBe(CALL_SOCKET_CLOSE.refused);
    }
  });

  it('comes within five seconds', async () => {
    const socket = await door.socket();
    expect((await socket.closed).code).toBe(CALL_SOCKET_CLOSE.refused);
  });

  it('DOOR-10: a browser comes from one of our origins', async () => {
    await expect(door.socket({ origin: 'https://elsewhere.example' })).rejects.toThrow('403');
    const ours = await door.socket({ origin: OUR_ORIGIN });
    expect(ours.ws.readyState).toBe(ours.ws.OPEN);
  });
});

describe('A connection', () => {
  it('answers what it cannot read, and stays', async () => {
    const { doctor } = await ground.pair();
    const socket = await door.device(doctor, 'laptop-of-doctor');
    const answered = new Promise<string>((resolve) => {
      socket.ws.once('message', (data: Buffer) => resolve(data.toString()));
    });
    socket.ws.send('{"id": 1, "event"');
    expect(JSON.parse(await answered)).toMatchObject({ id: null, ok: false, error: { code: 'invalid_input' } });
    expect(await socket.ask('call.dance', {})).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
    expect(await socket.ask('constructor', {})).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
    expect(await socket.ask('hello', { token: tokenOf(doctor), device: 'laptop-of-doctor' })).toMatchObject({
      ok: false,
    });
    expect(await socket.ask('call.sync', {})).toMatchObject({ ok: true, calls: [] });
  });

  it('is closed for a frame that is too large, for bytes, and for a flood', async () => {
    const { doctor } = await ground.pair();
    const large = await door.device(doctor, 'laptop-of-doctor');
    large.ws.send('x'.repeat(300_000));
    expect((await large.closed).code).toBe(1009);
    const bytes = await door.device(doctor, 'laptop-of-doctor');
    bytes.ws.send(Buffer.from('{}'));
    expect((await bytes.closed).code).toBe(CALL_SOCKET_CLOSE.abused);
    const flood = await door.device(doctor, 'laptop-of-doctor');
    for (let index = 0; index < 500; index++) flood.ws.send(JSON.stringify({ id: index, event: 'call.sync' }));
    expect((await flood.closed).code).toBe(CALL_SOCKET_CLOSE.abused);
  });

  it('DOOR-12: is cut when it does not read', async () => {
    const { doctor } = await ground.pair();
    const socket = await door.device(doctor, 'laptop-of-doctor');
    socket.ws.pause();
    const [callId, to] = [randomUUID(), randomUUID()];
    const event: EventOf<'call.signal'> = {
      type: 'call.signal',
      callId,
      to,
      toDevice: null,
      from: { participantId: to, device: null },
      fromPerson: null,
      toPerson: null,
      signal: { type: 'offer', sdp: 'x'.repeat(60_000) },
    };
    for (let index = 0; index < 200; index++) await ground.announcer.announce([{ audience: [doctor.id], event }]);
    await vi.waitFor(async () => expect(await door.metric('socket_slow_consumer_cuts_total')).toBe(1));
    socket.ws.resume();
    expect((await socket.closed).code).toBe(1006);
  });

  it('ID-12: ends with the token that was withdrawn, and only a later one opens another', async () => {
    const { doctor } = await ground.pair();
    const socket = await door.device(doctor, 'laptop-of-doctor');
    const event = { type: 'session.revoked', personId: doctor.id, issuedUpToMs: Date.now() } as const;
    await ground.announcer.announce([{ audience: [doctor.id], event }]);
    expect(await socket.hear('session.ended')).toEqual({ reason: 'revoked' });
    expect((await socket.closed).code).toBe(CALL_SOCKET_CLOSE.ended);
    const again = await door.socket();
    const refused = await again.ask('hello', { token: tokenOf(doctor), device: 'laptop-of-doctor' });
    expect(refused.error.code).toBe('token_revoked');
  });

  it('ID-9, ID-10: ends within five seconds after its token did, unless a newer one of the same person came', async () => {
    const { doctor, patient } = await ground.pair();
    const [ending, prolonged] = [await door.socket(), await door.socket()];
    // Clocks may differ by a minute, so a token that ended so long ago is the one that has just ended.
    const token = tokenOf(doctor, -59);
    await Promise.all([ending, prolonged].map((one) => one.ask('hello', { token, device: 'laptop-of-doctor' })));
    expect(await prolonged.ask('auth.refresh', { token: tokenOf(patient) })).toMatchObject({
      error: { code: 'identity_mismatch' },
    });
    expect(await prolonged.ask('auth.refresh', { token: tokenOf(doctor) })).toMatchObject({ ok: true });
    expect(await ending.hear('session.ended')).toEqual({ reason: 'token_expired' });
    await ending.closed;
    expect(await prolonged.ask('call.sync', {})).toMatchObject({ ok: true });
  });

  it('DOOR-23: is told to come back when its replica ends', async () => {
    const { doctor } = await ground.pair();
    const other = await openCallDoor(ground, { replicaId: 'two' });
    const socket = await other.device(doctor, 'laptop-of-doctor');
    const closing = other.close();
    expect((await socket.closed).code).toBe(CALL_SOCKET_CLOSE.restart);
    await closing;
  });
});
