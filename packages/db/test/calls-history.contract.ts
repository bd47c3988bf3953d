import { randomUUID } from 'node:crypto';
import type { CallQuality, CallState } from '@causerie/core';
import { expect, it } from 'vitest';
import {
  callOf,
  created,
  ended,
  partyOf,
  ringing,
  saved,
  START_MS,
  type CallPair,
  type CallStage,
} from './calls-scene.ts';

const QUALITY: CallQuality = {
  setupMs: 850,
  path: 'relay',
  transport: 'tls',
  rttMs: 41.5,
  loss: 0.02,
  steps: [{ to: 'audio', cause: 'bandwidth', atMs: START_MS + 9000 }],
};

/** What every implementation keeps of calls that were. */
export function describeCallHistory(stage: () => CallStage): void {
  it('is a person’s own, newest first, page by page, each call as it is now', async () => {
    const { calls, pair } = stage();
    const people = await pair();
    const kept = await past(stage(), people, 5);
    await past(stage(), await pair(), 1);
    const { client, professional } = people;
    const seen: CallState[] = [];
    let cursor: string | undefined;
    do {
      const page = await calls.history({ personId: client.id, limit: 2, cursor });
      for (const { state, participantId } of page.items) {
        seen.push(state);
        expect(state.parties.find(({ id }) => id === participantId)?.person).toEqual(client);
      }
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(kept.toReversed());
    const theirs = await calls.history({ personId: professional.id, limit: 5 });
    expect([theirs.items.length, theirs.nextCursor]).toEqual([5, null]);
    expect(await calls.history({ personId: randomUUID(), limit: 5 })).toEqual({ items: [], nextCursor: null });
    const foreign = calls.history({ personId: client.id, limit: 5, cursor: 'bm90IG91cnM' });
    await expect(foreign).rejects.toMatchObject({ code: 'page_out_of_range' });
  });

  it('may be of one conversation, of what was missed, and of both', async () => {
    const { calls, pair } = stage();
    const people = await pair();
    const { client, conversationId } = people;
    const other = { ...(await pair()), client };
    const kept = await past(stage(), people, 4, (index) => index % 2 === 1);
    const here = kept.find(({ parties }) => parties[1]?.state === 'missed');
    await past(stage(), other, 2, () => true);
    const find = async (query: { conversationId?: string; missed?: boolean; cursor?: string }, limit = 10) => {
      const page = await calls.history({ personId: client.id, limit, ...query });
      return { ids: page.items.map(({ state }) => state.id), next: page.nextCursor };
    };
    expect((await find({})).ids).toHaveLength(6);
    expect((await find({ conversationId })).ids).toHaveLength(4);
    expect((await find({ missed: true })).ids).toHaveLength(4);
    const missedHere = { conversationId, missed: true };
    const first = await find(missedHere, 1);
    expect(await find({ ...missedHere, cursor: first.next ?? '' }, 1)).toEqual({ ids: [here?.id], next: null });
    expect((await find({ missed: false })).ids).toHaveLength(6);
    expect((await find({ conversationId: randomUUID() })).ids).toEqual([]);
    expect((await find({ conversationId: 'no-id' })).ids).toEqual([]);
  });

  it('holds what the person’s own client measured, the newest report of it', async () => {
    const { calls, pair } = stage();
    const people = await pair();
    const [call] = await past(stage(), people, 1);
    const [mine, theirs] = call?.parties ?? [];
    if (call === undefined || mine === undefined || theirs === undefined) throw new Error('Nobody is there');
    const quality = async (personId: string) =>
      (await calls.history({ personId, limit: 1 })).items.map((entry) => entry.quality);
    expect(await quality(people.professional.id)).toEqual([null]);
    await calls.keepQuality(call.id, mine.id, { ...QUALITY, setupMs: 1 });
    await calls.keepQuality(call.id, mine.id, QUALITY);
    await calls.keepQuality(randomUUID(), theirs.id, QUALITY);
    expect(await quality(people.professional.id)).toEqual([QUALITY]);
    expect(await quality(people.client.id)).toEqual([null]);
    expect(await calls.find(call.id)).toEqual(call);
  });
}

/** What every implementation counts. */
export function describeCallFigures(stage: () => CallStage): void {
  it('counts ended calls that began in the range, of one person or of all', async () => {
    const { calls, pair } = stage();
    const people = await pair();
    const other = { ...(await pair()), professional: people.professional };
    const fromMs = Date.UTC(2019, 5, 1);
    // Twenty answered ones that last 1 s, 2 s, … 20 s, whose setups are 100 ms, 200 ms, …; half of them relayed.
    for (let count = 1; count <= 20; count++) {
      const call = await answered(stage(), people, fromMs + count, count * 1000);
      for (const { id } of call.parties) {
        await calls.keepQuality(call.id, id, {
          ...QUALITY,
          setupMs: count * 100,
          path: count % 2 === 0 ? 'relay' : 'direct',
        });
      }
    }
    await unanswered(stage(), people, fromMs + 100, 'missed');
    await unanswered(stage(), other, fromMs + 200, 'declined');
    await unanswered(stage(), other, fromMs + 999, 'declined');
    const live = await created(calls, ringing(people, { createdAtMs: fromMs + 300 }));
    const range = { fromMs: fromMs + 1, toMs: fromMs + 999 };
    const byReason = { completed: 20, declined: 0, missed: 1, cancelled: 0, busy: 0, failed: 0, expired: 0 };
    const mine = {
      total: 21,
      answered: 20,
      missed: 1,
      durationMs: { total: 210_000, mean: 10_500, p95: 19_000 },
      setupMs: { p50: 1000, p95: 1900 },
      relayShare: 0.5,
      byReason,
    };
    expect(await calls.figures({ personId: people.client.id, ...range })).toEqual(mine);
    const everybodys = { ...mine, total: 22, byReason: { ...byReason, declined: 1 } };
    expect(await calls.figures({ personId: null, ...range })).toEqual(everybodys);
    expect(await calls.figures({ personId: people.professional.id, ...range })).toEqual({ ...everybodys, missed: 0 });
    await saved(calls, ended(live));
  });

  it('says nothing of what it does not know', async () => {
    const none = {
      total: 0,
      answered: 0,
      missed: 0,
      durationMs: { total: 0, mean: 0, p95: 0 },
      setupMs: { p50: null, p95: null },
      relayShare: null,
      byReason: { completed: 0, declined: 0, missed: 0, cancelled: 0, busy: 0, failed: 0, expired: 0 },
    };
    const { calls, pair } = stage();
    const people = await pair();
    const range = { fromMs: Date.UTC(2018, 0, 1), toMs: Date.UTC(2018, 1, 1) };
    for (const personId of [people.client.id, 'no-id', null]) {
      expect(await calls.figures({ personId, ...range })).toEqual(none);
    }
    const call = await answered(stage(), people, range.fromMs, 1000);
    await calls.keepQuality(call.id, call.parties[0]?.id ?? '', { ...QUALITY, setupMs: null, path: null });
    const { professional } = people;
    const figures = await calls.figures({ personId: professional.id, ...range });
    expect([figures.setupMs, figures.relayShare]).toEqual([none.setupMs, null]);
  });

  it('among everybody’s, what one of many missed is no missed call when others talked', async () => {
    const { calls, pair } = stage();
    const { professional, client } = await pair();
    const { client: late } = await pair();
    const createdAtMs = Date.UTC(2017, 0, 1);
    const parties = [partyOf(professional), partyOf(client), partyOf(late, { state: 'missed' })] as const;
    const fields = { mode: 'room', createdAtMs, answeredAtMs: createdAtMs } as const;
    await saved(calls, ended(await created(calls, callOf(null, parties, fields))));
    const range = { fromMs: createdAtMs, toMs: createdAtMs + 1 };
    expect(await calls.figures({ personId: null, ...range })).toMatchObject({ total: 1, answered: 1, missed: 0 });
    expect(await calls.figures({ personId: late.id, ...range })).toMatchObject({ total: 1, missed: 1 });
    expect(await calls.figures({ personId: client.id, ...range })).toMatchObject({ total: 1, missed: 0 });
  });
}

async function past(
  { calls }: CallStage,
  { professional, client, conversationId }: CallPair,
  count: number,
  isMissed: (index: number) => boolean = () => false,
): Promise<CallState[]> {
  const kept: CallState[] = [];
  for (let index = 0; index < count; index++) {
    const parties = [
      partyOf(professional, { state: 'left' }),
      partyOf(client, { state: isMissed(index) ? 'missed' : 'left' }),
    ] as const;
    // Two at a time began in the same millisecond: their ids decide.
    const createdAtMs = START_MS + Math.floor(index / 2) * 1000;
    const call = await created(calls, callOf(conversationId, parties, { createdAtMs }));
    kept.push(await saved(calls, ended(call)));
  }
  return kept.toSorted((a, b) => a.createdAtMs - b.createdAtMs || (a.id < b.id ? -1 : 1));
}

async function answered(
  { calls }: CallStage,
  { professional, client, conversationId }: CallPair,
  createdAtMs: number,
  lastsMs: number,
) {
  const parties = [partyOf(professional, { state: 'left' }), partyOf(client, { state: 'left' })] as const;
  const answeredAtMs = createdAtMs + 10_000;
  const call = await created(calls, callOf(conversationId, parties, { createdAtMs, answeredAtMs }));
  return saved(calls, ended(call, { endedAtMs: answeredAtMs + lastsMs }));
}

async function unanswered(
  { calls }: CallStage,
  { professional, client, conversationId }: CallPair,
  createdAtMs: number,
  why: 'missed' | 'declined',
) {
  const parties = [partyOf(professional, { state: 'left' }), partyOf(client, { state: why })] as const;
  const call = await created(calls, callOf(conversationId, parties, { createdAtMs }));
  return saved(calls, ended(call, { endReason: why }));
}
