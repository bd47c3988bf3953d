import { createCallTimers } from '@causerie/bus';
import { StartCall, type Person } from '@causerie/contracts';
import { startCall } from '@causerie/core';
import { createCallAppointments, createCalls, createNotificationRepositories, createRepositories } from '@causerie/db';
import { v7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openCallDoor, openGround, type CallDoor, type Ground } from './call-door.ts';

/** A ring that began so long ago is over in a moment. */
const ALMOST_OVER_MS = 43_500;
/** Longest wait for something that follows by itself. */
const WAIT_MS = 5_000;
let ground: Ground;
let door: CallDoor | undefined;

beforeEach(async () => {
  ground = await openGround();
});
afterEach(async () => {
  await door?.close();
  await ground.close();
  door = undefined;
});

/** A call that a service began a while ago, which has left nothing behind but the database and what is in Redis. */
async function begunBefore(doctor: Person, patient: Person): Promise<string> {
  const clock = { nowMs: () => Date.now() - ALMOST_OVER_MS };
  const timers = createCallTimers({ connection: ground.redis, prefix: ground.prefix, logger: ground.logger });
  const deps = {
    ...createRepositories(ground.pool),
    calls: createCalls(ground.pool),
    appointments: createCallAppointments(ground.pool),
    announcer: ground.announcer,
    codes: { next: () => '0000-0000-000' },
    window: { opensBeforeMs: 0, closesAfterMs: 0 },
    ids: { next: v7 },
    timers,
    clock,
  };
  const { call } = await startCall(deps, doctor, StartCall.parse({ personId: patient.id, device: 'laptop-of-doctor' }));
  await timers.close();
  return call.id;
}

async function hearsMissed(at: CallDoor, patient: Person): Promise<void> {
  const phone = await at.device(patient, 'phone-of-patient');
  const { call } = await phone.hear('call.updated', ({ call: heard }) => heard.status === 'ended');
  expect(call.endReason).toBe('missed');
  expect(Date.parse(call.endedAt)).toBeGreaterThanOrEqual(Date.parse(call.participants[1].ringUntil ?? call.createdAt));
  const ring = await phone.ask('call.ring', { callId: call.id, device: 'phone-of-patient' });
  expect(ring).toMatchObject({ ok: true, ring: false });
}

describe('CALL-4: a ring that nobody answers is over', () => {
  it('by its timer, though the service that set it was killed', async () => {
    const { doctor, patient } = await ground.pair();
    await begunBefore(doctor, patient);
    const calls = { ...createCalls(ground.pool), due: async () => [] };
    door = await openCallDoor(ground, { calls });
    await hearsMissed(door, patient);
    const { notifications } = createNotificationRepositories(ground.pool);
    // It is recorded right after the devices were told.
    await vi.waitFor(async () => {
      const { items } = await notifications.list({ personId: patient.id, limit: 10 });
      expect(items.filter(({ kind }) => kind === 'missed-call')).toHaveLength(1);
    }, WAIT_MS);
  });

  it('by the sweep, though Redis was wiped', async () => {
    const { doctor, patient } = await ground.pair();
    const callId = await begunBefore(doctor, patient);
    const keys = await ground.redis.keys(`${ground.prefix}:call-timers:*`);
    expect(keys.some((key) => key.includes(`due-${callId}`))).toBe(true);
    await ground.redis.del(...keys);
    door = await openCallDoor(ground);
    await hearsMissed(door, patient);
  });

  it('and rings again meanwhile, as long as no device has asked', async () => {
    const { doctor, patient } = await ground.pair();
    door = await openCallDoor(ground);
    const phone = await door.device(patient, 'phone-of-patient');
    await door.call(doctor, 'POST', '/v1/calls', { personId: patient.id, device: 'laptop-of-doctor' });
    await phone.hear('call.incoming');
    const first = phone.said.length;
    await phone.hear('call.incoming', (payload) => phone.said.findIndex((one) => one.payload === payload) >= first);
  });
});

describe('CALL-6: who is not heard of for 30 s has left', () => {
  it('which ends a call between two', async () => {
    const { doctor, patient } = await ground.pair();
    let aheadMs = 0;
    door = await openCallDoor(ground, { clock: { nowMs: () => Date.now() + aheadMs } });
    const phone = await door.device(patient, 'phone-of-patient');
    const { body: call } = await door.call(doctor, 'POST', '/v1/calls', {
      personId: patient.id,
      device: 'laptop-of-doctor',
    });
    await phone.ask('call.join', { callId: call.id, device: 'phone-of-patient' });
    aheadMs = 31_000;
    const ended = await phone.hear('call.updated', ({ call: heard }) => heard.status === 'ended');
    expect(ended.call.endReason).toBe('failed');
  });
});
