import type { Message } from '@causerie/contracts';
import type { ChangeOutcome } from '@causerie/core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMemoryRepositories, createRepositories, type Repositories } from '../src/index.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { command, committed, newPair, type Pair } from './scene.ts';

const MESSAGES = 6;

let database: TestDatabase;
let onPostgres: Repositories;

beforeAll(async () => {
  database = await createTestDatabase(4);
  onPostgres = createRepositories(database.pool);
});
afterAll(() => database.drop());

/** What one of the two people does to one of the messages. */
interface Step {
  kind: 'edit' | 'delete' | 'react' | 'unreact';
  byClient: boolean;
  message: number;
  /** Which text or emoji; few, so that the same one comes again. */
  what: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('edit', 'edit', 'react', 'react', 'unreact', 'delete'),
  byClient: fc.boolean(),
  message: fc.nat({ max: MESSAGES - 1 }),
  what: fc.nat({ max: 2 }),
});
const EMOJI = ['👍', '❤️', '👩‍⚕️'];

/** Two people and a log to which both have written by turns. */
async function newScene(repositories: Repositories): Promise<{ pair: Pair; log: Message[] }> {
  const pair = await newPair(repositories, { professional: 'Dr Moreau', client: 'Léa' });
  const batch = Array.from({ length: MESSAGES }, (_, index) =>
    command(pair.conversation.id, index % 2 === 0 ? pair.client : pair.professional, { content: 'text 0' }),
  );
  return { pair, log: (await repositories.messages.persist(batch)).map((outcome) => committed(outcome).message) };
}
type Scene = Awaited<ReturnType<typeof newScene>>;

function act({ messageChanges }: Repositories, { pair, log }: Scene, one: Step): Promise<ChangeOutcome> {
  const personId = (one.byClient ? pair.client : pair.professional).id;
  const messageId = log[one.message]?.id ?? '';
  if (one.kind === 'delete') return messageChanges.delete({ messageId, personId });
  if (one.kind === 'edit') return messageChanges.edit({ messageId, personId, content: `text ${one.what}` });
  const emoji = EMOJI[one.what] ?? '';
  return messageChanges.setReaction({ messageId, personId, emoji, active: one.kind === 'react' });
}

async function pageOf({ messages }: Repositories, { pair }: Scene): Promise<Message[]> {
  const query = { conversationId: pair.conversation.id, personId: pair.client.id, limit: 100 };
  return (await messages.page(query))?.items ?? [];
}

/** Everything that changed after a revision, in pages of two. */
async function changesAfter({ messageChanges }: Repositories, { pair }: Scene, after: number): Promise<Message[]> {
  const found: Message[] = [];
  for (let from = after; ;) {
    const query = { conversationId: pair.conversation.id, personId: pair.client.id, after: from, limit: 2 };
    const page = await messageChanges.changes(query);
    found.push(...(page?.items ?? []));
    if (page?.hasMore !== true) return found;
    from = found.at(-1)?.revision ?? from;
  }
}

/** What is the same in two worlds: people and messages by their place, times only as there or not. */
function told(value: unknown, { pair, log }: Scene): unknown {
  const names = new Map([
    [pair.client.id, 'client'],
    [pair.professional.id, 'professional'],
    [pair.conversation.id, 'conversation'],
    ...log.map(({ id, seq }) => [id, `message ${seq}`] as const),
  ]);
  const replaced = JSON.stringify(value, (key: string, one: unknown) => {
    if (['number', 'clientMessageId', 'subject'].includes(key)) return key;
    if (key.endsWith('At') && one !== null) return 'a time';
    return typeof one === 'string' ? (names.get(one) ?? one) : one;
  });
  // An audience is a set: its order is that of random ids.
  return JSON.parse(replaced, (key: string, one: unknown) =>
    key === 'audience' && Array.isArray(one) ? (one as string[]).toSorted((a, b) => (a < b ? -1 : 1)) : one,
  );
}

describe('changes of messages, by two people, in any order', () => {
  it('give the same answers and the same pages in memory and on Postgres', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const inMemory = createMemoryRepositories();
        const [here, there] = [await newScene(inMemory), await newScene(onPostgres)];
        for (const one of steps) {
          const answer = told(await act(inMemory, here, one), here);
          expect(told(await act(onPostgres, there, one), there)).toEqual(answer);
        }
        expect(told(await pageOf(onPostgres, there), there)).toEqual(told(await pageOf(inMemory, here), here));
        expect(told(await changesAfter(onPostgres, there, 0), there)).toEqual(
          told(await changesAfter(inMemory, here, 0), here),
        );
        for (const index of here.log.keys()) {
          const edits = (repositories: Repositories, { pair, log }: Scene) =>
            repositories.messageChanges.edits(log[index]?.id ?? '', pair.client.id);
          expect(told(await edits(onPostgres, there), there)).toEqual(told(await edits(inMemory, here), here));
        }
      }),
      { numRuns: 30 },
    );
  });

  it('reach whoever applies them to an old page: page ⊕ changes(after) = fresh page (DEL-11)', async () => {
    const plans = fc.tuple(
      fc.array(step, { maxLength: 15 }),
      fc.array(fc.array(step, { maxLength: 10 }), { maxLength: 3 }),
    );
    await fc.assert(
      fc.asyncProperty(plans, async ([before, devices]) => {
        const scene = await newScene(onPostgres);
        for (const one of before) await act(onPostgres, scene, one);
        const { pair } = scene;
        const revision = (await onPostgres.conversations.get(pair.conversation.id, pair.client.id))?.revision ?? 0;
        const held = new Map((await pageOf(onPostgres, scene)).map((message) => [message.seq, message]));
        // Several devices at once, while somebody catches up in the middle and again at the end.
        const busy = devices.map(async (plan) => {
          for (const one of plan) await act(onPostgres, scene, one);
        });
        for (const message of await changesAfter(onPostgres, scene, revision)) held.set(message.seq, message);
        await Promise.all(busy);
        const seen = Math.max(revision, ...[...held.values()].map((message) => message.revision));
        for (const message of await changesAfter(onPostgres, scene, seen)) held.set(message.seq, message);
        const fresh = await pageOf(onPostgres, scene);
        expect([...held.values()]).toEqual(fresh);
        // No two messages share a revision, and the conversation counts every change.
        const revisions = fresh.map((message) => message.revision).filter((one) => one > 0);
        expect(new Set(revisions).size).toBe(revisions.length);
        const top = await onPostgres.conversations.get(pair.conversation.id, pair.client.id);
        expect(top?.revision).toBe(Math.max(0, ...revisions));
      }),
      { numRuns: 30 },
    );
  });

  it('keep the snapshot on the message equal to the rows of reactions and mentions', async () => {
    const { rows } = await database.pool.query(`
      select m.id from messages m
      where (
        select count(*) from jsonb_array_elements(coalesce(m.reactions, '[]')) r, jsonb_array_elements(r -> 'personIds')
      ) <> (select count(*) from reactions r where r.message_id = m.id)`);
    expect(rows).toEqual([]);
  });
});
