import { CALL_LEASE_MS, CALL_LEASE_RENEWAL_MS, type Person } from '@causerie/contracts';
import { newCall, type CallState } from '@causerie/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Connection } from '../src/socket/connection.ts';
import { createConnections } from '../src/socket/connections.ts';
import { startPulse } from '../src/socket/pulse.ts';
import { createLeaseGrace } from '../src/timers/lease-grace.ts';

/** Within this time after it was asked, a living line has answered. */
const ANSWERED_MS = 2000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A connection that serves one participant; `isAlive` says whether its line answers pings. */
function lineOf(participantId: string) {
  const line = {
    listenerId: participantId,
    caller: { guest: { callId: 'c', participantId } },
    heardAtMs: performance.now(),
    serves: new Map([['c', { participantId, version: 1 }]]),
    isAlive: true,
    isCut: false,
    ws: {
      OPEN: 1,
      readyState: 1,
      ping: () => void (line.isAlive && (line.heardAtMs = performance.now() + 1)),
      terminate: () => void (line.isCut = true),
    },
  };
  return line;
}

describe('The pulse of connections', () => {
  it('CALL-6: renews the leases of whom it hears, from the moment of the question, and cuts a line that is silent', async () => {
    const renewed: Array<[readonly string[], number]> = [];
    const connections = createConnections(() => undefined);
    const [alive, dead] = [lineOf('alive'), lineOf('dead')];
    for (const line of [alive, dead]) connections.add(line as unknown as Connection);
    const stop = startPulse({
      calls: { renew: async (ids, untilMs) => void renewed.push([ids, untilMs]) },
      clock: { nowMs: Date.now },
      connections,
      onRenewalFailed: () => undefined,
    });
    await vi.advanceTimersByTimeAsync(CALL_LEASE_RENEWAL_MS);
    dead.isAlive = false;
    const askedAtMs = Date.now();
    await vi.advanceTimersByTimeAsync(ANSWERED_MS);
    expect(renewed).toEqual([[['alive', 'dead'], askedAtMs + CALL_LEASE_MS]]);
    await vi.advanceTimersByTimeAsync(CALL_LEASE_RENEWAL_MS);
    expect(renewed.at(-1)?.[0]).toEqual(['alive']);
    expect([alive.isCut, dead.isCut]).toEqual([false, false]);
    await vi.advanceTimersByTimeAsync(2 * CALL_LEASE_RENEWAL_MS);
    expect([alive.isCut, dead.isCut]).toEqual([false, true]);
    stop();
  });

  it('hears of it when leases could not be written', async () => {
    const connections = createConnections(() => undefined);
    connections.add(lineOf('alive') as unknown as Connection);
    const failed: unknown[] = [];
    const stop = startPulse({
      calls: { renew: () => Promise.reject(new Error('away')) },
      clock: { nowMs: Date.now },
      connections,
      onRenewalFailed: (error) => failed.push(error),
    });
    await vi.advanceTimersByTimeAsync(CALL_LEASE_RENEWAL_MS + ANSWERED_MS);
    expect(failed).toHaveLength(1);
    stop();
  });
});

describe('The grace of leases', () => {
  const clock = { nowMs: () => Date.now() };
  const person = (side: Person['side'], id: string): Person => ({ id, side, subject: id, name: id });
  const call = (): CallState =>
    newCall(
      {
        ...{ id: 'c', conversationId: null, kind: 'audio', mode: 'ring', topology: 'mesh', title: null, code: '' },
        ...{ initiator: person('professional', 'd'), device: 'a-device', ring: [person('client', 'p')] },
        ...{ closesAtMs: null, nextId: () => 'x' },
      },
      Date.now() - CALL_LEASE_MS,
    ).state;

  it('lets nobody be lost before doors had the time of one renewal, after the start and after the database was away', async () => {
    const state = call();
    const grace = createLeaseGrace(clock);
    const find = async () =>
      (await grace.over({ find: async (_callId: string) => state }).find('c'))?.parties[0]?.leaseUntilMs ?? 0;
    expect(await find()).toBeGreaterThanOrEqual(Date.now() + CALL_LEASE_RENEWAL_MS);
    await vi.advanceTimersByTimeAsync(CALL_LEASE_RENEWAL_MS + 5000);
    expect(await find()).toBe(state.parties[0]?.leaseUntilMs);
    grace.away();
    expect(await find()).toBeGreaterThanOrEqual(Date.now() + CALL_LEASE_RENEWAL_MS);
  });

  it('changes nothing else: rings are over when they are', async () => {
    const state = call();
    const found = await createLeaseGrace(clock)
      .over({ find: async (_callId: string) => state })
      .find('c');
    expect(found?.parties[1]).toEqual(state.parties[1]);
    expect({ ...found, parties: [] }).toEqual({ ...state, parties: [] });
  });
});
