import { randomBytes, randomUUID } from 'node:crypto';
import { ERASED_NAME } from '@causerie/contracts';
import type { CallQuality, CallState } from '@causerie/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCalls, createPrivacyRepositories, createRepositories, createShareTokens } from '../src/index.ts';
import { callOf, created, ended, partyOf, saved, START_MS, withParty, type CallPair } from './calls-scene.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { newPair } from './scene.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const repositories = () => ({
  ...createRepositories(database.pool),
  ...createPrivacyRepositories(database.pool),
  calls: createCalls(database.pool),
  tokens: createShareTokens(database.pool),
});

const DAY_MS = 86_400_000;
const QUALITY: CallQuality = {
  setupMs: 1,
  path: 'relay',
  transport: 'udp',
  rttMs: 1,
  loss: 0,
  steps: [{ to: 'chat', cause: 'mirabelle', atMs: 1 }],
};

/** A conference of two people and a guest in which everything that may be kept is kept, each with the word in it. */
async function leaveCall(
  fields: Partial<CallState> = {},
  pair?: CallPair,
): Promise<{ call: CallState; people: CallPair }> {
  const all = repositories();
  const { professional, client, conversation } = await newPair(all);
  const people = pair ?? { professional, client, conversationId: conversation.id };
  const begun = fields.createdAtMs ?? START_MS;
  const here = { state: 'joined', joinedAtMs: begun } as const;
  const host = partyOf(people.professional, { ...here, device: 'host-device' });
  const mine = partyOf(people.client, { ...here, device: 'mirabelle-phone' });
  const guest = partyOf(null, { ...here, guestName: 'Mirabelle’s mother', admittedById: people.professional.id });
  const call = callOf(people.conversationId, [host, mine, guest], {
    mode: 'room',
    status: 'active',
    title: 'About Mirabelle',
    createdAtMs: begun,
    answeredAtMs: begun,
    ...fields,
  });
  await all.calls.create(call, [{ kind: 'joined', participantId: mine.id, device: 'mirabelle-phone' }]);
  for (const { id } of call.parties) await all.calls.keepQuality(call.id, id, QUALITY);
  for (const { id } of [people.professional, people.client]) {
    const life = { createdAtMs: begun, expiresAtMs: begun + 1000, revokedAtMs: null };
    const token = { id: randomUUID(), callId: call.id, createdById: id, singleSeat: true, useCount: 0, ...life };
    await all.tokens.add({ ...token, hash: randomBytes(32) });
  }
  return { call, people };
}

async function end(call: CallState): Promise<CallState> {
  return saved(repositories().calls, ended(call));
}

const textsOf = async (callId: string): Promise<string> => {
  const { rows } = await database.pool.query<{ all: string }>(
    `select concat(
      (select c::text from calls c where c.id = $1), (select string_agg(p::text, '') from call_participants p where p.call_id = $1),
      (select string_agg(e::text, '') from call_events e where e.call_id = $1)
    ) as all`,
    [callId],
  );
  return rows[0]?.all ?? '';
};

describe('PRIV-3: an erasure', () => {
  const erase = async (personId: string) => {
    const { privacyRequests, erasures } = repositories();
    const { id } = await privacyRequests.openErasure({ id: randomUUID(), personId, tokenLifeMs: 60_000 });
    await erasures.erasePerson({ requestId: id, personId });
    return async () => {
      await erasures.erasePerson({ requestId: id, personId });
      return (await privacyRequests.find(id))?.request.receipt;
    };
  };

  it('takes the person’s traces off their calls, and the places in the histories stay', async () => {
    const { calls, tokens } = repositories();
    const { call, people } = await leaveCall();
    await end(call);
    expect(await textsOf(call.id)).toMatch(/mirabelle/i);
    const again = await erase(people.client.id);
    expect(await textsOf(call.id)).not.toMatch(/mirabelle-|Mirabelle/);
    const [entry] = (await calls.history({ personId: people.professional.id, limit: 1 })).items;
    expect(entry).toMatchObject({ state: { id: call.id, title: null, code: call.code }, quality: QUALITY });
    const [host, mine, guest] = entry?.state.parties ?? [];
    expect([host?.device, mine?.device]).toEqual(['host-device', null]);
    expect([mine?.person?.name, guest?.guestName]).toEqual([ERASED_NAME, '']);
    expect((await calls.history({ personId: people.client.id, limit: 1 })).items[0]?.quality).toBeNull();
    expect((await tokens.list(call.id)).map(({ createdById }) => createdById)).toEqual([people.professional.id]);
    // Once more finds nothing.
    expect(await again()).toMatchObject({ calls: 1, callLinks: 1 });
  });

  it('is not undone by a change of a call that goes on', async () => {
    const { calls } = repositories();
    const { call, people } = await leaveCall();
    await erase(people.client.id);
    await saved(calls, withParty(call, 0, { media: { audio: false, video: false, screen: false } }));
    expect(await calls.find(call.id)).toMatchObject({ title: null, parties: [{}, {}, { guestName: '' }] });
  });

  it('leaves calls of others alone', async () => {
    const { calls } = repositories();
    const { call } = await leaveCall();
    const { people } = await leaveCall();
    await erase(people.client.id);
    expect(await calls.find(call.id)).toEqual(call);
  });
});

