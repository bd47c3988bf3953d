import type { Person } from '@causerie/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGround, tokenOf, type Ground } from './call-door.ts';
import { openCallSocket, type CallSocket } from './call-socket.ts';
import { freePort, startSignaling, type SignalingProcess } from './signaling-process.ts';

/** Signaling goes on within this time after a replica is there again. */
const RESUMED_WITHIN_MS = 5000;
const [LAPTOP, PHONE] = ['laptop-of-doctor', 'phone-of-patient'];
let ground: Ground;
let port: number;
let running: SignalingProcess;

beforeAll(async () => {
  ground = await openGround();
  port = await freePort();
  running = await startSignaling(ground, port);
});
afterAll(async () => {
  await running.kill();
  await ground.close();
});

async function device(person: Person, named: string): Promise<CallSocket> {
  const socket = await openCallSocket(`ws://127.0.0.1:${port}/ws/calls`, {});
  await socket.ask('hello', { token: tokenOf(person), device: named });
  return socket;
}

async function start(person: Person, other: Person): Promise<string> {
  const response = await fetch(`${running.base}/v1/calls`, {
    method: 'POST',
    headers: { authorization: `Bearer ${tokenOf(person)}`, 'content-type': 'application/json' },
    body: JSON.stringify({ personId: other.id, device: LAPTOP }),
  });
  expect(response.status).toBe(201);
  return ((await response.json()) as { id: string }).id;
}

describe('kill -9 of the service', () => {
  it('ends no call: both attach again and signal at once, and a ring is over when it would have been', async () => {
    const [{ doctor, patient }, other] = [await ground.pair(), await ground.pair()];
    const callId = await start(doctor, patient);
    const before = [await device(doctor, LAPTOP), await device(patient, PHONE)];
    await before[1]?.ask('call.join', { callId, device: PHONE });
    const ringId = await start(other.doctor, other.patient);

    await running.kill();
    await Promise.all(before.map(({ closed }) => closed));
    // The rest of the ring's 45 s, without waiting for them.
    await ground.pool.query(
      'update call_participants set ring_until = now() where call_id = $1 and ring_until is not null',
      [ringId],
    );
    running = await startSignaling(ground, port);

    const backAtMs = performance.now();
    const [laptop, phone] = [await device(doctor, LAPTOP), await device(patient, PHONE)];
    for (const [socket, named] of [
      [laptop, LAPTOP],
      [phone, PHONE],
    ] as const) {
      const attached = await socket.ask('call.attach', { callId, device: named });
      expect(attached).toMatchObject({ ok: true, call: { status: 'active' } });
    }
    const { call } = await laptop.ask('call.attach', { callId, device: LAPTOP });
    const to = call.participants.find(({ role }: { role: string }) => role === 'client').id;
    expect(await laptop.ask('call.signal', { callId, to, signal: { type: 'restart' } })).toMatchObject({ ok: true });
    expect((await phone.hear('call.signal')).signal).toEqual({ type: 'restart' });
    expect(performance.now() - backAtMs).toBeLessThan(RESUMED_WITHIN_MS);

    const missed = await device(other.patient, PHONE);
    const asksUntilOver = async (): Promise<string> => {
      const { calls } = await missed.ask('call.sync', {});
      if (calls.length === 0) return 'missed';
      const ended = await missed.hear('call.updated', ({ call: heard }) => heard.status === 'ended');
      return ended.call.endReason;
    };
    expect(await asksUntilOver()).toBe('missed');
    const { rows } = await ground.pool.query('select end_reason from calls where id = $1', [ringId]);
    expect(rows).toEqual([{ end_reason: 'missed' }]);
  }, 120_000);
});
