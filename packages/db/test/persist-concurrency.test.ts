import type { PersistMessage } from '@causerie/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRepositories, type Repositories } from '../src/index.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { command, committed, newPair, send, type Pair } from './scene.ts';

const WRITERS = 4;
const CONVERSATIONS = 6;

let database: TestDatabase;
let repositories: Repositories;

beforeAll(async () => {
  database = await createTestDatabase(WRITERS);
  repositories = createRepositories(database.pool);
});
afterAll(() => database.drop());

/** One message of a batch: which conversation, which of its two people, and a key from few, so that repeats are common. */
interface Draw {
  conversation: number;
  byClient: boolean;
  key: number;
}

const draw = fc.record({
  conversation: fc.nat({ max: CONVERSATIONS - 1 }),
  byClient: fc.boolean(),
  key: fc.nat({ max: 25 }),
});
const batches = fc.array(fc.array(draw, { minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 6 });

function toCommand(pairs: readonly Pair[], { conversation, byClient, key }: Draw): PersistMessage {
  const pair = pairs[conversation];
  if (pair === undefined) throw new Error('no such conversation');
  const author = byClient ? pair.client : pair.professional;
  return command(pair.conversation.id, author, { clientMessageId: `key-${key}` });
}

async function logOf({ conversation, client }: Pair) {
  const page = await repositories.messages.page({
    conversationId: conversation.id,
    personId: client.id,
    limit: 10_000,
  });
  return page?.items ?? [];
}

describe('persist under concurrency', () => {
  it('gives every message one place without gaps, whatever four writers send at once (DEL-2, DEL-3, DEL-4)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(batches, { minLength: WRITERS, maxLength: WRITERS }), async (writers) => {
        const pairs: Pair[] = [];
        for (let index = 0; index < CONVERSATIONS; index++) pairs.push(await newPair(repositories));
        const answers = await Promise.all(
          writers.map(async (own) => {
            const done: Array<{ sent: PersistMessage[]; outcomes: ReturnType<typeof committed>[] }> = [];
            for (const drawn of own) {
              const sent = drawn.map((one) => toCommand(pairs, one));
              done.push({ sent, outcomes: (await repositories.messages.persist(sent)).map(committed) });
            }
            return done;
          }),
        );
        const logs = new Map(
          await Promise.all(pairs.map(async (pair) => [pair.conversation.id, await logOf(pair)] as const)),
        );
        for (const [conversationId, log] of logs) {
          expect(log.map(({ seq }) => seq)).toEqual(log.map((_, index) => index + 1));
          expect(new Set(log.map(({ author, clientMessageId }) => `${author?.id} ${clientMessageId}`)).size).toBe(
            log.length,
          );
          const conversation = await repositories.conversations.access(conversationId);
          expect(conversation).not.toBeNull();
        }
        const all = answers.flat();
        const created = all.flatMap(({ outcomes }) => outcomes).filter((outcome) => outcome.created);
        expect(created).toHaveLength([...logs.values()].flat().length);
        for (const { sent, outcomes } of all) {
          const tops = new Map<string, number>();
          for (const [index, { created: fresh, message }] of outcomes.entries()) {
            // What was answered is what is in the log, under the key that was sent.
            expect(logs.get(message.conversationId)?.[message.seq - 1]).toEqual(message);
            expect(message.clientMessageId).toBe(sent[index]?.clientMessageId);
            if (!fresh) continue;
            expect(message.seq).toBeGreaterThan(tops.get(message.conversationId) ?? 0);
            tops.set(message.conversationId, message.seq);
          }
        }
        const { rows } = await database.pool.query<{ wrong: string }>(`
          select count(*) as wrong from participants p where sent_count <> (
            select count(*) from messages m where m.conversation_id = p.conversation_id and m.author_id = p.person_id)`);
        expect(Number(rows[0]?.wrong)).toBe(0);
      }),
      { numRuns: 12 },
    );
    const { rows } = await database.pool.query<{ deadlocks: string }>(
      'select deadlocks from pg_stat_database where datname = current_database()',
    );
    expect(Number(rows[0]?.deadlocks)).toBe(0);
  });

  it('waits for a batch that is still being committed and goes on from it', async () => {
    const pair = await newPair(repositories);
    const holder = await database.pool.connect();
    await holder.query('begin');
    const first = command(pair.conversation.id, pair.client);
    const { requestId: _, ...rest } = first;
    const encoded = [
      { i: rest.id, c: rest.conversationId, a: rest.author.id, k: rest.clientMessageId, t: 'text', x: 'first' },
    ];
    await holder.query('select * from persist_messages_v2($1)', [JSON.stringify(encoded)]);
    const waiting = repositories.messages.persist([first, command(pair.conversation.id, pair.professional)]);
    await untilSomebodyWaits(database);
    await holder.query('commit');
    holder.release();
    const [repeat, next] = (await waiting).map(committed);
    expect(repeat).toMatchObject({ created: false, message: { seq: 1, content: 'first' } });
    expect(next).toMatchObject({ created: true, message: { seq: 2 } });
  });

  it('commits nothing of a batch that the database refuses', async () => {
    const pair = await newPair(repositories);
    const [before] = await send(repositories, pair.conversation.id, pair.client);
    const secret = 'a text that no error may quote';
    const good = command(pair.conversation.id, pair.client, { content: secret });
    const taken = command(pair.conversation.id, pair.client, { id: before?.id ?? '', content: secret });
    const poison = command(pair.conversation.id, pair.client, { content: `${secret} \u0000` });
    for (const bad of [taken, poison]) {
      const error: unknown = await repositories.messages.persist([good, bad]).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ name: 'StatementFailed', code: expect.stringMatching(/^2/) });
      const told = [error instanceof Error ? error.stack : '', JSON.stringify(error)].join(' ');
      expect(told).not.toContain(secret);
      expect(told).not.toContain(before?.id);
    }
    expect(await logOf(pair)).toHaveLength(1);
    const [after] = await send(repositories, pair.conversation.id, pair.professional);
    expect(after?.seq).toBe(2);
  });
});

async function untilSomebodyWaits({ pool }: TestDatabase): Promise<void> {
  for (;;) {
    const { rowCount } = await pool.query(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if (rowCount !== null && rowCount > 0) return;
  }
}
