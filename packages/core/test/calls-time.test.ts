import { CALL_LEASE_MS, RING_TIMEOUT_MS, type CallEndReason, type CallQualityReport } from '@causerie/contracts';
import { describe, expect, it } from 'vitest';
import {
  callFigures,
  callWindow,
  endCall,
  joinCall,
  keepCallQuality,
  leaveCall,
  listCallHistory,
  ringCall,
  settleDue,
  startCall,
  type CallQuality,
} from '../src/index.ts';
import { conversationOf, createCallHouse, dora, paul, quinn, START_MS, starting, stranger } from './calls-house.ts';

/** A ring of which nobody heard is repeated after so long. */
const RING_AGAIN_MS = 3000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const conversationId = conversationOf(dora, paul);
const asDora = { person: dora };
const asPaul = { person: paul };

async function dorasCall(options: Parameters<typeof createCallHouse>[0] = {}) {
  const house = createCallHouse(options);
  const { call } = await startCall(house.deps, dora, starting({ conversationId, device: 'doras-desk' }));
  return { house, deps: house.deps, callId: call.id };
}

describe('CALL-4: a ring', () => {
  it('has a timer for its end, and one to ring again where nobody heard it', async () => {
    const { house, deps, callId } = await dorasCall();
    expect(house.timers).toEqual([
      { callId, dueMs: START_MS + CALL_LEASE_MS, what: 'due' },
      { callId, dueMs: START_MS + RING_AGAIN_MS, what: 'ring-again' },
    ]);
    house.heard(paul.id);
    house.clock.ms += RING_AGAIN_MS;
    await settleDue(deps, callId, house.clock.ms);
    await settleDue(deps, callId, house.clock.ms);
    expect(house.heard(paul.id)).toEqual(['call.incoming', 'notification.created', 'call.incoming']);
    expect(house.notified).toMatchObject([{ personId: paul.id, kind: 'call', conversationId, detail: { callId } }]);

    await ringCall(deps, asPaul, { callId, device: 'pauls-phone' });
    house.heard(paul.id);
    house.clock.ms += RING_AGAIN_MS;
    await settleDue(deps, callId, house.clock.ms);
    expect(house.heard(paul.id)).toEqual([]);
  });

  it('that nobody answered is told as missed, once, however it ended and whoever was killed meanwhile', async () => {
    const over = await dorasCall();
    over.house.clock.ms += RING_TIMEOUT_MS;
    for (let times = 0; times < 3; times++) await settleDue(over.deps, over.callId, over.house.clock.ms);
    expect(over.house.notified).toMatchObject([{ personId: paul.id, kind: 'missed-call' }]);

    const cancelled = await dorasCall();
    await endCall(cancelled.deps, asDora, { callId: cancelled.callId });
    const timer = cancelled.house.timers.at(-1);
    expect(timer).toEqual({ callId: cancelled.callId, dueMs: cancelled.house.clock.ms, what: 'due' });
    await settleDue(cancelled.deps, cancelled.callId, timer?.dueMs ?? 0);
    expect(cancelled.house.notified).toMatchObject([{ personId: paul.id, kind: 'missed-call' }]);
  });

  it('whose notification failed is told by the next attempt, although the call has ended', async () => {
    const { house, deps, callId } = await dorasCall();
    const { add } = deps.notifications;
    deps.notifications.add = async () => Promise.reject(new Error('away'));
    house.clock.ms += RING_TIMEOUT_MS;
    await expect(settleDue(deps, callId, house.clock.ms)).rejects.toThrow('away');
    deps.notifications.add = add;
    await settleDue(deps, callId, house.clock.ms);
    expect(house.notified).toHaveLength(1);
  });

  it('of an unknown call is nothing to do, and timers that were not taken make nothing fail', async () => {
    const house = createCallHouse();
    await settleDue(house.deps, 'unknown', house.clock.ms);
    house.deps.timers.at = async () => Promise.reject(new Error('no queue'));
    const asked = starting({ conversationId, device: 'doras-desk' });
    const { call } = await startCall(house.deps, dora, asked);
    house.clock.ms += RING_TIMEOUT_MS;
    for (const due of house.memory.due(house.clock.ms)) await settleDue(house.deps, due, house.clock.ms);
    expect(house.kept(call.id).endReason).toBe('missed');
  });
});