describe('PRIV-2: an export', () => {
  const exported = async (personId: string, limit = 10) => {
    const { personalData } = repositories();
    const items: unknown[] = [];
    let after: string | null = null;
    do {
      const page: { items: string[]; next: string | null } = await personalData.page({
        part: 'calls',
        personId,
        after,
        limit,
      });
      items.push(...page.items.map((item) => JSON.parse(item) as unknown));
      after = page.next;
    } while (after !== null);
    return items;
  };

  it('holds the calls of the person, page by page: who was in them, and what their own devices did and measured', async () => {
    const { call, people } = await leaveCall();
    const first = await end(call);
    const { call: next } = await leaveCall({ createdAtMs: START_MS + 1 }, people);
    await end(next);
    const items = await exported(people.client.id, 1);
    expect(items).toMatchObject([{ id: call.id }, { id: next.id, began: false }]);
    const at = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
    expect(items[0]).toEqual({
      id: call.id,
      conversationId: people.conversationId,
      kind: 'video',
      mode: 'room',
      status: 'ended',
      endReason: 'completed',
      title: 'About Mirabelle',
      began: false,
      role: 'client',
      state: 'joined',
      device: 'mirabelle-phone',
      quality: QUALITY,
      createdAt: at(START_MS),
      answeredAt: at(START_MS),
      joinedAt: at(START_MS),
      leftAt: null,
      endedAt: at(first.endedAtMs),
      others: [
        {
          person: people.professional,
          name: people.professional.name,
          role: 'professional',
          state: 'joined',
          joinedAt: at(START_MS),
          leftAt: null,
        },
        {
          person: null,
          name: 'Mirabelle’s mother',
          role: 'guest',
          state: 'joined',
          joinedAt: at(START_MS),
          leftAt: null,
        },
      ],
      happenings: [{ kind: 'joined', device: 'mirabelle-phone', at: expect.stringMatching(/Z$/) }],
      links: [
        {
          id: expect.any(String),
          createdAt: at(START_MS),
          expiresAt: at(START_MS + 1000),
          revokedAt: null,
          singleSeat: true,
          useCount: 0,
        },
      ],
    });
    expect(await exported(people.professional.id)).toMatchObject([{ began: true }, { began: true }]);
  });

  it.each(['waiting', 'removed', 'left'] as const)(
    'says nothing of who is in a call to whom was never let in and is %s',
    async (state) => {
      const { calls } = repositories();
      const { people } = await leaveCall();
      const { professional, client } = people;
      const inside = partyOf(professional);
      const call = callOf(null, [inside, partyOf(client, { state })], {
        mode: 'room',
        title: 'Secret',
        answeredAtMs: START_MS,
        createdAtMs: START_MS + 5,
      });
      await created(calls, call);
      const [, item] = await exported(client.id);
      expect(item).toMatchObject({
        id: call.id,
        state,
        others: [],
        title: null,
        conversationId: null,
        answeredAt: null,
      });
    },
  );
});

describe('retention of calls', () => {
  it('RET-1: calls that ended so long ago lose what they say and keep their places, the oldest first', async () => {
    const { calls, retention, tokens } = repositories();
    const days = (count: number) => Date.now() - count * DAY_MS;
    const olds = [await leaveCall({ createdAtMs: days(500) }), await leaveCall({ createdAtMs: days(499) })].map(
      ({ call }) => call,
    );
    for (const call of olds) await end(call);
    const { call: young } = await leaveCall({ createdAtMs: days(90) });
    await end(young);
    const { call: live } = await leaveCall({ createdAtMs: days(498) });
    expect(await retention.expireCalls({ olderThanDays: 400, limit: 1 })).toBe(1);
    expect((await Promise.all(olds.map(({ id }) => calls.find(id)))).map((call) => call?.title)).toEqual([
      null,
      'About Mirabelle',
    ]);
    expect(await retention.expireCalls({ olderThanDays: 400, limit: 10 })).toBe(1);
    expect(await retention.expireCalls({ olderThanDays: 400, limit: 10 })).toBe(0);
    for (const old of olds) {
      expect(await textsOf(old.id)).not.toMatch(/mirabelle|host-device/i);
      expect(await tokens.list(old.id)).toEqual([]);
      const kept = await calls.find(old.id);
      expect(kept).toMatchObject({ status: 'ended', endReason: 'completed', endedAtMs: old.createdAtMs + 60_000 });
      expect(kept?.parties.map(({ person, joinedAtMs }) => [person?.id, joinedAtMs])).toEqual(
        old.parties.map(({ person, joinedAtMs }) => [person?.id, joinedAtMs]),
      );
    }
    for (const { id } of [young, live]) expect(await textsOf(id)).toMatch(/mirabelle/i);
  });

  it('what was said in calls of a conversation goes with what the conversation said', async () => {
    const { conversationChanges, retention } = repositories();
    const { call, people } = await leaveCall();
    await end(call);
    await conversationChanges.remove({ conversationId: people.conversationId, personId: people.professional.id });
    await database.pool.query(`update conversations set deleted_at = now() - interval '31 days' where id = $1`, [
      people.conversationId,
    ]);
    for (let more = true; more;) ({ more } = await retention.emptyRemoved({ olderThanDays: 30, limit: 10 }));
    expect(await textsOf(call.id)).not.toMatch(/mirabelle/i);
  });
});
