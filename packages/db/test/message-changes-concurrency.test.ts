import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRepositories, type Repositories } from '../src/index.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { command, committed, newPair, send } from './scene.ts';

const WRITERS = 4;

let database: TestDatabase;
let repositories: Repositories;

beforeAll(async () => {
  database = await createTestDatabase(WRITERS);
  repositories = createRepositories(database.pool);
});
afterAll(() => database.drop());

/** A file that was uploaded and examined. */
async function upload(conversationId: string, uploaderId: string): Promise<string> {
  const id = randomUUID();
  await database.pool.query(
    `insert into attachments (id, conversation_id, uploader_id, state, file_name, media_type)
     values ($1, $2, $3, 'ready', 'a.pdf', 'application/pdf')`,
    [id, conversationId, uploaderId],
  );
  return id;
}

describe('messages that change while others are sent', () => {
  it('a file belongs to one message, however many ask for it at once', async () => {
    for (let round = 0; round < 10; round++) {
      const { conversation, client } = await newPair(repositories);
      const file = await upload(conversation.id, client.id);
      const batches = Array.from({ length: WRITERS }, () =>
        repositories.messages.persist([
          command(conversation.id, client),
          command(conversation.id, client, { attachmentIds: [file] }),
        ]),
      );
      const outcomes = (await Promise.all(batches)).map(([, second]) => second);
      const winners = outcomes.filter((outcome) => outcome?.ok === true).map(committed);
      expect(winners.map(({ message }) => message.attachments.map(({ id }) => id))).toEqual([[file]]);
      const { rows } = await database.pool.query('select message_id from attachments where id = $1', [file]);
      expect(rows).toEqual([{ message_id: winners[0]?.message.id }]);
    }
  });

  it('a message that lost the race for a file takes no number (DEL-2)', async () => {
    const { conversation, client } = await newPair(repositories);
    const file = await upload(conversation.id, client.id);
    const taking = () => command(conversation.id, client, { attachmentIds: [file] });
    const outcomes = await repositories.messages.persist([taking(), taking(), command(conversation.id, client)]);
    expect(outcomes.map((outcome) => (outcome.ok ? outcome.message.seq : outcome.code))).toEqual([
      1,
      'unprocessable',
      2,
    ]);
  });

  it('DEL-11: revisions are 1, 2, 3… without gap or repeat, whatever happens at once, and nobody waits in a circle', async () => {
    const act = fc.record({
      kind: fc.constantFrom('send', 'edit', 'react', 'delete', 'read'),
      place: fc.nat({ max: 1 }),
      message: fc.nat({ max: 5 }),
    });
    const plans = fc.array(fc.array(act, { minLength: 5, maxLength: 15 }), { minLength: WRITERS, maxLength: WRITERS });
    await fc.assert(
      fc.asyncProperty(plans, async (all) => {
        const pairs = [await newPair(repositories), await newPair(repositories)];
        const logs = await Promise.all(pairs.map((pair) => send(repositories, pair.conversation.id, pair.client, 6)));
        const changed: number[][] = [[], []];
        const run = async (one: (typeof all)[number][number], text: string): Promise<void> => {
          const pair = pairs[one.place];
          if (pair === undefined) return;
          const [conversationId, personId] = [pair.conversation.id, pair.client.id];
          const messageId = logs[one.place]?.[one.message]?.id ?? '';
          const { messageChanges, messages, receipts } = repositories;
          if (one.kind === 'send') {
            // Both conversations in one batch, so that it takes two locks while changes take one.
            await messages.persist(pairs.map((each) => command(each.conversation.id, each.professional)).toReversed());
          } else if (one.kind === 'read') {
            await receipts.markRead({ conversationId, personId, upToSeq: one.message });
          } else {
            const outcome =
              one.kind === 'edit'
                ? await messageChanges.edit({ messageId, personId, content: text })
                : one.kind === 'delete'
                  ? await messageChanges.delete({ messageId, personId })
                  : await messageChanges.setReaction({ messageId, personId, emoji: '👍', active: true });
            if (outcome.ok && outcome.changed) changed[one.place]?.push(outcome.message.revision);
          }
        };
        await Promise.all(
          all.map(async (plan, writer) => {
            for (const [index, one] of plan.entries()) await run(one, `text ${writer} ${index}`);
          }),
        );
        for (const revisions of changed) {
          expect(revisions.toSorted((a, b) => a - b)).toEqual(revisions.map((_, index) => index + 1));
        }
      }),
      { numRuns: 15 },
    );
    const { rows } = await database.pool.query<{ deadlocks: string }>(
      'select deadlocks from pg_stat_database where datname = current_database()',
    );
    expect(Number(rows[0]?.deadlocks)).toBe(0);
  });
});