describe('Who may call whom', () => {
  const appointment = { startsAtMs: START_MS + HOUR_MS, endsAtMs: START_MS + 2 * HOUR_MS };

  it('CALL-11: the client of an appointment from 15 min before it until 60 min after it, the professional always', async () => {
    const house = createCallHouse({ appointment });
    const tries = async (ms: number) => {
      house.clock.ms = START_MS + ms;
      const { open } = await callWindow(house.deps, paul, conversationId);
      const asked = starting({ conversationId, mode: 'room', device: 'pauls-phone' });
      const started = await startCall(house.deps, paul, asked).catch((error: { code: string }) => error.code);
      if (typeof started !== 'string') house.memory.renew([started.call.initiatorId], START_MS + 9 * HOUR_MS);
      return [open, typeof started === 'string' ? started : new Date(started.call.expiresAt).getTime() - START_MS];
    };
    expect(await tries(45 * MINUTE_MS - 1)).toEqual([false, 'conflict']);
    expect(await tries(45 * MINUTE_MS)).toEqual([true, 3 * HOUR_MS]);
    expect(await tries(3 * HOUR_MS - 1)).toEqual([true, 3 * HOUR_MS]);
    expect(await tries(3 * HOUR_MS)).toEqual([false, 'conflict']);
    expect(await callWindow(house.deps, dora, conversationId)).toMatchObject({
      open: true,
      opensAt: new Date(START_MS + 45 * MINUTE_MS).toISOString(),
    });
    const doras = await startCall(house.deps, dora, starting({ conversationId, mode: 'room' }));
    expect(doras.created).toBe(true);
  });

  it('CALL-11: an appointment without an end lasts an hour, and a conversation without one is always open', async () => {
    const open = createCallHouse({ appointment: { startsAtMs: START_MS, endsAtMs: null } });
    const closesAt = new Date(START_MS + 2 * HOUR_MS).toISOString();
    expect(await callWindow(open.deps, paul, conversationId)).toMatchObject({ open: true, closesAt });
    const none = { conversationId, open: true, opensAt: null, closesAt: null };
    expect(await callWindow(createCallHouse().deps, paul, conversationId)).toEqual(none);
    const foreign = callWindow(createCallHouse().deps, quinn, conversationId);
    await expect(foreign).rejects.toMatchObject({ code: 'not_found' });
  });

  it('a client calls who is available, a professional any client of theirs, and nobody a stranger', async () => {
    const house = createCallHouse({ unavailable: [dora.id, paul.id] });
    const asked = starting({ conversationId });
    await expect(startCall(house.deps, paul, asked)).rejects.toMatchObject({ code: 'conflict' });
    expect((await startCall(house.deps, dora, asked)).created).toBe(true);
    const ask = { ...starting({ conversationId }), conversationId: undefined };
    for (const personId of [stranger.id, 'nobody']) {
      await expect(startCall(house.deps, dora, { ...ask, personId })).rejects.toMatchObject({ code: 'not_linked' });
    }
    const byPerson = await startCall(house.deps, dora, { ...ask, personId: paul.id });
    expect([byPerson.created, byPerson.call.conversationId]).toEqual([false, conversationId]);
  });

  it('nobody calls in a conversation that is closed, or that is not theirs', async () => {
    for (const conversation of ['blocked', 'archived'] as const) {
      const { deps } = createCallHouse({ conversation });
      for (const asked of [starting({ conversationId }), { ...starting({ conversationId }), ...byPaul }]) {
        await expect(startCall(deps, dora, asked)).rejects.toMatchObject({ code: 'conversation_closed' });
      }
    }
    const { deps } = createCallHouse();
    const foreign = startCall(deps, quinn, starting({ conversationId }));
    await expect(foreign).rejects.toMatchObject({ code: 'not_found' });
  });
});

const byPaul = { conversationId: undefined, personId: paul.id };

describe('The history of calls', () => {
  const quality: CallQualityReport = { setupMs: 900, path: 'relay', transport: 'udp', rttMs: 40, loss: 0, steps: [] };

  it('says who called whom, how long it lasted, whether it was missed, and how it went on my device', async () => {
    const { house, deps, callId } = await dorasCall();
    const kept = new Map<string, CallQuality>();
    deps.calls.keepQuality = async (_, participantId, measured) => void kept.set(participantId, measured);
    deps.calls.history = async ({ personId }) => {
      const items = [...house.memory.states.values()].flatMap((state) => {
        const mine = state.parties.find(({ person }) => person?.id === personId);
        return mine === undefined ? [] : [{ state, participantId: mine.id, quality: kept.get(mine.id) ?? null }];
      });
      return { items, nextCursor: null };
    };
    await expect(keepCallQuality(deps, asPaul, { callId, quality })).rejects.toMatchObject({ code: 'conflict' });
    await joinCall(deps, asPaul, { callId, device: 'pauls-phone' });
    await keepCallQuality(deps, asPaul, { callId, quality });
    house.clock.ms += 90_000;
    await leaveCall(deps, asDora, { callId });
    const pauls = await listCallHistory(deps, paul, { limit: 20 });
    expect(pauls.items).toMatchObject([{ direction: 'incoming', missed: false, durationMs: 90_000, quality }]);
    const doras = await listCallHistory(deps, dora, { limit: 20 });
    expect(doras.items).toMatchObject([{ direction: 'outgoing', missed: false, durationMs: 90_000, quality: null }]);
  });

  it('has figures over the last thirty days, or a range of at most a year', async () => {
    const { deps } = createCallHouse();
    const asked: unknown[] = [];
    const byReason = {} as Record<CallEndReason, number>;
    const durationMs = { total: 0, mean: 0, p95: 0 };
    const empty = { total: 0, answered: 0, missed: 0, durationMs, setupMs: { p50: null, p95: null }, byReason };
    deps.calls.figures = async (query) => {
      asked.push(query);
      return { ...empty, relayShare: null };
    };
    const days = (count: number): string => new Date(START_MS + count * 24 * HOUR_MS).toISOString();
    expect(await callFigures(deps, paul.id, {})).toMatchObject({ from: days(-30), to: days(0), total: 0 });
    await callFigures(deps, null, { from: days(-366), to: days(0) });
    expect(asked).toEqual([
      { personId: paul.id, fromMs: START_MS - 30 * 24 * HOUR_MS, toMs: START_MS },
      { personId: null, fromMs: START_MS - 366 * 24 * HOUR_MS, toMs: START_MS },
    ]);
    for (const range of [{ from: days(0) }, { from: days(-367) }]) {
      await expect(callFigures(deps, null, range)).rejects.toMatchObject({ code: 'invalid_input' });
    }
  });
});
