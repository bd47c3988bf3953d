import { MessagingStats } from '@causerie/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMessagingStatistics, createRepositories, type Repositories } from '../src/index.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { command, newPair, newPerson, openConversation, type Pair } from './scene.ts';

let database: TestDatabase;
let repositories: Repositories;
let statistics: ReturnType<typeof createMessagingStatistics>;

beforeAll(async () => {
  database = await createTestDatabase();
  repositories = createRepositories(database.pool);
  statistics = createMessagingStatistics(database.pool);
});
afterAll(() => database.drop());

const MINUTE_MS = 60_000;
const START = '2026-01-05T09:00:00.000Z';

/** Puts what was said at given minutes after the start into the log, in this order. */
async function talk(
  { conversation, ...people }: Pair,
  said: ReadonlyArray<readonly ['client' | 'professional', number]>,
) {
  for (const [who, minute] of said) {
    const sent = command(conversation.id, people[who]);
    await repositories.messages.persist([sent]);
    const at = new Date(Date.parse(START) + minute * MINUTE_MS).toISOString();
    await database.pool.query('update messages set created_at = $2 where id = $1', [sent.id, at]);
    await database.pool.query('update conversations set created_at = $2, last_message_at = $3 where id = $1', [
      conversation.id,
      START,
      at,
    ]);
  }
}

it('counts what was written, when, and how long the other side waited for a first answer', async () => {
  const pair = await newPair(repositories);
  const day = 24 * 60;
  await talk(pair, [
    ['client', 0],
    ['client', 5],
    ['professional', 10], // Ten minutes after the first of the two.
    ['professional', 11],
    ['client', 20],
    ['professional', 22],
    ['client', day],
    ['professional', day + 60],
    ['client', 40 * day],
    ['professional', 48 * day], // More than a week later: no answer any more.
    ['client', 60 * day],
  ]);
  const other = await newPerson(repositories, 'client');
  const away = await openConversation(repositories, pair.professional, other);
  const ask = { conversationId: away.id, personId: other.id };
  await repositories.conversationChanges.update({ ...ask, status: 'archived' });
  const range = { from: START, to: '2026-12-31T00:00:00.000Z' };

  const mine = await statistics.messaging({ personId: pair.professional.id, ...range });
  expect(MessagingStats.parse(mine)).toEqual(mine);
  expect(mine.conversations).toEqual({ total: 2, active: 1, archived: 1, blocked: 0, archivedShare: 0.5, opened: 2 });
  expect(mine.messages).toEqual({ sent: 5, received: 6 });
  expect(mine.days.slice(0, 2)).toEqual([
    { date: '2026-01-05', sent: 3, received: 3 },
    { date: '2026-01-06', sent: 1, received: 1 },
  ]);
  expect(mine.responseTime.answers).toBe(3);
  expect((mine.responseTime.medianMs ?? 0) / (10 * MINUTE_MS)).toBeCloseTo(1, 1);
  expect((mine.responseTime.p90Ms ?? 0) / (60 * MINUTE_MS)).toBeCloseTo(1, 1);

  const theirs = await statistics.messaging({ personId: pair.client.id, ...range });
  expect(theirs.messages).toEqual({ sent: 6, received: 5 });
  expect(theirs.conversations).toMatchObject({ total: 1, archived: 0 });

  const firstDay = { from: START, to: '2026-01-06T00:00:00.000Z' };
  const short = await statistics.messaging({ personId: pair.professional.id, ...firstDay });
  expect(short).toMatchObject({ messages: { sent: 3, received: 3 }, responseTime: { answers: 2 } });
  expect(short.days).toHaveLength(1);

  const everybody = await statistics.messaging({ personId: null, ...range });
  expect(everybody.messages).toEqual(mine.messages);
  expect(everybody.responseTime).toEqual(mine.responseTime);
  expect(everybody.conversations.total).toBe(2);
});

it('says nothing of what it does not know', async () => {
  const { id: personId } = await newPerson(repositories, 'client');
  const range = { from: START, to: '2026-02-01T00:00:00.000Z' };
  expect(await statistics.messaging({ personId, ...range })).toEqual({
    ...range,
    conversations: { total: 0, active: 0, archived: 0, blocked: 0, archivedShare: 0, opened: 0 },
    messages: { sent: 0, received: 0 },
    responseTime: { answers: 0, medianMs: null, p90Ms: null },
    days: [],
  });
});
